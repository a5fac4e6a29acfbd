"""What a step holds is always an array, so that nothing negates or compares as a scalar does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from zhouji.engine.rules.kernel.values import Figures, Flags, for_all, spread


@pytest.mark.parametrize("scalar", [True, 1, np.True_, np.int64(1), np.array(True)])
def test_a_bare_scalar_is_refused(scalar: Any) -> None:
    with pytest.raises(TypeError, match="arrays"):
        Flags(scalar)
    with pytest.raises(TypeError, match="arrays"):
        Figures(scalar)
    with pytest.raises(TypeError, match="arrays"):
        Figures(np.zeros(3, np.int64), scalar)


def test_flags_are_bools() -> None:
    with pytest.raises(TypeError, match="arrays of bools"):
        Flags(np.array([1, 0]))


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_one_entry_stands_for_all_rows(rows: int) -> None:
    assert spread(for_all(7, np.int64), rows).tolist() == [7] * rows
