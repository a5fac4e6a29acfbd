"""Low-income classes: who is on a roll, who should be and is not, who just misses a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from zhouji.demo.county import NO_DAY, NO_MONTH, County
from zhouji.demo.dice import Array, choose
from zhouji.demo.hardship import (
    check_balances,
    lift_the_poor,
    make_modest,
    set_income,
    set_spending,
)
from zhouji.demo.lines import Lines

CLASSES = ("none", "tekun", "dibao", "margin", "rigid", "expenditure", "supported")
NONE, TEKUN, DIBAO, MARGIN, RIGID, EXPENDITURE, SUPPORTED = range(7)


@dataclass(frozen=True)
class Tier:
    """A sort of poor household: its share, its income and spending, and whether a roll has it."""

    name: str
    share: str  # key of the figures' `classes`
    income: Callable[[Lines], tuple[float, float]]  # least and most per person and month
    rigid: Callable[[Lines], tuple[float, float]] | None = None  # spending as a share of income
    after: Callable[[Lines], tuple[float, float]] | None = None  # income left after spending
    listed: int = NONE


def _between(low: float, high: float, line: str) -> Callable[[Lines], tuple[float, float]]:
    return lambda lines: (getattr(lines, line) * low, getattr(lines, line) * high)


def _share(low: float, high: float) -> Callable[[Lines], tuple[float, float]]:
    return lambda lines: (lines.rigid_share * low, min(0.97, lines.rigid_share * high))


def _supported(low: float, high: float) -> Callable[[Lines], tuple[float, float]]:
    return lambda lines: (lines.margin * low, lines.margin * high)


_ABOVE_DIBAO = lambda lines: (lines.dibao * 1.06, lines.margin * 0.98)  # noqa: E731
TIERS = (
    Tier("tekun", "tekun", _between(0.05, 0.6, "dibao"), listed=TEKUN),
    Tier("dibao", "", _between(0.05, 0.65, "dibao"), listed=DIBAO),
    Tier("margin", "margin_homes", _ABOVE_DIBAO, listed=MARGIN),
    Tier("rigid", "rigid_homes", _between(1.5, 1.68, "margin"), _share(1.01, 1.08), listed=RIGID),
    Tier(
        "expenditure",
        "expenditure_homes",
        _between(1.1, 1.5, "dibao"),
        after=_between(0.2, 0.8, "dibao"),
        listed=EXPENDITURE,
    ),
    Tier("supported", "supported_homes", _supported(1.02, 1.06), listed=SUPPORTED),
    Tier("unmet_dibao", "unmet_dibao", _between(0.1, 0.9, "dibao")),
    Tier("unmet_margin", "unmet_margin", _ABOVE_DIBAO),
    Tier(
        "unmet_expenditure",
        "unmet_expenditure",
        _between(1.1, 1.5, "dibao"),
        after=_between(0.2, 0.8, "dibao"),
    ),
    Tier("unmet_rigid", "unmet_rigid", _between(1.5, 1.68, "margin"), _share(1.01, 1.08)),
    Tier("unmet_supported", "unmet_rigid", _supported(1.02, 1.06)),
    Tier("near_dibao", "near", _between(1.008, 1.045, "dibao")),
    Tier("near_margin", "near", _between(1.008, 1.045, "margin")),
    Tier("near_rigid", "near", _between(1.5, 1.68, "margin"), _share(0.955, 0.99)),
    Tier(
        "near_expenditure",
        "near",
        _between(1.2, 1.6, "dibao"),
        after=_between(1.008, 1.045, "dibao"),
    ),
)


def make_classes(county: County) -> None:
    """Lift everybody above the lines, then make some households poor and put them on rolls."""
    rng = county.dice("classes")
    lines = Lines.on(county.content, county.month.last)
    homes = county.homes
    for name in ("class_from", "class_to"):
        homes.fill(name, NO_MONTH)
    for name in ("class_since", "class_until"):
        homes.fill(name, NO_DAY)
    homes.fill("class", NONE, "i1")
    homes.fill("amount", 0, "i8")
    homes["planted"] = np.full(len(homes), "", dtype="U24")
    lift_the_poor(county, rng, lines)
    for tier in TIERS:
        _plant(county, rng, lines, tier)


def least_count(county: County) -> int:
    """How many of each rare sort there must be: enough to be seen, more in a large county."""
    return max(1, round(len(county.people) / 20_000))


def plain_homes(county: County) -> Array:
    """Homes nothing was planted in, whose members are all present and free; True by home."""
    counted = county.sum_by_home(county.counted().astype(np.int64))
    adults = county.sum_by_home((county.ages() >= 18).astype(np.int64))
    sizes = np.bincount(county.people["home"], minlength=len(county.homes))
    untouched = county.homes["planted"] == ""
    return np.asarray((counted == sizes) & untouched & (adults > 0))


def _plant(county: County, rng: np.random.Generator, lines: Lines, tier: Tier) -> None:
    homes = county.homes
    chosen = _choose_homes(county, rng, tier)
    homes["planted"][chosen] = tier.name
    make_modest(county, rng, chosen, roomy=tier.listed in (SUPPORTED, RIGID))
    low, high = tier.income(lines)
    set_income(county, chosen, low + rng.random(len(chosen)) * (high - low))
    if tier.rigid:
        low, high = tier.rigid(lines)
        set_spending(county, chosen, share=low + rng.random(len(chosen)) * (high - low))
    if tier.after:
        low, high = tier.after(lines)
        set_spending(county, chosen, left=low + rng.random(len(chosen)) * (high - low))
    if tier.listed:
        enrol(county, rng, chosen, tier.listed)
    applied = chosen if tier.listed else chosen[rng.random(len(chosen)) < 0.4]
    check_balances(county, rng, applied, lines)


def _choose_homes(county: County, rng: np.random.Generator, tier: Tier) -> Array:
    plain, ages = plain_homes(county), county.ages()
    sizes = np.bincount(county.people["home"], minlength=len(county.homes))
    shares = county.content.figures["classes"]
    if tier.name == "dibao":
        return _dibao_homes(county, rng, plain, sizes)
    count = max(least_count(county), round(shares[tier.share] * len(county.people)))
    if tier.name == "tekun":
        old = county.sum_by_home((ages >= 62).astype(np.int64))
        return choose(rng, np.flatnonzero(plain & (sizes == 1) & (old == 1)), count)
    if tier.listed == SUPPORTED or tier.name == "unmet_supported":
        return choose(rng, np.flatnonzero(plain & (sizes <= 3)), count)
    pupils = county.sum_by_home((county.people["stage"] > 0).astype(np.int64))
    with_child = np.flatnonzero(plain & (pupils > 0) & (sizes <= 5))
    without = np.flatnonzero(plain & (pupils == 0) & (sizes <= 4))
    first = choose(rng, with_child, round(count * 0.45))
    return np.concatenate([first, choose(rng, without, count - len(first))])


def _dibao_homes(county: County, rng: np.random.Generator, plain: Array, sizes: Array) -> Array:
    """As many homes of each size as the mean of 1.29 persons asks; the old and sick first."""
    shares = county.content.figures["classes"]
    persons = round(shares["dibao_persons"] * len(county.people))
    by_size = {int(size): share for size, share in shares["dibao_sizes"].items()}
    mean = sum(size * share for size, share in by_size.items())
    ages = county.ages()
    needy = (county.people["disability"] > 0) | (county.people["ill"] == 1) | (ages >= 55)
    weight = county.sum_by_home(needy.astype(np.int64)) > 0
    chosen = []
    for size, share in by_size.items():
        count = max(1, round(persons / mean * share))
        fit = plain & (sizes == size)
        first = choose(rng, np.flatnonzero(fit & weight), round(count * 0.7))
        chosen += [first, choose(rng, np.setdiff1d(np.flatnonzero(fit), first), count - len(first))]
    return np.concatenate(chosen)


def enrol(county: County, rng: np.random.Generator, chosen: Array, listed: int) -> None:
    """Put households on the roll of a class since some month of the last years."""
    homes, size = county.homes, len(chosen)
    homes["class"][chosen] = listed
    since = county.now - rng.integers(0, 60, size)
    since[rng.random(size) < 0.03] = county.now
    yearly = listed in (MARGIN, RIGID, SUPPORTED)
    if yearly:
        since = county.now - rng.integers(0, 11, size)
    homes["class_from"][chosen] = since
    starts = (since - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    homes["class_since"][chosen] = starts + rng.integers(0, 27, size)
    homes["class_until"][chosen] = homes["class_since"][chosen] + 365 if yearly else NO_DAY
    if listed == EXPENDITURE:
        homes["class_from"][chosen] = county.now - rng.integers(0, 9, size)
        homes["class_to"][chosen] = homes["class_from"][chosen] + 11
    renew_amounts(county, chosen)


def renew_amounts(county: County, chosen: Array) -> None:
    """Pay what is lacking to the standard for every member, to whole yuan."""
    from zhouji.demo.work import income_12m

    lines = Lines.on(county.content, county.month.last)
    homes, people = county.homes, county.people
    counted = county.counted()
    income = county.sum_by_home(np.where(counted, income_12m(county), 0))
    members = county.sum_by_home(counted.astype(np.int64))
    spent = county.sum_by_home(np.where(counted, people["selfpay_this_year"] + people["fee"], 0))
    kind = homes["class"]
    left = np.where(kind == EXPENDITURE, np.maximum(income - spent, 0), income)
    lacking = np.maximum(0, lines.dibao * members - left / 12)
    amount = np.where(kind == TEKUN, lines.tekun, np.maximum(np.floor(lacking / 100) * 100, 3000))
    paid = np.isin(kind, (TEKUN, DIBAO, EXPENDITURE))
    homes["amount"][chosen] = np.where(paid, amount, 0).astype(np.int64)[chosen]
