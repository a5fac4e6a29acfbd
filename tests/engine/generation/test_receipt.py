"""A receipt is kept for ever and reads back the same; what an earlier version wrote still reads."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from zhouji.base.data_directory import Pool
from zhouji.engine.generation import FORMAT, Generation, GenerationReceipt, TableSum, kept
from zhouji.engine.generation.publishing import keep_receipt, point_at, publish, readable, start
from zhouji.engine.generation.receipt import Taken, digest_of, keep, read_receipt_of

TABLES = {"links": TableSum(3, "ab", "0" * 16), "persons": TableSum(2, "cd", "1" * 16)}


def a_receipt(name: str = "000001") -> GenerationReceipt:
    return GenerationReceipt(
        generation=name,
        as_of="2025-09-30",
        content="c0",
        batches=(Taken(7, "register", "f0"), Taken(9, "wages", "f1")),
        engine="0.1.0+aa",
        published_at="2025-10-01T00:00:00+00:00",
        counts={"persons": 2},
        tables=TABLES,
        digest=digest_of(TABLES),
    )


def test_a_published_generation_s_receipt_reads_back_the_same(tmp_path: Path) -> None:
    pool = Pool(tmp_path)
    folder = publish(pool, start(pool), a_receipt())
    assert Generation(folder).receipt == a_receipt() == kept(pool)[0]
    assert (Generation(folder).day, a_receipt().known) == (date(2025, 9, 30), {7, 9})


def test_a_receipt_that_a_kill_left_out_is_kept_by_the_next_run(tmp_path: Path) -> None:
    pool = Pool(tmp_path)
    publish(pool, start(pool), a_receipt())
    (pool.generations / "000001.json").unlink()
    assert kept(pool) == []
    keep_receipt(pool)
    assert kept(pool) == [a_receipt()]


def test_a_kept_receipt_is_never_written_over(tmp_path: Path) -> None:
    pool = Pool(tmp_path)
    keep(pool, a_receipt())
    keep(pool, GenerationReceipt("000001", "2025-10-31", "c1"))
    assert kept(pool) == [a_receipt()]


def test_a_digest_moves_with_every_table() -> None:
    other = {**TABLES, "links": TableSum(3, "ef", "0" * 16)}
    assert digest_of(other) != digest_of(TABLES)
    assert digest_of(dict(reversed(TABLES.items()))) == digest_of(TABLES)


def test_what_an_earlier_version_wrote_tells_its_day_and_batches(tmp_path: Path) -> None:
    pool = Pool(tmp_path)
    folder = pool.derived / "000004"
    folder.mkdir(parents=True)
    said = {"generation": "000004", "as_of": "2025-09-30", "content": "c0", "batches": [7, 9]}
    (folder / "meta.json").write_text(json.dumps({**said, "known": {}, "format": 2}))
    point_at(pool, "000004")
    receipt = read_receipt_of(folder)
    assert (receipt.day, receipt.known, receipt.format) == (date(2025, 9, 30), {7, 9}, 2)
    assert receipt.format != FORMAT
    assert readable(pool) is None
    keep_receipt(pool)
    assert kept(pool) == []
