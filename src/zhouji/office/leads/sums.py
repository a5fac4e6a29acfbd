"""A lead's own line from its reasons: state, money, months, place in the list, one sentence why.

None is what nobody can tell yet. It is no zero: a sum with an unknown amount in it is the least
that it can be, and an unknown amount weighs more than any known one.
"""

from __future__ import annotations

from collections.abc import Iterable

from zhouji.office.leads.models import Lead, LeadReason, Standing, State

TIMES_A_YEAR = {"yuan/month": 12, "yuan/year": 1, "yuan/once": 1}
FITS_FIRST = 10**15
UNKNOWN_FIRST = 10**12  # fen: more than the sums of any household, less than FITS_FIRST
WHY_LENGTH = 400


def first_year_fen(reason: LeadReason) -> int | None:
    """Money of one year; goods and reductions without a price count nothing."""
    times = TIMES_A_YEAR.get(reason.amount_unit)
    if times is None:
        return 0
    return None if reason.amount_fen is None else reason.amount_fen * times


def arrears_fen(reason: LeadReason) -> int | None:
    """What was missed, by today's monthly amount."""
    if reason.amount_unit != "yuan/month":
        return 0
    if reason.amount_fen is None or reason.months_missed is None:
        return None
    return reason.amount_fen * reason.months_missed


def sum_up(lead: Lead, reasons: list[LeadReason]) -> None:
    """Write the line; `reasons` are all of the lead's, those that no longer hold too."""
    standing = [r for r in reasons if r.standing == Standing.TRUE]
    open_ones = [r for r in reasons if r.standing != Standing.FALSE]
    lead.standing = Standing.TRUE if standing else Standing.UNKNOWN if open_ones else Standing.FALSE
    shown = standing or open_ones or reasons
    best = max(shown, key=_weight)
    lead.state = best.state
    lead.n_reasons = len(shown)
    lead.amount_fen, lead.amount_is_least = _year_of(shown)
    lead.months_missed = max(_known(r.months_missed for r in shown), default=None)
    lead.rank = _rank(lead.state, shown)
    lead.why_zh = _cut(best.why_zh, f"；另有 {len(shown) - 1} 项" if len(shown) > 1 else "")
    lead.why_en = _cut(best.why_en, f"; {len(shown) - 1} more" if len(shown) > 1 else "")


def _year_of(reasons: list[LeadReason]) -> tuple[int | None, bool]:
    """Money of one year, and whether it is the least; None where no money is known yet."""
    amounts = [first_year_fen(reason) for reason in reasons]
    known = sum(_known(amounts))
    if None not in amounts:
        return known, False
    return (known, True) if known else (None, False)


def _rank(state: str, reasons: list[LeadReason]) -> int:
    """First what fits, then what may; in each, unknown amounts of that state before known ones."""
    money = [part for r in reasons for part in (first_year_fen(r), arrears_fen(r))]
    unknown = sum(first_year_fen(r) is None for r in reasons if r.state == state)
    fits = FITS_FIRST if state == State.ELIGIBLE else 0
    return fits + unknown * UNKNOWN_FIRST + sum(_known(money))


def _weight(reason: LeadReason) -> tuple[bool, bool, int, str]:
    year = first_year_fen(reason)
    money = sum(_known((year, arrears_fen(reason))))
    return reason.state == State.ELIGIBLE, year is None, money, reason.policy


def _known(values: Iterable[int | None]) -> list[int]:
    return [value for value in values if value is not None]


def _cut(text: str, tail: str) -> str:
    return short(text.rstrip("。."), WHY_LENGTH - len(tail)) + tail


def short(text: str, length: int = WHY_LENGTH) -> str:
    """The text, or as many whole clauses of it as fit."""
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    end = max(kept.rfind(mark) for mark in ("；", "; ", "，", ", "))
    return kept[: end if end > 0 else len(kept)] + "…"
