"""The files are what departments would hand in, and the list of faults is true to the letter."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from tests.demo.conftest import CONTENT, PERIODS, Made
from zhouji.demo import make_county
from zhouji.demo.content import load_content
from zhouji.demo.errors import NoContentError, NotOursError, TooSmallError

Grid = list[list[str]]


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def cells(path: Path, encoding: str) -> Grid:
    """A file as a spreadsheet shows it; row 1 is the first."""
    if path.suffix == ".xlsx":
        return [
            [str(cell) for cell in row]
            for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        ]
    return list(csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline="")))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("two", 5), ("three", 6)):
        make_county(tmp_path / name, people=700, seed=seed, months=2, content=CONTENT, leads=False)
    one, two, three = (digests(tmp_path / name / "raw") for name in ("one", "two", "three"))
    assert one == two
    assert one.keys() == three.keys()
    assert sum(one[name] != three[name] for name in one) == len(one)


def test_every_dataset_of_the_catalogue_is_written_every_month(made: Made) -> None:
    datasets = set(load_content(CONTENT).datasets)
    for period in PERIODS:
        files = made.truth("files", period)
        assert set(files["dataset"]) == datasets
        assert files["rows"].min() >= 1
        written = {str(p.relative_to(made.raw(period))) for p in made.raw(period).rglob("*.*")}
        assert written == {*files["file"], "delivery.json"}


def test_no_file_is_longer_than_fifty_thousand_rows(made: Made) -> None:
    files = made.truth("files", PERIODS[0])
    assert files["rows"].max() <= 50_000
    wages = files.filter(pl.col("dataset") == "wages")["file"].to_list()
    assert len(wages) > 1
    assert wages[0].endswith("_1.csv")


def test_files_differ_in_encoding_titles_and_styles(made: Made) -> None:
    files = made.truth("files", PERIODS[0])
    assert {"gbk", "gb18030", "utf-8-sig", "utf-8"} <= set(files["encoding"])
    assert {"csv", "xlsx"} == set(files["format"])
    assert files["totals"].any()


def test_every_planted_fault_is_in_the_file_at_the_row_it_names(made: Made) -> None:
    for period in PERIODS:
        encoding = dict(made.truth("files", period).select("file", "encoding").iter_rows())
        faults = made.truth("faults", period)
        assert faults["kind"].n_unique() >= 12
        for (file,), part in faults.group_by("file"):
            grid = cells(made.raw(period) / str(file), encoding[str(file)])
            for fault in part.iter_rows(named=True):
                header = next(row for row in grid[:2] if fault["column"] in row)
                cell = grid[fault["row"] - 1][header.index(fault["column"])]
                assert cell == fault["planted"], fault
                if fault["kind"] == "duplicate":
                    assert grid[fault["row"] - 1] == grid[fault["row"] - 2]


def test_a_fault_that_formatting_explains_is_harmless_and_others_are_not(made: Made) -> None:
    faults = made.truth("faults", PERIODS[0])
    harmless = set(faults.filter("harmless")["kind"])
    harmful = set(faults.filter(~pl.col("harmless"))["kind"])
    assert {"form_15", "lower_x", "full_width", "blank_in_name", "duplicate"} <= harmless
    assert {"typo", "transposed", "others_number", "missing_number", "impossible_date"} <= harmful
    assert not harmless & harmful


def test_most_households_have_no_fault_that_could_change_a_result(made: Made) -> None:
    faults = made.truth("faults", PERIODS[0])
    harmed = faults.filter(~pl.col("harmless"))["hukou_no"].drop_nulls().n_unique()
    share = 1 - harmed / made.truth("facts_households", PERIODS[0]).height
    assert 0.6 <= share <= 0.9


def test_a_bill_taken_back_bears_all_its_figures_below_zero(made: Made) -> None:
    files = made.truth("files", PERIODS[0]).filter(pl.col("dataset") == "settlements")
    taken_back = [
        [float(cell) for cell in row[3:9]]
        for file, encoding in files.select("file", "encoding").iter_rows()
        for row in cells(made.raw(PERIODS[0]) / file, encoding)
        if any(cell.startswith("-") for cell in row[3:9])
    ]
    assert len(taken_back) > 20
    assert all(max(figures) <= 0 for figures in taken_back)
    assert min(min(figures) for figures in taken_back) < -10_000


def test_the_delivery_says_that_it_is_made_up(made: Made) -> None:
    note = json.loads((made.raw("2025-10") / "delivery.json").read_text(encoding="utf-8"))
    assert note["made_up"] is True
    assert note["delivered_on"] == "2025-10-31"
    assert note["county"] == "330498"


def test_rows_of_people_from_elsewhere_bear_valid_numbers_nobody_here_has(made: Made) -> None:
    known = set(made.truth("people")["true_id"])
    files = made.truth("files", PERIODS[0]).filter(pl.col("dataset") == "vehicles")
    numbers = set()
    for file, encoding in files.select("file", "encoding").iter_rows():
        grid = cells(made.raw(PERIODS[0]) / file, encoding)
        numbers |= {cell for row in grid for cell in row if cell.startswith("330498")}
    strange = {number for number in numbers if len(number) == 18} - known
    assert len(strange) > len(numbers) * 0.01


def test_made_again_in_the_same_folder_nothing_old_stays(tmp_path: Path) -> None:
    for months in (2, 1):
        make(tmp_path, months=months)
    assert [path.name for path in (tmp_path / "raw").iterdir()] == ["2025-09"]
    assert {path.name for path in tmp_path.iterdir()} == {"raw", "truth", "made-up.json"}


def make(folder: Path, months: int = 1) -> None:
    make_county(folder, people=600, seed=1, months=months, content=CONTENT, leads=False)


@pytest.mark.parametrize(
    "place", ["raw/2024-01/real.csv", "notes.txt", "truth/mine.parquet", "deep/er/x"]
)
def test_a_folder_of_somebody_elses_is_not_touched(tmp_path: Path, place: str) -> None:
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text("kept", encoding="utf-8")
    with pytest.raises(NotOursError, match="empty folder"):
        make(tmp_path)
    assert [p.read_text() for p in tmp_path.rglob("*") if p.is_file()] == ["kept"]


def test_what_was_put_into_a_made_up_county_or_changed_in_it_stays(tmp_path: Path) -> None:
    make(tmp_path)
    mine = tmp_path / "raw" / "2025-09" / "D09" / "mine.csv"
    mine.write_text("kept", encoding="utf-8")
    with pytest.raises(NotOursError, match=r"mine\.csv"):
        make(tmp_path)
    assert mine.read_text(encoding="utf-8") == "kept"
    mine.unlink()
    changed = next((tmp_path / "raw").rglob("*.csv"))
    changed.write_bytes(b"changed by hand")
    with pytest.raises(NotOursError, match=changed.name):
        make(tmp_path)
    assert changed.read_bytes() == b"changed by hand"


def test_a_county_that_was_killed_half_made_is_made_anew(tmp_path: Path) -> None:
    left = tmp_path / ".making-abc" / "raw"
    left.mkdir(parents=True)
    (left / "half.csv").write_text("half", encoding="utf-8")
    make(tmp_path)
    assert (tmp_path / "raw" / "2025-09").is_dir()
    assert not left.exists()


def test_too_few_people_and_a_missing_content_are_told_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(TooSmallError, match="--people"):
        make_county(tmp_path, people=10, seed=1, content=CONTENT)
    with pytest.raises(NoContentError, match="--content"):
        make_county(tmp_path, people=1000, seed=1, content=tmp_path)
