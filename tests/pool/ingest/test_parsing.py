"""Files as departments write them: every row is accepted or refused, with its place and reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pool.ingest.files import WAGES, csv_text, number, wage, workbook
from zhouji.pool.ingest.errors import WholeFileRefused
from zhouji.pool.ingest.parsing import Parsed

Read = Callable[..., Parsed]


def accepted(parsed: Parsed) -> list[dict[str, Any]]:
    return [row for table in parsed.accepted for row in table.to_pylist()]


def refused(parsed: Parsed) -> list[dict[str, Any]]:
    return [row for table in parsed.refused for row in table.to_pylist()]


def reasons(parsed: Parsed) -> list[tuple[int, str, str]]:
    return [(row["row"], row["column"], row["reason"]) for row in refused(parsed)]


def counts(parsed: Parsed) -> tuple[int, int, int]:
    return parsed.rows_in, len(accepted(parsed)), parsed.refused_rows


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_usual_encoding_gives_the_same_rows(read: Read, encoding: str) -> None:
    text = csv_text([wage(n) for n in range(30)])
    assert accepted(read(text.encode(encoding))) == accepted(read(text))


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_do_not_matter(read: Read, delimiter: str, line_end: str) -> None:
    text = csv_text([wage(n) for n in range(5)], delimiter=delimiter)
    assert counts(read(text.replace("\n", line_end))) == (5, 5, 0)


def test_types_and_the_place_of_a_row_are_kept(read: Read) -> None:
    row = accepted(read("平湖市工资清单\n\n" + csv_text([wage(1)])))[0]
    assert row["month"] == date(2025, 9, 1)
    assert row["wage"] == 300150
    assert row["row"] == 4
    assert row["sheet"] is None
    assert row["pair"] is not None


def test_titles_totals_blank_rows_and_a_second_header_are_no_records(read: Read) -> None:
    rows = [wage(1), ["", "", "", "", ""], WAGES, wage(2), ["合 计", "", "", "6,003.00", ""]]
    parsed = read("平湖市人社局\n制表日期：2025-10-01\n" + csv_text(rows))
    assert counts(parsed) == (4, 2, 2)
    assert reasons(parsed) == [(6, "", "repeated_header"), (8, "", "totals_row")]


def test_all_faults_of_a_row_are_told_and_the_row_counts_once(read: Read) -> None:
    parsed = read(csv_text([wage(1, month="九月", amount="三千"), wage(2, amount="")]))
    assert counts(parsed) == (2, 0, 2)
    assert reasons(parsed) == [
        (2, "工资月份", "bad_month"),
        (2, "缴费工资(元)", "bad_number"),
        (3, "缴费工资(元)", "missing"),
    ]
    first = refused(parsed)[0]
    assert first["value"] == "九月"
    assert "2025-09" in first["mend_zh"]
    assert "2025-09" in first["mend_en"]
    assert number(1) in first["raw"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("3.30498E+17", "3.30498E+17"),
        ("330498199001010000", "330498199001010000"),
        (number(7).lower(), number(7)),
        (" " + number(7)[:6] + " " + number(7)[6:], number(7)),
        ("'" + number(7), number(7)),
        (f'="{number(7)}"', number(7)),
        (number(7)[:6] + number(7)[8:17], number(7)),
    ],
)
def test_a_damaged_id_passes_on_to_link(read: Read, given: str, kept: str) -> None:
    quoted = '"' + given.replace('"', '""') + '"'
    row = accepted(read(csv_text([wage(7, id=quoted)])))[0]
    assert row["id_number"] == kept


def test_a_row_with_a_name_only_passes_and_one_without_either_is_refused(read: Read) -> None:
    parsed = read(csv_text([wage(1, id=""), wage(2, name=""), wage(3, id="", name=" ")]))
    assert counts(parsed) == (3, 2, 1)
    assert reasons(parsed) == [(4, "", "no_subject")]


def test_names_lose_blanks_and_full_width_forms(read: Read) -> None:
    assert accepted(read(csv_text([wage(1, name="王 　英Ａ")])))[0]["name"] == "王英A"


def test_rows_with_too_many_cells_are_refused_and_short_rows_are_filled(read: Read) -> None:
    parsed = read(csv_text([[*wage(1), "多余"], [*wage(2), "", ""], wage(3)[:4]]))
    assert counts(parsed) == (3, 2, 1)
    assert reasons(parsed) == [(2, "", "too_many_cells")]


def test_an_open_quotation_mark_costs_only_its_own_row(read: Read) -> None:
    parsed = read(csv_text([wage(1, employer='"平湖'), wage(2), wage(3, employer='"甲,乙"')]))
    assert counts(parsed) == (3, 2, 1)
    assert reasons(parsed) == [(2, "", "broken_quotes")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_damaged_byte_costs_only_its_own_row(read: Read, encoding: str) -> None:
    content = csv_text([wage(n) for n in range(20)]).encode(encoding)
    employer = "平湖某公司".encode(encoding)
    at = content.index(employer, len(content) // 2)
    parsed = read(content[:at] + b"\xff" + content[at + 1 :])
    assert counts(parsed) == (20, 19, 1)
    assert [(column, reason) for _, column, reason in reasons(parsed)] == [
        ("单位名称", "damaged_characters")
    ]


def test_a_quoted_cell_may_hold_delimiters_and_line_ends(read: Read) -> None:
    parsed = read(csv_text([wage(1, employer='"甲,\n乙"'), wage(2)]))
    assert [(row["row"], row["employer"]) for row in accepted(parsed)] == [
        (2, "甲,\n乙"),
        (3, "平湖某公司"),
    ]


def test_codes_and_limits_of_the_catalogue_hold(read: Read) -> None:
    header = "残疾证号,身份证号,姓名,残疾类别,残疾等级,有效期至\n"
    rows = f"1,{number(1)},王英,视力,1,长期\n2,{number(2)},王英,心灵,5,2025-99-01\n"
    parsed = read(header + rows, department="D09")
    assert counts(parsed) == (2, 1, 1)
    assert accepted(parsed)[0]["type"] == "vision"
    assert [reason for _, _, reason in reasons(parsed)] == [
        "unknown_code",
        "out_of_range",
        "bad_date",
    ]


def test_a_spreadsheet_with_titles_merged_cells_and_several_sheets_is_read(
    read: Read, tmp_path: Path
) -> None:
    rows: list[list[Any]] = [
        ["平湖市工资清单", "", "", "", ""],
        WAGES,
        [number(1), "王英", datetime(2025, 9, 1), 3000.5, "某公司"],  # noqa: DTZ001
        [330498900101123, "王英", "2025年9月", "3,000元", None],
        [3.30498199001011e17, "李四", 202509, 4000, ""],
        ["合计", "", "", 10000.5, ""],
    ]
    sheets = {"一月": rows, "说明": [], "二月": [WAGES, wage(2)]}
    content = workbook(tmp_path / "w.xlsx", sheets).read_bytes()
    parsed = read(content, ".xlsx")
    assert counts(parsed) == (5, 4, 1)
    assert parsed.sheets == ["一月", "二月"]
    found = accepted(parsed)
    assert [row["wage"] for row in found] == [300050, 300000, 400000, 300250]
    assert {row["month"] for row in found} == {date(2025, 9, 1)}
    assert found[1]["id_number"].startswith("33049819900101123")
    assert found[2]["id_number"] == "3.30498199001011E+17"
    assert [(row["sheet"], row["row"]) for row in found] == [
        ("一月", 3),
        ("一月", 4),
        ("一月", 5),
        ("二月", 2),
    ]


def test_a_header_of_two_rows_is_put_together(read: Read) -> None:
    text = "身份证号,姓名,工资,,单位名称\n,,工资月份,缴费工资,\n" + ",".join(wage(1)) + "\n"
    assert accepted(read(text))[0]["row"] == 3


@pytest.mark.parametrize(
    ("content", "suffix", "code"),
    [
        (b"", ".csv", "empty"),
        (b"\n\n  \n", ".csv", "empty"),
        (b"\xff\xfe\x00", ".csv", "unreadable_text"),
        (b"\x81", ".csv", "unreadable_text"),
        ("甲,乙\n1,2\n".encode(), ".csv", "no_header"),
        (csv_text([wage(1)], [*WAGES[:4], "手机号"]).encode(), ".csv", "unknown_headers"),
        (csv_text([wage(1)], [*WAGES[:4], WAGES[0]]).encode(), ".csv", "unknown_headers"),
        (("x" * 200_000).encode(), ".csv", "cell_too_long"),
        (b"PK\x03\x04 no zip", ".xlsx", "unreadable_sheet"),
        (b"hello", ".xls", "unreadable_sheet"),
    ],
)
def test_a_whole_file_is_refused_with_its_reason(
    read: Read, content: bytes, suffix: str, code: str
) -> None:
    with pytest.raises(WholeFileRefused) as caught:
        read(content, suffix)
    assert caught.value.reason.code == code


def test_a_refused_header_names_the_nearest_dataset_and_what_is_wrong(read: Read) -> None:
    with pytest.raises(WholeFileRefused) as caught:
        read(csv_text([wage(1)], [*WAGES[:3], "实发", "单位名称"]))
    assert "缺少：缴费工资" in caught.value.reason.zh
    assert "未知：实发" in caught.value.reason.zh
    assert "missing: 缴费工资; unknown: 实发" in caught.value.reason.en


def test_sheets_of_two_datasets_in_one_file_are_refused(read: Read, tmp_path: Path) -> None:
    pension = [["身份证号", "姓名", "发放月份", "养老金"], [number(1), "王英", "2025-09", 1]]
    path = workbook(tmp_path / "w.xlsx", {"a": [WAGES, wage(1)], "b": pension})
    with pytest.raises(WholeFileRefused, match="another dataset"):
        read(path.read_bytes(), ".xlsx")


MANY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NASTY = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            "合计",
            "2025-09",
            "九月",
            "1,000",
            "３０００",
            "-1",
            '"',
            '""',
            "a\nb",
            "NULL",
            "=1+1",
        ]
    ),
)


@MANY
@given(st.lists(st.lists(NASTY, min_size=5, max_size=5), max_size=8))
def test_accepted_and_refused_are_always_all_rows(read: Read, rows: list[list[str]]) -> None:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerows([WAGES, *rows])
    text = written.getvalue().encode("utf-8", "surrogatepass")
    try:
        parsed = read(text)
    except WholeFileRefused:
        return
    entries = refused(parsed)
    assert parsed.rows_in == len(accepted(parsed)) + len({row["row"] for row in entries})
    assert parsed.refused_rows == len({row["row"] for row in entries})
    assert all(row["reason_zh"] and row["mend_en"] and row["raw"] for row in entries)


@MANY
@given(st.binary(max_size=300), st.sampled_from(["", ",".join(WAGES) + "\n"]))
def test_no_bytes_break_the_reading_of_text(read: Read, content: bytes, header: str) -> None:
    try:
        parsed = read(header.encode() + content)
    except WholeFileRefused:
        return
    assert parsed.rows_in == len(accepted(parsed)) + parsed.refused_rows
