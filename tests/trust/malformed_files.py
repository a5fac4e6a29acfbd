"""Damages good files in many ways and hands them in: accepted + refused has to be rows in, always.

    python tests/trust/malformed_files.py --cases 3000 --seed 1

Every case: a CSV or spreadsheet of made-up wages with bytes flipped, cut out, doubled or cells
replaced. It ends in a receipt whose counts agree with the tables, every refused row with row,
reason and mend, or in a whole-file refusal with reason and mend; the doctor finds nothing after.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import xlsxwriter

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.pool.ingest.files import WAGES, csv_text, delivery, put, wage  # noqa: E402
from zhouji.base.data_directory import Pool  # noqa: E402
from zhouji.pool.catalogue import load_catalogue  # noqa: E402
from zhouji.pool.ingest import Outcome, Receipt, doctor_checks, take_all  # noqa: E402
from zhouji.pool.store import files  # noqa: E402

CELLS = [
    "",
    "合计",
    "九月",
    "1e999",
    "-",
    '"',
    '"a',
    "=1+1",
    "\0",
    "长" * 500,
    "２０２５",
    "\u2028",
]
CELLS += ["9" * 40, "2025-02-30", "NaN", "🙂", "a\tb", "a,b", "'", "\ufeff", "00:00", "1,2,3"]
ENCODINGS = ("utf-8", "gb18030", "utf-16", "utf-8-sig")


def table(dice: random.Random) -> list[list[str]]:
    """Twenty rows of wages with some cells replaced."""
    rows = [list(wage(dice.randrange(2_000))) for _ in range(20)]
    for _ in range(dice.randrange(12)):
        row = dice.choice(rows)
        row[dice.randrange(len(row))] = dice.choice(CELLS)
        if dice.random() < 0.1:
            row.append(dice.choice(CELLS))
    return rows


def damaged(dice: random.Random, content: bytes, times: int) -> bytes:
    """The content with bytes flipped, cut out, doubled or its end cut off."""
    data = bytearray(content)
    for _ in range(times):
        at, length = dice.randrange(len(data)), dice.randrange(1, 40)
        match dice.randrange(4):
            case 0:
                data[at] ^= 1 << dice.randrange(8)
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length]
            case _:
                if len(data) > 200 and dice.random() < 0.2:
                    del data[at:]
        data = data or bytearray(b"\n")
    return bytes(data)


def spreadsheet(dice: random.Random, rows: list[list[str]]) -> bytes:
    """A workbook, its sheet's XML damaged inside a sound zip, or the zip itself damaged."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for index, row in enumerate([WAGES, *rows]):
            sheet.write_row(index, 0, row)
    if dice.random() < 0.3:
        return damaged(dice, made.getvalue(), dice.randrange(4))
    packed = io.BytesIO()
    with zipfile.ZipFile(made) as there, zipfile.ZipFile(packed, "w", 8) as here:
        for name in there.namelist():
            part = there.read(name)
            inner = name.startswith(("xl/worksheets", "xl/sharedStrings", "xl/workbook"))
            here.writestr(name, damaged(dice, part, dice.randrange(4)) if inner else part)
    return packed.getvalue()


def make(dice: random.Random, place: Path, cases: int) -> None:
    """Write the damaged files."""
    for case in range(cases):
        rows = table(dice)
        if case % 3 == 2:
            put(place, f"{case:05d}.xlsx", spreadsheet(dice, rows))
            continue
        text = csv_text(rows, delimiter=dice.choice(",,,\t;|"))
        content = text.encode(dice.choice(ENCODINGS), "replace")
        put(place, f"{case:05d}.csv", damaged(dice, content, dice.randrange(5)))


def wrong(pool: Pool, outcomes: list[Outcome]) -> list[str]:
    """What does not hold."""
    faults: list[str] = []
    refused: dict[int, set[tuple[str, int]]] = {}
    for file in files(pool.refused):
        for row in pq.read_table(file.path).to_pylist():
            refused.setdefault(row["batch"], set()).add((row["sheet"], row["row"]))
            if not (row["row"] and row["reason_zh"] and row["mend_zh"] and row["mend_en"]):
                faults.append(f"{row['file']}: a refused row without place, reason or mend")
    for one in outcomes:
        if not isinstance(one, Receipt):
            if not (one.reason_zh and one.mend_en):
                faults.append(f"{one.file}: refused without reason or mend")
        elif one.rows_in != one.accepted + len(refused.get(one.batch, ())):
            faults.append(f"{one.file}: accepted + refused is not rows in")
    return faults


def main() -> int:
    """Run the cases and print the figures; exit status 1 if anything does not hold."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=3_000)
    asked.add_argument("--seed", type=int, default=1)
    words = asked.parse_args()
    catalogue = load_catalogue(ROOT / "counties" / "pinghu")
    with tempfile.TemporaryDirectory() as folder:
        pool = Pool(Path(folder) / "pool")
        make(random.Random(words.seed), delivery(Path(folder)), words.cases)
        began = time.monotonic()
        outcomes = take_all(pool, catalogue, [Path(folder) / "2025-09"])
        seconds = time.monotonic() - began
        faults = wrong(pool, outcomes) + [str(f) for f in doctor_checks(pool, catalogue)]
    receipts = [one for one in outcomes if isinstance(one, Receipt)]
    reasons = Counter(one.reason for one in outcomes if not isinstance(one, Receipt))
    said = {
        "cases": len(outcomes),
        "seed": words.seed,
        "taken": len(receipts),
        "rows_in": sum(one.rows_in for one in receipts),
        "rows_refused": sum(one.refused for one in receipts),
        "files_refused": reasons,
        "seconds": round(seconds, 1),
        "wrong": faults,
    }
    print(json.dumps(said, ensure_ascii=False, indent=1))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
