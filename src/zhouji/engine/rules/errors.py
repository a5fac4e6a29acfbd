"""What can go wrong with expressions and their evaluation.

ZhoujiError
├── Faults
│   └── RuleFaults          an expression does not parse or does not bind
└── RulesError
    └── EvaluationRefused   a program cannot be answered rightly on this data
"""

from zhouji.base.errors import Faults, ZhoujiError


class RuleFaults(Faults):
    """Faults of expressions: each with its place, what is wrong and the mend."""


class RulesError(ZhoujiError):
    """Anything the rules room refuses apart from faults of content."""


class EvaluationRefused(RulesError):
    """An answer would be wrong (64-bit overflow, a missing column), so none is given."""
