"""One run from the inbox to leads: what it publishes, twice, by increments and looking back."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from django.db import connection

from tests.pipeline.conftest import MakePool, hand_in
from zhouji.base.data_directory import Pool
from zhouji.engine.generation import Generation
from zhouji.engine.generation.publishing import APPLIED, current
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.models import AuditRow
from zhouji.office.leads.models import Lead, LeadReason
from zhouji.office.leads.queries import as_json
from zhouji.pipeline.asof import household_rows, seen_on
from zhouji.pipeline.doctor import examine
from zhouji.pipeline.errors import NothingReceivedError, RunUnderWayError
from zhouji.pipeline.holding import held
from zhouji.pipeline.run import run
from zhouji.pool.store import files, layered, open_layered

pytestmark = pytest.mark.django_db(transaction=True)
TABLES = ("facts_persons", "facts_households", "results_persons", "results_households")


def table(pool: Pool, name: str) -> pa.Table:
    folder = current(pool)
    assert folder is not None
    return open_layered(folder, name).whole()


def leads() -> list[dict[str, object]]:
    """Open leads without what depends on when they were first seen."""
    rows = as_json(by=Actor.system("test"))
    kept = [{k: v for k, v in row.items() if k != "id"} for row in rows if row["status"] == "new"]
    return sorted(kept, key=lambda row: str(row["household_id"]))


def test_a_run_takes_every_file_and_finds_leads(a_pool: MakePool) -> None:
    pool = a_pool("2025-09", fresh=True)
    report = run(pool)
    assert report.files == 49
    assert report.rows_in == report.rows_accepted + report.rows_refused
    assert report.persons > 700
    assert report.leads == len(leads()) > 0
    assert report.as_of == "2025-09-30"
    assert not list(pool.inbox.rglob("*.csv"))


def test_a_second_run_changes_nothing(a_pool: MakePool) -> None:
    pool = a_pool("2025-09")
    run(pool)
    before, reasons = leads(), LeadReason.objects.count()
    report = run(pool)
    assert report.touched_share == 0.0
    assert report.screened == 0
    assert leads() == before
    assert LeadReason.objects.count() == reasons


@pytest.mark.parametrize("most", [1e9, 0.5], ids=["touched alone", "everybody at once"])
def test_the_next_month_as_an_increment_equals_a_full_run(
    a_pool: MakePool, raw: Path, monkeypatch: pytest.MonkeyPatch, most: float
) -> None:
    monkeypatch.setattr("zhouji.pipeline.run.MOST", most)
    step, whole = a_pool("2025-09"), a_pool("2025-09", "2025-10")
    run(step)
    hand_in(step, raw, "2025-10")
    report = run(step)
    assert not report.full
    assert 0 < report.touched_share <= 1
    by_steps = leads()
    Lead.objects.all().delete()
    assert run(whole, full=True).full
    assert by_steps == leads()
    for name in (*TABLES, "findings"):
        assert table(step, name).equals(table(whole, name)), name
    assert Generation.open(step).receipt.digest == Generation.open(whole).receipt.digest


def test_a_delivery_of_lists_alone_screens_only_whom_it_touched(
    a_pool: MakePool, raw: Path
) -> None:
    step, whole = a_pool("2025-09"), a_pool("2025-09")
    run(step)
    for pool in (step, whole):
        for department in ("D06", "D09", "D25"):
            shutil.copytree(raw / "2025-10" / department, pool.inbox / "2025-10" / department)
        shutil.copy(raw / "2025-10" / "delivery.json", pool.inbox / "2025-10")
    report = run(step)
    assert 0 < report.touched_share < 0.5
    assert report.screened < report.households
    by_steps = leads()
    Lead.objects.all().delete()
    run(whole, full=True)
    assert by_steps == leads()
    for name in (*TABLES, "findings"):
        assert table(step, name).equals(table(whole, name)), name
    assert Generation.open(step).receipt.digest == Generation.open(whole).receipt.digest


def test_an_increment_leaves_the_files_of_the_others_as_they_are(
    a_pool: MakePool, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layered, "MOST", 0.5)
    pool = a_pool("2025-09")
    run(pool)
    before = current(pool)
    shutil.copytree(raw / "2025-10" / "D25", pool.inbox / "2025-10" / "D25")
    shutil.copy(raw / "2025-10" / "delivery.json", pool.inbox / "2025-10")
    assert 0 < run(pool).touched_share < 0.5
    after = current(pool)
    assert before is not None and after is not None
    for name in TABLES:
        assert (before / f"{name}.arrow").samefile(after / f"{name}.arrow")
    assert all(not check.faults for check in examine(pool))


def test_reasons_that_late_sources_leave_untold_are_kept_and_marked(a_pool: MakePool) -> None:
    pool = a_pool("2025-09")
    run(pool)
    first = {row["id"]: row for row in as_json(by=Actor.system("test"))}
    run(pool, as_of=date(2026, 12, 31))
    later = {row["id"]: row for row in as_json(by=Actor.system("test"))}
    assert all(told["standing"] == "true" for row in first.values() for told in row["amounts"])
    untold = [
        row for row in later.values() for told in row["amounts"] if told["standing"] == "unknown"
    ]
    assert len(untold) > len(first) / 2
    assert {row["status"] for row in untold} == {"new"}
    assert {row["id"] for row in untold} <= set(first)


def test_a_generation_of_an_earlier_version_is_built_anew(a_pool: MakePool) -> None:
    pool = a_pool("2025-09")
    run(pool)
    before, folder = leads(), current(pool)
    assert folder is not None
    for file in folder.glob("*.arrow"):
        file.unlink()
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    (folder / "meta.json").write_text(json.dumps({**meta, "format": 1}), encoding="utf-8")
    assert any("another version" in fault for check in examine(pool) for fault in check.faults)
    assert run(pool).full
    assert leads() == before
    assert all(not check.faults for check in examine(pool))


def test_the_history_grows_only_by_what_changed(a_pool: MakePool) -> None:
    pool = a_pool("2025-09")
    first = run(pool)
    run(pool, full=True)
    rows = {
        name: sum(file.rows for file in files(pool.results / name))
        for name in ("household", "person")
    }
    assert rows == {"household": first.households, "person": first.persons}


def test_what_was_known_on_an_earlier_day_is_rebuilt(a_pool: MakePool, raw: Path) -> None:
    pool = a_pool("2025-09")
    run(pool)
    september = {row["household_id"]: row for row in table(pool, TABLES[1]).to_pylist()}
    hand_in(pool, raw, "2025-10")
    run(pool)
    for household in list(september)[:5]:
        home, members = household_rows(seen_on(pool, date(2025, 9, 30)), household)
        assert home == september[household]
        assert members


def test_looking_back_publishes_nothing(a_pool: MakePool) -> None:
    pool = a_pool("2025-09", "2025-10")
    run(pool)
    before, published = leads(), current(pool)
    report = run(pool, as_of=date(2025, 9, 30))
    assert report.as_of == "2025-09-30"
    assert report.leads > 0
    assert current(pool) == published
    assert leads() == before


def test_leads_of_a_run_killed_after_publishing_are_applied_by_the_next(a_pool: MakePool) -> None:
    pool = a_pool("2025-09")
    run(pool)
    before = leads()
    folder = current(pool)
    assert folder is not None
    (folder / APPLIED).unlink()
    Lead.objects.all().delete()
    assert [check.name for check in examine(pool) if check.faults] == ["leads"]
    run(pool)
    assert leads() == before
    assert not [check for check in examine(pool) if check.faults]


def test_the_doctor_misses_the_audit_row_of_a_change(a_pool: MakePool) -> None:
    pool = a_pool("2025-09")
    run(pool)
    AuditRow.objects.filter(action="leads.apply").delete()
    assert [check.name for check in examine(pool) if check.faults] == ["audit"]


def test_a_pool_without_a_delivery_says_what_to_do(a_pool: MakePool) -> None:
    with pytest.raises(NothingReceivedError, match="zhouji ingest"):
        run(a_pool())


def test_a_day_before_the_first_delivery_is_refused(a_pool: MakePool) -> None:
    with pytest.raises(NothingReceivedError, match="2020-01-01"):
        run(a_pool("2025-09"), as_of=date(2020, 1, 1))


def test_a_second_run_at_the_same_time_is_refused(a_pool: MakePool) -> None:
    pool = a_pool("2025-09")
    with held(pool), pytest.raises(RunUnderWayError):
        run(pool)


def test_the_office_is_the_one_of_the_tests() -> None:
    assert "test" in str(connection.settings_dict["NAME"])
