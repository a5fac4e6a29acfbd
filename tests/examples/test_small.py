"""The small example of docs/screen-table.md runs as it is written there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import yaml
from typer.testing import CliRunner

from zhouji.cli.main import app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "screen-table.md").read_text(encoding="utf-8")
SECTION = PAGE[PAGE.index("## A small example") : PAGE.index("## A real survey")]


def test_the_pages_two_commands_give_the_pages_table(tmp_path: Path) -> None:
    block = re.search(r"```\n(mkdir .*?)```", SECTION, re.DOTALL)
    assert block is not None
    text = re.sub(r"\bvar(?=/|$)", str(tmp_path), block[1].replace("\\\n", " "), flags=re.MULTILINE)
    text = text.replace("examples/", f"{ROOT}/examples/")
    _, make, screen = text.strip().splitlines()
    subprocess.run([sys.executable, *shlex.split(make)[1:]], check=True)
    done = CliRunner().invoke(app, shlex.split(screen)[1:])
    assert done.exit_code == 0, done.output
    shown = [line.strip("|").split("|") for line in SECTION.splitlines() if line[:2] == "| "]
    names = [cell.strip() for cell in shown[0]]
    for cells, row in zip(
        shown[1:], pq.read_table(tmp_path / "result.parquet").to_pylist(), strict=False
    ):
        said = ["" if row[name] is None else str(row[name]).lower() for name in names]
        assert [cell.strip() for cell in cells] == said


def test_the_page_shows_what_the_files_say() -> None:
    policy, parameter = (
        yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", SECTION, re.DOTALL)
    )
    files = ROOT / "examples" / "small"
    said = yaml.safe_load((files / "policies/EX-01.yaml").read_text(encoding="utf-8"))
    assert {**said, **policy, "versions": []} == {**said, "versions": []}
    for key, value in policy["versions"][0].items():
        assert said["versions"][0][key] == value
    stored = yaml.safe_load((files / "parameters/basic_std_month.yaml").read_text("utf-8"))
    assert {**stored, **parameter} == stored
