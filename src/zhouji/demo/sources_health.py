"""Rows of health and medical insurance: certificates, illness, care, settlements, medical aid."""

from __future__ import annotations

import numpy as np

from zhouji.demo.classes import DIBAO, MARGIN, TEKUN
from zhouji.demo.county import County, Delivery
from zhouji.demo.dice import Array, pick
from zhouji.demo.health import CARE, NOT_ASSESSED, TYPES, yearly_selfpay
from zhouji.demo.rows import Coded, Rows, figures, held, pids, stacked, texts
from zhouji.demo.work import LAPSED, NOTHING

SEASON = np.asarray([1.1, 1.1, 1.1] + [1.0] * 9)


def disability_certs(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero((people["disability"] > 0) & county.present())
    return {
        "pid": who,
        "certificate": texts("CJ33049800", who, 8),
        "type": Coded(people["disability"][who] - 1, TYPES[1:]),
        "grade": people["disability_grade"][who],
        "issued_on": people["certified_on"][who],
        "valid_until": people["certified_until"][who],
    }


def special_disease(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero((people["ill"] > 0) & county.present())
    major = people["ill"][who] == 1
    diseases = ("恶性肿瘤", "尿毒症", "高血压", "糖尿病", "慢性肝病")
    return {
        "pid": who,
        "disease": Coded(np.where(major, who % 2, 2 + who % 3), diseases),
        "kind": Coded((~major).astype(np.int8), ("major", "chronic")),
        "since": people["ill_since"][who],
        "valid_until": people["ill_until"][who],
    }


def dependency_assessment(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero((people["care"] != NOT_ASSESSED) & county.present())
    return {
        "pid": who,
        "grade": Coded(people["care"][who], CARE),
        "assessed_on": people["assessed_on"][who],
        "agency": Coded(who % 3, ("平湖市评估一中心", "平湖市评估二中心", "嘉兴市评估中心")),
    }


def insurance_enrolment(county: County, delivery: Delivery) -> Rows:
    people = county.people
    insured = county.present() & ((people["birth"] * 7 + people["home"]) % 50 != 0)
    who = np.flatnonzero(insured)
    by_work = ~np.isin(people["work"][who], (NOTHING, LAPSED))
    return {
        "pid": who,
        "kind": Coded(by_work.astype(np.int8), ("resident", "employee")),
        "year": np.full(len(who), delivery.period.year),
        "aided": Coded(held(people["premium_from"][who]).astype(np.int8), ("no", "yes")),
    }


def premium_paid(county: County, delivery: Delivery) -> Rows:
    people = county.people
    who = np.flatnonzero(held(people["premium_from"]))
    kind = county.homes["class"][people["home"][who]]
    order = np.asarray((3, 0, 1, 2, 4, 4, 4))[kind]
    return {
        "pid": who,
        "class": Coded(order, ("tk", "db", "dbian", "disabled", "other")),
        "amount": np.full(len(who), 68_000),
        "year": np.full(len(who), delivery.period.year),
    }


def settlements(county: County, delivery: Delivery) -> Rows:
    """Two years at first, from each year's sum; later one month, from a part of the people."""
    if delivery.is_first:
        parts = [
            _year_of_visits(county, f"selfpay_{year}", county.now - back)
            for year, back in (("last_year", 23), ("this_year", 11))
        ]
        rows = stacked(parts)
        order = np.argsort(figures(rows, "month"), kind="stable")
        return _bill(county, {name: values[order] for name, values in rows.items()})
    return _bill(county, _month_of_visits(county, delivery.number))


def _year_of_visits(county: County, column: str, first: int) -> Rows:
    rng = county.dice("settlements", first)
    people, shape = county.people, county.content.figures["medical"]
    yearly = people[column]
    visits = 1 + rng.poisson(shape["visits"] - 1, len(people))
    who = np.repeat(np.arange(len(people)), np.where(yearly > 0, visits, 0))
    months = first + np.arange(12)
    weights = SEASON[months % 12]
    month = months[pick(rng, weights, len(who))]
    part = rng.exponential(1.0, len(who)) + 0.05
    whole = np.bincount(who, weights=part, minlength=len(people))
    amount = np.floor(yearly[who] * (part / whole[who])).astype(np.int64)
    starts = np.flatnonzero(np.r_[True, who[1:] != who[:-1]]) if len(who) else np.zeros(0, int)
    given = np.bincount(who, weights=amount, minlength=len(people)).astype(np.int64)
    amount[starts] += (yearly - given)[who[starts]]
    alive = (people["died"][who] < 0) | (people["died"][who] >= _days(month))
    kept = alive & (_days(month + 1) > people["birth"][who])
    return {"pid": who[kept], "month": month[kept].astype(np.int32), "selfpay": amount[kept]}


def _days(months: Array) -> Array:
    return (months - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def _month_of_visits(county: County, month: int) -> Rows:
    rng = county.dice("settlements", month)
    shape = county.content.figures["medical"]
    visits = rng.random(len(county.people)) < shape["visits"] / 12
    yearly = yearly_selfpay(county, rng, county.ages())
    who = np.flatnonzero(visits & county.present() & (yearly > 0))
    amount = np.maximum(yearly[who] // int(shape["visits"]), 1)
    return {"pid": who, "month": np.full(len(who), month, dtype=np.int32), "selfpay": amount}


def _bill(county: County, rows: Rows) -> Rows:
    """The whole bill around a self-pay; a few bills are taken back and made out again."""
    rng = county.dice("bills", figures(rows, "month").max() if len(rows["pid"]) else 0)
    reversed_ = np.flatnonzero(rng.random(len(rows["pid"])) < 0.004)
    again = np.concatenate([np.arange(len(rows["pid"])), reversed_, reversed_])
    sign = np.ones(len(again), dtype=np.int64)
    sign[len(rows["pid"]) : len(rows["pid"]) + len(reversed_)] = -1
    corrected = np.zeros(len(again), dtype=np.int64)  # made out again with a yuan more pooled
    corrected[len(rows["pid"]) + len(reversed_) :] = 100
    order = np.argsort(again, kind="stable")
    again, sign, corrected = again[order], sign[order], corrected[order]
    base = figures(rows, "selfpay")
    outside = np.floor(base * rng.uniform(0.05, 0.5, len(base))).astype(np.int64)
    pooled = np.floor(base * rng.uniform(1.0, 4.0, len(base))).astype(np.int64)
    major = np.where(base > 1_000_000, base // 2, 0)
    kind = county.homes["class"][county.people["home"][pids(rows)]]
    forgotten = pids(rows) % 37 == 5  # nobody told the hospital of their class
    aided = np.isin(kind, (TEKUN, DIBAO, MARGIN)) & ~forgotten & (rng.random(len(base)) < 0.95)
    aid = np.where(aided, base // 2, 0)
    total = base + outside + pooled + major + aid
    columns = {"total": total, "pooled": pooled, "major": major, "aid": aid, "selfpay": base}
    result: Rows = {"pid": pids(rows)[again], "month": figures(rows, "month")[again]}
    result |= {name: values[again] * sign for name, values in columns.items()}
    result["outside"] = outside[again] * sign
    for name in ("total", "pooled"):
        result[name] = figures(result, name) + corrected
    result["kind"] = Coded((base > 300_000).astype(np.int8)[again], ("outpatient", "inpatient"))
    return result


def medical_aid(county: County, delivery: Delivery) -> Rows:
    """What the aid paid of the bills of this delivery, netted of bills taken back."""
    bills = county.bills
    paid = figures(bills, "aid")
    rows = np.flatnonzero((paid > 0) & (np.r_[paid[1:], 0] >= 0))
    who = pids(bills)[rows]
    kind = county.homes["class"][county.people["home"][who]]
    order = np.asarray((3, 0, 1, 2, 3, 3, 3))[kind]
    return {
        "pid": who,
        "month": figures(bills, "month")[rows],
        "class": Coded(order, ("tk", "db", "dbian", "other")),
        "amount": paid[rows],
        "way": Coded((who % 9 == 0).astype(np.int8), ("onestop", "manual")),
    }
