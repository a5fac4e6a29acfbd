"""Hostile values in every field and option: a message with its place, status 2, no traceback."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from typer.testing import CliRunner, Result

from examples.small.make_tables import households, persons
from tests.builders import a_household, a_pool
from tests.engine.policies.folders import EXAMPLE, line_of, small
from zhouji.cli.main import app
from zhouji.engine.base.pool import Pool

HOSTILE = (
    *("2023-02-30", "0000-01-01", "9999-12-31", "0001-01-01", "2024-06-30T12:00:00Z"),
    *(".nan", "-.inf", "1e400", "010", "0x10", "1:30", "99999999999999999999", "-1"),
    *("null", "''", "true", "[]", "{}", "[[1]]", "{a: {b: c}}", '"\\0"'),
    *("&a [*a]", "&a {x: *a}", "*nowhere", "!!binary aGk=", "!!set {a, b}", "!!int x"),
    *("'(((((((('", f"'{'(' * 3000}'", f"'{'x' * 5000}'", f"{'9' * 5000}"),
)
EACH = 6  # values tried at each place; all of them, in turn, at every kind of place
IMPOSSIBLE_ANYWHERE = ("2023-02-30", ".nan", "&a [*a]", "1:30", "!!int x")


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def told(done: Result, *words: str) -> None:
    """A message, status 2 (1 where cases fail or a check does) and no traceback."""
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    for word in words:
        assert word in done.stderr


def places(
    node: yaml.Node, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], yaml.Node]]:
    """Every node of a document by its path; items of one list are alike."""
    yield path, node
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, f"<{key.value}>"), key
            yield from places(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from places(item, (*path, "*"))


def with_value(text: str, node: yaml.Node, value: str) -> str:
    block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    end = "\n" if block else ""
    return text[: node.start_mark.index] + value + end + text[node.end_mark.index :]


FILES = (
    "policies/EX-01.yaml",
    "parameters/basic_std_month.yaml",
    "parameters/child_rate.yaml",
    "variables.yaml",
    "exclusivity.yaml",
)


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_a_hostile_value_at_any_place_of_a_policy_folder_is_told(tmp_path: Path, file: str) -> None:
    folder = small(tmp_path)
    text = (folder / file).read_text(encoding="utf-8")
    kinds = dict(places(yaml.compose(text)))
    values = itertools.cycle(HOSTILE)
    for path, node in kinds.items():
        for value in itertools.islice(values, EACH):
            (folder / file).write_text(with_value(text, node, value), encoding="utf-8")
            done = run("policies", "check", folder, "--json")
            told(done)
            assert done.exit_code in (0, 1, 2), (path, value)
            if value in IMPOSSIBLE_ANYWHERE:
                line = node.start_mark.line + 1 if isinstance(node, yaml.ScalarNode) else ""
                assert done.exit_code == 2, (path, value)
                assert f"{file}:{line}" in done.stderr, (path, value, done.stderr)


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("policies/EX-01.yaml", "from: 2023-01-01", "from: 2023-02-30", "2023-02-30 is no day"),
        ("parameters/basic_std_month.yaml", "value: 900", "value: .nan", ".nan is no plain figure"),
        ("parameters/basic_std_month.yaml", "value: 900", "value: 010", "010 is no plain whole"),
        ("policies/EX-01.yaml", "basis: [made", "basis: &b [*b, made", "alias inside"),
        ("policies/EX-01.yaml", "from: 2023-01-01", "from: 9999-12-31", "no version in force"),
        (
            "policies/EX-02.yaml",
            "unit: yuan/month",
            "unit: none",
            "",
        ),
    ],
)
def test_a_fault_has_its_line(tmp_path: Path, file: str, old: str, new: str, words: str) -> None:
    done = run("policies", "check", small(tmp_path, (file, old, new)))
    told(done, words)
    assert done.exit_code == 2 or not words


@pytest.mark.parametrize("value", ["born", "township", "registered"])
def test_an_amount_that_is_no_figure_is_a_fault_of_its_line(tmp_path: Path, value: str) -> None:
    file = "policies/EX-01.yaml"
    inputs, given = "  households:\n", f"value: {value}"
    folder = small(
        tmp_path,
        (file, 'value: "greatest(0, std * n_members - div_floor(hh_income_12m, 12))"', given),
        (file, "unit: yuan/month", "unit: none"),
        ("variables.yaml", inputs, f"{inputs}    born: {{type: date, zh: 生日, en: Birthday}}\n"),
    )
    done = run("policies", "check", folder)
    assert done.exit_code == 2
    line = line_of(folder, file, "amount: {value: " + value)
    told(done, f"{file}:{line}", "an amount is a figure")


def test_aliases_that_multiply_are_told(tmp_path: Path) -> None:
    folder = small(tmp_path)
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for number in range(1, 10):
        lines.append(f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]")
    (folder / "policies" / "EX-01.yaml").write_text("\n".join(lines), encoding="utf-8")
    done = run("policies", "check", folder)
    assert done.exit_code == 2
    told(done, "policies/EX-01.yaml:", "aliases")


@pytest.mark.parametrize("content", [b"", b"\xc3\xfb: 1\n", b"\0" * 100, b"[" * 5000, b"- " * 5000])
@pytest.mark.parametrize("file", ["policies/EX-01.yaml", "variables.yaml"])
def test_what_is_no_yaml_is_told(tmp_path: Path, file: str, content: bytes) -> None:
    folder = small(tmp_path)
    (folder / file).write_bytes(content)
    done = run("policies", "check", folder)
    assert done.exit_code == 2
    told(done, file)


def test_a_folder_where_a_file_is_meant_is_told(tmp_path: Path) -> None:
    folder = small(tmp_path)
    (folder / "policies" / "EX-09.yaml").mkdir()
    done = run("policies", "check", folder)
    assert done.exit_code == 2
    told(done, "policies/EX-09.yaml: Is a directory")


def column(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, values)


def doubled(table: pa.Table, name: str) -> pa.Table:
    names = [*table.column_names, name]
    return pa.Table.from_arrays([*table.columns, table.column(name)], names=names)


FRACTIONS = pa.array([1.0, 2, 3, 4, 5])
BEYOND = pa.array([1, 2, 3, 4, 2**63 + 5], pa.uint64())
TABLES = {
    "ids of 2^63 and more": (column(households(), "household_id", BEYOND), "2^63"),
    "a doubled column": (doubled(households(), "money"), "columns twice: money"),
    "a doubled id": (doubled(households(), "household_id"), "columns twice: household_id"),
    "figures of 2^63 and more": (column(households(), "money", BEYOND), "money"),
    "fractions as ids": (
        column(households(), "household_id", pa.array([1.0, 2, 3, 4, 5])),
        "int64",
    ),
    "lists": (column(households(), "money", pa.array([[1]] * 5)), "money"),
    "endless": (column(households(), "money", pa.array([float("inf")] * 5)), "infinite"),
    "sevens for yes": (column(households(), "registered", pa.array([7] * 5)), "true or false"),
    "no rows": (households().slice(0, 0), "not among the households"),
    "no columns": (pa.table({}), "no column"),
}


@pytest.mark.parametrize("what", TABLES)
def test_a_hostile_table_is_refused(tmp_path: Path, what: str) -> None:
    table, words = TABLES[what]
    pq.write_table(table, tmp_path / "h.parquet")
    done = screened(tmp_path)
    assert done.exit_code == 2, done.output
    told(done, words)
    assert not (tmp_path / "out.parquet").exists()


def screened(folder: Path, day: str = "2024-06-30") -> Result:
    pq.write_table(persons(), folder / "p.parquet")
    words = ["screen-table", "--policies", EXAMPLE, "--persons", folder / "p.parquet"]
    words += ["--households", folder / "h.parquet", "--as-of", day]
    return run(*words, "--out", folder / "out.parquet")


@pytest.mark.parametrize("cut", [0, 4, 200, -5, -50])
def test_a_torn_table_is_refused(tmp_path: Path, cut: int) -> None:
    pq.write_table(households(), tmp_path / "h.parquet")
    whole = (tmp_path / "h.parquet").read_bytes()
    (tmp_path / "h.parquet").write_bytes(whole[:cut])
    done = screened(tmp_path)
    assert done.exit_code == 2
    told(done, "cannot be read as Parquet")


def test_a_table_with_a_flipped_byte_is_no_traceback(tmp_path: Path) -> None:
    pq.write_table(households(), tmp_path / "h.parquet")
    whole = (tmp_path / "h.parquet").read_bytes()
    for place in range(4, len(whole) - 8, len(whole) // 60):
        torn = bytearray(whole)
        torn[place] ^= 0xFF
        (tmp_path / "h.parquet").write_bytes(torn)
        told(screened(tmp_path))


@pytest.mark.parametrize(
    "day",
    ["", "x", "2023-02-30", "9999-12-31", "0001-01-01", "1901-01-01", "20240630", "٢٠٢٤-٠٦-٣٠"],
)
def test_a_hostile_day_is_told(tmp_path: Path, day: str) -> None:
    pq.write_table(households(), tmp_path / "h.parquet")
    done = screened(tmp_path, day)
    assert done.exit_code == 2, done.output
    told(done)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    return a_pool(tmp_path_factory.mktemp("pool") / "data", a_household(1))


NUMBERS = ("0", "-1", str(2**63), str(10**30), "1e3", "x", "")
SETS = (
    *("", "=", "x", "x=", "=1", "basic_std_month=2023-02-30", "basic_std_month=NaN"),
    *("basic_std_month=1e999999999", "basic_std_month=99999999999999999999", "$t[1.5]=1"),
    *(
        "child_rate[1.5]=3",
        "child_rate[=3",
        "child_rate=3",
        "basic_std_month=[]",
    ),
)
DAYS = ("", "x", "2023-02-30", "9999-12-31", "0001-01-01", "2025-W01-1")
OPTIONS = (
    *(("explain", "--household", number) for number in NUMBERS),
    *(("explain", "--person", number) for number in NUMBERS),
    *(("explain", "--person", "12", "--as-of", day) for day in DAYS),
    *(("explain", "--household", "1", "--policy", code) for code in ("", "X", "EX-01\n", "*")),
    *(("simulate", "--set", one) for one in SETS),
    *(("simulate", "--set", "basic_std_month=1", "--as-of", day) for day in DAYS),
    *(("leads", "--limit", number) for number in ("-1", "x", "")),
    *(("serve", "--port", number) for number in NUMBERS),
    *(("ingest", place) for place in ("nowhere", "")),
)


@pytest.mark.parametrize("words", OPTIONS, ids=" ".join)
@pytest.mark.django_db
def test_a_hostile_option_is_told(pool: Path, words: tuple[str, ...]) -> None:
    done = run(words[0], "--data", pool, *words[1:])
    told(done)
    assert done.exit_code in (1, 2), done.output


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.django_db
def test_a_run_of_a_hostile_day_is_told(county: Pool, day: str) -> None:
    done = run("run", "--data", county.root, "--as-of", day)
    told(done)
    assert done.exit_code == 2, done.output
    current = county.current()
    assert current is not None
    assert current.name == "000001"


@pytest.mark.parametrize("people", ["0", "-1", "499", str(2**63), str(10**30)])
def test_a_hostile_size_of_a_county_is_told(tmp_path: Path, people: str) -> None:
    for words in (("county", "make", tmp_path / "c"), ("demo", "--folder", tmp_path / "c")):
        done = run(*words, "--people", people)
        assert done.exit_code == 2
        told(done)
        assert not (tmp_path / "c").exists()


@pytest.mark.parametrize("month", ["", "2025", "2025-13", "2025-9", "9999-12", "0000-01", "x"])
def test_a_hostile_month_is_told(tmp_path: Path, month: str) -> None:
    done = run("county", "make", tmp_path / "c", "--start", month)
    assert done.exit_code == 2
    told(done, "is no month")


@pytest.mark.parametrize(
    "command", ["run", "doctor", "leads", "explain", "ingest", "serve", "init"]
)
@pytest.mark.parametrize("place", ["nowhere", "a file", ""])
def test_a_place_that_is_no_pool_is_told(tmp_path: Path, command: str, place: str) -> None:
    (tmp_path / "a file").write_text("mine")
    more = {"explain": ("--household", 1), "ingest": ("x",), "init": ("--content", "nowhere")}
    done = run(command, "--data", tmp_path / place if place else "", *more.get(command, ()))
    assert done.exit_code == 2
    told(done)
    assert (tmp_path / "a file").read_text() == "mine"


@pytest.fixture
def broken(county: Pool, tmp_path: Path) -> Pool:
    """A pool of the test's own, not run yet, whose receipts the test may break."""
    pool = Pool(Path(shutil.copytree(county.root, tmp_path / "data")))
    (pool.derived / "CURRENT").unlink()
    return pool


@pytest.mark.parametrize("receipt", ["", "{", "[]", "{}", '{"batch": 1}', "null", '"\\ud800"'])
@pytest.mark.django_db
def test_a_broken_receipt_is_named(broken: Pool, receipt: str) -> None:
    (broken.receipts / "99.json").write_text(receipt)
    done = run("run", "--data", broken.root)
    assert done.exit_code == 2
    told(done, "99.json", "not as it was written")


@pytest.mark.django_db
def test_a_receipt_of_another_shape_is_named(broken: Pool) -> None:
    said = json.loads((broken.receipts / "7.json").read_bytes())
    (broken.receipts / "7.json").write_text(json.dumps({**said, "rows_in": "many"}))
    told(run("run", "--data", broken.root), "7.json", "rows_in")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("geography.yaml", "townships: 3\n"),
        ("geography.yaml", "{}\n"),
        ("calendar.yaml", "years: [{year: 2025}]\n"),
        (
            "calendar.yaml",
            "years: [{days_off: [[2025-02-30, 2025-03-01]], worked_weekends: []}]",
        ),
        ("departments.yaml", "- 1\n"),
        ("datasets/D08/register.yaml", "[]\n"),
        ("facts/person/income.sql", "\xff"),
    ],
)
def test_init_refuses_broken_content(county: Pool, tmp_path: Path, file: str, text: str) -> None:
    content = Path(shutil.copytree(county.content, tmp_path / "content"))
    (content / file).write_bytes(text.encode("latin-1"))
    done = run("init", "--data", tmp_path / "data", "--content", content)
    assert done.exit_code == 2
    told(done, Path(file).name)
    assert not (tmp_path / "data").exists()
