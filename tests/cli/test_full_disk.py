"""A whole run on a full disk ends with one line; with room again the same command does the rest."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from tests.pool.ingest.files import csv_text, delivery, put
from tests.pool.ingest.surroundings import a_disk_of, fill
from tests.pool.made_up_pool import CONTENT, id_number
from zhouji.pool.catalogue import load_catalogue

CATALOGUE = load_catalogue(CONTENT)
REGISTER = ["身份证号", "姓名", "性别", "出生日期", "户号", "与户主关系", "村社代码"]


def a_register(people: int) -> str:
    """Old people who live alone."""
    birth = date(1940, 1, 31)
    rest = ["户主", "330498001201"]
    rows = [
        [id_number(birth, n), f"王{chr(0x4E00 + n)}", "男女"[n % 2 - 1], str(birth), f"H{n}", *rest]
        for n in range(1, people + 1)
    ]
    return csv_text(rows, REGISTER)


def hand_in(inbox: Path) -> None:
    """A register, and every other list without anybody on it."""
    place = delivery(inbox)
    put(place, "register.csv", a_register(300), "D08")
    for name in ("old_age_allowance", "death_certs", "cancelled", "cremations", "custody"):
        found = CATALOGUE.datasets[name]
        header = [field.zh for field in found.fields]
        put(place, f"{name}.csv", csv_text([], header), found.department)


def zhouji(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zhouji.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_run_without_room_says_so_in_one_line_and_the_next_one_heals(tmp_path: Path) -> None:
    with a_disk_of(24, tmp_path / "disk") as disk:
        data = disk / "pool"
        zhouji("init", "--data", str(data), "--content", str(CONTENT))
        hand_in(data / "inbox")
        for left in (0, 65_536, 262_144, 458_752):
            ballast = fill(disk, left)
            done = zhouji("run", "--data", str(data), "--json")
            assert (done.returncode, done.stdout) == (2, ""), done.stderr
            assert "Traceback" not in done.stderr
            # what delta-rs's own threads say of it may come before
            assert done.stderr.splitlines()[-1].startswith("zhouji: the disk is full")
            ballast.unlink()
        healed = zhouji("run", "--data", str(data), "--json")
        assert healed.returncode == 0, healed.stderr
        report = json.loads(healed.stdout)
        assert (report["persons"], report["households"], report["leads"]) == (300, 300, 300)
        doctor = zhouji("doctor", "--data", str(data))
        assert doctor.returncode == 0, doctor.stdout
        assert not list((data / "tmp").iterdir())
