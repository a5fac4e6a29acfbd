"""A file is recognised by department and headers, or refused with the headers at fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhouji.pool.catalogue import Catalogue, load_catalogue

PINGHU = Path(__file__).parents[3] / "counties" / "pinghu"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(PINGHU)


@pytest.mark.parametrize(
    "headers",
    [
        ["公民身份号码", "姓 名", "工资月份", "缴费工资（元）", "单位名称"],
        ["身份证号", "姓名", "工资月份", "缴费工资"],
        ["序号", "身份证号", "姓名", "工资月份", "缴费工资", "", " "],
        ["缴费工资(万元)", "工资月份", "名字", "身份证"],
    ],
)
def test_aliases_blanks_units_and_order_do_not_matter(
    catalogue: Catalogue, headers: list[str]
) -> None:
    found = catalogue.recognise("D02", headers)
    assert found is not None
    assert found.name == "wages"


def test_an_amount_in_ten_thousands_keeps_its_factor(catalogue: Catalogue) -> None:
    found = catalogue.match("D02", ["身份证号", "姓名", "工资月份", "缴费工资(万元)"])
    assert [column.factor for column in found.columns] == [1, 1, 1, 10_000]


def test_an_unknown_unit_of_money_is_an_unknown_header(catalogue: Catalogue) -> None:
    found = catalogue.match("D02", ["身份证号", "姓名", "工资月份", "缴费工资(美元)"])
    assert found.dataset is None
    assert found.unknown == ["缴费工资(美元)"]


def test_the_nearest_dataset_and_the_headers_at_fault_are_named(catalogue: Catalogue) -> None:
    found = catalogue.match("D02", ["身份证号", "姓名", "工资月份", "手机号"])
    assert found.dataset is None
    assert found.nearest is not None
    assert found.nearest.name == "wages"
    assert (found.missing, found.unknown) == (["缴费工资"], ["手机号"])


def test_a_header_given_twice_is_refused(catalogue: Catalogue) -> None:
    found = catalogue.match("D02", ["身份证号", "身份证", "姓名", "工资月份", "缴费工资"])
    assert found.dataset is None
    assert found.twice == ["身份证号"]


def test_headers_that_fit_several_datasets_are_refused(catalogue: Catalogue) -> None:
    found = catalogue.match("D01", ["身份证号", "姓名", "月补贴"])
    assert found.dataset is None
    assert len(found.ambiguous) > 1


def test_the_headers_of_another_department_are_not_recognised(catalogue: Catalogue) -> None:
    assert catalogue.recognise("D08", ["身份证号", "姓名", "工资月份", "缴费工资"]) is None
    assert catalogue.recognise("E12", ["身份证号", "姓名"]) is None
