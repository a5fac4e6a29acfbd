"""The twelve policies as a decision graph of the ZEN engine (GoRules JDM), one household a call.

ZEN refuses to compare null, so every expression that may meet an unknown says what becomes of it;
`either` and `both` below write Kleene's logic out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import zen

from bench.peers.rows import HOUSEHOLDS, PERSONS
from bench.peers.shape import AMOUNTS, CONDITIONS, NAMES, Normal
from bench.peers.shape import FIGURES as F

STD, MICRO = F["std"], 1_000_000
HERE = "#.present"


def given(names: Sequence[str] | str, expression: str) -> str:
    """The expression, or null where one of the names is."""
    checks = " or ".join(
        f"{name} == null" for name in ([names] if isinstance(names, str) else names)
    )
    return f"({checks}) ? null : ({expression})"


def either(certain: str, unsure: str) -> str:
    return f"({certain}) ? true : ({unsure})"


def times(fen: str, micro: str | int) -> str:
    return f"floor((({fen}) * {micro} + {MICRO // 2}) / {MICRO})"


def count(condition: str) -> str:
    return f"count(m, {condition})"


def total(value: str) -> str:
    return f"sum(map(m, {value}))"


def all_of(names: list[str]) -> str:
    is_false = " or ".join(f"{name} == false" for name in names)
    unknown = " or ".join(f"{name} == null" for name in names)
    return f"({is_false}) ? false : (({unknown}) ? null : true)"


SEVERE = (
    "(#.disability_grade in [1, 2] or (#.disability_grade == 3"
    " and #.disability_type in ['intellectual', 'mental']))"
)
STAGES = "#.student_stage"
MEMBERS = {
    "present": "#.alive and #.registered_pinghu and #.custody == 'none'",
    "severe": SEVERE,
}
ABLE = (
    f"{HERE} and #.age >= 16 and #.age <= 59 and not #.severe and {STAGES} in ['none', 'preschool']"
)
JOBLESS = f"{ABLE} and #.employment == 'unemployed_registered'"
DERIVED = {
    "n": count(HERE),
    "n_severe": count(f"{HERE} and #.severe"),
    "n_disabled": count(f"{HERE} and #.disability_grade >= 1"),
    "n_old": count(f"{HERE} and #.age >= 80"),
    "n_children": count(f"{HERE} and #.age < 18"),
    "n_students": count(f"{HERE} and {STAGES} != 'none'"),
    "n_able": count(ABLE),
    "n_jobless": count(JOBLESS),
    "income": f"some(m, #.income_12m == null) ? null : {total('#.income_12m')}",
    "cash": f"some(m, #.money == null) ? null : {total('#.money')}",
    "selfpay": total("#.covered_selfpay_12m"),
    "outside": total("#.outside_12m"),
    "tuition": total("#.tuition_year"),
    "cars": total("#.vehicles_living"),
    "price": "max(map(m, #.vehicle_price_max))",
    "homes": total("#.dwellings_own"),
    "area": total("#.dwelling_area"),
    "nonres": total("#.nonres_property"),
    "contrib": total("#.company_contrib"),
    "major": f"some(m, {HERE} and #.major_illness)",
    "dependent": f"some(m, {HERE} and #.selfcare in ['most_loss', 'total_loss']) ? true"
    f" : (some(m, {HERE} and #.selfcare == null) ? null : false)",
    "care_known": f"not some(m, {HERE} and #.selfcare == null)",
    "strong": f"some(m, {HERE} and #.age < 60 and #.age >= 16 and not #.severe)",
    "uninsured": f"some(m, {HERE} and #.insurance == 'none')",
    "living": "some(m, #.gets_living_subsidy)",
    "nursed": "some(m, #.severe and #.gets_nursing_subsidy)",
    "post": "some(m, #.gets_welfare_post)",
    "boards": f"some(m, {HERE} and #.boarding)",
    "jobless3": f"some(m, {JOBLESS} and #.unemployed_months >= 3)",
    "subsidy": total(
        f"not #.present ? 0 : (#.disability_grade == 1 ? {F['disability_1']} :"
        f" (#.disability_grade == 2 ? {F['disability_2']} : (#.severe ? {F['disability_3']} : 0)))"
    ),
    "allowance": total(
        f"(not #.present or #.age < 80) ? 0 : (#.age >= 100 ? {F['age_100']} :"
        f" (#.age >= 90 ? {F['age_90']} : {F['age_80']}))"
    ),
    "grant": total(
        f"(not #.present or {STAGES} == 'none') ? 0 : ({STAGES} == 'preschool' ?"
        f" {F['school_preschool']} :"
        f" ({STAGES} in ['primary', 'junior'] ? {F['school_compulsory']} :"
        f" ({STAGES} == 'college' ? {F['school_college']} : {F['school_senior']})))"
    ),
    "nursing": total(
        f"not #.present ? 0 : (#.selfcare == 'total_loss' ? {F['care_total_loss']} :"
        f" (#.selfcare == 'most_loss' ? {F['care_most_loss']} :"
        f" (#.selfcare == 'partial' ? {F['care_partial']} : 0)))"
    ),
}
HOUSEHOLD = {
    "low": "class_db or class_dbian or class_gx or class_tk",
    "poorest": "class_db or class_tk",
    "rigid": "selfpay + outside + tuition",
    "pc": "(income == null or n == 0) ? null : floor(income / (12 * n))",
    "after": "(income == null or n == 0) ? null :"
    " floor(max([income - selfpay - outside - tuition, 0]) / (12 * n))",
    "start": f"(class_db or class_tk) ? {F['start_DB']} : (class_dbian ? {F['start_DBIAN']} :"
    f" (class_gx ? {F['start_GX']} : {F['start_none']}))",
    "share": f"(class_db or class_tk) ? {F['share_DB']} : (class_dbian ? {F['share_DBIAN']} :"
    f" (class_gx ? {F['share_GX']} : {F['share_none']}))",
}


def cash_below(months: int) -> str:
    return given("cash", f"cash <= {months * STD} * n")


TESTS = {
    "P01": [
        "n >= 1",
        given("pc", f"pc < {STD}"),
        cash_below(24),
        f"cars == 0 or price <= {F['vehicle_DB']}",
        f"homes <= 1 or area <= {25 * MICRO} * n",
        "nonres == 0",
        f"contrib <= {F['contrib_DB']}",
        "obligor_ok",
    ],
    "P02": [
        "n >= 1",
        "not class_db",
        given("pc", f"pc < {STD * 3 // 2}"),
        cash_below(36),
        f"cars <= 1 and price <= {F['vehicle_DBIAN']}",
        f"homes <= 1 or area <= {40 * MICRO} * n",
        "nonres <= 1",
        f"contrib <= {F['contrib_DBIAN']}",
    ],
    "P03": [
        "n >= 1",
        "not (class_db or class_dbian)",
        given("pc", f"pc < {2 * STD}"),
        given("after", f"after < {STD}"),
        f"rigid == 0 ? false : ({given('income', 'rigid >= ' + times('income', 300_000))})",
        cash_below(48),
    ],
    "P04": [
        "n >= 1",
        "not strong",
        given("income", f"income < {12 * F['support_std']} * n"),
        cash_below(24),
        "cars == 0 and nonres == 0 and contrib == 0",
        either("n == n_children", given("obligor_ok", "not obligor_ok")),
    ],
    "P05": [
        "n >= 1",
        "low or major",
        "selfpay > start",
        either("low", given("income", "selfpay * 4 >= income")),
        "not uninsured",
        either("poorest", cash_below(48)),
        f"price <= {2 * F['vehicle_DBIAN']}",
    ],
    "P06": [
        "n >= 1",
        "not low",
        either("major", "dependent"),
        given("income", "2 * (selfpay + outside) > income"),
        given("after", f"after < {STD * 3 // 2}"),
        "homes <= 1",
    ],
    "P07": [
        "n_disabled >= 1",
        "n_severe >= 1 or low",
        either("low", given("pc", f"pc < {2 * STD}")),
        "not living",
        "not nursed",
    ],
    "P08": [
        "n_old >= 1",
        "not class_tk",
        either("rural", given("pc", f"pc < {F['min_wage']}")),
        f"contrib < {4 * F['contrib_DBIAN']}",
    ],
    "P09": [
        "n_students >= 1",
        either("low", given("after", f"after < {STD}")),
        "tuition > 0 or n_students >= 2 or boards",
        "cars <= 1",
        "homes <= 2",
        either("low", cash_below(60)),
    ],
    "P10": [
        "n >= 1",
        "house_grade in ['c', 'd']",
        "rural",
        "not house_repaired",
        "homes <= 1 and nonres == 0",
        either("low", f"n_disabled == 0 ? false : ({given('pc', f'pc < {STD * 3 // 2}')})"),
    ],
    "P11": [
        "n_able >= 1",
        "n_jobless == n_able",
        "jobless3",
        "not post",
        given("pc", f"pc < {F['min_wage']}"),
    ],
    "P12": ["n >= 1", "poorest", "not gets_water_free", "homes <= 1"],
}
GRANTED = {
    "P01": f"max([{STD} * n - floor(income / 12), 0])",
    "P02": f"floor({STD} * n / 5)",
    "P03": f"min([max([rigid - {times('income', 300_000)}, 0]), {6 * STD}])",
    "P04": f"care_known ? {F['support_std']} * n + nursing : 0",
    "P05": f"min([{times('selfpay - start', 'share')}, {F['medical_cap']}])",
    "P06": f"max([{times('selfpay + outside', 350_000)} - temp_relief_12m, 0])",
    "P07": "subsidy",
    "P08": "allowance",
    "P09": "grant",
    "P10": times(
        f"(house_grade == 'd' ? {F['repair_d']} : {F['repair_c']})",
        f"min([max([area, {20 * MICRO} * n]), {120 * MICRO}])",
    ),
    "P11": f"{(F['min_wage'] * 4 + 2) // 5} * n_jobless",
    "P12": f"{8 * F['water_price'] + F['power_price'] * 3 // 2}",
}


def decision() -> zen.ZenDecision:
    """Four steps: members, aggregates, conditions, and what is eligible and granted."""
    tests = {
        f"{code}__{name}": test
        for code, names in CONDITIONS.items()
        for name, test in zip(names, TESTS[code], strict=True)
    }
    ends: dict[str, str] = {}
    for code, names in CONDITIONS.items():
        every = all_of([f"{code}__{name}" for name in names])
        ends[f"{code}__eligible"] = every
        ends[f"{code}__amount"] = f"(({every}) == true) ? ({GRANTED[code]}) : 0"
    member = ", ".join(f"{name}: ({test})" for name, test in MEMBERS.items())
    steps = [
        {"m": f"map(members, merge([#, {{{member}}}]))"},
        DERIVED,
        HOUSEHOLD,
        tests,
        ends,
    ]
    nodes: list[dict[str, Any]] = [{"id": "in", "name": "in", "type": "inputNode"}]
    for index, step in enumerate(steps):
        expressions = [{"id": key, "key": key, "value": value} for key, value in step.items()]
        content = {"expressions": expressions, "passThrough": index < len(steps) - 1}
        if index == len(steps) - 1:
            content["expressions"] += [{"id": k, "key": k, "value": k} for k in tests]
        nodes.append(
            {"id": f"s{index}", "name": f"s{index}", "type": "expressionNode", "content": content}
        )
    nodes.append({"id": "out", "name": "out", "type": "outputNode"})
    ids = [node["id"] for node in nodes]
    edges = [
        {"id": f"e{index}", "type": "edge", "sourceId": one, "targetId": other}
        for index, (one, other) in enumerate(pairwise(ids))
    ]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def load(folder: Path, households: int) -> list[dict[str, Any]]:
    """The first households as the nested records that ZEN takes."""
    homes = pq.read_table(
        folder / "households.parquet", columns=["household_id", *HOUSEHOLDS]
    ).slice(0, households)
    last = homes["household_id"][-1].as_py()
    persons = pq.read_table(
        folder / "persons.parquet",
        columns=["household_id", *PERSONS],
        filters=[("household_id", "<=", last)],
    )
    found = {row["household_id"]: {**row, "members": []} for row in homes.to_pylist()}
    for row in persons.to_pylist():
        found[row["household_id"]]["members"].append(row)
    return list(found.values())


def compute(rules: zen.ZenDecision, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [rules.evaluate(record)["result"] for record in records]


def normal(results: list[dict[str, Any]]) -> Normal:
    found: Normal = {}
    for name in NAMES:
        told = [row.get(name) for row in results]  # ZEN leaves null out
        found[name] = np.array([-1 if one is None else int(one) for one in told], np.int8)
    for name in AMOUNTS:
        found[name] = np.array([round(row[name]) for row in results], np.int64)
    return found
