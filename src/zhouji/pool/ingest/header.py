"""Finds the header among a sheet's first rows, below titles and merged cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zhouji.pool.catalogue import Catalogue, Match
from zhouji.pool.ingest.errors import WholeFileRefused
from zhouji.pool.ingest.grids import cell_text
from zhouji.pool.ingest.reasons import of_file, of_match

LOOK_AT = 30


@dataclass(frozen=True)
class Header:
    """The header found: its cells, the dataset and columns, the number of its last row."""

    cells: list[str]
    match: Match
    last_row: int


def find_header(catalogue: Catalogue, department: str, head: list[list[Any]]) -> Header:
    """The first row, or two rows together, that a dataset of the department fits.

    Raises:
        WholeFileRefused: none does; the reason names the nearest dataset and the headers at fault.
    """
    nearest: Match | None = None
    rows = [[cell_text(cell).strip() for cell in row] for row in head]
    for index, cells in enumerate(rows):
        tries = [(cells, index)]
        if index:
            tries.append((_below_else_above(rows[index - 1], cells), index))
        for candidate, last in tries:
            found = catalogue.match(department, candidate)
            if found.dataset is not None:
                return Header(candidate, found, last + 1)
            if nearest is None or found.known > nearest.known or found.ambiguous:
                nearest = found
    if nearest is None or (nearest.known < 2 and nearest.nearest is not None):
        raise WholeFileRefused(of_file("no_header"))
    raise WholeFileRefused(of_match(nearest))


def _below_else_above(above: list[str], below: list[str]) -> list[str]:
    width = max(len(above), len(below))
    above = above + [""] * (width - len(above))
    below = below + [""] * (width - len(below))
    return [low or high for low, high in zip(below, above, strict=True)]
