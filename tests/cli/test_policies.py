"""`policies check`, `explain` and `simulate` say it in JSON, or refuse with exit status 2."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from tests.engine.policies.folders import EXAMPLE, small
from zhouji.cli.main import app

DAY = date(2024, 6, 30)


def run(*asked: str) -> Result:
    return CliRunner().invoke(app, list(asked))


def said(*asked: str) -> dict[str, Any]:
    done = run(*asked, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def refused(done: Result, *words: str) -> None:
    assert done.exit_code == 2, done.output
    for word in words:
        assert word in done.stderr
    assert "Traceback" not in done.output


def test_a_checked_folder_is_counted() -> None:
    counts = said("policies", "check", str(EXAMPLE))
    assert {name: counts[name] for name in ("policies", "parameters", "cases", "failed")} == {
        "policies": 3,
        "parameters": 3,
        "cases": 12,
        "failed": 0,
    }


def test_the_countys_own_policies_hold() -> None:
    counts = said("policies", "check", str(EXAMPLE.parents[1] / "counties" / "pinghu"))
    assert counts["failed"] == 0
    assert counts["policies"] >= 30


def test_faults_go_to_standard_error_one_a_line(tmp_path: Path) -> None:
    folder = small(
        tmp_path,
        ("policies/EX-02.yaml", "age < 18", "agee < 18"),
        ("exclusivity.yaml", "EX-03]", "EX-03, EX-09]"),
    )
    done = run("policies", "check", str(folder), "--json")
    refused(done, "policies/EX-02.yaml:", "exclusivity.yaml:")
    assert done.stdout == ""


def test_a_failing_case_ends_with_status_1(tmp_path: Path) -> None:
    folder = small(tmp_path, ("policies/EX-01.yaml", "amount: 2000}", "amount: 2001}"))
    done = run("policies", "check", str(folder), "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["failed"] == 1
    assert "amount expected 2001, got 2000.00" in done.stderr


def test_a_household_is_explained(pool: Path) -> None:
    told = said("explain", "--data", str(pool), "--household", "2")
    assert (told["unit"], told["unit_id"], told["as_of"]) == ("household", 2, "2024-06-30")
    first = told["policies"][0]
    assert (first["code"], first["eligible"], first["possible"]) == ("EX-01", None, True)
    assert first["missing"] == ["money"]


def test_a_person_is_explained_alone(pool: Path) -> None:
    told = said("explain", "--data", str(pool), "--person", "12")
    assert (told["unit"], told["unit_id"]) == ("person", 12)
    assert [(p["code"], p["amount"]) for p in told["policies"]] == [("EX-02", "300.00")]


def test_an_explanation_for_people_shows_conditions(pool: Path) -> None:
    done = run("explain", "--data", str(pool), "--household", "1", "--policy", "EX-01")
    assert done.exit_code == 0
    assert "基本生活补助" in done.stdout
    assert "1250.00" in done.stdout


def test_what_cannot_be_explained_is_refused(pool: Path, tmp_path: Path) -> None:
    refused(run("explain", "--data", str(pool)), "either --household ID or --person ID")
    refused(run("explain", "--data", str(pool), "--household", "99"), "no household 99")
    refused(run("explain", "--data", str(pool), "--person", "99"), "no person 99")
    wrong = run("explain", "--data", str(pool), "--household", "1", "--policy", "EX-9")
    refused(wrong, "no policy EX-9", "EX-0")
    refused(run("explain", "--data", str(tmp_path), "--household", "1"), "holds no pool")
    (pool / "derived" / "CURRENT").unlink()
    refused(run("explain", "--data", str(pool), "--household", "1"), "zhouji run --data")


def test_a_simulation_counts_by_township(pool: Path, tmp_path: Path) -> None:
    out = tmp_path / "changed.parquet"
    asked = ["simulate", "--data", str(pool), "--set", "basic_std_month=1100", "--policy", "EX-01"]
    told = said(*asked, "--out", str(out))
    assert (told["gains"], told["cost_before"], told["cost_after"]) == (1, "1250.00", "1450.00")
    towns = {row["township"]: row["gains"] for row in told["townships"]}
    assert towns == {"北镇": 1, "南镇": 0}
    (row,) = pq.read_table(out).to_pylist()
    assert (row["household_id"], row["effect"], row["fen_after"]) == (1, "gains", 145_000)


def test_a_simulation_for_people_has_a_line_for_all(pool: Path) -> None:
    done = run("simulate", "--data", str(pool), "--set", "child_rate['infant']=1000")
    assert done.exit_code == 0
    assert "EX-02" in done.stdout
    assert "all" in done.stdout


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("basic_std_month", "is no change"),
        ("basic_std_moth=1", "did you mean basic_std_month"),
        ("basic_std_month=much", "money is asked"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(pool: Path, change: str, words: str) -> None:
    refused(run("simulate", "--data", str(pool), "--set", change), words)


def test_a_simulation_is_of_the_published_day(pool: Path) -> None:
    asked = ["simulate", "--data", str(pool), "--set", "basic_std_month=1", "--as-of", "2024-05-31"]
    refused(run(*asked), "published facts are those of 2024-06-30")
