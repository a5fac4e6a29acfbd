"""The sentence that says why carries the household's own figures; months missed are counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from zhouji.engine.rulebook import PolicyBook, load_policies
from zhouji.engine.rulebook.errors import ContentRefusedError
from zhouji.engine.screening import findings, screen
from zhouji.engine.telling.sentences import with_why

POLICY = """
code: T-01
names: {zh: 试验津贴, en: Trial allowance}
unit: person
grant: data
versions:
- from: 2024-01-01
  basis: made up
  why:
    zh: "{age} 岁，月收入 {income} 元，低于 {2 * $line} 元"
    en: "aged {age}, income {income} yuan, below {2 * $line} yuan"
  conditions:
  - {id: C1, zh: 年满八十, en: Eighty, when: age >= 80}
  - {id: C2, zh: 收入低, en: Low income, when: income < 2 * $line, ask: [income]}
  received: gets_it
  missed: months_since(birth) - 12 * 80
cases:
- {name: fits, at: 2025-01-01, members: [{age: 81, income: 10}], expect: {eligible: true}}
"""
VARIABLES = """
inputs:
  persons:
    age: {type: int}
    income: {type: money}
    birth: {type: date}
    gets_it: {type: bool}
"""
LINE = """
name: line
names: {zh: 线, en: line}
unit: yuan
type: money
values:
- {from: 2020-01-01, value: 600.5, status: official, document: made up}
"""


def book(folder: Path, policy: str = POLICY) -> PolicyBook:
    (folder / "policies").mkdir()
    (folder / "parameters").mkdir()
    (folder / "policies" / "t-01.yaml").write_text(policy, encoding="utf-8")
    (folder / "variables.yaml").write_text(VARIABLES, encoding="utf-8")
    (folder / "parameters" / "line.yaml").write_text(LINE, encoding="utf-8")
    return load_policies(folder)


def found(book: PolicyBook, day: date) -> list[dict[str, object]]:
    persons = pa.table(
        {
            "household_id": pa.array([1, 1, 2], pa.int64()),
            "person_id": pa.array([11, 12, 21], pa.int64()),
            "age": pa.array([81, 80, 90], pa.int64()),
            "income": pa.array([123_450, None, 99], pa.int64()),
            "birth": pa.array([date(1943, 11, 20), date(1945, 1, 1), date(1935, 1, 1)]),
            "gets_it": pa.array([False, False, False]),
        }
    )
    households = pa.table({"household_id": pa.array([1, 2], pa.int64())})
    screening = screen(book, persons, households, day)
    told = findings(screening, book, persons, households)
    return with_why(book, day, told, persons, households).to_pylist()


def test_the_sentence_carries_figures_and_says_unknown(tmp_path: Path) -> None:
    lines = {row["person_id"]: row for row in found(book(tmp_path), date(2025, 3, 1))}
    assert 11 not in lines, "1,234.50 is not below 1,201"
    assert lines[12]["why_zh"] == "试验津贴：80 岁，月收入 未知 元，低于 1,201 元"
    assert lines[21]["why_en"] == ("Trial allowance: aged 90, income 0.99 yuan, below 1,201 yuan")


def test_months_before_the_policy_began_are_not_missed(tmp_path: Path) -> None:
    lines = {row["person_id"]: row for row in found(book(tmp_path), date(2025, 3, 1))}
    assert lines[21]["months_missed"] == 14, "since 2024-01-01, though ninety years old"
    assert lines[12]["months_missed"] is None, "only possible: nobody knows since when"


def test_a_hole_that_names_nothing_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ContentRefusedError, match="incme"):
        book(tmp_path, POLICY.replace("{income} 元", "{incme} 元"))


def test_money_a_day_and_a_yes_stand_in_the_sentence_as_on_every_page(tmp_path: Path) -> None:
    asked = "{$line + yuan(10000)} {birth} {gets_it}"
    policy = POLICY.replace("{age} 岁", asked).replace("aged {age}", asked)
    lines = {row["person_id"]: row for row in found(book(tmp_path, policy), date(2025, 3, 1))}
    assert "10,600.50 1935-01-01 no, income 0.99" in str(lines[21]["why_en"])
    assert "10,600.50 1935-01-01 否，月收入" in str(lines[21]["why_zh"])
