"""Rows of civil affairs by household: rolls of the classes and what was paid on them."""

from __future__ import annotations

import numpy as np

from zhouji.demo.classes import DIBAO, EXPENDITURE, MARGIN, RIGID, SUPPORTED, TEKUN
from zhouji.demo.county import NO_DAY, NO_MONTH, County, Delivery
from zhouji.demo.dice import Array, dice
from zhouji.demo.rows import Coded, Rows, heads, held, months_of, stacked, texts
from zhouji.demo.work import income_12m

CAUSES = ("illness", "disability", "labour", "unemployed", "old", "other")


def _on(county: County, listed: int) -> Array:
    """Homes of a class whose head is here."""
    return np.flatnonzero(county.homes["class"] == listed)


def _head(county: County, homes: Array) -> Rows:
    return {"pid": heads(county)[homes], "family_no": texts("JZ", homes, 7)}


def _members(county: County) -> Array:
    return np.maximum(county.sum_by_home(county.counted().astype(np.int64)), 1)


def dibao_roll(county: County, delivery: Delivery) -> Rows:
    """Households that get the allowance, and those it ended for, under their old number."""
    homes = county.homes
    now = _on(county, DIBAO)
    past = np.flatnonzero(held(homes["ended_to"]))
    who = np.concatenate([now, past])
    start = np.r_[homes["class_from"][now], homes["ended_from"][past]]
    end = np.r_[np.full(len(now), NO_MONTH), homes["ended_to"][past]]
    return {
        **_head(county, who),
        "people": _members(county)[who],
        "kind": Coded(homes["rural"][who].astype(np.int8), ("urban", "rural")),
        "amount": np.r_[homes["amount"][now], homes["ended_amount"][past]],
        "start": start.astype(np.int32),
        "end": end.astype(np.int32),
        "cause": Coded(who % 6, CAUSES),
    }


def dibao_payments(county: County, delivery: Delivery) -> Rows:
    homes = county.homes
    parts: list[Rows] = []
    for month in months_of(delivery):
        now = (homes["class"] == DIBAO) & (homes["class_from"] <= month)
        past = (
            held(homes["ended_to"]) & (homes["ended_from"] <= month) & (homes["ended_to"] >= month)
        )
        who = np.flatnonzero(now | past)
        due = np.where(now, homes["amount"], homes["ended_amount"])[who]
        failed = dice(county.seed, "failed", month).random(len(homes))[who] < 0.007
        parts.append(
            {
                **_head(county, who),
                "month": np.full(len(who), month, dtype=np.int32),
                "due": due,
                "paid": np.where(failed, 0, due),
                "state": Coded(failed.astype(np.int8), ("ok", "failed")),
            }
        )
    return stacked(parts)


def tekun_roll(county: County, delivery: Delivery) -> Rows:
    homes = _on(county, TEKUN)
    who = heads(county)[homes]
    care = county.people["care"][who]
    return {
        "pid": who,
        "form": Coded((homes % 4 > 0).astype(np.int8), ("institution", "scattered")),
        "selfcare": Coded(np.asarray((0, 0, 1, 2, 2))[care + 1], ("full", "partial", "total_loss")),
        "amount": county.homes["amount"][homes],
        "since": county.homes["class_since"][homes],
    }


def margin_roll(county: County, delivery: Delivery) -> Rows:
    homes = _on(county, MARGIN)
    members = _members(county)[homes]
    income = county.sum_by_home(income_12m(county))[homes]
    return {
        **_head(county, homes),
        "people": members,
        "income_pc": income // members // 12 // 100 * 100,
        "since": county.homes["class_since"][homes],
        "valid_until": county.homes["class_until"][homes],
    }


def rigid_roll(county: County, delivery: Delivery) -> Rows:
    homes, people = _on(county, RIGID), county.people
    spent = county.sum_by_home(people["selfpay_this_year"] + people["fee"])[homes]
    return {
        **_head(county, homes),
        "spending": spent // 100 * 100,
        "income": county.sum_by_home(income_12m(county))[homes] // 100 * 100,
        "since": county.homes["class_since"][homes],
        "valid_until": county.homes["class_until"][homes],
    }


def supported_roll(county: County, delivery: Delivery) -> Rows:
    homes = _on(county, SUPPORTED)
    open_end = homes % 3 == 0
    return {
        **_head(county, homes),
        "income_year": county.sum_by_home(income_12m(county))[homes] // 100 * 100,
        "since": county.homes["class_since"][homes],
        "valid_until": np.where(open_end, NO_DAY, county.homes["class_until"][homes]),
    }


def expenditure_roll(county: County, delivery: Delivery) -> Rows:
    homes = _on(county, EXPENDITURE)
    return {
        **_head(county, homes),
        "kind": Coded(homes % 5 // 2 % 3, ("medical", "education", "other")),
        "amount": county.homes["amount"][homes],
        "start": county.homes["class_from"][homes],
        "end": county.homes["class_to"][homes],
    }
