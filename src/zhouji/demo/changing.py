"""How work, health, houses and rolls change in a month."""

from __future__ import annotations

import numpy as np

from zhouji.demo.classes import (
    DIBAO,
    EXPENDITURE,
    MARGIN,
    NONE,
    RIGID,
    SUPPORTED,
    enrol,
    plain_homes,
    renew_amounts,
)
from zhouji.demo.county import NO_DAY, NO_MONTH, County, first_day
from zhouji.demo.dice import Array, choose, lognormal, pick
from zhouji.demo.hardship import check_balances, make_modest, members_of, set_income
from zhouji.demo.health import assess, certify
from zhouji.demo.lines import Lines
from zhouji.demo.work import EMPLOYED, LAPSED, RETIRED, WORKER

MONTHLY = {
    "certified": 0.0001,
    "ill": 0.0003,
    "assessed": 0.0004,
    "hurt": 0.0003,
    "jailed": 0.00004,
}


def change_work(county: County, rng: np.random.Generator) -> None:
    """Some lose their work, some find some, some retire."""
    people, yearly = county.people, county.content.figures["yearly"]
    here = county.present() & (county.homes["planted"][people["home"]] == "")
    throw = rng.random(len(people))
    lost = np.flatnonzero(here & (people["work"] == EMPLOYED) & (throw < yearly["job_lost"] / 12))
    people["work"][lost] = LAPSED
    people["wage_to"][lost] = county.now - 1
    registers = lost[rng.random(len(lost)) < 0.6]
    people["unemployed_on"][registers] = first_day(county.now) + rng.integers(0, 27, len(registers))
    people["unemployed_until"][registers] = NO_DAY
    paid = registers[people["months_paid"][registers] >= 12]
    people["benefit_from"][paid] = county.now
    months = np.clip(people["months_paid"][paid] // 6, 2, 24)
    people["benefit_to"][paid] = county.now + months - 1
    jobless = (people["unemployed_on"] > NO_DAY) & (people["unemployed_until"] == NO_DAY)
    found = np.flatnonzero(here & jobless & (throw < yearly["job_found"] / 12))
    found = np.setdiff1d(found, registers)
    _start_work(county, rng, found)
    _retire(county, rng, here)


def _start_work(county: County, rng: np.random.Generator, who: Array) -> None:
    people, shape = county.people, county.content.figures["income"]["wage"]
    people["unemployed_until"][who] = first_day(county.now) + rng.integers(0, 27, len(who))
    people["work"][who] = EMPLOYED
    drawn = np.maximum(lognormal(rng, shape, len(who)), shape["least"])
    people["wage"][who] = np.round(drawn) * 100
    people["wage_from"][who] = county.now
    people["wage_to"][who] = NO_MONTH
    ends = people["benefit_to"][who]
    people["benefit_to"][who] = np.where(ends >= county.now, county.now - 1, ends)


def _retire(county: County, rng: np.random.Generator, here: Array) -> None:
    people, shape = county.people, county.content.figures["income"]["pension_worker"]
    stops = np.where(people["male"], 60, 55)
    months = people["birth"].astype("datetime64[D]").astype("datetime64[M]").astype(int)
    due = months + 1970 * 12 + stops * 12 + 1 == county.now
    works = np.isin(people["work"], (EMPLOYED, LAPSED)) & (people["pension"] == 0)
    who = np.flatnonzero(here & due & works)
    people["work"][who] = RETIRED
    people["wage_to"][who] = county.now - 1
    people["pension_kind"][who] = WORKER
    people["pension"][who] = np.round(lognormal(rng, shape, len(who))) * 100
    people["pension_from"][who] = county.now


def change_health(county: County, rng: np.random.Generator) -> None:
    """New certificates, illnesses, assessments, accidents, arrests, checks of accounts."""
    people, size = county.people, len(county.people)
    here, ages = county.present(), county.ages()

    def befalls(name: str, whom: Array) -> Array:
        return choose(rng, np.flatnonzero(here & whom), max(1, round(size * MONTHLY[name])))

    who = befalls("certified", (people["disability"] == 0) & (ages >= 5))
    certify(county, rng, who, rng.integers(1, 8, len(who)), rng.integers(1, 5, len(who)))
    people["certified_on"][who] = county.today - rng.integers(0, 25, len(who))
    who = befalls("ill", (people["ill"] == 0) & (ages >= 30))
    people["ill"][who] = pick(rng, (30, 70), len(who)) + 1
    people["ill_since"][who] = county.today - rng.integers(0, 25, len(who))
    people["ill_until"][who] = county.today + 730
    who = befalls("assessed", ages >= 70)
    assess(county, rng, who, pick(rng, (45, 30, 15, 10), len(who)))
    people["assessed_on"][who] = county.today - rng.integers(0, 25, len(who))
    who = befalls("hurt", ages >= 6)
    people["accident_on"][who] = county.today - rng.integers(0, 25, len(who))
    people["injury"][who] = pick(rng, (25, 60, 15), len(who))
    hurt = who[people["injury"][who] == 2]
    people["relief_on"][hurt] = county.today
    people["relief"][hurt] = 200_000
    free = people["custody_from"] == NO_DAY
    who = befalls("jailed", free & (ages >= 20) & (ages < 60) & people["male"])
    people["custody_from"][who] = county.today - rng.integers(0, 25, len(who))
    people["custody_kind"][who] = pick(rng, (50, 20, 30), len(who))
    people["custody_to"][who] = NO_DAY


def change_houses(county: County, rng: np.random.Generator) -> None:
    """A few houses are surveyed, a few repaired; a storm strikes a few."""
    homes, size = county.homes, len(county.homes)
    unseen = np.flatnonzero(homes["rural"] & (homes["house_grade"] == 0))
    who = choose(rng, unseen, max(1, round(size * 0.0004)))
    homes["house_grade"][who] = pick(rng, (40, 35, 15, 10), len(who)) + 1
    homes["surveyed_on"][who] = county.today - rng.integers(0, 25, len(who))
    bad = np.flatnonzero((homes["house_grade"] >= 3) & (homes["repaired_on"] == NO_DAY))
    who = choose(rng, bad, max(1, len(bad) // 20))
    homes["repaired_on"][who] = county.today - rng.integers(0, 25, len(who))
    who = choose(rng, np.flatnonzero(homes["struck_on"] == NO_DAY), max(1, round(size * 0.0001)))
    homes["struck_on"][who] = county.today - rng.integers(0, 25, len(who))
    homes["damage"][who] = pick(rng, (50, 35, 10, 5), len(who))
    homes["struck_paid"][who] = rng.random(len(who)) < 0.5


def change_rolls(county: County, rng: np.random.Generator) -> None:
    """About four per cent of the allowance roll changes; yearly recognitions run out."""
    homes, shares = county.homes, county.content.figures["monthly"]
    on_roll = np.flatnonzero(homes["class"] == DIBAO)
    stopped = choose(rng, on_roll, max(1, round(len(on_roll) * shares["dibao_stopped"])))
    dead = on_roll[county.sum_by_home(county.present().astype(np.int64))[on_roll] == 0]
    stopped = np.union1d(stopped, dead)
    homes["ended_from"][stopped] = homes["class_from"][stopped]
    homes["ended_to"][stopped] = county.now - 1
    homes["ended_amount"][stopped] = homes["amount"][stopped]
    homes["class"][stopped] = NONE
    still = np.setdiff1d(on_roll, stopped)
    changed = choose(rng, still, max(1, round(len(on_roll) * shares["dibao_changed"])))
    _change_income(county, rng, changed)
    renew_amounts(county, changed)
    _take_up(county, rng, max(1, round(len(on_roll) * shares["dibao_new"])))
    _run_out(county, rng)
    again = choose(rng, np.flatnonzero(homes["class"] > 0), max(1, len(on_roll) // 10))
    check_balances(county, rng, again, Lines.on(county.content, county.month.last))
    who = members_of(county, again)
    county.people["checked_on"][who] = county.today - 4


def _change_income(county: County, rng: np.random.Generator, homes: Array) -> None:
    lines = Lines.on(county.content, county.month.last)
    whole = homes[plain_members(county)[homes]]
    set_income(county, whole, lines.dibao * rng.uniform(0.05, 0.8, len(whole)))


def plain_members(county: County) -> Array:
    """Homes all of whose members are present and free."""
    counted = county.sum_by_home(county.counted().astype(np.int64))
    sizes = np.bincount(county.people["home"], minlength=len(county.homes))
    return np.asarray(counted == sizes)


def _take_up(county: County, rng: np.random.Generator, count: int) -> None:
    """New on the roll: first some who were entitled all along, then some newly poor."""
    homes = county.homes
    lines = Lines.on(county.content, county.month.last)
    waiting = (homes["planted"] == "unmet_dibao") & (homes["class"] == NONE)
    first = choose(rng, np.flatnonzero(waiting), count // 3)
    sizes = np.bincount(county.people["home"], minlength=len(homes))
    poor = choose(rng, np.flatnonzero(plain_homes(county) & (sizes <= 2)), count - len(first))
    homes["planted"][poor] = "dibao"
    make_modest(county, rng, poor)
    set_income(county, poor, lines.dibao * rng.uniform(0.05, 0.65, len(poor)))
    new = np.concatenate([first, poor])
    enrol(county, rng, new, DIBAO)
    homes["class_from"][new] = county.now
    homes["class_since"][new] = first_day(county.now) + 2
    check_balances(county, rng, new, lines)


def _run_out(county: County, rng: np.random.Generator) -> None:
    """Yearly recognitions that ran out are renewed, dropped, or left on the list by neglect."""
    homes = county.homes
    yearly = np.isin(homes["class"], (MARGIN, RIGID, SUPPORTED))
    out = np.flatnonzero(yearly & (homes["class_until"] < county.today))
    throw = rng.random(len(out))
    homes["class_until"][out[throw < 0.8]] += 366
    homes["class"][out[throw >= 0.9]] = NONE
    ended = np.flatnonzero((homes["class"] == EXPENDITURE) & (homes["class_to"] < county.now))
    homes["class"][ended] = NONE
    dead = county.sum_by_home(county.present().astype(np.int64)) == 0
    homes["class"][dead & (homes["class"] > 0)] = NONE
