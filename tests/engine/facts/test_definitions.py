"""What each fact means, on a household made up for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.pool.made_up_pool import CONTENT, MadeUpPool, resident
from zhouji.engine.facts import base_of, build, cite, load_facts, open_facts, save_facts
from zhouji.pool.link import link
from zhouji.pool.store import read_arrow

DAY = date(2025, 9, 30)
MONTH = "2025-09"
Given = Mapping[str, list[dict[str, Any]]]


def d(text: str) -> date:
    return date.fromisoformat(text)


def generation(folder: Path, cases: list[Given], day: date = DAY, rest: bool = True) -> MadeUpPool:
    """A generation in which each case is one person alone at home, H0, H1 …

    Of the `rest` of the datasets comes an empty delivery: fresh, and nobody in them.
    """
    county = MadeUpPool(folder)
    delivered: dict[str, list[dict[str, Any]]] = {"register": []}
    for number, given in enumerate(cases):
        person = resident("张小明", date(1960, 9, 30), number + 1, f"H{number}")
        for name, rows in {"register": [{}], **given}.items():
            who = person if name == "register" else {k: person[k] for k in ("id", "name")}
            delivered.setdefault(name, []).extend({**who, **row} for row in rows)
    for name, rows in delivered.items():
        county.deliver(name, MONTH, rows)
    if rest:
        county.deliver_nothing_of_the_rest(MONTH, but=list(delivered))
    out = county.generation("g")
    link(county.pool, county.catalogue, day, None, out)
    book = load_facts(CONTENT, county.catalogue)
    save_facts(out, *base_of(*build(county.pool, book, county.catalogue, day, out)))
    return county


def facts(county: MadeUpPool) -> list[dict[str, Any]]:
    """All facts of each case's person and household, in the order of the cases."""
    folder = county.pool.derived / "g"
    homes = {
        row["household_id"]: int(row["hukou_no"][1:])
        for row in read_arrow(folder / "households.arrow").to_pylist()
    }
    found: dict[int, dict[str, Any]] = {number: {} for number in homes.values()}
    for table in open_facts(folder):
        for row in table.whole().to_pylist():
            found[homes[row["household_id"]]] |= row
    return [found[number] for number in sorted(found)]


def aged(month: int, day: int) -> dict[str, Any]:
    return {"register": [{"birth": date(1960, month, day)}]}


HELD = {"kind": "prison", "start": d("2025-01-01")}
CERT = {"type": "limb", "grade": 2, "issued_on": d("2016-01-01")}
WAGE = {"month": d("2025-09-01"), "wage": 100, "employer": "甲"}
BILL = {"month": d("2025-09-01"), "total": 900, "selfpay": 100, "outside": 50, "kind": "inpatient"}
CAR = {"kind": "car", "state": "ok"}
ROLL = {"start": d("2025-01-01"), "amount": 70_000}
CHECK = {"bank": "甲", "balance": 500, "checked_on": d("2025-08-01"), "consent": "c"}

CASES: list[tuple[Given, dict[str, Any]]] = [
    (aged(9, 30), {"age": 65, "civil__next_change": d("2026-09-30"), "alive": True}),
    (aged(10, 1), {"age": 64, "civil__next_change": d("2025-10-01")}),
    (aged(2, 29), {"age": 65, "civil__next_change": d("2026-03-01")}),
    (
        {},
        {"registered_pinghu": True, "rural": True, "relation": "head", "civil__source": "register"},
    ),
    ({"register": [{"moved_out": d("2025-09-30")}]}, {"registered_pinghu": False, "alive": True}),
    ({"register": [{"moved_out": d("2025-10-09")}]}, {"registered_pinghu": True}),
    (
        {
            "cremations": [{"cremated_on": d("2025-09-02")}],
            "death_certs": [{"died_on": d("2025-09-01")}],
        },
        {"alive": False, "registered_pinghu": False, "civil__source": "death_certs"},
    ),
    ({"cancelled": [{"cancelled_on": d("2025-09-01"), "reason": "abroad"}]}, {"alive": True}),
    ({"custody": [HELD]}, {"custody": "prison", "custody__valid_from": d("2025-01-01")}),
    ({"custody": [{**HELD, "end": d("2025-09-30")}]}, {"custody": "none"}),
    (
        {"custody": [{**HELD, "end": d("2025-10-01")}]},
        {"custody": "prison", "custody__next_change": d("2025-10-01")},
    ),
    (
        {"disability_certs": [{**CERT, "valid_until": DAY}, {**CERT, "grade": 4}]},
        {
            "disability_grade": 2,
            "disability_type": "limb",
            "disability__next_change": d("2025-10-01"),
        },
    ),
    ({"disability_certs": [{**CERT, "valid_until": d("2025-09-29")}]}, {"disability_grade": 0}),
    ({"employee_insurance": [{"state": "employed"}]}, {"unemp_ins_months": None}),
    ({"vehicles": [{**CAR, "price": 9}]}, {"vehicles_living": None, "vehicle_price_max": 9}),
    (
        {"vehicles": [{**CAR, "plate": "8", "price": 9}, {**CAR, "plate": "9"}]},
        {"vehicles_living": 2, "vehicle_price_max": None},
    ),
    ({"special_disease": [{"kind": "chronic"}]}, {"major_illness": False, "selfcare": None}),
    ({"special_disease": [{"kind": "major"}]}, {"major_illness": True}),
    (
        {
            "dependency_assessment": [
                {"grade": "full", "assessed_on": d("2020-01-01")},
                {"grade": "total_loss", "assessed_on": d("2025-01-01")},
            ]
        },
        {"selfcare": "total_loss"},
    ),
    (
        {
            "settlements": [
                BILL,
                BILL,
                {**BILL, "kind": "outpatient"},
                {**BILL, "total": -900, "selfpay": -100, "outside": -50},
            ]
        },
        {"covered_selfpay_12m": 100, "outside_12m": 50, "covered_cost_12m": 850},
    ),
    (
        {
            "wages": [
                WAGE,
                WAGE,
                {**WAGE, "month": d("2024-10-01")},
                {**WAGE, "month": d("2024-09-01")},
            ]
        },
        {"wages_12m": 200, "income_12m": 200},
    ),
    (
        {
            "village_dividends": [
                {"amount": 7, "paid_on": d(day)}
                for day in ("2024-10-01", "2024-09-30", "2025-09-30")
            ]
        },
        {"dividend_12m": 14},
    ),
    (
        {
            "pension_payments": [
                {"month": d("2025-09-01"), "amount": 5, "state": s} for s in ("ok", "stopped")
            ]
        },
        {"pension_12m": 5},
    ),
    (
        {"income_tax": [{"year": y, "kind": "business", "income": y} for y in (2022, 2023, 2024)]},
        {"business_12m": 2024},
    ),
    (
        {
            "income_tax": [
                {"year": 2023, "kind": "business", "income": 9},
                {"year": 2024, "kind": "wage", "income": 9},
            ]
        },
        {"business_12m": 0},
    ),
    (
        {
            "unemployment_register": [{"registered_on": d("2025-01-31")}],
            "employee_insurance": [{"state": "employed", "months_paid": 30}],
        },
        {
            "employment": "unemployed_registered",
            "unemployed_months": 7,
            "unemp_ins_months": 30,
            "employment__next_change": d("2025-10-01"),
        },
    ),
    ({"register": [{}]}, {"employment": "none", "unemp_ins_months": 0}),
    (
        {"employee_insurance": [{"state": "lapsed"}]},
        {"employment": "none", "unemp_ins_months": None},
    ),
    (
        {
            "school_register": [
                {"stage": "senior", "state": "enrolled", "boarding": "yes", "fee": 9}
            ]
        },
        {"student_stage": "senior", "boarding": True, "tuition_year": 9},
    ),
    ({"school_register": [{"stage": "senior", "state": "left"}]}, {"student_stage": "none"}),
    (
        {"preschool": [{"fee": 8}]},
        {"student_stage": "preschool", "boarding": False, "tuition_year": 8},
    ),
    (
        {
            "vehicles": [
                {**CAR, "plate": "1", "price": 9},
                {**CAR, "plate": "1", "price": 9},
                {**CAR, "plate": "2", "kind": "truck"},
            ]
        },
        {"vehicles_living": 1, "vehicle_price_max": 9},
    ),
    (
        {
            "real_estate": [
                {"unit_no": "1", "area": 90, "use": "dwelling"},
                {"unit_no": "1", "area": 90, "use": "dwelling"},
                {"unit_no": "2", "area": 9, "use": "shop"},
            ]
        },
        {"dwellings_own": 1, "dwelling_area": 90_000_000, "nonres_property": 1},
    ),
    (
        {"bank_balances": [CHECK, {**CHECK, "bank": "乙"}]},
        {"money": 1000, "bank__next_change": d("2026-02-02")},
    ),
    ({"bank_balances": [{**CHECK, "checked_on": d("2025-03-29")}]}, {"money": None}),
    (
        {"premium_paid": [{"year": 2025}]},
        {"premium_paid": True, "aids__next_change": d("2026-01-01")},
    ),
    ({"premium_paid": [{"year": 2024}]}, {"premium_paid": False}),
    (
        {"insurance_enrolment": [{"kind": "resident"}, {"kind": "employee"}]},
        {"insurance": "employee"},
    ),
    (
        {
            "disabled_subsidies": [
                {"kind": "living", "start": d("2025-01-01"), "end": d("2025-09-01")}
            ]
        },
        {
            "gets_living_subsidy": True,
            "gets_nursing_subsidy": False,
            "aids__next_change": d("2025-10-01"),
        },
    ),
    (
        {
            "disabled_subsidies": [
                {"kind": "living", "start": d("2025-01-01"), "end": d("2025-08-01")}
            ]
        },
        {"gets_living_subsidy": False},
    ),
    (
        {"unemployment_benefit": [{"month": d("2025-08-01"), "amount": 5}]},
        {"gets_unemployment_benefit": False, "unemployment_12m": 5},
    ),
    (
        {
            "traffic_accidents": [
                {"happened_on": d("2025-07-02"), "injury": "severe"},
                {"happened_on": DAY, "injury": "light"},
            ]
        },
        {"traffic_injury": "severe", "accident__next_change": d("2025-10-01")},
    ),
    (
        {"traffic_accidents": [{"happened_on": d("2025-07-01"), "injury": "severe"}]},
        {"traffic_injury": "none"},
    ),
    (
        {"dibao_roll": [{**ROLL, "end": d("2025-09-01")}, ROLL]},
        {
            "class_db": True,
            "db_amount": 70_000,
            "class_gx": False,
            "classes__next_change": d("2025-10-01"),
        },
    ),
    ({"dibao_roll": [{**ROLL, "end": d("2025-08-01")}]}, {"class_db": False, "db_amount": 0}),
    (
        {"rigid_roll": [{"since": d("2025-09-01"), "valid_until": DAY}]},
        {"class_gx": True, "classes__source": "rigid_roll", "classes__valid_from": d("2025-09-01")},
    ),
    (
        {"free_water": [{"flag": "yes"}], "free_power": [{"flag": "no"}]},
        {"gets_water_free": True, "gets_power_free": False},
    ),
    (
        {
            "unsafe_houses": [
                {"grade": "d", "surveyed_on": d("2020-01-01")},
                {"grade": "b", "surveyed_on": d("2025-01-01")},
            ]
        },
        {"house_grade": "b", "house_repaired": False},
    ),
    (
        {
            "disaster_households": [
                {"happened_on": d("2024-10-01"), "damage": "severe", "amount": 5}
            ]
        },
        {
            "house_damage": "severe",
            "disaster_affected": True,
            "disaster_aid_paid": True,
            "disaster__next_change": d("2025-10-01"),
        },
    ),
    (
        {"temp_relief": [{"applied_on": DAY, "amount": 5, "paid_on": DAY}] * 2},
        {"temp_relief_12m": 5},
    ),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("cases") / "pool"
    return facts(generation(folder, [given for given, _ in CASES]))


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: str(CASES[number][1]))
def test_a_fact_means_what_it_says(found: list[dict[str, Any]], number: int) -> None:
    wanted = CASES[number][1]
    assert {name: found[number][name] for name in wanted} == wanted


def test_what_was_never_received_is_unknown_not_none(tmp_path: Path) -> None:
    (found,) = facts(generation(tmp_path, [{}], rest=False))
    known = {"birth", "age", "sex", "relation", "rural"}
    origins = ("__source", "__valid_from", "__next_change", "_id")
    assert {k for k, v in found.items() if v is not None and not k.endswith(origins)} == known


def test_a_stale_dataset_makes_its_facts_unknown_but_not_its_events(tmp_path: Path) -> None:
    given: Given = {"dibao_roll": [ROLL], "death_certs": [{"died_on": d("2025-09-01")}]}
    (found,) = facts(generation(tmp_path, [given], d("2026-03-01")))
    assert (found["class_db"], found["wages_12m"], found["alive"]) == (None, None, False)


def test_each_fact_cites_the_rows_it_was_made_of(tmp_path: Path) -> None:
    cars = [{**CAR, "plate": "1", "price": 9}, {**CAR, "plate": "2", "price": 8}]
    slips = [
        {"month": date(2025 - months // 12, 9 - months % 12, 1), "wage": 1, "employer": str(number)}
        for months in (0, 1, 12, 13)
        for number in range(12)
    ]
    county = generation(tmp_path, [{"vehicles": cars, "wages": slips}, {"vehicles": cars[:1]}])
    folder = county.pool.derived / "g"
    book = load_facts(CONTENT, county.catalogue)
    persons, households = (table.whole() for table in open_facts(folder))
    homes = households["household_id"].to_pylist()
    people = {row["household_id"]: row["person_id"] for row in persons.to_pylist()}
    names = {"vehicles_living", "wages_12m", "class_db"}
    cited = cite(county.pool, book, county.catalogue, DAY, folder, homes, names)
    counts = {key: citation.total for key, citation in cited.items()}
    (rich,) = [home for home in homes if counts.get(("person", people[home], "wages_12m"))]
    (poor,) = [home for home in homes if home != rich]
    who = people[rich], people[poor]
    assert counts == {
        ("person", who[0], "vehicles_living"): 2,
        ("person", who[1], "vehicles_living"): 1,
        ("person", who[0], "wages_12m"): 24,  # those of the months before the window are left out
    }
    named = cited["person", who[0], "wages_12m"].rows
    assert (len(named), {row.file for row in named}) == (20, {"made-up.csv"})
    assert sorted(row.row for row in named)[-1] <= 25
    assert {row.row for row in cited["person", who[1], "vehicles_living"].rows} == {4}
