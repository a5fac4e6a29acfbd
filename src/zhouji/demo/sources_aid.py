"""Rows of aids: allowances, subsidies, relief, grants, schools, housing, utilities."""

from __future__ import annotations

import numpy as np

from zhouji.demo.classes import DIBAO
from zhouji.demo.county import NO_MONEY, NO_MONTH, County, Delivery, first_day
from zhouji.demo.dice import Array
from zhouji.demo.health import CARE
from zhouji.demo.rows import Coded, Rows, heads, held, months_of, stacked, texts, within
from zhouji.demo.school import STAGES

TERM_MONTHS = {3: "春", 10: "秋"}
GRANT_KINDS = ("preschool", "meal", "boarding", "grant", "tuition")
GRANTS = (0, 300_000, 100_000, 125_000, 115_000, 115_000, 185_000)


def old_age_allowance(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero(held(people["old_age_allowance_from"]))
    age = county.ages()[who]
    amount = np.where(age >= 100, 60_000, np.where(age >= 90, 10_000, 6_000))
    eighty = (people["birth"][who].astype("datetime64[D]").astype("datetime64[M]")).astype(int)
    return {"pid": who, "age": age, "amount": amount, "since": eighty + (1970 + 80) * 12}


def disabled_subsidies(county: County, delivery: Delivery) -> Rows:
    people = county.people
    parts: list[Rows] = []
    for kind, (name, amount) in enumerate((("living", 33_900), ("nursing", 25_000))):
        who = np.flatnonzero(held(people[f"{name}_from"]))
        care = np.maximum(people["care"][who], 1)
        nursing = np.asarray((0, 12_500, 25_000, 50_000))[care]
        parts.append(
            {
                "pid": who,
                "certificate": texts("CJ33049800", who, 8),
                "kind": Coded(np.full(len(who), kind), ("living", "nursing")),
                "grade": np.maximum(people["disability_grade"][who], 1),
                "amount": nursing if kind else np.full(len(who), amount),
                "start": people[f"{name}_from"][who],
                "end": np.full(len(who), NO_MONTH),
            }
        )
    return stacked(parts)


def eldercare_subsidy(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero(held(people["eldercare_from"]))
    care = np.maximum(people["care"][who], 0)
    return {
        "pid": who,
        "grade": Coded(care, CARE),
        "amount": np.asarray((12_500, 12_500, 25_000, 50_000))[care],
        "agency": Coded(
            who % 3, ("平湖市养老服务一站", "平湖市养老服务二站", "平湖市养老服务三站")
        ),
        "since": people["eldercare_from"][who],
    }


def child_roll(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero(held(people["child_from"]))
    return {
        "pid": who,
        "kind": Coded(people["child_kind"][who], ("db", "dbian", "ill", "guardian")),
        "amount": np.where(people["child_kind"][who] == 1, 32_700, 54_600),
        "since": np.maximum(_first_days(people["child_from"][who]), people["birth"][who]),
    }


def _first_days(months: Array) -> Array:
    return np.asarray(
        (months - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]").astype(int)
    )


def temp_relief(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero(within(delivery, people["relief_on"]))
    amount = people["relief"][who]
    return {
        "pid": who,
        "applied_on": people["relief_on"][who] - 1 - who % 20,
        "cause": Coded(who % 4, ("illness", "accident", "fire", "other")),
        "kind": Coded(who % 2, ("expenditure", "urgent")),
        "amount": amount,
        "level": Coded((amount > 300_000).astype(np.int8), ("township", "county")),
        "paid_on": people["relief_on"][who],
    }


def preschool(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero((people["stage"] == 1) & county.present())
    names = tuple(f"平湖虚构第{number}幼儿园" for number in range(1, 31))
    return {"pid": who, "kindergarten": Coded(who % 30, names), "fee": people["fee"][who]}


def school_register(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero((people["stage"] >= 2) & county.present())
    stage = people["stage"][who]
    words = ("小学", "初中", "高中", "职校", "学院")
    names = tuple(f"平湖虚构第{number}{word}" for word in words for number in range(1, 13))
    grade = 1 + county.ages()[who] % 3
    return {
        "pid": who,
        "pupil_no": texts("X", who, 9),
        "school": Coded((stage - 2) * 12 + who % 12, names),
        "stage": Coded(stage - 2, STAGES[2:]),
        "grade": Coded(grade, ("", "一年级", "二年级", "三年级")),
        "state": Coded(
            np.zeros(len(who), dtype=np.int8), ("enrolled", "left", "paused", "dropped")
        ),
        "boarding": Coded(people["boards"][who].astype(np.int8), ("no", "yes")),
        "fee": people["fee"][who],
    }


def student_grants(county: County, delivery: Delivery) -> Rows:
    """Paid twice a year; somebody taken up between the terms waits for the next one."""
    people = county.people
    parts: list[Rows] = []
    for month in months_of(delivery):
        term = TERM_MONTHS.get(month % 12 + 1)
        entitled = held(people["grant_from"]) & (people["grant_from"] <= month)
        who = np.flatnonzero(entitled & (people["stage"] > 0)) if term else np.zeros(0, dtype=int)
        stage = people["stage"][who]
        words = tuple(f"{year}{name}" for year in range(2020, 2041) for name in ("春", "秋"))
        parts.append(
            {
                "pid": who,
                "term": Coded(np.full(len(who), (month // 12 - 2020) * 2 + (term == "秋")), words),
                "kind": Coded(np.asarray((0, 0, 1, 2, 3, 3, 3))[stage], GRANT_KINDS),
                "amount": np.asarray(GRANTS)[stage],
                "paid_on": (first_day(month) + 9 + who % 15).astype(np.int32),
            }
        )
    return stacked(parts)


def public_rental(county: County, delivery: Delivery) -> Rows:
    homes = np.flatnonzero(held(county.homes["rental_from"]) & ~county.homes["by_money"])
    members = np.bincount(county.people["home"], minlength=len(county.homes))[homes]
    return {
        "pid": heads(county)[homes],
        "contract": texts("GZF", homes, 7),
        "people": members,
        "area": np.minimum(3600 + members * 600, 6000),
        "rent": np.minimum(3600 + members * 600, 6000) // 2,
        "since": (_first_days(county.homes["rental_from"][homes]) + 4).astype(np.int32),
    }


def rent_subsidy(county: County, delivery: Delivery) -> Rows:
    homes = np.flatnonzero(held(county.homes["rental_from"]) & county.homes["by_money"])
    return {
        "pid": heads(county)[homes],
        "area": np.full(len(homes), 3600),
        "amount": np.full(len(homes), 54_000),
        "since": county.homes["rental_from"][homes],
    }


def unsafe_houses(county: County, delivery: Delivery) -> Rows:
    """The newest survey of each house; some houses bear an older one, less grave."""
    homes = county.homes
    who = np.flatnonzero(homes["house_grade"] > 0)
    older = who[who % 8 == 0]
    both = np.concatenate([who, older])
    grade = np.r_[homes["house_grade"][who], np.maximum(homes["house_grade"][older] - 1, 1)]
    day = np.r_[homes["surveyed_on"][who], homes["surveyed_on"][older] - 700]
    return {
        "pid": heads(county)[both],
        "house_no": texts("WF", both, 7),
        "grade": Coded(grade - 1, ("a", "b", "c", "d")),
        "surveyed_on": day.astype(np.int32),
    }


def repair_grants(county: County, delivery: Delivery) -> Rows:
    homes = np.flatnonzero(within(delivery, county.homes["repaired_on"]))
    return {
        "pid": heads(county)[homes],
        "amount": 1_500_000 + homes % 10 * 100_000,
        "finished_on": county.homes["repaired_on"][homes],
    }


def disaster_households(county: County, delivery: Delivery) -> Rows:
    table = county.homes
    homes = np.flatnonzero(within(delivery, table["struck_on"]))
    paid = table["struck_paid"][homes]
    damage = table["damage"][homes]
    item = np.where(paid, np.where(damage >= 2, 2, homes % 2), 3)
    amount = np.asarray((30_000, 200_000, 2_000_000, 2_000_000))[damage]
    return {
        "pid": heads(county)[homes],
        "disaster_no": texts("ZH", homes // 50, 6),
        "happened_on": table["struck_on"][homes],
        "damage": Coded(damage, ("none", "general", "severe", "collapsed")),
        "item": Coded(item, ("emergency", "transition", "rebuild", "")),
        "amount": np.where(paid, amount, NO_MONEY),
    }


def _accounts(county: County, name: str) -> tuple[Array, Array]:
    """Accounts of the utilities that bear a flag: those who get it, and some who do not."""
    homes = county.homes
    gets = held(homes[f"{name}_from"])
    lapsed = np.arange(len(homes)) % 53 == 7
    known = (homes["class"] == DIBAO) & (np.arange(len(homes)) % 2 == 0)
    who = np.flatnonzero(gets | lapsed | known)
    return who, gets[who]


def free_water(county: County, delivery: Delivery) -> Rows:
    homes, gets = _accounts(county, "water")
    return {
        "pid": heads(county)[homes],
        "account": texts("S99", homes, 8),
        "flag": Coded(gets.astype(np.int8), ("no", "yes")),
        "free_tons": np.where(gets, 800, 0),
        "given_tons": np.where(gets, 300 + homes % 6 * 100, 0),
        "since": np.where(gets, county.homes["water_from"][homes], NO_MONTH),
    }


def free_power(county: County, delivery: Delivery) -> Rows:
    homes, gets = _accounts(county, "power")
    return {
        "pid": heads(county)[homes],
        "account": texts("D99", homes, 8),
        "flag": Coded(gets.astype(np.int8), ("no", "yes")),
        "free_kwh": np.where(gets, 1500, 0),
        "relief": np.where(gets, 807, 0),
        "since": np.where(gets, county.homes["power_from"][homes], NO_MONTH),
    }
