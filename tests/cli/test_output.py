"""Whatever stops a command, it says so in a line and ends; no traceback, no second complaint."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from errno import ENOSPC
from pathlib import Path

import pytest
from django.db.utils import OperationalError

from zhouji.cli.output import trouble_of

ROOT = Path(__file__).parents[2]
ZHOUJI = [sys.executable, "-m", "zhouji.cli"]


def start(*words: object, **more: object) -> subprocess.Popen[str]:
    command = [*ZHOUJI, *(str(word) for word in words)]
    return subprocess.Popen(command, text=True, cwd=ROOT, stderr=subprocess.PIPE, **more)  # type: ignore[call-overload,no-any-return]


def test_output_that_nobody_reads_ends_the_command_in_silence(pool: Path, tmp_path: Path) -> None:
    (tmp_path / "list").write_text("1\n" * 20_000)
    asked = ("explain", "--data", pool, "--households", tmp_path / "list", "--json")
    with start(*asked, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith("{")
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == 141


@pytest.mark.parametrize("more", [("--json",), ()])
def test_a_full_disk_under_the_output_is_one_line(more: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        running = start("policies", "check", "examples/small", *more, stdout=full)
        _, said = running.communicate(timeout=120)
    assert running.returncode == 2
    assert "the disk is full" in said
    assert len(said.splitlines()) == 1


def test_a_command_stopped_by_hand_says_so_in_one_line(tmp_path: Path) -> None:
    running = start(
        *("county", "make", tmp_path / "county", "--people", 100_000, "--no-truth"),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    until = time.monotonic() + 120
    while not list((tmp_path / "county").glob(".making-*")):
        assert time.monotonic() < until
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=120)
    assert running.returncode == 130
    assert said.splitlines() == ["zhouji: stopped"]
    assert list((tmp_path / "county").iterdir()) == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(ENOSPC, os.strerror(ENOSPC), "/pool/records/x"), "the disk is full"),
        (RuntimeError("IO Error: No space left on device (os error 28)"), "the disk is full"),
        (sqlite3.OperationalError("database or disk is full"), "the disk is full"),
        (OperationalError("database is locked"), "database does not answer: database is locked"),
        (FileNotFoundError(2, "No such file or directory", "a/b"), "a/b: No such file"),
        (PermissionError(13, "Permission denied", "secret"), "secret: Permission denied"),
        (IsADirectoryError(21, "Is a directory", "d"), "d: Is a directory"),
    ],
)
def test_what_the_machine_refuses_is_one_line(error: Exception, words: str) -> None:
    told = trouble_of(error)
    assert told is not None
    assert words in told
    assert "\n" not in told


def test_a_fault_of_our_own_is_not_taken_for_the_machines() -> None:
    assert trouble_of(KeyError("x")) is None
    assert trouble_of(AssertionError()) is None
