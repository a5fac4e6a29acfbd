"""Is the pool whole: what was received, its tables, the published generation, leads, audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from zhouji.engine.base.errors import ZhoujiError
from zhouji.engine.base.pool import Pool
from zhouji.engine.catalogue import load_catalogue
from zhouji.engine.deliveries import pool_today
from zhouji.engine.ingest import doctor_checks, receipts, refused_files
from zhouji.engine.store import open_layered, read_arrow
from zhouji.pipeline.generation import FORMAT, Meta
from zhouji.pipeline.last_run import MOST_DAYS, last_run
from zhouji.pipeline.leads import is_applied
from zhouji.pipeline.screening import FINDINGS


@dataclass
class Check:
    """One question to the pool: how much was looked at, and what is wrong."""

    name: str
    looked_at: int = 0
    faults: list[str] = field(default_factory=list)


def examine(pool: Pool) -> list[Check]:
    """Every check of the pool; a check that cannot be made is a fault itself."""
    checks: list[tuple[str, Callable[[Pool, Check], None]]] = [
        ("received files, receipts and tables", _received),
        ("published generation", _generation),
        ("last run", _last_run),
        ("leads", _leads),
        ("audit", _audit),
    ]
    done = []
    for name, look in checks:
        check = Check(name)
        try:
            look(pool, check)
        except (ZhoujiError, OSError, ValueError, KeyError) as fault:
            check.faults.append(f"can't be checked: {fault}")
        done.append(check)
    return done


def _received(pool: Pool, check: Check) -> None:
    check.looked_at = len(receipts(pool)) + len(refused_files(pool))
    check.faults += [str(finding) for finding in doctor_checks(pool, load_catalogue(pool.content))]


def _generation(pool: Pool, check: Check) -> None:
    folder = pool.current()
    if folder is None:
        check.faults.append(f"no run has finished. Next: zhouji run --data {pool.root}")
        return
    meta = Meta.read(folder)
    if meta.format != FORMAT:
        check.faults.append(
            f"generation {meta.generation} was laid out by another version of the program. "
            f"Next: zhouji run --data {pool.root}"
        )
        return
    known = {receipt.batch for receipt in receipts(pool)}
    if lost := set(meta.batches) - known:
        check.faults.append(f"generation {meta.generation} rests on {len(lost)} lost batches")
    people = read_arrow(folder / "persons.arrow").num_rows
    for name in ("facts_persons", "results_persons"):
        rows = open_layered(folder, name).num_rows
        check.looked_at += rows
        if rows != people:
            check.faults.append(f"{name}: {rows} rows for {people} persons")


def _last_run(pool: Pool, check: Check) -> None:
    found = receipts(pool)
    last = last_run(pool, found, pool_today(found))
    check.looked_at = len(found)
    if last.day is not None and last.days_ago > MOST_DAYS:
        check.faults.append(
            f"the last run was {last.days_ago} days ago: pages show what was known on {last.day}. "
            f"Next: zhouji run --data {pool.root}"
        )
    if last.files:
        check.faults.append(
            f"{last.files} received files are not in the published generation. "
            f"Next: zhouji run --data {pool.root}"
        )


def _leads(pool: Pool, check: Check) -> None:
    from zhouji.office.leads.standing import open_reasons

    folder = pool.current()
    if folder is None:
        return
    if not is_applied(folder):
        check.faults.append(
            f"leads rest on an older generation. Next: zhouji run --data {pool.root}"
        )
    check.looked_at = open_layered(folder, FINDINGS).num_rows
    reasons = open_reasons(None)
    if len(reasons) != len(set(reasons)):
        check.faults.append("a household has the same reason in two open leads")


def _audit(pool: Pool, check: Check) -> None:
    from zhouji.office.accounts.proof import is_on_record, size_of_trail

    check.looked_at = size_of_trail()
    folder = pool.current()
    if folder is None or not is_applied(folder):
        return
    if not is_on_record("leads.apply", folder.name):
        check.faults.append(
            f"the leads of generation {folder.name} were changed, but the audit trail does not "
            "say so. Next: restore the office database from its backup"
        )
