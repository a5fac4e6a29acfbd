"""What a step holds while a block is worked out: flags for bools, figures for all else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Mask = Any  # a bool array, or np.bool_ for the same everywhere

TRUE, FALSE = np.True_, np.False_


class Flags:
    """A bool: where it is known true and where it is known false.

    `false` may be left out where all is known.
    """

    __slots__ = ("_false", "true")

    def __init__(self, true: Mask, false: Mask | None = None) -> None:
        self.true = true
        self._false = false

    @property
    def all_known(self) -> bool:
        return self._false is None

    @property
    def false(self) -> Mask:
        return ~self.true if self._false is None else self._false

    @property
    def known(self) -> Mask | None:
        """None where all is known."""
        return None if self._false is None else self.true | self._false

    def negated(self) -> Flags:
        return Flags(~self.true) if self._false is None else Flags(self._false, self.true)


@dataclass(slots=True)
class Figures:
    """A number, date or code: values and where they are known (None = everywhere).

    A value that is not known still lies within the bounds of its step.
    """

    values: Any
    known: Mask | None = None


def both(left: Mask | None, right: Mask | None) -> Mask | None:
    """Where both are known."""
    if left is None:
        return right
    return left if right is None else left & right


def of_known(true: Mask, known: Mask | None) -> Flags:
    """Flags of a comparison that means something where `known`."""
    return Flags(true) if known is None else Flags(true & known, ~true & known)
