"""What is true of every person at a delivery: the fact fields, from clean rows, by numpy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from zhouji.demo.county import NO_DAY, completed_years
from zhouji.demo.dice import Array
from zhouji.demo.health import CARE, INJURIES
from zhouji.demo.households import RELATIONS
from zhouji.demo.truth_rows import Clean

Facts = dict[str, pa.Array]


def person_facts(clean: Clean) -> Facts:
    """Every person's facts in the order of the people; null is unknown."""
    return {
        **_civil(clean),
        **_custody_and_health(clean),
        **_income(clean),
        **_work_and_school(clean),
        **_property(clean),
        **_aids(clean),
    }


def words(choices: tuple[str, ...], index: Array) -> pa.Array:
    """Words by position."""
    return pa.array(np.asarray(choices, dtype=object)[index], pa.string())


def whole(values: Any) -> pa.Array:
    return pa.array(np.asarray(values, dtype=np.int64))


def yes(values: Array) -> pa.Array:
    return pa.array(np.asarray(values, dtype=bool))


def _civil(clean: Clean) -> Facts:
    people = clean.county.people
    dead = np.zeros(clean.size, dtype=bool)
    for name, column in (
        ("cancelled", "cancelled_on"),
        ("cremations", "cremated_on"),
        ("death_certs", "died_on"),
    ):
        told = clean.number(name, column) <= clean.day
        if name == "cancelled":
            told &= clean.word(name, "reason") == "death"
        dead |= clean.anyone(name, told)
    left = (people["moved_out"] > NO_DAY) & (people["moved_out"] <= clean.day)
    rural = clean.county.homes["rural"][people["home"]]
    return {
        "birth": pa.array(people["birth"].astype("datetime64[D]"), pa.date32()),
        "age": whole(completed_years(people["birth"], clean.day)),
        "sex": words(("f", "m"), people["male"].astype(np.int8)),
        "alive": yes(~dead),
        "registered_pinghu": yes(~dead & ~left),
        "relation": words(RELATIONS, people["relation"]),
        "rural": yes(rural),
    }


def _custody_and_health(clean: Clean) -> Facts:
    start, end = clean.number("custody", "start"), clean.number("custody", "end")
    held = (start <= clean.day) & ((end <= NO_DAY) | (end > clean.day))
    custody = np.full(clean.size, "none", dtype=object)
    order = np.flatnonzero(held)[np.argsort(start[held], kind="stable")]
    custody[clean.who("custody")[order]] = clean.word("custody", "kind")[order]
    valid = np.flatnonzero(clean.open_at(clean.number("disability_certs", "valid_until")))
    who = clean.who("disability_certs")[valid]
    kind = np.full(clean.size, "none", dtype=object)
    grade = np.zeros(clean.size, dtype=np.int64)
    kind[who] = clean.word("disability_certs", "type")[valid]
    grade[who] = clean.number("disability_certs", "grade")[valid]
    major = clean.word("special_disease", "kind") == "major"
    major &= clean.open_at(clean.number("special_disease", "valid_until"))
    care = np.full(clean.size, None, dtype=object)
    newest = np.argsort(clean.number("dependency_assessment", "assessed_on"), kind="stable")
    grades = clean.word("dependency_assessment", "grade")
    care[clean.who("dependency_assessment")[newest]] = grades[newest]
    assert set(care[care != None]) <= set(CARE)  # noqa: E711  elementwise
    return {
        "custody": pa.array(custody, pa.string()),
        "disability_type": pa.array(kind, pa.string()),
        "disability_grade": whole(grade),
        "major_illness": yes(clean.anyone("special_disease", major)),
        "selfcare": pa.array(care, pa.string()),
        "traffic_injury": _injuries(clean),
        **_medical(clean),
    }


def _injuries(clean: Clean) -> pa.Array:
    day = clean.number("traffic_accidents", "happened_on")
    recent = (day >= clean.day - 90) & (day <= clean.day)
    rank = {name: place for place, name in enumerate(INJURIES)}
    grave = np.asarray([rank[name] for name in clean.word("traffic_accidents", "injury")])
    who = clean.who("traffic_accidents")[recent]
    return words(INJURIES, clean.most(who, grave[recent], clean.size))


def _medical(clean: Clean) -> Facts:
    now = clean.lately("settlements", 12)
    column = {name: clean.number("settlements", name) for name in ("selfpay", "outside", "total")}
    covered = column["total"] - column["outside"]
    return {
        "covered_selfpay_12m": whole(clean.sums("settlements", column["selfpay"], now)),
        "outside_12m": whole(clean.sums("settlements", column["outside"], now)),
        "covered_cost_12m": whole(clean.sums("settlements", covered, now)),
    }


def _income(clean: Clean) -> Facts:
    sums = {
        "wages_12m": clean.sums("wages", clean.number("wages", "wage"), clean.lately("wages", 12)),
        "pension_12m": clean.sums(
            "pension_payments",
            clean.number("pension_payments", "amount"),
            clean.lately("pension_payments", 12)
            & (clean.word("pension_payments", "state") == "ok"),
        ),
        "unemployment_12m": clean.sums(
            "unemployment_benefit",
            clean.number("unemployment_benefit", "amount"),
            clean.lately("unemployment_benefit", 12),
        ),
        "dividend_12m": clean.sums(
            "village_dividends",
            clean.number("village_dividends", "amount"),
            clean.lately("village_dividends", 12, "paid_on"),
        ),
        "business_12m": _business(clean),
    }
    total = sum(sums.values(), np.zeros(clean.size, dtype=np.int64))
    return {**{name: whole(values) for name, values in sums.items()}, "income_12m": whole(total)}


def _business(clean: Clean) -> Array:
    """Of the newest year the tax bureau knows of a person."""
    year, who = clean.number("income_tax", "year"), clean.who("income_tax")
    newest = clean.most(who, year, clean.size)
    counts = (year == newest[who]) & (clean.word("income_tax", "kind") == "business")
    return clean.sums("income_tax", clean.number("income_tax", "income"), counts)


def _work_and_school(clean: Clean) -> Facts:
    states = clean.word("employee_insurance", "state")
    employment = np.full(clean.size, "none", dtype=object)
    for state in ("retired", "flexible", "employed"):
        employment[clean.anyone("employee_insurance", states == state)] = state
    active = clean.number("unemployment_register", "cancelled_on") <= NO_DAY
    jobless = clean.who("unemployment_register")[active]
    employment[jobless] = "unemployed_registered"
    since = clean.number("unemployment_register", "registered_on")[active]
    months = np.zeros(clean.size, dtype=np.int64)
    months[jobless] = np.maximum(_whole_months(since, clean.day), 0)
    paid = clean.number("employee_insurance", "months_paid")
    stage = np.full(clean.size, "none", dtype=object)
    stage[clean.who("preschool")] = "preschool"
    stage[clean.who("school_register")] = clean.word("school_register", "stage")
    fee = np.zeros(clean.size, dtype=np.int64)
    fee[clean.who("preschool")] = clean.number("preschool", "fee")
    fee[clean.who("school_register")] = clean.number("school_register", "fee")
    boards = clean.word("school_register", "boarding") == "yes"
    return {
        "employment": pa.array(employment, pa.string()),
        "unemployed_months": whole(months),
        "unemp_ins_months": whole(clean.most(clean.who("employee_insurance"), paid, clean.size)),
        "student_stage": pa.array(stage, pa.string()),
        "boarding": yes(clean.anyone("school_register", boards)),
        "tuition_year": whole(fee),
    }


def _whole_months(since: Array, day: int) -> Array:
    """Full months between days and a day, by the calendar."""
    started, now = since.astype("datetime64[D]"), np.datetime64(day, "D")
    months = now.astype("datetime64[M]") - started.astype("datetime64[M]")
    day_of = (started - started.astype("datetime64[M]").astype("datetime64[D]")).astype(int)
    today = int((now - now.astype("datetime64[M]").astype("datetime64[D]")).astype(int))
    return np.asarray(months.astype(np.int64) - (today < day_of))


def _property(clean: Clean) -> Facts:
    living = (clean.word("vehicles", "kind") == "car") & (clean.word("vehicles", "state") == "ok")
    cars = np.ones(len(living), dtype=np.int64)
    price = clean.number("vehicles", "price")[living]
    dwelling = clean.word("real_estate", "use") == "dwelling"
    units = np.ones(len(dwelling), dtype=np.int64)
    stake = clean.number("company_contributions", "subscribed")
    area = clean.sums("real_estate", clean.number("real_estate", "area"), dwelling)
    checked = clean.number("bank_balances", "checked_on")
    newest = clean.most(clean.who("bank_balances"), checked, clean.size, NO_DAY)
    last = (checked == newest[clean.who("bank_balances")]) & (checked >= _half_year_ago(clean))
    balance = clean.sums("bank_balances", clean.number("bank_balances", "balance"), last)
    known = clean.anyone("bank_balances", last)
    return {
        "vehicles_living": whole(clean.sums("vehicles", cars, living)),
        "vehicle_price_max": whole(clean.most(clean.who("vehicles")[living], price, clean.size)),
        "dwellings_own": whole(clean.sums("real_estate", units, dwelling)),
        "dwelling_area": whole(area * 10_000),
        "nonres_property": whole(clean.sums("real_estate", units, ~dwelling)),
        "company_contrib": whole(clean.sums("company_contributions", stake, stake > 0)),
        "money": pa.array(balance, pa.int64(), mask=~known),
    }


def _half_year_ago(clean: Clean) -> int:
    month = clean.county.month.plus(-6)
    day = min(clean.county.month.last.day, month.last.day)
    return int((np.datetime64(month.first) + np.timedelta64(day - 1, "D")).astype(int))


def _aids(clean: Clean) -> Facts:
    kind = clean.word("disabled_subsidies", "kind")
    start = clean.number("disabled_subsidies", "start") <= clean.delivery.number
    end = clean.number("disabled_subsidies", "end")
    runs = start & ((end <= NO_DAY) | (end >= clean.delivery.number))
    insurance = np.full(clean.size, "none", dtype=object)
    for name in ("resident", "employee"):
        has = clean.anyone("insurance_enrolment", clean.word("insurance_enrolment", "kind") == name)
        insurance[has] = name
    year = clean.number("premium_paid", "year") == clean.delivery.period.year
    difficult = clean.open_at(clean.number("employment_difficulty", "valid_until"))
    posted = clean.open_at(clean.number("welfare_posts", "end"))
    granted = clean.lately("student_grants", 12, "paid_on")
    benefit = clean.lately("unemployment_benefit", 1)
    aid = clean.sums(
        "medical_aid", clean.number("medical_aid", "amount"), clean.lately("medical_aid", 12)
    )
    return {
        "gets_old_age_allowance": yes(clean.anyone("old_age_allowance")),
        "gets_living_subsidy": yes(clean.anyone("disabled_subsidies", runs & (kind == "living"))),
        "gets_nursing_subsidy": yes(clean.anyone("disabled_subsidies", runs & (kind == "nursing"))),
        "gets_eldercare": yes(clean.anyone("eldercare_subsidy")),
        "premium_paid": yes(clean.anyone("premium_paid", year)),
        "gets_student_grant": yes(clean.anyone("student_grants", granted)),
        "gets_unemployment_benefit": yes(clean.anyone("unemployment_benefit", benefit)),
        "employment_difficulty": yes(clean.anyone("employment_difficulty", difficult)),
        "gets_welfare_post": yes(clean.anyone("welfare_posts", posted)),
        "gets_child_subsidy": yes(clean.anyone("child_roll")),
        "on_tekun_roll": yes(clean.anyone("tekun_roll")),
        "insurance": pa.array(insurance, pa.string()),
        "medical_aid_12m": whole(aid),
    }
