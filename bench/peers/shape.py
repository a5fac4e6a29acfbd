"""What every engine of the bench shares: the figures, the names of the results, how they compare.

The results in normal form: per policy and condition, and for `eligible`, an int8 array with
1 true, 0 false, -1 unknown; per policy an int64 array of fen, nought unless eligible is true.
Rows stand by household_id.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import numpy as np
import yaml

CONTENT = Path(__file__).parent.parent / "content"
SCALES = {"money": 100, "ratio": 1_000_000}
SHORT = {
    "dibao_std_month": "std",
    "support_std_month": "support_std",
    "min_wage_month": "min_wage",
    "medical_start": "start",
    "medical_share": "share",
    "care_subsidy": "care",
    "disability_subsidy": "disability",
    "age_allowance": "age",
    "school_grant": "school",
    "repair_grant": "repair",
    "asset_limits": "years",
    "asset_money": "asset",
}

Normal = dict[str, np.ndarray]


def _figures() -> dict[str, int]:
    found = {}
    for path in sorted((CONTENT / "parameters").glob("*.yaml")):
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        scale, value = SCALES[read["type"]], read["values"][0]
        name = SHORT.get(read["name"], read["name"])
        for row in value.get("rows", [{"value": value.get("value")}]):
            keys = [str(key) for column, key in row.items() if column != "value"]
            label = f"{keys[1]}_{keys[0]}" if len(keys) == 2 else "_".join([name, *keys])
            found[label] = int(Decimal(str(row["value"])) * scale)
    return found


def _conditions() -> dict[str, list[str]]:
    found = {}
    for path in sorted((CONTENT / "policies").glob("*.yaml")):
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        found[read["code"]] = [item["id"] for item in read["versions"][0]["conditions"]]
    return found


FIGURES = _figures()
CONDITIONS = _conditions()
NAMES = [f"{code}__{name}" for code, names in CONDITIONS.items() for name in (*names, "eligible")]
AMOUNTS = [f"{code}__amount" for code in CONDITIONS]


def three(values: np.ndarray, known: np.ndarray | None) -> np.ndarray:
    """Values and knowns as 1, 0, -1."""
    plain = np.asarray(values, dtype=np.int8)
    return plain if known is None else np.where(known, plain, np.int8(-1))


def from_masks(true: np.ndarray, known: np.ndarray, amounts: np.ndarray) -> Normal:
    """Masks of shape (policies, rows), bit i condition i and the bit after them eligible."""
    normal: Normal = {}
    for index, (code, names) in enumerate(CONDITIONS.items()):
        for bit, name in enumerate((*names, "eligible")):
            one = (true[index] >> bit) & 1
            normal[f"{code}__{name}"] = three(one, ((known[index] >> bit) & 1).astype(bool))
        normal[f"{code}__amount"] = amounts[index].astype(np.int64)
    return normal


def digests(normal: Normal) -> dict[str, str]:
    """One digest a result column, so that two processes can compare."""
    return {name: hashlib.sha256(normal[name].tobytes()).hexdigest() for name in (*NAMES, *AMOUNTS)}
