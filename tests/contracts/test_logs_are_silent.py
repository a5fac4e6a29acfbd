"""No ID number and no name of anybody comes into a log or onto a terminal."""

from __future__ import annotations

import logging
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.contracts.tree import CONTENT
from tests.once import made_once
from zhouji.base.data_directory import Pool
from zhouji.cli.main import app
from zhouji.demo import make_county
from zhouji.engine.generation import Generation
from zhouji.pipeline.opening import open_pool
from zhouji.pipeline.run import run

NUMBER = re.compile(r"330498[0-9]{8,11}[0-9Xx]")


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of 500 made-up people."""
    return made_once(tmp_path_factory, "county-of-500", _make) / "raw"


def _make(folder: Path) -> None:
    make_county(folder, people=500, seed=5, months=1, content=CONTENT, truth=False)


@pytest.fixture
def pool(tmp_path: Path, raw: Path) -> Pool:
    """500 made-up people whose files wait in the inbox, and files that are no tables."""
    pool = open_pool(tmp_path / "pool", CONTENT)
    shutil.copytree(raw, pool.inbox, dirs_exist_ok=True)
    register = next(pool.inbox.rglob("D08*/*"))
    broken = pool.inbox / "D08"
    broken.mkdir(exist_ok=True)
    (broken / "broken.xlsx").write_bytes(register.read_bytes()[:4000])
    (broken / "unknown.csv").write_text("谁,号码\n王明,330498199001011234\n", encoding="utf-8")
    return pool


@pytest.mark.django_db(transaction=True)
def test_taking_files_in_and_running_says_nothing_about_anybody(
    pool: Pool, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    run(pool)
    out, err = capfd.readouterr()
    said = "\n".join([caplog.text, out, err])
    people = Generation.open(pool).persons
    assert people.num_rows > 400
    assert not NUMBER.findall(said)
    assert not [n for n in people["name"].to_pylist() if n and len(n) > 1 and n in said]


def test_the_command_line_names_nobody_when_it_refuses_files(pool: Pool) -> None:
    said = CliRunner().invoke(app, ["ingest", "--data", str(pool.root), str(pool.inbox)])
    assert said.output
    assert not NUMBER.findall(said.output)
    assert "王明" not in said.output
