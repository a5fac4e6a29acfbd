"""`zhouji screen-table` answers every row or refuses the tables whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from examples.small.make_tables import households, persons
from tests.engine.rulebook.folders import EXAMPLE, line_of, small
from zhouji.cli.main import app

RESULT = "result.parquet"
Change = Callable[[pa.Table], pa.Table]


def run(
    folder: Path,
    *more: str,
    policies: Path = EXAMPLE,
    people: pa.Table | None = None,
    homes: pa.Table | None = None,
) -> Result:
    pq.write_table(persons() if people is None else people, folder / "persons.parquet")
    pq.write_table(households() if homes is None else homes, folder / "households.parquet")
    asked = ["screen-table", "--policies", str(policies), "--as-of", "2024-06-30"]
    asked += ["--persons", str(folder / "persons.parquet")]
    asked += ["--households", str(folder / "households.parquet")]
    return CliRunner().invoke(app, [*asked, "--out", str(folder / RESULT), *more])


def rows(folder: Path, name: str = RESULT) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder / name).to_pylist()
    return found


@pytest.mark.parametrize("engine", ["auto", "kernel", "duckdb", "reference"])
def test_there_is_one_row_a_household_and_one_a_person(tmp_path: Path, engine: str) -> None:
    done = run(tmp_path, "--engine", engine)
    assert done.exit_code == 0, done.output
    found = pq.read_table(tmp_path / RESULT)
    assert found.schema.names == [
        "household_id",
        "EX-01__eligible",
        "EX-01__amount",
        "EX-03__eligible",
        "EX-03__amount",
    ]
    assert found.schema.field("EX-01__amount").type == pa.decimal128(18, 2)
    assert found.column("EX-01__eligible").to_pylist() == [True, None, False, False, False]
    assert found.column("EX-01__amount").to_pylist() == [Decimal("1250.00"), *[None] * 4]
    children = rows(tmp_path, "result_persons.parquet")
    assert [row["EX-02__amount"] for row in children if row["EX-02__eligible"]] == [Decimal(300)]
    assert len(children) == persons().num_rows


def test_a_trace_has_a_column_a_condition(tmp_path: Path) -> None:
    assert run(tmp_path, "--trace").exit_code == 0
    second = rows(tmp_path)[1]
    conditions = {name: second[name] for name in second if name.startswith("EX-01__C")}
    assert conditions == {"EX-01__C1": True, "EX-01__C2": True, "EX-01__C3": None}


def test_the_summary_in_json_counts_what_was_found(tmp_path: Path) -> None:
    said = json.loads(run(tmp_path, "--json").stdout)
    assert (said["households"], said["persons"], said["as_of"]) == (5, 7, "2024-06-30")
    first = {"policy": "EX-01", "unit": "household", "eligible": 1, "unknown": 1}
    assert said["policies"][0] == first
    assert [Path(path).name for path in said["written"]] == [RESULT, "result_persons.parquet"]


def test_only_the_asked_households_are_screened(tmp_path: Path) -> None:
    only = tmp_path / "ids.parquet"
    pq.write_table(pa.table({"household_id": [4, 1]}), only)
    assert run(tmp_path, "--households-only", str(only)).exit_code == 0
    assert [row["household_id"] for row in rows(tmp_path)] == [1, 4]
    people = rows(tmp_path, "result_persons.parquet")
    assert {row["household_id"] for row in people} == {1, 4}


def test_households_that_are_not_in_the_table_cannot_be_asked_for(tmp_path: Path) -> None:
    only = tmp_path / "ids.parquet"
    pq.write_table(pa.table({"household_id": [99]}), only)
    refused(run(tmp_path, "--households-only", str(only)), "not in the table: 99")


def test_a_file_of_ids_without_ids_is_refused(tmp_path: Path) -> None:
    only = tmp_path / "ids.parquet"
    pq.write_table(pa.table({"id": [1]}), only)
    refused(run(tmp_path, "--households-only", str(only)), "has no column household_id")


def test_a_folder_that_is_not_there_cannot_be_written_to(tmp_path: Path) -> None:
    refused(run(tmp_path, "--out", str(tmp_path / "no" / "out.parquet")), "cannot be written")


def test_persons_without_ids_are_numbered_by_row(tmp_path: Path) -> None:
    assert run(tmp_path, people=persons().drop_columns(["person_id"])).exit_code == 0
    found = rows(tmp_path, "result_persons.parquet")
    assert [row["person_id"] for row in found] == list(range(1, 8))


def refused(done: Result, *said: str) -> None:
    assert done.exit_code == 2, done.output
    for words in said:
        assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_person_without_a_household_refuses_the_tables(tmp_path: Path) -> None:
    stray = persons().set_column(0, "household_id", pa.array([1, 1, 2, 3, 3, 77, 78]))
    refused(run(tmp_path, people=stray), "2 persons of 2 households", "77, 78")
    assert not (tmp_path / RESULT).exists()


def test_a_household_twice_refuses_the_tables(tmp_path: Path) -> None:
    twice = households().set_column(0, "household_id", pa.array([1, 2, 3, 3, 5]))
    refused(run(tmp_path, homes=twice), "1 ids stand more than once: 3", "keep one row each")


def test_missing_columns_are_told_all_with_file_and_line(tmp_path: Path) -> None:
    homes = households().drop_columns(["money", "registered"])
    people = persons().drop_columns(["disability_grade"])
    done = run(tmp_path, people=people, homes=homes)
    where = [
        ("EX-01", "C1", "households has no column registered"),
        ("EX-01", "C3", "households has no column money"),
        ("EX-03", "C1", "households has no column registered"),
    ]
    for code, condition, said in where:
        file = f"policies/{code}.yaml"
        line = line_of(EXAMPLE, file, f"id: {condition},")
        refused(done, f"{file}:{line}", said)
    refused(done, "persons has no column disability_grade")


def test_a_float_column_is_refused_unless_it_is_declared(tmp_path: Path) -> None:
    floats = persons().column("income_12m").cast(pa.float64())
    people = persons().set_column(4, "income_12m", floats)
    assert run(tmp_path, people=people).exit_code == 0  # declared as money
    income = "    income_12m: {type: money, zh: 近12个月收入, en: Income of the last 12 months}\n"
    folder = small(tmp_path, ("variables.yaml", income, ""))
    for file in folder.glob("policies/*.yaml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text[: text.index("cases:")], encoding="utf-8")
    refused(
        run(tmp_path, policies=folder, people=people),
        "variables.yaml:",
        "persons: column income_12m is a double, floats are not exact",
        "income_12m: {type: money}",
    )


def test_policies_without_cases_screen_with_a_note(tmp_path: Path) -> None:
    folder = small(tmp_path)
    file = folder / "policies/EX-03.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("cases:")], encoding="utf-8")
    done = run(tmp_path, policies=folder)
    assert done.exit_code == 0
    assert "note: policies/EX-03.yaml:1 code: policy without cases" in done.stderr


def test_policies_with_a_fault_screen_nothing(tmp_path: Path) -> None:
    folder = small(tmp_path, ("policies/EX-02.yaml", "age < 18", "agee < 18"))
    refused(run(tmp_path, policies=folder), "policies/EX-02.yaml:", "did you mean age?")
    assert not (tmp_path / RESULT).exists()


def test_an_overflow_is_refused(tmp_path: Path) -> None:
    huge = pa.array([Decimal(10) ** 16 * 9, Decimal(10) ** 16 * 9, *[None] * 5])
    people = persons().set_column(4, "income_12m", huge.cast(pa.decimal128(20, 2)))
    refused(run(tmp_path, people=people), "64 bits")


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.parquet").write_text("hello", encoding="utf-8")
    done = run(tmp_path, "--households-only", str(tmp_path / "notes.parquet"))
    refused(done, "cannot be read as Parquet")


def test_a_day_that_is_none_is_refused(tmp_path: Path) -> None:
    refused(run(tmp_path, "--as-of", "June"), "'June' is no day")


def test_help_has_an_example() -> None:
    for command in (["screen-table"], ["explain"], ["simulate"], ["policies", "check"]):
        done = CliRunner().invoke(app, [*command, "--help"])
        assert done.exit_code == 0
        assert "Example: zhouji" in done.output
