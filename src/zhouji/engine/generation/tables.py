"""The tables of a generation that screening makes: results by unit, and what was found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from zhouji.engine.rules import Unit
from zhouji.engine.screening import Screening
from zhouji.pool.store import Layered, open_layered

FINDINGS = "findings"
RESULTS = {Unit.HOUSEHOLD: "results_households", Unit.PERSON: "results_persons"}


def save_findings(folder: Path, findings: Layered) -> None:
    """Write the findings of a generation."""
    findings.save(folder, FINDINGS)


def open_findings(folder: Path) -> Layered:
    """What was found: see `policies.findings`."""
    return open_layered(folder, FINDINGS)


def save_results(folder: Path, unit: Unit, results: Layered) -> None:
    """Write the results of all households or all persons."""
    results.save(folder, RESULTS[unit])


def open_results(folder: Path, unit: Unit) -> Layered:
    """The results of all households or all persons: see `result_table`."""
    return open_layered(folder, RESULTS[unit])


def result_table(screening: Screening, unit: Unit) -> pa.Table:
    """Per unit: its ids, a digest, and known, true and hundredths of each policy."""
    columns: dict[str, pa.Array] = {"household_id": pa.array(screening.household_ids)}
    if unit is Unit.PERSON:
        columns = {
            "household_id": pa.array(screening.person_households),
            "person_id": pa.array(screening.person_ids),
        }
    columns["digest"] = pa.array(screening.digest(unit))
    for result in screening.of(unit):
        columns[f"{result.code}__known"] = pa.array(result.known.astype(np.int64))
        columns[f"{result.code}__true"] = pa.array(result.true.astype(np.int64))
        columns[f"{result.code}__fen"] = pa.array(result.fen)
    return pa.table(columns)


def is_untold(results: pa.Table, policy: str) -> bool:
    """Whether one unit's eligibility is unknown; a policy or unit that is gone is not unknown."""
    name = f"{policy}__known"
    if name not in results.column_names or results.num_rows != 1:
        return False
    return not results[name][0].as_py() & 1
