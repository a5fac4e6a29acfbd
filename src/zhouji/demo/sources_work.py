"""Rows of labour, tax and villages: insurance, wages, pensions, unemployment, tax, dividends."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from zhouji.base.month import Month
from zhouji.demo.county import NO_DAY, NO_MONTH, County, Delivery, day_number
from zhouji.demo.dice import Array
from zhouji.demo.rows import Coded, Rows, held, months_of, pids, stacked
from zhouji.demo.work import (
    EMPLOYED,
    EMPLOYERS,
    LAPSED,
    NOTHING,
    RETIRED,
    benefit_at,
    pension_at,
    wage_at,
)

EMPLOYER_NAMES = tuple(
    f"平湖虚构{kind}{number}厂" for number in range(EMPLOYERS // 4) for kind in "甲乙丙丁"
)
FILED_BY = 4  # the month in which last year's tax is known


def employee_insurance(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero((people["work"] != NOTHING) & county.present())
    state = people["work"][who] - 1
    last = np.where(
        state == LAPSED - 1, np.maximum(people["wage_to"][who], county.now - 60), county.now
    )
    return {
        "pid": who,
        "state": Coded(state, ("employed", "flexible", "lapsed", "retired")),
        "employer": Coded(people["employer"][who], EMPLOYER_NAMES),
        "base": np.maximum(people["wage"][who], 481_200),
        "months_paid": np.where(
            state == RETIRED - 1,
            np.maximum(people["months_paid"][who], 180),
            people["months_paid"][who],
        ),
        "last_month": np.where(state == RETIRED - 1, NO_MONTH, last).astype(np.int32),
    }


def _monthly(county: County, delivery: Delivery, amount_at: Callable[[County, int], Array]) -> Rows:
    parts: list[Rows] = []
    for month in months_of(delivery):
        amounts = amount_at(county, month)
        who = np.flatnonzero(amounts > 0)
        parts.append({"pid": who, "month": np.full(len(who), month, "i4"), "amount": amounts[who]})
    return stacked(parts)


def wages(county: County, delivery: Delivery) -> Rows:
    rows = _monthly(county, delivery, wage_at)
    employer = county.people["employer"][pids(rows)]
    return {
        "pid": pids(rows),
        "month": rows["month"],
        "wage": rows["amount"],
        "employer": Coded(employer, EMPLOYER_NAMES),
    }


def pension_payments(county: County, delivery: Delivery) -> Rows:
    """Payments, and one stopped line in the month after a death."""
    rows = _monthly(county, delivery, pension_at)
    state = np.zeros(len(pids(rows)), dtype=np.int8)
    people = county.people
    dead = np.flatnonzero((people["died"] > NO_DAY) & (people["pension"] > 0))
    after = (
        people["died"][dead].astype("datetime64[D]").astype("datetime64[M]").astype(int)
        + 1970 * 12
        + 1
    )
    now = (after >= delivery.first_number) & (after <= delivery.number)
    stopped: Rows = {
        "pid": dead[now],
        "month": after[now].astype(np.int32),
        "amount": people["pension"][dead[now]],
    }
    rows = stacked([rows, stopped])
    state = np.r_[state, np.ones(int(now.sum()), dtype=np.int8)]
    return {**rows, "state": Coded(state, ("ok", "stopped"))}


def unemployment_benefit(county: County, delivery: Delivery) -> Rows:
    rows = _monthly(county, delivery, benefit_at)
    people = county.people
    who = pids(rows)
    entitled = np.clip(people["benefit_to"][who] - people["benefit_from"][who] + 1, 1, 24)
    return {
        "pid": who,
        "month": rows["month"],
        "months_entitled": entitled,
        "amount": rows["amount"],
    }


def unemployment_register(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero((people["unemployed_on"] > NO_DAY) & county.present())
    return {
        "pid": who,
        "registered_on": people["unemployed_on"][who],
        "cause": Coded(who % 4, ("expired", "laid_off", "own", "other")),
        "cancelled_on": people["unemployed_until"][who],
    }


def employment_difficulty(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero(held(people["difficulty_from"]))
    disabled = people["disability"][who] > 0
    return {
        "pid": who,
        "kind": Coded(np.where(disabled, 2, who % 2), ("older", "aid", "disabled", "zero")),
        "since": _first_days(people["difficulty_from"][who]) + 9,
        "valid_until": people["difficulty_until"][who],
    }


def _first_days(months: Array) -> Array:
    days = (months - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")
    return np.asarray(days.astype(np.int64), dtype=np.int32)


def welfare_posts(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero(people["post_from"] > NO_DAY)
    return {
        "pid": who,
        "employer": Coded(who % 3, ("街道便民服务中心", "村委会", "环卫所")),
        "post": Coded(who % 4, ("保洁员", "协管员", "护林员", "公益助理")),
        "start": people["post_from"][who],
        "end": people["post_to"][who],
    }


def known_tax_year(month: Month) -> int:
    """The newest year whose tax returns are in."""
    return month.year - 1 if month.number >= FILED_BY else month.year - 2


def income_tax(county: County, delivery: Delivery) -> Rows:
    """Yearly returns: two years at first, one more each April."""
    newest = known_tax_year(delivery.period)
    news = delivery.period.number == FILED_BY
    years = [newest - 1, newest] if delivery.is_first else [newest] if news else []
    people = county.people
    parts: list[Rows] = []
    for year in years:
        parts.append(_returns(people["business"], year, newest, 1))
        taxed = np.where(
            (people["wage"] > 700_000) & (people["work"] == EMPLOYED), people["wage"] * 12, 0
        )
        parts.append(_returns(taxed, year, newest, 0))
    return stacked(parts or [_returns(np.zeros(0, dtype=np.int64), newest, newest, 0)])


def _returns(amounts: Array, year: int, newest: int, kind: int) -> Rows:
    who = np.flatnonzero(amounts > 0)
    income = amounts[who] if year == newest else amounts[who] * 19 // 20 // 100 * 100
    return {
        "pid": who,
        "year": np.full(len(who), year, dtype=np.int32),
        "kind": Coded(np.full(len(who), kind, dtype=np.int8), ("wage", "business", "service")),
        "income": income,
        "tax": income * 3 // 100 // 100 * 100,
    }


def village_dividends(county: County, delivery: Delivery) -> Rows:
    """Paid out once a year in January, every village on its own day."""
    people, homes = county.people, county.homes
    who = np.flatnonzero((people["dividend"] > 0) & county.present())
    village = homes["village"][people["home"][who]]
    parts: list[Rows] = []
    for month in months_of(delivery):
        paid = who if month % 12 == 0 else who[:0]
        day = day_number(Month(month // 12, month % 12 + 1).first) + 9 + village[: len(paid)] % 15
        parts.append(
            {
                "pid": paid,
                "village": Coded(
                    village[: len(paid)], tuple(v.zh for v in county.content.villages)
                ),
                "amount": people["dividend"][paid],
                "paid_on": day.astype(np.int32),
            }
        )
    return stacked(parts)
