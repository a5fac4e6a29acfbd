"""Inputs, what is worked out of persons, and the households' aggregates, as OpenFisca formulas."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.openfisca.country import Household, Person, declare, household, person
from bench.peers.rows import CODES, HOUSEHOLDS, PERSONS
from bench.peers.shape import FIGURES as F

FLAGS = {"alive", "registered_pinghu", "major_illness", "boarding", "gets_welfare_post",
         "gets_living_subsidy", "gets_nursing_subsidy", "rural", "class_db", "class_dbian",
         "class_gx", "class_tk", "house_repaired", "gets_water_free"}  # fmt: skip
for _name in PERSONS:
    declare(_name, Person, bool if _name in FLAGS else int)
for _name in HOUSEHOLDS:
    declare(_name, Household, bool if _name in FLAGS else int)
for _name in ("income_12m__known", "money__known"):
    declare(_name, Person, bool)


def code(name: str, *words: str) -> list[int]:
    return [CODES[name].index(word) for word in words]


@person(bool)
def present(p: Any, t: Any) -> Any:
    return p("alive", t) & p("registered_pinghu", t) & (p("custody", t) == 0)


@person(bool)
def severe(p: Any, t: Any) -> Any:
    grade, kind = p("disability_grade", t), p("disability_type", t)
    low, high = code("disability_type", "intellectual", "mental")
    return (grade == 1) | (grade == 2) | ((grade == 3) & ((kind == low) | (kind == high)))


@person(bool)
def able(p: Any, t: Any) -> Any:
    age, stage = p("age", t), p("student_stage", t)
    return p("present", t) & (age >= 16) & (age <= 59) & ~p("severe", t) & (stage <= 1)


@person(bool)
def jobless(p: Any, t: Any) -> Any:
    return p("able", t) & (p("employment", t) == code("employment", "unemployed_registered")[0])


@person(bool)
def lost_care(p: Any, t: Any) -> Any:
    return p("present", t) & (p("selfcare", t) >= 2)


@person(int)
def subsidy(p: Any, t: Any) -> Any:
    grade = p("disability_grade", t)
    by_grade = np.select(
        [grade == 1, grade == 2, p("severe", t)],
        [F["disability_1"], F["disability_2"], F["disability_3"]],
        0,
    )
    return by_grade * p("present", t)


@person(int)
def allowance(p: Any, t: Any) -> Any:
    age = p("age", t)
    by_age = np.select(
        [age >= 100, age >= 90, age >= 80], [F["age_100"], F["age_90"], F["age_80"]], 0
    )
    return by_age * p("present", t)


GRANTS = np.array([0, F["school_preschool"], F["school_compulsory"], F["school_compulsory"],
                   F["school_senior"], F["school_senior"], F["school_college"]])  # fmt: skip
NURSING = np.array([0, F["care_partial"], F["care_most_loss"], F["care_total_loss"], 0])


@person(int)
def grant(p: Any, t: Any) -> Any:
    return GRANTS[p("student_stage", t)] * p("present", t)


@person(int)
def nursing(p: Any, t: Any) -> Any:
    return NURSING[p("selfcare", t)] * p("present", t)


def total(name: str, of: str) -> None:
    """A sum over the members, exact as long as it stays below 2^53."""

    def formula(h: Any, period: Any) -> Any:
        return h.sum(h.members(of, period))

    declare(name, Household, int, formula)


def count(name: str, condition: Any) -> None:
    def formula(h: Any, period: Any) -> Any:
        return h.sum(condition(h.members, period))

    declare(name, Household, int, formula)


def some(name: str, condition: Any) -> None:
    def formula(h: Any, period: Any) -> Any:
        return h.any(condition(h.members, period))

    declare(name, Household, bool, formula)


for _name, _of in {
    "hh_income": "income_12m", "hh_money": "money", "hh_selfpay": "covered_selfpay_12m",
    "hh_outside": "outside_12m", "hh_tuition": "tuition_year", "hh_vehicles": "vehicles_living",
    "hh_dwellings": "dwellings_own", "hh_area": "dwelling_area", "hh_nonres": "nonres_property",
    "hh_contrib": "company_contrib", "hh_subsidy": "subsidy", "hh_allowance": "allowance",
    "hh_grant": "grant", "hh_nursing": "nursing",
}.items():  # fmt: skip
    total(_name, _of)

count("n_members", lambda m, t: m("present", t))
count("n_severe", lambda m, t: m("present", t) & m("severe", t))
count("n_disabled", lambda m, t: m("present", t) & (m("disability_grade", t) >= 1))
count("n_old", lambda m, t: m("present", t) & (m("age", t) >= 80))
count("n_children", lambda m, t: m("present", t) & (m("age", t) < 18))
count("n_students", lambda m, t: m("present", t) & (m("student_stage", t) != 0))
count("n_able", lambda m, t: m("able", t))
count("n_jobless", lambda m, t: m("jobless", t))
some("income_unknown", lambda m, t: ~m("income_12m__known", t))
some("money_unknown", lambda m, t: ~m("money__known", t))
some("major_here", lambda m, t: m("present", t) & m("major_illness", t))
some("lost_here", lambda m, t: m("lost_care", t))
some("care_unknown", lambda m, t: m("present", t) & (m("selfcare", t) == -1))
some(
    "strong_here",
    lambda m, t: m("present", t) & (m("age", t) < 60) & (m("age", t) >= 16) & ~m("severe", t),
)
some("uninsured_here", lambda m, t: m("present", t) & (m("insurance", t) == 0))
some("living_here", lambda m, t: m("gets_living_subsidy", t))
some("nursed_here", lambda m, t: m("severe", t) & m("gets_nursing_subsidy", t))
some("post_here", lambda m, t: m("gets_welfare_post", t))
some("boarding_here", lambda m, t: m("present", t) & m("boarding", t))
some("jobless_3_here", lambda m, t: m("jobless", t) & (m("unemployed_months", t) >= 3))


@household(int)
def dearest_car(h: Any, t: Any) -> Any:
    return h.max(h.members("vehicle_price_max", t))


@household(bool)
def income_known(h: Any, t: Any) -> Any:
    return ~h("income_unknown", t)


@household(bool)
def money_known(h: Any, t: Any) -> Any:
    return ~h("money_unknown", t)


@household(bool)
def pc_known(h: Any, t: Any) -> Any:
    return h("income_known", t) & (h("n_members", t) > 0)


@household(int)
def pc(h: Any, t: Any) -> Any:
    return h("hh_income", t) // np.maximum(12 * h("n_members", t), 1)


@household(int)
def rigid(h: Any, t: Any) -> Any:
    return h("hh_selfpay", t) + h("hh_outside", t) + h("hh_tuition", t)


@household(int)
def after_rigid(h: Any, t: Any) -> Any:
    left = np.maximum(h("hh_income", t) - h("rigid", t), 0)
    return left // np.maximum(12 * h("n_members", t), 1)


@household(bool)
def low(h: Any, t: Any) -> Any:
    return h("class_db", t) | h("class_dbian", t) | h("class_gx", t) | h("class_tk", t)


@household(bool)
def poorest(h: Any, t: Any) -> Any:
    return h("class_db", t) | h("class_tk", t)


def _by_class(h: Any, t: Any, name: str) -> Any:
    conditions = [h("poorest", t), h("class_dbian", t), h("class_gx", t)]
    return np.select(
        conditions, [F[f"{name}_{k}"] for k in ("DB", "DBIAN", "GX")], F[f"{name}_none"]
    )


@household(int)
def medical_start(h: Any, t: Any) -> Any:
    return _by_class(h, t, "start")


@household(int)
def medical_share(h: Any, t: Any) -> Any:
    return _by_class(h, t, "share")
