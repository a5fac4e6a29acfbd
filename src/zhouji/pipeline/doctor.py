"""Is the pool whole: what was received, its tables, the published generation, leads, audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from zhouji.base.content_archive import archived_content
from zhouji.base.data_directory import Pool
from zhouji.base.errors import ZhoujiError
from zhouji.engine.generation import FORMAT, Generation, weigh
from zhouji.engine.generation.publishing import current, is_applied, readable
from zhouji.pipeline.last_run import MOST_DAYS, last_run
from zhouji.pool.catalogue import load_catalogue
from zhouji.pool.deliveries import pool_today
from zhouji.pool.ingest import doctor_checks, receipts, refused_files


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
    folder = current(pool)
    if folder is None:
        check.faults.append(f"no run has finished. Next: zhouji run --data {pool.root}")
        return
    published = Generation(folder)
    receipt = published.receipt
    if receipt.format != FORMAT:
        check.faults.append(
            f"generation {receipt.generation} was laid out by another version of the program. "
            f"Next: zhouji run --data {pool.root}"
        )
        return
    known = {receipt.batch for receipt in receipts(pool)}
    if lost := receipt.known - known:
        check.faults.append(f"generation {receipt.generation} rests on {len(lost)} lost batches")
    if not archived_content(pool, receipt.content):
        check.faults.append(
            f"the content that generation {receipt.generation} was made with is not kept whole. "
            "Next: restore the folder contents from the backup"
        )
    for name, said in weigh(folder).items():
        check.looked_at += said.rows
        if said.digest != receipt.tables[name].digest:
            check.faults.append(
                f"{name} does not say what generation {receipt.generation} published. "
                f"Next: zhouji run --full --data {pool.root}"
            )


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
    from zhouji.office.leads.asked_by_runs import open_reasons

    folder = readable(pool)
    if folder is None:
        return
    if not is_applied(folder):
        check.faults.append(
            f"leads rest on an older generation. Next: zhouji run --data {pool.root}"
        )
    check.looked_at = Generation(folder).findings.num_rows
    reasons = open_reasons(None)
    if len(reasons) != len(set(reasons)):
        check.faults.append("a household has the same reason in two open leads")


def _audit(pool: Pool, check: Check) -> None:
    from zhouji.office.accounts.proof import is_on_record, size_of_trail

    check.looked_at = size_of_trail()
    folder = current(pool)
    if folder is None or not is_applied(folder):
        return
    if not is_on_record("leads.apply", folder.name):
        check.faults.append(
            f"the leads of generation {folder.name} were changed, but the audit trail does not "
            "say so. Next: restore the office database from its backup"
        )
