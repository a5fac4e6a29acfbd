"""Reads this room's SQL files and puts in the few texts they leave open."""

from __future__ import annotations

import json
import re
from importlib.resources import files

from zhouji.pool.store import quoted

_OPEN = re.compile(r"\$([a-z_]+)")
DOTS = "·•‧∙・･.．。｡‐-"


def sql(query: str, /, **parts: str) -> str:
    """The SQL of `sql/<query>.sql` with every `$part` replaced by trusted SQL text."""
    text = (files(__package__) / "sql" / f"{query}.sql").read_text(encoding="utf-8")
    return _OPEN.sub(lambda found: parts[found[1]], text)


def macros() -> str:
    """The macros on ID numbers and names, with the variant characters of `variants.json`."""
    variants = json.loads((files(__package__) / "variants.json").read_text(encoding="utf-8"))
    # What has no counterpart at its place, the dots, is left out of a name.
    written, common = "".join(variants) + DOTS, "".join(variants.values())
    return sql(
        "macros",
        variants=quoted(written),
        common=quoted(common),
        any_variant=quoted(f"[{re.escape(written)}]"),
    )
