"""The made-up population has the shape of the real one."""

from __future__ import annotations

import numpy as np
import pytest

from zhouji.base import ids
from zhouji.demo.classes import DIBAO, TEKUN
from zhouji.demo.county import County
from zhouji.demo.households import PARENT
from zhouji.demo.lines import Lines
from zhouji.demo.work import income_12m


def test_there_are_as_many_registered_people_as_asked_for(twenty_thousand: County) -> None:
    assert len(twenty_thousand.people) == pytest.approx(20_000, rel=0.005)
    assert len(twenty_thousand.people) / len(twenty_thousand.homes) == pytest.approx(2.96, abs=0.08)


def test_the_age_groups_are_those_of_the_census_with_more_old_people(
    twenty_thousand: County,
) -> None:
    ages = twenty_thousand.ages()
    assert (ages < 15).mean() == pytest.approx(0.1143, abs=0.01)
    assert 0.27 <= (ages >= 60).mean() <= 0.30
    assert 0.03 <= (ages >= 80).mean() <= 0.045


def test_men_are_fewer_than_women(twenty_thousand: County) -> None:
    male = twenty_thousand.people["male"]
    assert 0.90 <= male.sum() / (~male).sum() <= 0.98


def test_the_allowance_roll_is_as_long_and_its_households_as_small_as_in_life(
    twenty_thousand: County,
) -> None:
    county = twenty_thousand
    members = county.sum_by_home(county.counted().astype(np.int64))
    listed = county.homes["class"] == DIBAO
    assert members[listed].sum() / len(county.people) == pytest.approx(0.0070, abs=0.0005)
    assert 1.25 <= members[listed].mean() <= 1.32
    assert (county.homes["class"] == TEKUN).sum() >= 1


def test_one_person_in_a_hundred_pays_a_great_deal_for_medicine(twenty_thousand: County) -> None:
    paid = twenty_thousand.people["selfpay_this_year"] / 100
    assert 0.006 <= (paid > 15_000).mean() <= 0.010
    assert (paid == 0).mean() == pytest.approx(0.28, abs=0.02)


def test_disabled_people_are_as_many_and_as_old_as_counted(twenty_thousand: County) -> None:
    county = twenty_thousand
    disabled = county.people["disability"] > 0
    assert disabled.mean() == pytest.approx(0.028, abs=0.003)
    assert (county.ages()[disabled] >= 60).mean() == pytest.approx(0.6, abs=0.06)


def test_every_number_is_unassigned_valid_and_given_once(twenty_thousand: County) -> None:
    county = twenty_thousand
    numbers = [*county.people["number"].tolist(), *county.strangers["number"].tolist()]
    assert all(number.startswith("330498") and ids.is_valid(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)
    odd = np.asarray([int(number[16]) % 2 == 1 for number in county.people["number"]])
    assert (odd == county.people["male"]).all()


def test_nobody_is_older_than_the_own_parents(twenty_thousand: County) -> None:
    county = twenty_thousand
    people = county.people
    head = {int(people["home"][i]): i for i in np.flatnonzero(people["relation"] == 0)}
    for who in np.flatnonzero(people["relation"] == PARENT):
        assert people["birth"][who] < people["birth"][head[int(people["home"][who])]]


def test_nobody_is_poor_by_accident(twenty_thousand: County) -> None:
    county = twenty_thousand
    lines = Lines.on(county.content, county.month.last)
    counted = county.counted()
    income = county.sum_by_home(np.where(counted, income_12m(county), 0))
    members = county.sum_by_home(counted.astype(np.int64))
    plain = (county.homes["planted"] == "") & (members > 0)
    adults = county.sum_by_home((counted & (county.ages() >= 18)).astype(np.int64)) > 0
    poor = plain & adults & (income < lines.margin * 12 * members)
    assert poor.mean() < 0.002


def test_households_stand_just_above_each_line(twenty_thousand: County) -> None:
    county = twenty_thousand
    lines = Lines.on(county.content, county.month.last)
    income = county.sum_by_home(np.where(county.counted(), income_12m(county), 0))
    members = county.sum_by_home(county.counted().astype(np.int64))
    a_head = income / np.maximum(members, 1) / 12
    for tier, line in (("near_dibao", lines.dibao), ("near_margin", lines.margin)):
        near = a_head[county.homes["planted"] == tier]
        assert len(near) >= 1
        assert ((near > line) & (near <= line * 1.05)).all()
