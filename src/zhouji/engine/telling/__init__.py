"""Why: each condition with its value and origin, what changed, and the sentence that says so."""

from zhouji.engine.telling.explain import explain_household

__all__ = [
    "explain_household",
]
