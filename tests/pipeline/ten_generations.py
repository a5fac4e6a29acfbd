"""A small county over two months: late and corrected files, days that pass, new content twice."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

from tests.pipeline.conftest import CONTENT
from zhouji.base.data_directory import Pool
from zhouji.pipeline.opening import open_pool
from zhouji.pipeline.run import run

STANDARD = ("parameters/dibao_std_month.yaml", "{from: 2024-01-01, value: 1130", "value: 1600")
OLD_AGE = ("policies/x1-09-old-age.yaml", "when: age >= 80", "when: age >= 70")
REGISTER = "户籍人口_2025-10.csv"
CORRECTED = "公租房配租_2025-10.csv"


def hand_in_part(
    pool: Pool, raw: Path, period: str, departments: list[str], day: str | None = None
) -> None:
    """Some departments' files of a period, delivered on that day or on the period's own."""
    place = pool.inbox / period
    place.mkdir(parents=True, exist_ok=True)
    told = json.loads((raw / period / "delivery.json").read_text(encoding="utf-8"))
    told["delivered_on"] = day or told["delivered_on"]
    (place / "delivery.json").write_text(json.dumps(told), encoding="utf-8")
    for department in departments:
        shutil.copytree(raw / period / department, place / department, dirs_exist_ok=True)


def departments_of(raw: Path, period: str, *without: str) -> list[str]:
    found = sorted(path.name for path in (raw / period).iterdir() if path.is_dir())
    return [name for name in found if name not in without]


def change_content(pool: Pool, change: tuple[str, str, str]) -> None:
    """Another figure or rule, as `zhouji init` with changed content brings it."""
    name, old, new = change
    copy = pool.root.parent / "changed"
    shutil.copytree(pool.content, copy)
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    new = old.rpartition("value:")[0] + new if "value:" in new else new
    (copy / name).write_text(text.replace(old, new), encoding="utf-8")
    open_pool(pool.root, copy)
    shutil.rmtree(copy)


def without_the_last_row(file: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-1]))


def correct_a_file(pool: Pool, raw: Path) -> None:
    """One file of October once more, without its last row."""
    hand_in_part(pool, raw, "2025-10", ["D06"], "2025-11-05")
    for file in (pool.inbox / "2025-10" / "D06").iterdir():
        if file.name == CORRECTED:
            without_the_last_row(file)
        else:
            file.unlink()


def publish_ten(root: Path, raw: Path) -> Pool:
    """A pool with ten generations, numbered 1 to 10."""
    pool = open_pool(root / "pool", CONTENT)
    hand_in_part(pool, raw, "2025-09", departments_of(raw, "2025-09", "D09", "D25"))
    run(pool)  # 1
    hand_in_part(pool, raw, "2025-09", ["D09"], "2025-10-08")
    run(pool)  # 2: a late file
    change_content(pool, STANDARD)
    run(pool)  # 3: another figure
    run(pool, as_of=date(2025, 10, 20))  # 4: days passed
    hand_in_part(pool, raw, "2025-10", departments_of(raw, "2025-10", "D06"))
    without_the_last_row(pool.inbox / "2025-10" / "D08" / REGISTER)
    run(pool)  # 5: the next month, in which somebody left the register
    change_content(pool, OLD_AGE)
    run(pool)  # 6: another rule
    hand_in_part(pool, raw, "2025-09", ["D25"])
    run(pool)  # 7: a late file that says it was known a month ago
    hand_in_part(pool, raw, "2025-10", ["D06"], "2025-11-03")
    run(pool)  # 8
    correct_a_file(pool, raw)
    run(pool)  # 9: a corrected file
    run(pool, full=True, as_of=date(2026, 3, 31))  # 10: many sources are stale by now
    return pool
