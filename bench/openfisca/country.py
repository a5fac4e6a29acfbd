"""A small OpenFisca country package: persons, households, and how variables are declared here.

OpenFisca knows no unknown: a variable that may be unknown has a second one, `<name>__known`.
It keeps whole numbers in 32 bits; `CountryTaxBenefitSystem` widens them, since amounts in fen of a
household do not fit (with 32 bits results differ, silently).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.periods import DateUnit
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from openfisca_core.variables.config import VALUE_TYPES

VALUE_TYPES[int]["dtype"] = np.int64

Person = Entity("person", "persons", "A person", "")
Household = GroupEntity(
    "household",
    "households",
    "A household",
    "",
    roles=[{"key": "member", "plural": "members", "label": "Member"}],
)
PERIOD = "2025-09"
Formula = Callable[[Any, Any], Any]
VARIABLES: list[type[Variable]] = []


def declare(name: str, entity: Any, kind: type, formula: Formula | None = None) -> None:
    """A variable of a month, an input unless it has a formula."""
    parts: dict[str, Any] = {
        "value_type": kind,
        "entity": entity,
        "definition_period": DateUnit.MONTH,
        "label": name,
    }
    if formula is not None:
        parts["formula"] = formula
    VARIABLES.append(type(name, (Variable,), parts))


def person(kind: type) -> Callable[[Formula], Formula]:
    """The decorated function is the formula of a person's variable of its name."""

    def put(formula: Formula) -> Formula:
        declare(formula.__name__, Person, kind, _plain(formula))
        return formula

    return put


def household(kind: type) -> Callable[[Formula], Formula]:
    """Likewise for a household's variable."""

    def put(formula: Formula) -> Formula:
        declare(formula.__name__, Household, kind, _plain(formula))
        return formula

    return put


def _plain(formula: Formula) -> Formula:
    def run(population: Any, period: Any) -> Any:
        return formula(population, period)

    return run


class CountryTaxBenefitSystem(TaxBenefitSystem):
    """All variables that were declared."""

    def __init__(self) -> None:
        super().__init__([Person, Household])
        for variable in VARIABLES:
            self.add_variable(variable)
