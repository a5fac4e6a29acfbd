"""What lies in the inbox without being a delivery is left there and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pool.ingest.files import csv_text, delivery, put, wage
from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.ingest import Left, Receipt, refused_files, take_all

LEFTOVERS = [
    "~$工资.xlsx",
    ".~lock.工资.csv#",
    ".~工资.xlsx",
    "Thumbs.db",
    "desktop.ini",
    ".DS_Store",
    "._w.csv",
    ".w.csv.Xq3f9Z",
    "w.csv.part",
    "w.csv.partial",
    "w.csv.filepart",
    "w.csv.crdownload",
    "w.csv.download",
    "w.csv.tmp",
    "w.csv.swp",
    "w.csv~",
    "~WRL0001.tmp",
]


@pytest.mark.parametrize("name", LEFTOVERS)
def test_what_other_programs_leave_is_named_and_neither_taken_nor_refused(
    pool: Pool, catalogue: Catalogue, name: str
) -> None:
    path = put(delivery(pool.inbox), name, csv_text([wage(1)]))
    for _ in range(2):
        (found,) = take_all(pool, catalogue, [pool.inbox])
        assert isinstance(found, Left)
        assert (found.reason, found.file) == ("leftover", f"2025-09/D02/{name}")
    assert path.is_file()
    assert refused_files(pool) == []


@pytest.mark.parametrize(
    "folder", [".Trash-1000", ".snapshot", "@eaDir", "$RECYCLE.BIN", "__MACOSX"]
)
def test_a_folder_that_a_system_keeps_for_itself_is_not_entered(
    pool: Pool, catalogue: Catalogue, folder: str
) -> None:
    place = delivery(pool.inbox)
    hidden = put(place, "w.csv", csv_text([wage(1)]), f"{folder}/D02")
    put(place, "w.csv", csv_text([wage(2)]))
    found = {one.file: type(one) for one in take_all(pool, catalogue, [pool.inbox])}
    assert found == {f"2025-09/{folder}": Left, "2025-09/D02/w.csv": Receipt}
    assert hidden.is_file()


def test_names_that_differ_in_case_alone_are_two_files(pool: Pool, catalogue: Catalogue) -> None:
    place = delivery(pool.inbox)
    put(place, "w.csv", csv_text([wage(1)]))
    put(place, "W.CSV", csv_text([wage(2)]))
    found = take_all(pool, catalogue, [pool.inbox])
    assert [one.file for one in found] == ["2025-09/D02/W.CSV", "2025-09/D02/w.csv"]
    assert all(isinstance(one, Receipt) for one in found)


def test_an_inbox_that_lies_on_another_disk_behind_a_link_is_read(
    pool: Pool, catalogue: Catalogue, tmp_path: Path
) -> None:
    (tmp_path / "share").mkdir()
    pool.root.mkdir()
    pool.inbox.symlink_to(tmp_path / "share")
    path = put(delivery(pool.inbox), "w.csv", csv_text([wage(1)]))
    (found,) = take_all(pool, catalogue, [pool.inbox])
    assert found.file == "2025-09/D02/w.csv"
    assert not path.exists()
