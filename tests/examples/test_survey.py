"""The survey example screens a real survey; its counts are those of a count by hand."""

from __future__ import annotations

import json
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from examples.survey.make_tables import households, persons, survey, write
from zhouji.cli.main import app
from zhouji.engine.rulebook import check
from zhouji.engine.rules import Unit
from zhouji.engine.screening import screen_table

EXAMPLE = Path(__file__).parents[2] / "examples" / "survey"
DAY = date(1975, 12, 31)
LINE = 2000


def test_its_cases_hold() -> None:
    report = check(EXAMPLE)
    assert (report.policies, report.cases, report.failures) == (3, 11, [])


@pytest.mark.parametrize("engine", ["kernel", "duckdb"])
def test_an_engine_says_what_the_reference_says(engine: Any) -> None:
    one, other = (
        screen_table(EXAMPLE, persons(), households(), DAY, trace=True, engine=which)
        for which in (engine, "reference")
    )
    assert one.households == other.households
    assert one.persons == other.persons


def test_the_top_up_is_what_a_count_by_hand_gives() -> None:
    found = screen_table(EXAMPLE, persons(), households(), DAY).households
    said = zip(
        found["SV-01__eligible"].to_pylist(), found["SV-01__amount"].to_pylist(), strict=True
    )
    assert list(said) == [_top_up(row) for row in survey()]


def _top_up(row: dict[str, str]) -> tuple[bool, Decimal | None]:
    children = int(row["kidslt6"]) + int(row["kidsge6"])
    gap = LINE * (2 + children) - Decimal(row["faminc"])
    if not children or gap <= 0:
        return False, None
    share = (gap * Decimal("0.35") / 12).quantize(Decimal("0.01"), ROUND_FLOOR)
    return True, share


def test_only_the_band_of_a_childs_age_is_known_so_meals_stay_unknown() -> None:
    found = screen_table(EXAMPLE, persons(), households(), DAY)
    result = found.screening.results["SV-02"]
    assert result.unit is Unit.PERSON
    unknown = sum(
        int(row["kidsge6"])
        for row in survey()
        if Decimal(row["faminc"])
        < Decimal("1.5") * LINE * (2 + int(row["kidslt6"]) + int(row["kidsge6"]))
    )
    assert int((~result.is_known("eligible")).sum()) == unknown > 100
    assert not result.eligible.any()


def test_the_command_screens_it(tmp_path: Path) -> None:
    write(tmp_path)
    asked = ["screen-table", "--policies", str(EXAMPLE), "--as-of", str(DAY), "--json"]
    asked += ["--persons", str(tmp_path / "persons.parquet")]
    asked += ["--households", str(tmp_path / "households.parquet")]
    done = CliRunner().invoke(app, [*asked, "--out", str(tmp_path / "out.parquet"), "--trace"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    counts = {one["policy"]: (one["eligible"], one["unknown"]) for one in said["policies"]}
    assert (said["households"], said["persons"]) == (753, 2704)
    assert counts == {"SV-01": (33, 0), "SV-02": (0, 254), "SV-03": (1, 0)}
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 753
