"""Which finding is kept where a household may have only one of several policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Standing:
    """For one policy: where it is found and where it is already received, one flag a unit."""

    found: Flags
    received: Flags
    place: npt.NDArray[np.int64]


def keep_highest(
    order: Sequence[str], standings: Mapping[str, Standing], n_places: int
) -> dict[str, Flags]:
    """The findings that stay, a policy; `place` is the row of the unit's household (or person).

    Going down the order: a place that holds a policy, or has one found, gets nothing of a lower
    rank. All findings of the first policy found stay (two children, two findings).
    """
    taken = np.zeros(n_places, dtype=np.bool_)
    kept: dict[str, Flags] = {}
    for code in order:
        if (standing := standings.get(code)) is None:
            continue
        held = np.zeros(n_places, dtype=np.bool_)
        held[standing.place[standing.received]] = True
        kept[code] = standing.found & ~taken[standing.place]
        taken |= held
        taken[standing.place[kept[code]]] = True
    return kept
