"""What is true of every household at a delivery: classes, utilities, housing, disaster, relief."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhouji.demo.county import NO_DAY, first_day
from zhouji.demo.dice import Array
from zhouji.demo.truth_persons import Facts, whole, words, yes
from zhouji.demo.truth_rows import Clean

GRADES = ("none", "a", "b", "c", "d")
DAMAGES = ("none", "general", "severe", "collapsed")
YEARLY = {"class_dbian": "margin_roll", "class_gx": "rigid_roll", "class_dsr": "supported_roll"}
MONTHLY = {"class_db": "dibao_roll", "class_zc": "expenditure_roll"}


def household_facts(clean: Clean) -> Facts:
    """Every household's facts in the order of the households."""
    return {**_classes(clean), **_utilities(clean), **_housing(clean), **_disaster(clean)}


def _runs(clean: Clean, roll: str) -> Array:
    """Which rows of a roll kept by months hold in the current one."""
    end = clean.number(roll, "end")
    started = clean.number(roll, "start") <= clean.delivery.number
    return np.asarray(started & ((end <= NO_DAY) | (end >= clean.delivery.number)))


def _classes(clean: Clean) -> Facts:
    facts: Facts = {}
    for name, roll in MONTHLY.items():
        facts[name] = yes(clean.any_home(roll, _runs(clean, roll)))
    for name, roll in YEARLY.items():
        started = clean.number(roll, "since") <= clean.day
        valid = started & clean.open_at(clean.number(roll, "valid_until"))
        facts[name] = yes(clean.any_home(roll, valid))
    runs = _runs(clean, "dibao_roll")
    homes = clean.homes("dibao_roll")[runs]
    amounts = clean.number("dibao_roll", "amount")[runs]
    facts["db_amount"] = whole(clean.most(homes, amounts, len(clean.county.homes)))
    since = np.full(len(clean.county.homes), NO_DAY, dtype=np.int64)
    starts = clean.number("dibao_roll", "start")[runs]
    for home, month in zip(homes[::-1], starts[::-1], strict=True):
        first = first_day(int(month))
        since[home] = min(first, since[home]) if since[home] > NO_DAY else first
    days = since.astype("datetime64[D]")
    facts["class_db_since"] = pa.array(days, pa.date32(), mask=since <= NO_DAY)
    return facts


def _utilities(clean: Clean) -> Facts:
    return {
        f"gets_{name}_free": yes(
            clean.any_home(f"free_{name}", clean.word(f"free_{name}", "flag") == "yes")
        )
        for name in ("water", "power")
    }


def _housing(clean: Clean) -> Facts:
    grade = np.full(len(clean.county.homes), "none", dtype=object)
    newest = np.argsort(clean.number("unsafe_houses", "surveyed_on"), kind="stable")
    grade[clean.homes("unsafe_houses")[newest]] = clean.word("unsafe_houses", "grade")[newest]
    return {
        "house_grade": pa.array(grade, pa.string()),
        "gets_public_rental": yes(clean.any_home("public_rental")),
        "gets_rent_subsidy": yes(clean.any_home("rent_subsidy")),
        "house_repaired": yes(clean.any_home("repair_grants")),
    }


def _disaster(clean: Clean) -> Facts:
    day = clean.number("disaster_households", "happened_on")
    last = clean.county.month.plus(-12)
    ends = min(clean.county.month.last.day, last.last.day)
    year_ago = int((np.datetime64(last.first) + np.timedelta64(ends - 1, "D")).astype(int))
    recent = (day > year_ago) & (day <= clean.day)
    rank = {name: place for place, name in enumerate(DAMAGES)}
    grave = np.asarray([rank[name] for name in clean.word("disaster_households", "damage")])
    homes = clean.homes("disaster_households")
    worst = clean.most(homes[recent], grave[recent], len(clean.county.homes))
    paid = recent & (clean.number("disaster_households", "amount") > 0)
    relief = clean.lately("temp_relief", 12, "paid_on")
    amounts = clean.number("temp_relief", "amount")[relief]
    given = np.bincount(
        clean.homes("temp_relief")[relief], weights=amounts, minlength=len(clean.county.homes)
    )
    return {
        "house_damage": words(DAMAGES, worst),
        "disaster_affected": yes(clean.any_home("disaster_households", recent)),
        "disaster_aid_paid": yes(clean.any_home("disaster_households", paid)),
        "temp_relief_12m": whole(given),
    }
