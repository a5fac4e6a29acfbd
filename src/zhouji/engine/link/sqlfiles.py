"""Reads this room's SQL files and puts in the few texts they leave open."""

from __future__ import annotations

import re
from importlib.resources import files

from zhouji.engine.store import quoted

_OPEN = re.compile(r"\$([a-z_]+)")
DOTS = "·•‧∙・･.．。｡‐-"


def sql(query: str, /, **parts: str) -> str:
    """The SQL of `sql/<query>.sql` with every `$part` replaced by trusted SQL text."""
    text = (files(__package__) / "sql" / f"{query}.sql").read_text(encoding="utf-8")
    return _OPEN.sub(lambda found: parts[found[1]], text)


def macros() -> str:
    """The macros on ID numbers and names, with the variant characters of `variants.txt`."""
    listed = (files(__package__) / "variants.txt").read_text(encoding="utf-8").split()
    variants = "".join(pair[0] for pair in listed) + DOTS
    common = "".join(pair[1] for pair in listed)  # what has no counterpart is left out
    return sql("macros", variants=quoted(variants), common=quoted(common))
