"""`zhouji demo` builds only in a folder of its own, and deletes nothing that somebody else made."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from zhouji.demo.demo_folder import DemoFolder
from zhouji.demo.errors import NotOursError

CONTENT = Path(__file__).parents[2] / "counties" / "pinghu"
SIZE = "500"


def demo(folder: Path, *more: str, people: str = SIZE) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "zhouji.cli", "demo", "--folder", str(folder)]
    words += ["--people", people, "--content", str(CONTENT), *more]
    return subprocess.run(words, capture_output=True, text=True, timeout=300)


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, done.stdout + done.stderr
    for word in words:
        assert word in done.stderr
    assert "Traceback" not in done.stderr


def everything(folder: Path) -> dict[str, bytes]:
    """Each file's bytes, but for locks."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("lock", "-wal", "-shm"))
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    done = demo(folder, "--no-serve", "--json")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def own(made: Path, tmp_path: Path) -> Path:
    """A finished demo of the test's own."""
    return Path(shutil.copytree(made, tmp_path / "demo"))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--people", "10"], "too few"),
        (["--content", "nowhere"], "No county content"),
    ],
)
def test_what_cannot_be_made_costs_nobody_a_file(
    tmp_path: Path, asked: list[str], words: str
) -> None:
    mine = tmp_path / "thesis.txt"
    mine.write_text("years of work")
    refused(demo(tmp_path, "--no-serve", *asked), words)
    assert mine.read_text() == "years of work"


def test_a_folder_of_somebody_elses_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "thesis.txt").write_text("years of work")
    refused(demo(tmp_path, "--no-serve"), "data/thesis.txt", "Nothing was deleted")
    assert everything(tmp_path) == {"data/thesis.txt": b"years of work"}


def test_a_pool_of_somebody_elses_is_refused(tmp_path: Path, made: Path) -> None:
    shutil.copytree(made / "data", tmp_path / "data")
    before = everything(tmp_path)
    refused(demo(tmp_path, "--no-serve"), "data/")
    assert everything(tmp_path) == before


def test_a_file_is_no_folder_for_a_demo(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("mine")
    refused(demo(tmp_path / "demo", "--no-serve"), "is no folder")
    assert (tmp_path / "demo").read_text() == "mine"


@pytest.mark.parametrize(
    "place",
    [
        "thesis.txt",
        "county/thesis.txt",
        "county/raw/2025-09/D01/thesis.txt",
        "data/thesis.txt",
        "data/inbox/D09/wages.csv",
        "data/content/policies/mine.yaml",
        "data/received/ab/abcdef",
        "data/derived/000001/thesis.txt",
        "data/secret/mine.key",
    ],
)
def test_a_file_put_into_a_demo_stands_in_its_way(own: Path, place: str) -> None:
    (own / place).parent.mkdir(parents=True, exist_ok=True)
    (own / place).write_text("mine")
    where = "data/content/" if "content" in place else place
    with pytest.raises(NotOursError, match=re.escape(where)):
        DemoFolder(own).refuse_foreign()


def test_a_file_changed_since_stands_in_the_way(own: Path) -> None:
    file = next((own / "county" / "raw").rglob("*.csv"))
    file.write_bytes(file.read_bytes() + b"mine")
    before = everything(own)
    refused(demo(own, "--no-serve", people="510"), file.name)
    assert everything(own) == before


def test_a_link_in_a_demo_is_not_followed(own: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "part.parquet").write_text("mine")
    (own / "data" / "records" / "linked").symlink_to(elsewhere)
    with pytest.raises(NotOursError, match="data/records/linked"):
        DemoFolder(own).refuse_foreign()
    DemoFolder(own).clear()
    assert (elsewhere / "part.parquet").read_text() == "mine"


def test_an_account_that_somebody_added_stands_in_the_way(own: Path) -> None:
    office = sqlite3.connect(own / "data" / "office.sqlite3")
    with office:
        office.execute("UPDATE accounts_user SET username = 'wang' WHERE username = 'water'")
    office.close()
    with pytest.raises(NotOursError, match="account wang"):
        DemoFolder(own).refuse_foreign()


def test_another_size_is_built_in_the_place_of_an_own_demo(own: Path) -> None:
    done = demo(own, "--no-serve", "--json", people="510")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["persons"] == 510
    assert json.loads((own / "demo.json").read_bytes())["asked"]["people"] == 510


def test_the_same_again_is_left_as_it_is(own: Path) -> None:
    (own / "data" / "content" / "notes.txt").write_text("mine")
    before = everything(own)
    done = demo(own, "--no-serve", "--json")
    assert done.returncode == 0, done.stderr
    changed = {name for name, text in everything(own).items() if before.get(name) != text}
    assert {name.partition(".sqlite3")[0] for name in changed} <= {"data/office"}


def test_a_demo_killed_half_built_is_built_anew(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "zhouji.cli", "demo", "--folder", str(tmp_path / "demo")]
    words += ["--people", SIZE, "--content", str(CONTENT), "--no-serve"]
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while not list((tmp_path / "demo" / "data").glob("receipts/*.json")):
        assert time.monotonic() < until
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    done = demo(tmp_path / "demo", "--no-serve", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["persons"] == int(SIZE)


def test_a_served_demo_is_not_built_anew(own: Path) -> None:
    port = str(free_port())
    words = [sys.executable, "-m", "zhouji.cli", "serve", "--data", str(own / "data")]
    server = subprocess.Popen([*words, "--port", port], stderr=subprocess.DEVNULL)
    try:
        wait_for(int(port))
        before = everything(own)
        refused(demo(own, "--no-serve", people="510"), "is served or run just now")
        assert everything(own) == before
    finally:
        server.kill()
        server.wait()
    assert demo(own, "--no-serve", people="510").returncode == 0


def test_a_demo_under_a_run_is_not_built_anew(own: Path) -> None:
    lock = os.open(own / "data" / ".in-use.lock", os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_SH)
    before = everything(own)
    refused(demo(own, "--no-serve", people="510"), "is served or run just now")
    os.close(lock)
    assert everything(own) == before


def test_a_taken_port_is_told_before_anything_is_built(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused(demo(tmp_path / "demo", "--port", str(port)), f"port {port}", "--port")
    assert not (tmp_path / "demo").exists()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("no answer")
