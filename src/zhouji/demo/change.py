"""What changes from one month to the next: births, deaths, moves; then work, health and rolls."""

from __future__ import annotations

import numpy as np

from zhouji.demo.aids import grant_aids
from zhouji.demo.changing import change_health, change_houses, change_rolls, change_work
from zhouji.demo.county import NO_DAY, County, Table, first_day
from zhouji.demo.dice import Array, choose, pick
from zhouji.demo.history import pick_dying
from zhouji.demo.households import CHILD, HEAD, KINDS, number_newborn
from zhouji.demo.naming import given_names
from zhouji.demo.rows import texts
from zhouji.demo.school import enrol, put_to_school

# columns whose "none" is zero; all other whole numbers of 32 bits mean "no day" or "no month"
ZERO = {"home", "birth", "employer", "wage_from", "pension_from", "months_paid", "village", "place"}
SCHOOL_YEAR = 9


def next_month(county: County) -> None:
    """Let a month pass."""
    county.month = county.month.plus(1)
    rng = county.dice("month", county.now)
    yearly = county.content.figures["yearly"]
    dying = pick_dying(county, rng, yearly["deaths"] / 12)
    county.people["died"][dying] = county.today - rng.integers(0, 28, len(dying))
    staying = np.flatnonzero(county.present() & (county.people["relation"] != HEAD))
    left = choose(rng, staying, round(len(county.people) * yearly["moved_out"] / 12))
    county.people["moved_out"][left] = county.today - rng.integers(0, 28, len(left))
    _births(county, rng, round(len(county.people) * yearly["births"] / 12))
    _arrivals(county, rng, round(len(county.people) * yearly["moved_in"] / 12))
    _school_year(county, rng)
    change_work(county, rng)
    change_health(county, rng)
    change_houses(county, rng)
    change_rolls(county, rng)
    grant_aids(county, rng)


def _blank(table: Table, size: int) -> Table:
    """Rows in which nothing has happened yet."""
    fresh = Table(size)
    for name in table:
        values = table[name]
        empty = values.dtype == np.int32 and name not in ZERO
        nothing: object = NO_DAY if empty else "" if values.dtype.kind == "U" else 0
        fresh[name] = np.full(size, nothing, dtype=values.dtype)
    return fresh


def _newcomers(county: County, size: int) -> Table:
    fresh = _blank(county.people, size)
    fresh["care"][:] = -1
    fresh["car_price"][:] = 10_000_000
    fresh["area"][:] = 9_000
    fresh["ill_since"][:] = county.today - 60
    fresh["ill_until"][:] = county.today + 300
    return fresh


def _births(county: County, rng: np.random.Generator, count: int) -> None:
    people, ages = county.people, county.ages()
    mothers = ~people["male"] & (ages >= 22) & (ages <= 39) & (people["relation"] <= CHILD)
    who = choose(rng, np.flatnonzero(mothers & county.present()), count)
    fresh = _newcomers(county, len(who))
    fresh["home"] = people["home"][who]
    start = first_day(county.now)
    fresh["birth"] = (start + rng.integers(0, county.today - start + 1, len(who))).astype("i4")
    fresh["male"] = rng.random(len(who)) < 0.512
    by_head = people["relation"][who] == CHILD
    fresh["relation"] = np.where(by_head, 4, CHILD).astype(np.int8)
    fresh["surname"] = people["surname"][_heads(county)[people["home"][who]]]
    years = np.full(len(who), county.month.year)
    given = given_names(county.content.names, rng, years, fresh["male"])
    fresh["name"] = np.char.add(fresh["surname"], given).astype("U4")
    fresh["number"] = number_newborn(county, fresh)
    county.people.append(fresh)


def _heads(county: County) -> Array:
    heads = np.zeros(len(county.homes), dtype=np.int64)
    who = np.flatnonzero(county.people["relation"] == HEAD)
    heads[county.people["home"][who]] = who
    return heads


def _arrivals(county: County, rng: np.random.Generator, count: int) -> None:
    """Strangers who register here, each as a household of one; they keep number and name."""
    strangers = county.strangers
    who = choose(rng, np.flatnonzero(strangers["joined"] < 0), count)
    if not len(who):
        return
    homes = _blank(county.homes, len(who))
    homes["kind"][:] = next(i for i, kind in enumerate(KINDS) if kind.name == "adult_alone")
    homes["village"] = pick(rng, np.ones(len(county.content.villages)), len(who))
    rural = np.asarray([village.rural for village in county.content.villages])
    homes["rural"] = rural[homes["village"]]
    homes["place"] = (np.arange(len(who)) + len(county.homes)).astype(np.int32)
    codes = np.asarray([village.code for village in county.content.villages])
    places = texts("", 90_000 + homes["place"] % 10_000, 5)
    homes["hukou_no"] = np.char.add(codes[homes["village"]].astype("U12"), places).astype("U17")
    fresh = _newcomers(county, len(who))
    fresh["home"] = (np.arange(len(who)) + len(county.homes)).astype(np.int32)
    for name in ("birth", "male", "number", "name", "surname"):
        fresh[name] = strangers[name][who]
    fresh["moved_in"] = (county.today - rng.integers(0, 28, len(who))).astype(np.int32)
    strangers["joined"][who] = np.arange(len(who)) + len(county.people)
    county.homes.append(homes)
    county.people.append(fresh)


def _school_year(county: County, rng: np.random.Generator) -> None:
    """In September everybody moves up; dead and departed pupils leave."""
    people = county.people
    gone = np.flatnonzero((people["stage"] > 0) & ~county.present())
    put_to_school(county, rng, gone, np.zeros(len(gone), dtype=np.int8))
    if county.month.number == SCHOOL_YEAR:
        young = np.flatnonzero((county.ages() >= 3) & (county.ages() < 23) & county.present())
        enrol(county, rng, young)
