"""`zhouji init` throws nothing away: what was changed by hand is kept, and it says where."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.builders import PINGHU
from zhouji.cli.main import app

pytestmark = pytest.mark.django_db


def init(data: Path, content: Path = PINGHU) -> Result:
    done = CliRunner().invoke(app, ["init", "--data", str(data), "--content", str(content)])
    assert done.exit_code == 0, done.output
    return done


def test_content_that_was_changed_by_hand_is_kept_and_told(tmp_path: Path) -> None:
    init(tmp_path)
    mine = tmp_path / "content" / "policies" / "a1-01-dibao.yaml"
    mine.write_text(mine.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    said = init(tmp_path).stderr
    kept = Path(said.rpartition("is kept in ")[2].strip())
    assert (kept / "policies" / "a1-01-dibao.yaml").read_text("utf-8").endswith("# mine\n")
    assert not mine.read_text(encoding="utf-8").endswith("# mine\n")


def test_content_of_a_pool_of_an_earlier_version_is_kept(tmp_path: Path) -> None:
    init(tmp_path)
    (tmp_path / "content" / "notes.txt").write_text("mine")
    shutil.rmtree(tmp_path / "contents")
    kept = Path(init(tmp_path).stderr.rpartition("is kept in ")[2].strip())
    assert (kept / "notes.txt").read_text() == "mine"


def test_the_same_content_again_says_nothing(tmp_path: Path) -> None:
    init(tmp_path)
    assert init(tmp_path).stderr == ""
