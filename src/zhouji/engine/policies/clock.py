"""Whether results can change by the mere passing of days, with every fact as it was."""

from __future__ import annotations

from collections.abc import Iterable

from zhouji.engine.policies.book import PolicyBook
from zhouji.engine.policies.parsing import ParsedVersion
from zhouji.engine.rules import Expr, functions_in

OF_THE_DAY = frozenset({"years", "months_since", "as_of"})


def reads_the_day(book: PolicyBook, versions: Iterable[ParsedVersion]) -> bool:
    """Whether a condition, an amount or a variable asks how long ago a day was.

    `missed` is left out: it only grows for what is already found.
    """
    own: list[Expr] = [variable.expr for variable in book.variables]
    for version in versions:
        own += [variable.expr for variable in version.names]
        own += [e for e in (version.eligible, version.received, version.amount) if e is not None]
        own += [expr for _, expr in version.told]
    return any(OF_THE_DAY & functions_in(expr) for expr in own)
