"""What the tables of a generation say, as digests that only content moves.

Where a generation shares a file with the one before, only the rows beside it are read; so an
increment pays for what it changed. A full run and a rerun read everything and give the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from zhouji.engine.facts import FACT_TABLES, open_facts
from zhouji.engine.generation.receipt import GenerationReceipt, TableSum
from zhouji.engine.generation.sums import WRAP, sum_of
from zhouji.engine.generation.tables import FINDINGS, RESULTS, open_findings, open_results
from zhouji.pool.link import read_linked
from zhouji.pool.link.report import Ids
from zhouji.pool.store import Layered, rows_with

OF_THE_REGISTER = ("persons", "households", "members")
LINKS = "links"
SAID_BY_PAIR = ["id", "name"]  # of links: `pair` is their digest


@dataclass(frozen=True)
class Before:
    """The generation that another was built upon; `moved_pairs` are the links that can differ."""

    folder: Path
    receipt: GenerationReceipt
    moved_pairs: Ids


def weigh(folder: Path, before: Before | None = None) -> dict[str, TableSum]:
    """The sum and digest of every table of a generation, by name.

    Args:
        folder: the generation, finished but for its receipt.
        before: what it was built upon; None reads everything.
    """
    found = {LINKS: _links(folder, before)}
    for name in OF_THE_REGISTER:
        whole = read_linked(folder, name)
        total = _base(name, whole, folder, before)
        found[name] = _sum(name, whole.schema.names, whole.num_rows, total, total)
    for name, table in _layered(folder):
        base = _base(name, table.base, folder, before)
        total = base - sum_of(table.superseded()) + sum_of(table.changed)
        found[name] = _sum(name, table.schema.names, table.num_rows, total, base)
    return found


def _layered(folder: Path) -> Iterator[tuple[str, Layered]]:
    yield from zip(FACT_TABLES, open_facts(folder), strict=True)
    for unit, name in RESULTS.items():
        yield name, open_results(folder, unit)
    yield FINDINGS, open_findings(folder)


def _base(name: str, base: pa.Table, folder: Path, before: Before | None) -> int:
    """The sum of a base file, which is known where it is the earlier one under two names."""
    file = f"{name}.arrow"
    if before is not None and (folder / file).samefile(before.folder / file):
        return int(before.receipt.tables[name].base, 16)
    return sum_of(base)


def _links(folder: Path, before: Before | None) -> TableSum:
    """Links are written whole by each run; what it left as it was is not read again."""
    links = read_linked(folder, LINKS).drop_columns(SAID_BY_PAIR)
    if before is None:
        total = sum_of(links)
    else:
        earlier = read_linked(before.folder, LINKS).drop_columns(SAID_BY_PAIR)
        gone, came = (rows_with(table, "pair", before.moved_pairs) for table in (earlier, links))
        total = int(before.receipt.tables[LINKS].base, 16) - sum_of(gone) + sum_of(came)
    return _sum(LINKS, links.schema.names, links.num_rows, total, total)


def _sum(name: str, columns: list[str], rows: int, total: int, base: int) -> TableSum:
    said = f"{name} {sorted(columns)} {rows} {total % WRAP:016x}"
    digest = hashlib.blake2b(said.encode(), digest_size=16).hexdigest()
    return TableSum(rows, digest, f"{base % WRAP:016x}")
