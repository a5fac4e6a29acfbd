"""Who receives what: aids, reductions, grants; and who is entitled and left out on purpose."""

from __future__ import annotations

import numpy as np

from zhouji.demo.classes import DIBAO, MARGIN, NONE, TEKUN, least_count
from zhouji.demo.county import NO_DAY, NO_MONTH, County, Table
from zhouji.demo.dice import Array, choose, pick
from zhouji.demo.health import assess, certify
from zhouji.demo.lines import Lines
from zhouji.demo.school import put_to_school
from zhouji.demo.work import LAPSED, income_12m

PERSON_AIDS = (
    "old_age_allowance",
    "living",
    "nursing",
    "eldercare",
    "child",
    "premium",
    "difficulty",
    "grant",
)
HOME_AIDS = ("water", "power", "rental")
STAGE_AGES = ((3, 5), (6, 11), (12, 14), (15, 17), (15, 17), (18, 22))


def make_aids(county: County) -> None:
    """Fit out the poor with every need there is, then give aids to most who are entitled."""
    rng = county.dice("aids")
    _houses(county, rng)
    _needs(county, rng)
    people, homes = county.people, county.homes
    for name in PERSON_AIDS:
        people.fill(f"{name}_from", NO_MONTH)
    for name in HOME_AIDS:
        homes.fill(f"{name}_from", NO_MONTH)
    people.fill("post_from", NO_DAY)
    people.fill("post_to", NO_DAY)
    people.fill("difficulty_until", NO_DAY)
    people.fill("child_kind", 0, "i1")
    people.fill("veteran", 0, "i1")
    homes.fill("by_money", False, "?")
    grant_aids(county, rng)
    _posts(county, rng)
    _veterans(county, rng)


def _houses(county: County, rng: np.random.Generator) -> None:
    homes = county.homes
    size = len(homes)
    homes.fill("house_grade", 0, "i1")  # 1 a, 2 b, 3 c, 4 d
    for name in ("surveyed_on", "repaired_on", "struck_on"):
        homes.fill(name, NO_DAY)
    homes.fill("damage", 0, "i1")
    homes.fill("struck_paid", False, "?")
    poor = homes["class"] > 0
    surveyed = homes["rural"] & (rng.random(size) < np.where(poor, 0.3, 0.03))
    surveyed[choose(rng, np.flatnonzero(homes["rural"] & poor), 6 * least_count(county))] = True
    grade = np.where(poor, pick(rng, (10, 25, 40, 25), size), pick(rng, (45, 40, 10, 5), size))
    homes["house_grade"] = np.where(surveyed, grade + 1, 0).astype(np.int8)
    homes["surveyed_on"] = np.where(
        surveyed, county.today - rng.integers(20, 390, size), NO_DAY
    ).astype(np.int32)
    bad = np.flatnonzero(homes["house_grade"] >= 3)
    mended = bad[rng.random(len(bad)) < 0.75]
    homes["repaired_on"][mended] = homes["surveyed_on"][mended] + 15
    late = mended[homes["repaired_on"][mended] > county.today]
    homes["repaired_on"][late] = county.today - 3
    struck = choose(rng, np.arange(size), max(12, round(size * 0.003)))
    homes["struck_on"][struck] = county.today - rng.integers(8, 340, len(struck))
    homes["damage"][struck] = pick(rng, (40, 38, 15, 7), len(struck))
    homes["struck_paid"][struck] = rng.random(len(struck)) < 0.75


def _needs(county: County, rng: np.random.Generator) -> None:
    """See that every sort of need occurs among the households of the classes."""
    people, homes = county.people, county.homes
    count = 6 * least_count(county)
    ages = county.ages()
    inside = np.isin(homes["class"], (DIBAO, MARGIN))[people["home"]] & county.counted()
    for stage, (low, high) in enumerate(STAGE_AGES, start=1):
        fit = np.flatnonzero(inside & (ages >= low) & (ages <= high))
        lacking = count - int((people["stage"][fit] == stage).sum())
        other = fit[people["stage"][fit] != stage]
        other = other[
            ~((stage == 5) & (people["stage"][other] == 4) & (rng.random(len(other)) < 0.5))
        ]
        chosen = choose(rng, other, lacking)
        put_to_school(county, rng, chosen, np.full(len(chosen), stage))
    able = inside & (people["disability"] == 0)
    sick = choose(rng, np.flatnonzero(able & (ages >= 30)), round(0.25 * int(inside.sum())))
    kinds = np.asarray((4, 4, 6, 5, 1, 2, 7))[rng.integers(0, 7, len(sick))]
    certify(county, rng, sick, kinds, rng.integers(1, 5, len(sick)))
    severe = np.flatnonzero(inside & np.isin(people["disability_grade"], (1, 2)))
    assess(county, rng, severe, pick(rng, (20, 35, 25, 20), len(severe)))
    old = choose(rng, np.flatnonzero(inside & (ages >= 60) & (people["care"] < 0)), 2 * count)
    assess(county, rng, old, pick(rng, (40, 30, 20, 10), len(old)))
    ill = choose(rng, np.flatnonzero(inside & (ages >= 18)), round(0.12 * int(inside.sum())))
    people["ill"][ill] = 1
    people["ill_until"][ill] = county.today + 300
    alone = (homes["class"] == TEKUN)[people["home"]] & (people["care"] < 0)
    known = np.flatnonzero(alone & (rng.random(len(people)) < 0.7))
    assess(county, rng, known, pick(rng, (50, 25, 15, 10), len(known)))
    _jobless(county, rng, inside & (ages >= 25) & (ages < 55), count)


def _jobless(county: County, rng: np.random.Generator, fit: Array, count: int) -> None:
    people = county.people
    who = choose(rng, np.flatnonzero(fit & (people["unemployed_on"] == NO_DAY)), count)
    people["work"][who] = LAPSED
    people["unemployed_on"][who] = county.today - rng.integers(40, 500, len(who))
    people["months_paid"][who] = rng.integers(0, 24, len(who))


def _mostly(
    county: County, rng: np.random.Generator, table: Table, name: str, entitled: Array
) -> Array:
    """Those of the newly entitled who get it; some are left out on purpose, and stay so."""
    column, first = table[f"{name}_from"], f"{name}_left" not in table
    if first:
        table.fill(f"{name}_left", False, "?")
    column[(column > NO_MONTH) & ~entitled] = NO_MONTH
    table[f"{name}_left"] &= entitled
    fresh = np.flatnonzero(entitled & (column == NO_MONTH) & ~table[f"{name}_left"])
    count = round(county.content.figures["unmet"][name] * len(fresh))
    if first:  # at least so many are left out, if there are enough
        count = min(max(count, least_count(county)), len(fresh) // 2)
    left_out = choose(rng, fresh, count)
    table[f"{name}_left"][left_out] = True
    who = np.setdiff1d(fresh, left_out)
    column[who] = county.now - (rng.integers(7, 40, len(who)) if first else 0)
    return who


def entitlements(county: County) -> dict[str, Array]:
    """Who is entitled to each aid by the working rules of the made-up county, by person."""
    people, homes = county.people, county.homes
    lines = Lines.on(county.content, county.month.last)
    present, ages = county.counted(), county.ages()
    kind = homes["class"][people["home"]]
    own = income_12m(county)
    members = np.maximum(county.sum_by_home(present.astype(np.int64)), 1)
    per_head = (county.sum_by_home(np.where(present, own, 0)) / members / 12)[people["home"]]
    valid = (people["disability"] > 0) & (people["certified_until"] >= county.today)
    grade = np.where(valid, people["disability_grade"], 9)
    working_age = (ages >= 18) & (ages < 60)
    poor = (per_head <= 1.5 * lines.dibao) | (working_age & (own / 12 <= 1.5 * lines.dibao))
    low = np.isin(kind, (DIBAO, MARGIN))
    mind = np.isin(people["disability"], (5, 6)) & (grade == 3)
    jobless = people["unemployed_on"] > NO_DAY
    long = jobless & (people["unemployed_on"] < county.today - 184)
    late = np.where(people["male"], ages >= 55, ages >= 45)
    found: dict[str, Array] = {
        "old_age_allowance": ages >= 80,
        "living": valid & poor,
        "nursing": ((grade <= 2) | mind) & (people["care"] >= 1),
        "eldercare": (kind == DIBAO) & (ages >= 60) & ((people["care"] >= 1) | (ages >= 80)),
        "child": (ages < 18) & low,
        "premium": (kind != NONE) & (kind != 6) | (grade <= 2),
        "difficulty": (ages >= 18) & (ages < 60) & ((jobless & (low | valid)) | (long & late)),
        "grant": low & (people["stage"] > 0),
    }
    return {name: np.asarray(who & present) for name, who in found.items()}


def grant_aids(county: County, rng: np.random.Generator) -> None:
    """Give each aid to most who are newly entitled; take it from those who no longer are."""
    people, homes = county.people, county.homes
    for name, entitled in entitlements(county).items():
        who = _mostly(county, rng, people, name, entitled)
        if name == "difficulty":
            people["difficulty_until"][who] = county.today + rng.integers(60, 900, len(who))
        if name == "child":
            people["child_kind"][who] = homes["class"][people["home"][who]] == MARGIN
    kind = homes["class"]
    _mostly(county, rng, homes, "water", kind == DIBAO)
    _mostly(county, rng, homes, "power", np.isin(kind, (DIBAO, TEKUN)))
    housed = np.isin(kind, (DIBAO, MARGIN)) & _without_home(county)
    renting = _mostly(county, rng, homes, "rental", housed)
    homes["by_money"][renting] = rng.random(len(renting)) < 0.5


def _without_home(county: County) -> Array:
    return np.asarray(county.sum_by_home(county.people["dwellings"].astype(np.int64)) == 0)


def _posts(county: County, rng: np.random.Generator) -> None:
    """Public-welfare posts for some of those in difficulty."""
    people = county.people
    fit = np.flatnonzero((people["difficulty_from"] > NO_MONTH) & county.counted())
    who = choose(rng, fit, round(len(fit) * 0.15))
    people["post_from"][who] = county.today - rng.integers(60, 700, len(who))
    people["post_to"][who] = county.today + rng.integers(60, 400, len(who))
    ended = who[rng.random(len(who)) < 0.2]
    people["post_to"][ended] = county.today - rng.integers(5, 50, len(ended))


def _veterans(county: County, rng: np.random.Generator) -> None:
    people = county.people
    fit = np.flatnonzero(people["male"] & (county.ages() >= 45) & county.counted())
    who = choose(rng, fit, round(len(people) * 0.006))
    people["veteran"][who] = pick(rng, (10, 5, 15, 20, 50), len(who)) + 1
