"""Work and regular income: wages, pensions, businesses, village dividends, unemployment."""

from __future__ import annotations

import numpy as np

from zhouji.demo.county import NO_DAY, NO_MONTH, County, first_day
from zhouji.demo.dice import Array, lognormal, pick

NOTHING, EMPLOYED, FLEXIBLE, LAPSED, RETIRED = range(5)
NO_PENSION, WORKER, LAND, BASE = range(4)
EMPLOYERS = 400


def make_work(county: County) -> None:
    """Give everybody an occupation, a wage, a pension, a business, a dividend, or none."""
    rng = county.dice("work")
    people = county.people
    ages = county.ages()
    stops = np.where(people["male"], 60, 55)
    _occupations(county, rng, ages, stops)
    _wages(county, rng, ages)
    _pensions(county, rng, ages, stops)
    _other_income(county, rng, ages)
    _unemployment(county, rng, ages)


def _occupations(county: County, rng: np.random.Generator, ages: Array, stops: Array) -> None:
    people = county.people
    working_age = (ages >= 19) & (ages < stops)
    shares = (0.10, 0.72, 0.14, 0.04)  # nothing, employed, flexible, lapsed
    work = np.where(working_age, pick(rng, shares, len(people)), NOTHING)
    student = (ages < 22) & (rng.random(len(people)) < 0.7)
    work[student] = NOTHING
    people["work"] = work.astype(np.int8)
    people["employer"] = rng.integers(0, EMPLOYERS, len(people)).astype(np.int32)


def _wages(county: County, rng: np.random.Generator, ages: Array) -> None:
    people, figures = county.people, county.content.figures["income"]
    drawn = np.maximum(lognormal(rng, figures["wage"], len(people)), figures["wage"]["least"])
    employed = people["work"] == EMPLOYED
    people["wage"] = np.where(employed, np.round(drawn) * 100, 0).astype(np.int64)
    start = np.full(len(people), county.now - 600, dtype=np.int32)
    fresh = rng.random(len(people)) < 0.10
    start[fresh] = county.now - rng.integers(1, 23, int(fresh.sum()))
    young = employed & (ages < 24)
    start[young] = county.now - rng.integers(2, 20, int(young.sum()))
    people["wage_from"] = start
    people.fill("wage_to", NO_MONTH)


def _pensions(county: County, rng: np.random.Generator, ages: Array, stops: Array) -> None:
    people, figures = county.people, county.content.figures["income"]
    size = len(people)
    rural = county.homes["rural"][people["home"]]
    urban_kind = pick(rng, (0.78, 0.18, 0.04), size) + 1
    rural_kind = pick(rng, (0.34, 0.50, 0.16), size) + 1
    kind = np.where(rural, rural_kind, urban_kind)
    old = ages >= stops
    kind = np.where(old & (ages < 60) & (kind == BASE), NO_PENSION, np.where(old, kind, NO_PENSION))
    amount = np.zeros(size)
    for number, name in (
        (WORKER, "pension_worker"),
        (LAND, "pension_land"),
        (BASE, "pension_base"),
    ):
        who = kind == number
        amount[who] = lognormal(rng, figures[name], int(who.sum()))
    people["pension_kind"] = kind.astype(np.int8)
    people["pension"] = (np.round(amount) * 100).astype(np.int64)
    begins = _month_of_birthday(people["birth"], np.where(kind == BASE, 60, stops)) + 1
    people["pension_from"] = begins
    people["work"][old & (kind == WORKER)] = RETIRED


def _month_of_birthday(birth: Array, years: Array) -> Array:
    born = birth.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return np.asarray(born + years * 12, dtype=np.int32)


def _other_income(county: County, rng: np.random.Generator, ages: Array) -> None:
    people, figures = county.people, county.content.figures["income"]
    size = len(people)
    flexible = people["work"] == FLEXIBLE
    business = np.round(lognormal(rng, figures["business"], size))
    people["business"] = np.where(flexible, business * 100, 0).astype(np.int64)
    rural = county.homes["rural"][people["home"]]
    shares = rural & (ages >= 18) & (rng.random(size) < 0.6)
    dividend = np.round(lognormal(rng, figures["dividend"], size))
    people["dividend"] = np.where(shares, dividend * 100, 0).astype(np.int64)


def _unemployment(county: County, rng: np.random.Generator, ages: Array) -> None:
    """Some who have no work are registered; some of them get the benefit."""
    people = county.people
    size = len(people)
    for name in ("unemployed_on", "unemployed_until"):
        people.fill(name, NO_DAY)
    for name in ("benefit_from", "benefit_to"):
        people.fill(name, NO_MONTH)
    paid = np.clip((ages - 20) * 12 * rng.random(size), 0, 480)
    insured = np.isin(people["work"], (EMPLOYED, FLEXIBLE, LAPSED, RETIRED))
    people["months_paid"] = np.where(insured, paid, 0).astype(np.int32)
    lapsed = (people["work"] == LAPSED) & (rng.random(size) < 0.45)
    ended = np.flatnonzero(lapsed)
    since = county.now - rng.integers(0, 20, len(ended))
    people["unemployed_on"][ended] = [
        first_day(int(month)) + int(day)
        for month, day in zip(since, rng.integers(1, 24, len(ended)), strict=True)
    ]
    people["wage"][ended] = (
        np.round(lognormal(rng, {"median": 4600, "sigma": 0.3}, len(ended))) * 100
    )
    people["wage_to"][ended] = since - 1
    entitled = ended[people["months_paid"][ended] >= 12]
    gets = entitled[rng.random(len(entitled)) < 0.9]
    people["benefit_from"][gets] = people["wage_to"][gets] + 2
    months = np.clip(people["months_paid"][gets] // 6, 2, 24)
    people["benefit_to"][gets] = people["benefit_from"][gets] + months


def wage_at(county: County, month: int) -> Array:
    """Everybody's wage in a month, in fen; nothing outside the months of employment."""
    people = county.people
    growth = (1 + county.content.figures["income"]["raise"]) ** (month // 12 - 2025)
    paid = np.floor(people["wage"] * growth / 100).astype(np.int64) * 100
    return np.where(_works(county, month), paid, 0)


def _works(county: County, month: int) -> Array:
    people = county.people
    open_end = people["wage_to"] == NO_MONTH
    inside = (people["wage_from"] <= month) & (open_end | (people["wage_to"] >= month))
    return np.asarray((people["wage"] > 0) & inside & lives_in(county, month))


def lives_in(county: County, month: int) -> Array:
    """Who was alive at the first of the month."""
    died = county.people["died"]
    return np.asarray((died == NO_DAY) | (died >= first_day(month)))


def pension_at(county: County, month: int) -> Array:
    """Everybody's pension in a month, in fen."""
    people = county.people
    growth = (1 + county.content.figures["income"]["raise"]) ** (month // 12 - 2025)
    paid = np.floor(people["pension"] * growth / 100).astype(np.int64) * 100
    held = (people["pension_from"] <= month) & lives_in(county, month)
    return np.where(held, paid, 0)


def benefit_at(county: County, month: int) -> Array:
    """Everybody's unemployment benefit in a month, in fen."""
    people = county.people
    standard = county.content.standard("unemployment_benefit_month", county.month.last)
    held = (people["benefit_from"] <= month) & (people["benefit_to"] >= month)
    amount = round(standard * 100)
    return np.where((people["benefit_from"] > NO_MONTH) & held & lives_in(county, month), amount, 0)


def income_12m(county: County) -> Array:
    """Recorded income of everybody in the twelve months that end with the current one, in fen."""
    people = county.people
    total = people["business"] + people["dividend"]
    for month in range(county.now - 11, county.now + 1):
        total = total + wage_at(county, month) + pension_at(county, month)
        total = total + benefit_at(county, month)
    return np.asarray(total)
