"""Health: disability certificates, illness, care need, medical spending, custody, accidents."""

from __future__ import annotations

import numpy as np

from zhouji.demo.county import NO_DAY, County
from zhouji.demo.dice import Array, choose, pick

TYPES = ("none", "vision", "hearing", "speech", "limb", "intellectual", "mental", "multiple")
CARE = ("full", "partial", "most_loss", "total_loss")
NOT_ASSESSED = -1
CUSTODY = ("prison", "detox", "detained")
INJURIES = ("none", "light", "severe", "dead")


def make_health(county: County) -> None:
    """Give everybody a state of health and a year's medical spending."""
    rng = county.dice("health")
    ages = county.ages()
    _disability(county, rng, ages)
    _illness(county, rng, ages)
    _care(county, rng, ages)
    _spending(county, rng, ages)
    _custody(county, rng, ages)
    _accidents(county, rng)


def _disability(county: County, rng: np.random.Generator, ages: Array) -> None:
    people, shape = county.people, county.content.figures["disability"]
    size = len(people)
    for name in ("disability", "disability_grade"):
        people.fill(name, 0, "i1")
    for name in ("certified_on", "certified_until"):
        people.fill(name, NO_DAY)
    total = round(size * shape["share"])
    old = choose(rng, np.flatnonzero(ages >= 60), round(total * shape["above_60"]))
    young = choose(rng, np.flatnonzero((ages >= 3) & (ages < 60)), total - len(old))
    who = np.concatenate([old, young])
    names = list(shape["types"])
    drawn = np.asarray([TYPES.index(name) for name in names], dtype=np.int8)
    kinds = drawn[pick(rng, list(shape["types"].values()), len(who))]
    grades = (pick(rng, shape["grades"], len(who)) + 1).astype(np.int8)
    certify(county, rng, who, kinds, grades)
    lapsed = who[rng.random(len(who)) < 0.03]
    people["certified_until"][lapsed] = county.today - rng.integers(35, 400, len(lapsed))


def certify(
    county: County, rng: np.random.Generator, who: Array, kinds: Array, grades: Array
) -> None:
    """Give some people a certificate that is valid for years."""
    people = county.people
    people["disability"][who] = kinds
    people["disability_grade"][who] = grades
    issued = county.today - rng.integers(60, 3200, len(who))
    people["certified_on"][who] = np.maximum(issued, people["birth"][who] + 20)
    people["certified_until"][who] = issued + 3652 + 420


def _illness(county: County, rng: np.random.Generator, ages: Array) -> None:
    people, shape = county.people, county.content.figures["medical"]
    size = len(people)
    people.fill("ill", 0, "i1")  # 1 major, 2 chronic
    weight = np.clip((ages - 20) / 40, 0.1, 1.6)
    major = rng.random(size) < shape["major"] * weight
    chronic = rng.random(size) < shape["chronic"] * weight
    people["ill"][chronic] = 2
    people["ill"][major] = 1
    since = county.today - rng.integers(40, 1000, size)
    people["ill_since"] = since.astype(np.int32)
    people["ill_until"] = (county.today + rng.integers(40, 1000, size)).astype(np.int32)


def _care(county: County, rng: np.random.Generator, ages: Array) -> None:
    people = county.people
    size = len(people)
    people.fill("care", NOT_ASSESSED, "i1")
    people.fill("assessed_on", NO_DAY)
    severe = (people["disability_grade"] > 0) & (people["disability_grade"] <= 2)
    share = np.where(severe, 0.75, np.where(ages >= 80, 0.35, np.where(ages >= 70, 0.06, 0.0)))
    who = np.flatnonzero(rng.random(size) < share)
    assess(county, rng, who, pick(rng, (45, 30, 15, 10), len(who)))


def assess(county: County, rng: np.random.Generator, who: Array, grades: Array) -> None:
    """Put on record how well some people can care for themselves."""
    county.people["care"][who] = grades
    county.people["assessed_on"][who] = county.today - rng.integers(30, 330, len(who))


def _spending(county: County, rng: np.random.Generator, ages: Array) -> None:
    """Covered self-pay a year (fen), drawn for each of the two years before now."""
    for year in ("this_year", "last_year"):
        county.people[f"selfpay_{year}"] = yearly_selfpay(county, rng, ages)


def yearly_selfpay(county: County, rng: np.random.Generator, ages: Array) -> Array:
    """A year's covered self-pay of everybody in fen: a share of zeros, a body, a Pareto tail."""
    shape = county.content.figures["medical"]
    size = len(county.people)
    cap = shape["tail_from"]
    body = shape["median"] * np.exp(rng.normal(0, shape["sigma"], size))
    body = np.where(body > cap, cap * rng.random(size), body)
    body[rng.random(size) < shape["zero"]] = 0
    weight = np.where(ages >= 60, 2.2, 0.55) * np.where(county.people["ill"] == 1, 12, 1)
    chance = weight / weight.mean() * shape["tail_share"]
    tail = rng.random(size) < chance
    body[tail] = cap * (1 - rng.random(int(tail.sum()))) ** (-1 / shape["alpha"])
    return np.asarray(np.round(np.minimum(body, 400_000) * 100), dtype=np.int64)


def _custody(county: County, rng: np.random.Generator, ages: Array) -> None:
    people = county.people
    adults = np.flatnonzero((ages >= 19) & (ages < 65) & (people["male"] | (ages > 30)))
    who = choose(rng, adults, max(3, round(len(people) * 0.0012)))
    people["custody_from"][who] = county.today - rng.integers(10, 690, len(who))
    people["custody_kind"][who] = pick(rng, (70, 20, 10), len(who))
    lasts = rng.integers(30, 900, len(who))
    ends = people["custody_from"][who] + lasts
    people["custody_to"][who] = np.where(rng.random(len(who)) < 0.4, NO_DAY, ends)


def _accidents(county: County, rng: np.random.Generator) -> None:
    people = county.people
    people.fill("accident_on", NO_DAY)
    people.fill("injury", 0, "i1")
    who = np.flatnonzero(rng.random(len(people)) < 0.006)
    people["accident_on"][who] = county.today - rng.integers(1, 700, len(who))
    people["injury"][who] = pick(rng, (25, 60, 13), len(who))
