"""Spreadsheets made to hurt are refused, and the pool goes on."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.pool.ingest.files import WAGES, csv_text, delivery, put, wage, workbook
from zhouji.base.data_directory import Pool
from zhouji.pool.catalogue import Catalogue
from zhouji.pool.ingest import Receipt, Refusal, refused_files, take, take_all
from zhouji.pool.ingest.errors import WholeFileRefused
from zhouji.pool.ingest.zipcheck import check_zip

FAR_CELL = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'


def changed(source: Path, target: Path, member: str, old: str, new: str) -> Path:
    """A copy of a spreadsheet with one member's text changed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(source) as there, zipfile.ZipFile(target, "w", 8) as here:
        for name in there.namelist():
            text = there.read(name).decode()
            here.writestr(name, text.replace(old, new) if name == member else text)
    return target


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return workbook(tmp_path / "plain.xlsx", {"a": [WAGES, wage(1)]})


def test_one_cell_at_the_far_corner_is_refused_and_the_next_file_is_taken(
    pool: Pool, catalogue: Catalogue, tmp_path: Path, plain: Path
) -> None:
    place = delivery(tmp_path)
    sheet = "xl/worksheets/sheet1.xml"
    bomb = changed(plain, place / "D02" / "a.xlsx", sheet, "</sheetData>", FAR_CELL)
    assert bomb.stat().st_size < 10_000
    good = put(place, "b.csv", csv_text([wage(1)]))
    refusal, receipt = take_all(pool, catalogue, [bomb, good], workers=1)
    assert isinstance(refusal, Refusal)
    assert refusal.reason in ("over_limits", "unreadable_sheet")
    assert isinstance(receipt, Receipt)
    assert receipt.accepted == 1


def test_a_file_that_went_meanwhile_does_not_stop_the_others(
    pool: Pool, catalogue: Catalogue, tmp_path: Path
) -> None:
    place = delivery(tmp_path)
    good = put(place, "b.csv", csv_text([wage(1)]))
    refusal, receipt = take_all(pool, catalogue, [place / "D02" / "a.csv", good])
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "gone"
    assert isinstance(receipt, Receipt)


def test_an_entity_in_the_xml_is_refused_unopened(plain: Path, tmp_path: Path) -> None:
    evil = '<!DOCTYPE a [<!ENTITY b "cc">]><worksheet'
    sheet = "xl/worksheets/sheet1.xml"
    path = changed(plain, tmp_path / "entity.xlsx", sheet, "<worksheet", evil)
    with pytest.raises(WholeFileRefused, match="DOCTYPE"):
        check_zip(path)


def test_a_zip_packed_too_tightly_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 50_000_000)
    with pytest.raises(WholeFileRefused, match="tightly"):
        check_zip(path)


def test_a_zip_of_too_many_members_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for index in range(2_001):
            archive.writestr(f"{index}", b"")
    with pytest.raises(WholeFileRefused, match="members"):
        check_zip(path)


def test_a_cut_zip_is_refused(plain: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.xlsx"
    path.write_bytes(plain.read_bytes()[:-200])
    with pytest.raises(WholeFileRefused, match="can't be opened"):
        check_zip(path)


@pytest.mark.parametrize("name", ["notes.txt", "all.zip", "page.html", "no_suffix"])
def test_other_kinds_of_files_are_refused_with_a_record(
    pool: Pool, catalogue: Catalogue, tmp_path: Path, name: str
) -> None:
    found = take(pool, catalogue, put(delivery(tmp_path), name, "hello"))
    assert isinstance(found, Refusal)
    assert found.reason == "not_a_table"
    assert refused_files(pool) == [found]


def test_a_workbook_with_a_wrong_suffix_is_read_as_what_it_is(
    pool: Pool, catalogue: Catalogue, tmp_path: Path, plain: Path
) -> None:
    found = take(pool, catalogue, put(delivery(tmp_path), "a.csv", plain.read_bytes()))
    assert isinstance(found, Receipt)
    assert found.accepted == 1
