"""One bad file costs itself: the others come in, and the report says what was wrong with it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.pool.current import current_rows
from tests.pool.ingest.files import WAGES, csv_text, delivery, put, wage
from tests.pool.ingest.surroundings import take_as_an_ordinary_user
from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.ingest import (
    Left,
    Outcome,
    Receipt,
    Refusal,
    doctor_checks,
    receipts,
    refusals,
    refused_files,
    take,
    take_all,
)
from zhouji.pool.store import connect
from zhouji.pool.store.receipts import receipt_path


def reasons(found: list[Outcome]) -> dict[str, str]:
    """What was not taken in, by the last step of its name."""
    return {
        one.file.rpartition("/")[2]: one.reason for one in found if not isinstance(one, Receipt)
    }


def taken(found: list[Outcome]) -> list[str]:
    return [one.file.rpartition("/")[2] for one in found if isinstance(one, Receipt)]


def put_named(place: Path, name: bytes, content: str, department: bytes = b"D02") -> Path:
    """A file whose name is these bytes."""
    return put(place, os.fsdecode(name), content, os.fsdecode(department))


def test_a_name_in_gbk_bytes_is_read_as_what_it_says(pool: Pool, catalogue: Catalogue) -> None:
    place = delivery(pool.inbox)
    path = put_named(place, "工资.csv".encode("gbk"), csv_text([wage(1), wage(2, month="x")]),
                     "D02人社局".encode("gbk"))  # fmt: skip
    (found,) = take_all(pool, catalogue, [pool.inbox])
    assert isinstance(found, Receipt)
    assert found.file == "2025-09/D02人社局/工资.csv"
    assert (found.rows_in, found.accepted, found.refused) == (2, 1, 1)
    assert refusals(pool, found.batch)["file"].to_pylist() == [found.file]
    assert not path.exists()


NAMES = [
    b"two\nlines.csv",
    b"-rf.csv",
    "🙂.csv".encode(),
    b"n" * 251 + b".csv",
    b"\xff\xfe\xff.csv",
    "a\u202egnp.csv".encode(),
    b"a;rm -rf $HOME `x` \"'.csv",
]


def test_any_name_is_taken_in_and_told_on_one_line(pool: Pool, catalogue: Catalogue) -> None:
    place = delivery(pool.inbox)
    paths = [put_named(place, name, csv_text([wage(n)])) for n, name in enumerate(NAMES)]
    hidden = put_named(place, b"..csv.csv", csv_text([wage(99)]))
    found = take_all(pool, catalogue, [pool.inbox])
    assert len(taken(found)) == len(NAMES)
    assert reasons(found) == {"..csv.csv": "leftover"}
    for one in found:
        assert len(one.file.encode().splitlines()) == 1
        assert "\u202e" not in one.file
    assert hidden.exists()
    assert not any(path.exists() for path in paths)


def test_a_refused_file_of_any_name_leaves_its_record(
    pool: Pool, catalogue: Catalogue, tmp_path: Path
) -> None:
    place = delivery(tmp_path / "raw")
    for n, name in enumerate(NAMES):
        put_named(place, name, f"hello {n}")
    found = take_all(pool, catalogue, [place])
    assert len(found) == len(NAMES)
    assert sorted(refused_files(pool), key=str) == sorted(found, key=str)


@pytest.fixture
def a_socket(tmp_path: Path) -> Iterator[Callable[[Path], None]]:
    with socket.socket(socket.AF_UNIX) as kept:
        here = Path.cwd()

        def make(path: Path) -> None:
            os.chdir(path.parent)  # a socket's path holds a hundred bytes at most
            kept.bind(path.name)
            os.chdir(here)

        yield make


def test_what_is_no_file_is_left_and_told(
    pool: Pool, catalogue: Catalogue, tmp_path: Path, a_socket: Callable[[Path], None]
) -> None:
    place = delivery(pool.inbox)
    put(place, "good.csv", csv_text([wage(1)]))
    folder = place / "D02"
    os.mkfifo(folder / "pipe.csv")
    a_socket(folder / "socket.csv")
    (folder / "folder.csv").mkdir()
    (folder / "dangling.csv").symlink_to("nowhere")
    (folder / "round.csv").symlink_to("round.csv")
    found = take_all(pool, catalogue, [pool.inbox])
    assert taken(found) == ["good.csv"]
    assert reasons(found) == {
        "pipe.csv": "not_a_file",
        "socket.csv": "not_a_file",
        "dangling.csv": "link",
        "round.csv": "link",
    }
    for name in ("pipe.csv", "round.csv"):
        (one,) = take_all(pool, catalogue, [folder / name])
        assert isinstance(one, Left | Refusal)


def test_a_link_out_of_the_inbox_is_neither_followed_nor_deleted(
    pool: Pool, catalogue: Catalogue, tmp_path: Path
) -> None:
    place = delivery(pool.inbox)
    theirs = put(tmp_path / "theirs", "w.csv", csv_text([wage(1)]))
    put(place, "good.csv", csv_text([wage(2)]))
    (place / "D02" / "link.csv").symlink_to(theirs)
    (place / "D06").symlink_to(theirs.parent)
    found = take_all(pool, catalogue, [pool.inbox])
    assert taken(found) == ["good.csv"]
    assert reasons(found) == {"link.csv": "link", "D06": "link"}
    assert theirs.is_file()
    assert (place / "D02" / "link.csv").is_symlink()
    named = take(pool, catalogue, place / "D02" / "link.csv")
    assert isinstance(named, Refusal | Receipt)  # who names a link means what it points to
    assert theirs.is_file()
    assert (place / "D02" / "link.csv").is_symlink()


def test_other_names_of_a_file_in_the_inbox_keep_it(
    pool: Pool, catalogue: Catalogue, tmp_path: Path
) -> None:
    path = put(delivery(pool.inbox), "w.csv", csv_text([wage(1)]))
    kept = tmp_path / "kept.csv"
    os.link(path, kept)
    os.link(path, path.with_name("w2.csv"))
    first, second = take_all(pool, catalogue, [pool.inbox])
    assert first == second
    assert kept.read_text() == csv_text([wage(1)])
    assert not list(pool.inbox.rglob("*.csv"))


def test_unreadable_files_and_folders_are_refused_and_the_others_taken(pool: Pool) -> None:
    place = delivery(pool.inbox)
    put(place, "good.csv", csv_text([wage(1)]))
    put(place, "locked.csv", csv_text([wage(2)])).chmod(0)
    closed = put(place, "x.csv", csv_text([wage(3)]), "D06").parent
    closed.chmod(0)
    try:
        found = take_as_an_ordinary_user(pool)
    finally:
        closed.chmod(0o700)
    assert [one["kind"] for one in found if one["file"].endswith("good.csv")] == ["Receipt"]
    told = {one["file"]: one for one in found if one["kind"] != "Receipt"}
    assert set(told) == {"2025-09/D02/locked.csv", "2025-09/D06"}
    assert {one["reason"] for one in told.values()} == {"unreadable"}
    assert all(one["mend_zh"] and "Permission denied" in one["reason_en"] for one in told.values())
    assert {one.file for one in refused_files(pool)} == set(told)


def test_the_record_of_an_unreadable_file_goes_when_it_is_taken(
    pool: Pool, catalogue: Catalogue
) -> None:
    path = put(delivery(pool.inbox), "w.csv", csv_text([wage(1)]))
    path.chmod(0)
    (first,) = take_as_an_ordinary_user(pool)
    assert first["reason"] == "unreadable"
    path.chmod(0o600)
    assert taken(take_all(pool, catalogue, [pool.inbox])) == ["w.csv"]
    assert refused_files(pool) == []


def test_an_inbox_that_can_t_be_written_is_noted_and_nothing_is_taken_twice(
    pool: Pool, catalogue: Catalogue
) -> None:
    place = delivery(pool.inbox)
    path = put(place, "w.csv", csv_text([wage(1)]))
    (place / "D02").chmod(0o500)
    try:
        first, second = take_as_an_ordinary_user(pool), take_as_an_ordinary_user(pool)
    finally:
        (place / "D02").chmod(0o700)
    assert [one["kind"] for one in first] == ["Receipt", "Left"]
    assert [one["kind"] for one in second] == ["Left"]
    assert first[1]["reason"] == second[0]["reason"] == "not_removed"
    assert "Permission denied" in second[0]["reason_en"]
    assert len(receipts(pool)) == 1
    assert take_all(pool, catalogue, [pool.inbox]) == receipts(pool)
    assert not path.exists()


@pytest.mark.parametrize("note", ["[" * 200_000, "[]", '{"made_up": "yes"}', "\udcff"])
def test_a_delivery_note_of_any_content_costs_its_delivery_alone(
    pool: Pool, catalogue: Catalogue, note: str
) -> None:
    bad = delivery(pool.inbox, "2025-08")
    put(bad, "a.csv", csv_text([wage(1)]))
    (bad / "delivery.json").write_bytes(note.encode(errors="surrogateescape"))
    put(delivery(pool.inbox), "b.csv", csv_text([wage(2)]))
    found = take_all(pool, catalogue, [pool.inbox])
    assert reasons(found) == {"a.csv": "bad_delivery"}
    assert taken(found) == ["b.csv"]


def test_a_department_is_read_off_the_inbox_and_not_off_the_pool_s_own_path(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    pool = Pool(tmp_path / "D02" / "pool")
    put(delivery(pool.inbox), "w.csv", csv_text([wage(1)]), "misc/deeper")
    (found,) = take_all(pool, catalogue, [pool.inbox])
    assert isinstance(found, Refusal)
    assert found.reason == "no_department"


def test_the_same_empty_file_of_two_departments_is_refused_to_each(
    pool: Pool, catalogue: Catalogue
) -> None:
    place = delivery(pool.inbox)
    for department in ("D02", "D06"):
        put(place, "w.csv", "", department)
    found = take_all(pool, catalogue, [pool.inbox])
    assert [one.file for one in found] == ["2025-09/D02/w.csv", "2025-09/D06/w.csv"]
    assert sorted(one.file for one in refused_files(pool)) == [one.file for one in found]


def test_a_damaged_receipt_costs_its_own_file_alone(pool: Pool, catalogue: Catalogue) -> None:
    place = delivery(pool.inbox)
    path = put(place, "a.csv", csv_text([wage(1)]))
    (first,) = take_all(pool, catalogue, [pool.inbox])
    assert isinstance(first, Receipt)
    receipt_path(pool, first.batch).write_bytes(b'{"batch": 1')
    put(place, "a.csv", csv_text([wage(1)]))
    put(place, "b.csv", csv_text([wage(2)]))
    found = take_all(pool, catalogue, [pool.inbox])
    assert reasons(found) == {"a.csv": "failed"}
    assert "receipt" in next(one.reason_en for one in found if isinstance(one, Refusal))
    assert taken(found) == ["b.csv"]
    assert path.exists()


def test_a_table_that_can_t_be_appended_to_costs_its_own_dataset_alone(
    pool: Pool, catalogue: Catalogue
) -> None:
    place = delivery(pool.inbox)
    pension = catalogue.datasets["free_water"]
    header = [field.zh for field in pension.fields]
    records = pool.records("wages")
    records.parent.mkdir(parents=True)
    records.write_bytes(b"a file where the table's folder belongs")
    path = put(place, "a.csv", csv_text([wage(1)]))
    put(place, "b.csv", csv_text([], header), pension.department)
    put(place, "c.csv", csv_text([wage(2)], [*WAGES[:4], "手机号"]))
    found = take_all(pool, catalogue, [pool.inbox])
    assert reasons(found) == {"a.csv": "failed", "c.csv": "unknown_headers"}
    assert taken(found) == ["b.csv"]
    assert path.exists()
    records.unlink()
    assert taken(take_all(pool, catalogue, [pool.inbox])) == ["a.csv"]
    con = connect(pool)
    assert (
        len(current_rows(con, pool, catalogue.datasets["wages"], date(2025, 9, 30)).fetchall()) == 1
    )
    con.close()
    assert list(doctor_checks(pool, catalogue)) == []
    assert {one.reason for one in refused_files(pool)} == {"unknown_headers"}


def test_a_refused_rows_table_that_fails_leaves_no_half_counted_batch(
    pool: Pool, catalogue: Catalogue
) -> None:
    pool.root.mkdir()
    pool.refused.write_bytes(b"a file where the table's folder belongs")
    path = put(delivery(pool.inbox), "a.csv", csv_text([wage(1), wage(2, month="x")]))
    (found,) = take_all(pool, catalogue, [pool.inbox])
    assert isinstance(found, Refusal)
    assert receipts(pool) == []
    assert path.exists()
    pool.refused.unlink()
    (again,) = take_all(pool, catalogue, [pool.inbox])
    assert isinstance(again, Receipt)
    assert (again.rows_in, again.accepted, again.refused) == (2, 1, 1)
    assert list(doctor_checks(pool, catalogue)) == []


def test_a_damaged_received_file_is_one_finding_of_the_doctor(
    pool: Pool, catalogue: Catalogue
) -> None:
    place = delivery(pool.inbox)
    for n in range(3):
        put(place, f"{n}.csv", csv_text([wage(n)]))
    take_all(pool, catalogue, [pool.inbox])
    one, other, _ = receipts(pool)
    pool.received(one.digest).unlink()
    pool.received(one.digest).symlink_to("/proc/self/mem")  # opens, and fails to be read
    pool.received(other.digest).write_bytes(b"")
    assert len(list(doctor_checks(pool, catalogue))) == 2
