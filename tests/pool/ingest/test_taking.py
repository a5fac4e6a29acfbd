"""Files come in exactly once, with a receipt; the first one decides what kind of pool it is."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from tests.pool.current import current_rows
from tests.pool.ingest.files import WAGES, csv_text, delivery, put, wage
from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.ingest import (
    MADE_UP_KEY,
    Receipt,
    Refusal,
    doctor_checks,
    holds_made_up,
    receipts,
    refusals,
    refused_files,
    take,
    take_all,
)
from zhouji.pool.store import connect


def rows_of(pool: Pool, catalogue: Catalogue, day: date, dataset: str = "wages") -> int:
    con = connect(pool)
    found = current_rows(con, pool, catalogue.datasets[dataset], day).fetchall()
    con.close()
    return len(found)


def test_a_file_comes_in_with_a_receipt_and_its_refused_rows(
    pool: Pool, catalogue: Catalogue, tmp_path: Path
) -> None:
    text = csv_text([wage(1), wage(2, month="九月", amount="x"), wage(3)])
    path = put(delivery(tmp_path), "w.csv", text, "D02平湖市人社局")
    receipt = take(pool, catalogue, path, by="somebody")
    assert isinstance(receipt, Receipt)
    assert (receipt.rows_in, receipt.accepted, receipt.refused) == (3, 2, 1)
    assert (receipt.dataset, receipt.department, receipt.by) == ("wages", "D02", "somebody")
    assert (receipt.period, receipt.known_on) == ("2025-09", "2025-09-30")
    assert receipt.legal_basis == catalogue.datasets["wages"].basis
    assert pool.received(receipt.digest).read_bytes() == text.encode()
    assert receipts(pool) == [receipt]
    assert rows_of(pool, catalogue, date(2025, 9, 30)) == 2
    assert rows_of(pool, catalogue, date(2025, 9, 29)) == 0
    found = refusals(pool, receipt.batch).to_pylist()
    assert [(row["row"], row["reason"]) for row in found] == [(3, "bad_month"), (3, "bad_number")]
    assert list(doctor_checks(pool, catalogue)) == []


def test_taking_the_same_file_twice_changes_nothing(
    pool: Pool, catalogue: Catalogue, tmp_path: Path
) -> None:
    path = put(delivery(tmp_path), "w.csv", csv_text([wage(1)]))
    again = put(delivery(tmp_path), "again.csv", csv_text([wage(1)]))
    first = take(pool, catalogue, path)
    assert take_all(pool, catalogue, [path, again, path]) == [first] * 3
    assert rows_of(pool, catalogue, date(2025, 9, 30)) == 1


def test_the_same_file_in_another_month_is_another_batch(
    pool: Pool, catalogue: Catalogue, tmp_path: Path
) -> None:
    for period, day in (("2025-09", "30"), ("2025-10", "31")):
        take(pool, catalogue, put(delivery(tmp_path, period, day), "w.csv", csv_text([wage(1)])))
    assert len(receipts(pool)) == 2
    assert rows_of(pool, catalogue, date(2025, 9, 30)) == 1
    assert rows_of(pool, catalogue, date(2025, 10, 31)) == 2


def test_a_refused_file_leaves_a_record_that_goes_when_it_is_mended(
    pool: Pool, catalogue: Catalogue, tmp_path: Path
) -> None:
    path = put(delivery(tmp_path), "w.csv", csv_text([wage(1)], [*WAGES[:4], "手机号"]))
    refusal = take(pool, catalogue, path)
    assert isinstance(refusal, Refusal)
    assert refused_files(pool) == [refusal]
    assert receipts(pool) == []
    assert pool.received(refusal.digest).is_file()
    renamed = catalogue.datasets["wages"].model_copy(
        update={
            "fields": [
                field.model_copy(update={"aliases": ["手机号"]})
                if field.name == "employer"
                else field
                for field in catalogue.datasets["wages"].fields
            ]
        }
    )
    mended = catalogue.model_copy(update={"datasets": {**catalogue.datasets, "wages": renamed}})
    assert isinstance(take(pool, mended, path), Receipt)
    assert refused_files(pool) == []


def test_a_folder_comes_in_whole_and_the_inbox_is_left_empty(
    pool: Pool, catalogue: Catalogue
) -> None:
    place = delivery(pool.inbox)
    good = put(place, "w.csv", csv_text([wage(1)]))
    bad = put(place, "x.txt", "hello")
    outcomes = take_all(pool, catalogue, [pool.inbox])
    assert [type(outcome) for outcome in outcomes] == [Receipt, Refusal]
    assert outcomes[0].file == "2025-09/D02/w.csv"
    assert not good.exists()
    assert bad.exists()
    assert (place / "delivery.json").exists()


def test_progress_is_told_file_by_file(pool: Pool, catalogue: Catalogue, tmp_path: Path) -> None:
    place = delivery(tmp_path)
    paths = [put(place, f"{n}.csv", csv_text([wage(n)])) for n in range(6)]
    told: list[tuple[int, int]] = []
    outcomes = take_all(pool, catalogue, paths, progress=lambda *at: told.append(at))
    assert told == [(n, 6) for n in range(1, 7)]
    assert [o.file.rpartition("/")[2] for o in outcomes] == [f"{n}.csv" for n in range(6)]


def test_a_file_without_a_department_folder_is_refused(
    pool: Pool, catalogue: Catalogue, tmp_path: Path
) -> None:
    found = take(pool, catalogue, put(delivery(tmp_path), "w.csv", csv_text([]), "misc"))
    assert isinstance(found, Refusal)
    assert found.reason == "no_department"


def test_made_up_and_real_are_never_mixed(pool: Pool, catalogue: Catalogue, tmp_path: Path) -> None:
    made_up = put(delivery(tmp_path / "a"), "w.csv", csv_text([wage(1)]))
    real = put(tmp_path / "b", "w.csv", csv_text([wage(2)]))
    assert isinstance(take(pool, catalogue, made_up), Receipt)
    assert holds_made_up(pool) is True
    assert pool.id_key.read_bytes() == MADE_UP_KEY
    refusal = take(pool, catalogue, real)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "mixed_pool"
    assert not pool.received(refusal.digest).exists()


def test_in_a_real_pool_nobody_back_dates_what_was_known(
    pool: Pool, catalogue: Catalogue, tmp_path: Path
) -> None:
    from datetime import datetime, timedelta, timezone

    place = delivery(tmp_path, "2020-01", "31", made_up=False)
    receipt = take(pool, catalogue, put(place, "w.csv", csv_text([wage(1)])))
    assert isinstance(receipt, Receipt)
    assert receipt.known == datetime.now(timezone(timedelta(hours=8))).date()
    assert receipt.made_up is False
    assert holds_made_up(pool) is False
    assert len(pool.id_key.read_bytes()) == 32
    assert pool.id_key.read_bytes() != MADE_UP_KEY
    assert pool.id_key.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("note", ["{", '{"made_up": true, "period": "2025-13"}'])
def test_a_broken_delivery_note_is_refused(
    pool: Pool, catalogue: Catalogue, tmp_path: Path, note: str
) -> None:
    place = delivery(tmp_path)
    (place / "delivery.json").write_text(note, encoding="utf-8")
    found = take(pool, catalogue, put(place, "w.csv", csv_text([wage(1)])))
    assert isinstance(found, Refusal)
    assert found.reason == "bad_delivery"


def test_two_that_take_the_same_files_at_once_double_nothing(
    pool: Pool, catalogue: Catalogue, tmp_path: Path
) -> None:
    place = delivery(tmp_path)
    paths = [put(place, f"{n}.csv", csv_text([wage(n), wage(n + 100)])) for n in range(4)]
    runs = [
        threading.Thread(target=take_all, args=(pool, catalogue, order), kwargs={"workers": 1})
        for order in (paths, paths[::-1])
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert len(receipts(pool)) == 4
    assert rows_of(pool, catalogue, date(2025, 9, 30)) == 8
    assert list(doctor_checks(pool, catalogue)) == []
