"""A result is written to a new file or over an own one; whatever else stands there stays."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from examples.small.make_tables import households, persons
from tests.cli.test_screen_table import refused
from tests.engine.rulebook.folders import EXAMPLE
from zhouji.cli.main import app

MINE = b"years of work"


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    pq.write_table(persons(), tmp_path / "out_persons.parquet")
    pq.write_table(households(), tmp_path / "households.parquet")
    return tmp_path


def screen(folder: Path, out: str, *more: str) -> Result:
    asked = ["screen-table", "--policies", str(EXAMPLE), "--as-of", "2024-06-30"]
    asked += ["--persons", str(folder / "out_persons.parquet")]
    asked += ["--households", str(folder / "households.parquet")]
    return CliRunner().invoke(app, [*asked, "--out", str(folder / out), *more])


def everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("out.parquet", "out_persons.parquet"),  # the persons given are where persons would go
        ("households.parquet", "which is read"),
        ("out_persons.parquet", "which is read"),
        (".", "it is a folder"),
        ("..", "it is a folder"),
        ("nowhere/out.parquet", "is no folder"),
        ("households.parquet/out.parquet", "is no folder"),
    ],
)
@pytest.mark.parametrize("trace", [(), ("--trace",)])
def test_inputs_and_folders_are_refused(
    tables: Path, out: str, words: str, trace: tuple[str, ...]
) -> None:
    before = everything(tables)
    refused(screen(tables, out, *trace), "cannot be written", words)
    assert everything(tables) == before


def a_file(place: Path) -> None:
    place.write_bytes(MINE)


def a_parquet(place: Path) -> None:
    pq.write_table(pa.table({"mine": [1]}), place)


def a_link(place: Path) -> None:
    place.symlink_to(place.with_name("households.parquet"))


def a_dangling_link(place: Path) -> None:
    place.symlink_to(place.with_name("nowhere"))


def a_hard_link_of_an_input(place: Path) -> None:
    os.link(place.with_name("households.parquet"), place)


def a_pipe(place: Path) -> None:
    os.mkfifo(place)


@pytest.mark.parametrize("name", ["result.parquet", "result_persons.parquet"])
@pytest.mark.parametrize(
    "put", [a_file, a_parquet, a_link, a_dangling_link, a_hard_link_of_an_input, a_pipe]
)
def test_what_is_not_ours_is_refused(tables: Path, put: Callable[[Path], None], name: str) -> None:
    put(tables / name)
    before = {path.name: path.lstat() for path in tables.iterdir()}
    refused(screen(tables, "result.parquet"), "cannot be written")
    after = {path.name: path.lstat() for path in tables.iterdir()}
    assert {n: (s.st_ino, s.st_mtime_ns, s.st_size) for n, s in after.items()} == {
        n: (s.st_ino, s.st_mtime_ns, s.st_size) for n, s in before.items()
    }


def test_an_own_result_is_written_again_and_nothing_is_left_beside(tables: Path) -> None:
    (tables / ".result.parquet.part").write_bytes(MINE)
    for _ in range(2):
        assert screen(tables, "result.parquet").exit_code == 0
    assert (tables / ".result.parquet.part").read_bytes() == MINE
    assert {path.name for path in tables.iterdir()} == {
        ".result.parquet.part",
        "households.parquet",
        "out_persons.parquet",
        "result.parquet",
        "result_persons.parquet",
    }


def test_an_own_result_that_is_read_is_not_written_over(tables: Path) -> None:
    assert screen(tables, "result.parquet").exit_code == 0
    only = ("--households-only", str(tables / "result.parquet"))
    refused(screen(tables, "result.parquet", *only), "which is read")


def test_a_device_is_refused(tables: Path) -> None:
    refused(screen(tables, "/dev/null"), "cannot be written")
