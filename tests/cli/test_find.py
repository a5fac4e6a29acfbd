"""`zhouji find` and `explain` of many: from a paper to answers, with no number cut anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from tests.builders import a_household, a_pool
from zhouji.cli.main import app
from zhouji.engine.base.pool import Pool

LONG = 9_007_199_254_740_993


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    return a_pool(tmp_path_factory.mktemp("pool") / "data", a_household(LONG // 10))


@pytest.mark.django_db
def test_somebody_is_found_as_json(county: Pool) -> None:
    done = run("find", "--data", county.root, "张秀英", "--json")
    assert done.exit_code == 0, done.output
    (one,) = json.loads(done.stdout)
    assert (one["household_id"], one["name"], one["matched"]) == (LONG // 10, "张*英", "name")
    assert list(one) == [
        *("household_id", "person_id", "name", "id_number"),
        *("relation", "township", "village", "matched"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", ["李", "", "*"])
def test_nobody_found_ends_with_status_2(county: Pool, wanted: str) -> None:
    done = run("find", "--data", county.root, wanted, "--json")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "zhouji:" in done.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("columns", ["20", "40", "80", "200"])
def test_numbers_are_never_cut(county: Pool, columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    done = run("find", "--data", county.root, "张秀英")
    for told in (str(LONG // 10), str(LONG // 10 * 10), "330498********0013"):
        assert told in done.stdout
    assert "…" not in done.stdout


@pytest.mark.parametrize("columns", ["20", "40", "80"])
def test_tables_of_other_commands_cut_nothing(
    pool: Path, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    simulated = run("simulate", "--data", pool, "--set", "basic_std_month=1100")
    assert "1450.00" in simulated.stdout
    explained = run("explain", "--data", pool, "--household", 1)
    assert "EX-01" in explained.stdout
    for done in (simulated, explained, run("policies", "check", "examples/small")):
        assert done.exit_code == 0, done.output
        assert "…" not in done.stdout


def lines(done: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_several_households_are_answered_a_line_each(pool: Path) -> None:
    one = json.loads(run("explain", "--data", pool, "--household", 2, "--json").stdout)
    done = run("explain", "--data", pool, "--household", 1, "--household", 2, "--json")
    assert done.exit_code == 0, done.output
    assert [line["unit_id"] for line in lines(done)] == [1, 2]
    assert lines(done)[1] == one


def test_one_household_is_told_as_ever(pool: Path) -> None:
    said = run("explain", "--data", pool, "--household", 2, "--json").stdout
    assert said == json.dumps(json.loads(said), ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize(
    "text",
    ["2\n1\n", "\ufeff2\r\n\r\n1\r\n", "name,household_id\nx,2\ny,1\n", "household_id\n2\n1"],
)
def test_a_file_of_households_is_answered_in_its_order(
    pool: Path, tmp_path: Path, text: str
) -> None:
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    done = run("explain", "--data", pool, "--households", tmp_path / "list.csv", "--json")
    assert [line["unit_id"] for line in lines(done)] == [2, 1]


def test_a_parquet_of_households_is_answered(pool: Path, tmp_path: Path) -> None:
    pq.write_table(pa.table({"household_id": [2, 1], "x": [0, 0]}), tmp_path / "list")
    done = run("explain", "--data", pool, "--households", tmp_path / "list", "--json")
    assert [line["unit_id"] for line in lines(done)] == [2, 1]


def test_bad_ones_are_lines_with_their_error_and_the_others_are_answered(
    pool: Path, tmp_path: Path
) -> None:
    (tmp_path / "list").write_text(f"1\nmany\n99\n{2**63}\n2\n")
    done = run("explain", "--data", pool, "--households", tmp_path / "list", "--json")
    assert done.exit_code == 2
    told = lines(done)
    assert [line.get("unit_id") for line in told] == [1, None, None, None, 2]
    assert told[1]["household_id"] == "many"
    assert "no household 99" in str(told[2]["error"])
    assert "3 of 5 households could not be explained" in done.stderr


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe", b"a,b\n1,2\n", b"PAR1"])
def test_a_file_that_is_no_list_is_told(pool: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "list").write_bytes(content)
    for file in (tmp_path / "list", tmp_path, tmp_path / "nowhere"):
        done = run("explain", "--data", pool, "--households", file, "--json")
        assert done.exit_code == 2, done.output
        assert "Traceback" not in done.output
        assert done.stdout == ""
