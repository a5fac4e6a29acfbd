"""Turns households poor, or lifts them out: income, spending, property and savings to order."""

from __future__ import annotations

import numpy as np

from zhouji.demo.county import NO_DAY, NO_MONTH, County
from zhouji.demo.dice import Array, lognormal
from zhouji.demo.lines import Lines
from zhouji.demo.work import FLEXIBLE, LAND, LAPSED, NOTHING, income_12m


def lift_the_poor(county: County, rng: np.random.Generator, lines: Lines) -> None:
    """Raise the incomes of households below the floor: none is to be poor by accident."""
    people = county.people
    for _ in range(2):
        counted = county.counted()
        income = county.sum_by_home(np.where(counted, income_12m(county), 0))
        members = county.sum_by_home(counted.astype(np.int64))
        wanted = lines.floor * 12 * members * rng.uniform(1.05, 1.9, len(members))
        short = (income < lines.floor * 12 * members) & (members > 0)
        ratio = np.where(short, wanted / np.maximum(income, 1), 1.0)
        moderate = short & (ratio <= 5)
        scale = np.where(moderate, ratio, 1.0)[people["home"]]
        for name in ("pension", "wage", "business"):
            people[name] = (np.ceil(people[name] * scale / 100) * 100).astype(np.int64)
        people["pension_kind"][(scale > 1) & (people["pension_kind"] == 3)] = LAND
        lacking = np.where(short & ~moderate, wanted - income, 0)
        earners = _earner_of_each(county)
        home = people["home"][earners]
        people["business"][earners] += (np.ceil(lacking[home] / 100) * 100).astype(np.int64)
        works = lacking[home] > 0
        idle = works & np.isin(people["work"][earners], (NOTHING, LAPSED))
        people["work"][earners[idle]] = FLEXIBLE
        _stop_unemployment(county, earners[idle])


def _earner_of_each(county: County) -> Array:
    """One counted adult of each household: of working age where there is one."""
    ages, people = county.ages(), county.people
    adult = np.flatnonzero((ages >= 18) & county.counted())
    late = (ages[adult] >= 60).astype(np.int8)
    order = adult[np.lexsort((people["relation"][adult], late, people["home"][adult]))]
    homes = people["home"][order]
    return np.asarray(order[np.r_[True, homes[1:] != homes[:-1]]]) if len(order) else order


def _stop_unemployment(county: County, who: Array) -> None:
    people = county.people
    people["unemployed_on"][who] = NO_DAY
    people["unemployed_until"][who] = NO_DAY
    for name in ("benefit_from", "benefit_to"):
        people[name][who] = NO_MONTH


def members_of(county: County, homes: Array) -> Array:
    """Indices of the people who live in these homes."""
    inside = np.zeros(len(county.homes), dtype=bool)
    inside[homes] = True
    return np.flatnonzero(inside[county.people["home"]])


def make_modest(
    county: County, rng: np.random.Generator, homes: Array, roomy: bool = False
) -> None:
    """Take away what a means test would stumble over: cars, second homes, shops, shares."""
    people = county.people
    who = members_of(county, homes)
    people["cars"][who] = 0
    people["shops"][who] = 0
    people["stake"][who] = 0
    people["dwellings"][who] = np.minimum(people["dwellings"][who], 1)
    people["area"][who] = (rng.uniform(28, 110, len(who)) * 100).astype(np.int64)
    if not roomy:
        none = rng.random(len(county.homes)) < 0.2
        people["dwellings"][who[none[people["home"][who]]]] = 0
    smaller = who[people["selfpay_this_year"][who] > 300_000]
    people["selfpay_this_year"][smaller] //= 8


def set_income(county: County, homes: Array, monthly: Array) -> None:
    """Give the members of each home together this recorded income a head and month (fen)."""
    people = county.people
    who = members_of(county, homes)
    _end_work(county, who)
    old = who[people["pension_from"][who] <= county.now - 24]
    old = old[people["pension_kind"][old] > 0]
    people["pension"][who] = 0
    pensioners = np.bincount(people["home"][old], minlength=len(county.homes))
    sizes = np.bincount(people["home"][who], minlength=len(county.homes))
    wanted = np.zeros(len(county.homes))
    wanted[homes] = monthly * 12 * sizes[homes]
    growth = 1 + county.content.figures["income"]["raise"]
    before = max(0, 11 - county.now % 12)  # months of the window in last year, before the raise
    months = (12 - before + before / growth) * growth ** (county.now // 12 - 2025)
    home = people["home"][old]
    people["pension"][old] = np.floor(wanted[home] / pensioners[home] / months / 100) * 100
    people["pension_kind"][who[people["pension"][who] == 0]] = 0
    earners = _earner_of_each(county)
    earners = earners[np.isin(people["home"][earners], homes)]
    earners = earners[pensioners[people["home"][earners]] == 0]
    people["business"][earners] = np.floor(wanted[people["home"][earners]] / 100) * 100


def _end_work(county: County, who: Array) -> None:
    people = county.people
    people["work"][who[people["work"][who] != LAPSED]] = NOTHING
    for name in ("wage", "business", "dividend"):
        people[name][who] = 0
    for name in ("benefit_from", "benefit_to", "wage_to"):
        people[name][who] = NO_MONTH


def set_spending(
    county: County, homes: Array, share: Array | None = None, left: Array | None = None
) -> None:
    """Make covered self-pay and tuition of a home a share of its income, or leave so much of it.

    Args:
        share: of the year's income, per home.
        left: fen a head and month that remain, per home.
    """
    people = county.people
    who = members_of(county, homes)
    index = np.full(len(county.homes), -1)
    index[homes] = np.arange(len(homes))
    sizes = np.bincount(people["home"][who], minlength=len(county.homes))[homes]
    income = county.sum_by_home(income_12m(county))[homes]
    if share is not None:
        wanted = income * share
    else:
        wanted = income - (0 if left is None else left) * 12 * sizes
    people["fee"][who] = np.minimum(people["fee"][who], 60_000)
    fees = np.bincount(index[people["home"][who]], weights=people["fee"][who], minlength=len(homes))
    people["selfpay_this_year"][who] = 0
    patients = _earner_of_each(county)
    patients = patients[index[people["home"][patients]] >= 0]
    at = index[people["home"][patients]]
    people["selfpay_this_year"][patients] = np.maximum(0, np.round((wanted - fees)[at] / 100) * 100)


def check_balances(county: County, rng: np.random.Generator, homes: Array, lines: Lines) -> None:
    """Everybody in these homes consented: one check of the banks, within the limit mostly."""
    people, shape = county.people, county.content.figures["assets"]["balance"]
    who = members_of(county, homes)
    day = np.zeros(len(county.homes), dtype=np.int32)
    day[homes] = county.today - rng.integers(20, 165, len(homes))
    people["checked_on"][who] = day[people["home"][who]]
    drawn = np.minimum(lognormal(rng, shape, len(who)) * 100, lines.dibao * 12 * 3.9)
    grown = county.ages()[who] >= 18
    people["balance"][who] = np.where(grown, np.round(drawn), 0).astype(np.int64)
