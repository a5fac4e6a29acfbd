"""Writes the measured sections of docs/benchmarks.md between their marks."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def put(section: str, text: str) -> None:
    """Replace what stands between the marks of one section."""
    begin, end = f"<!-- {section}: written by make bench -->", f"<!-- end of {section} -->"
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}\n{text.strip()}\n{end}{after}", encoding="utf-8")
    print(f"written to {PAGE.name}")


def machine() -> str:
    """The day, the processor and the versions that the figures hold for."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("numpy", "polars", "pyarrow", "duckdb")
    )
    today = datetime.now(UTC).date()
    return f"{today}, {model}, 2 cores, Python {platform.python_version()}, {packages}"


def tables_section(entries: list[Any], persons: int, households: int, rounds: int) -> str:
    """The table of engines, with ratios to ours."""
    ours = entries[0].middle("total")
    lines = [
        f"{persons:,} persons, {households:,} households; medians of {rounds} interleaved rounds "
        "(fewer where a round takes long); all results identical in 83 columns of yes, no and "
        "unknown and 12 of amounts.",
        "",
        f"Measured {machine()}.",
        "",
        "| engine | read s | compute and trace s | together s | times ours | processor s | peak MB "
        "| setup s |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for entry in entries:
        total = entry.middle("total")
        mark = "" if entry.share == 1 else f" (extrapolated from {entry.share:.0%})"
        lines.append(
            f"| {entry.says}{mark} | {entry.middle('read'):.2f} | {entry.middle('compute'):.2f} "
            f"| {total:.2f} | {total / ours:.2f} | {entry.middle('cpu'):.2f} "
            f"| {entry.middle('peak_mb'):,.0f} "
            f"| {entry.middle('setup'):.1f} |"
        )
    lines += ["", *_said(entries)]
    return "\n".join(lines)


def _said(entries: list[Any]) -> list[str]:
    by_name = {entry.name: entry for entry in entries}
    ours = by_name.get("ours")
    lines = []
    rivals = [
        by_name[name] for name in ("polars", "polars-streaming", "openfisca") if name in by_name
    ]
    if ours and rivals:
        best = min(rivals, key=lambda entry: entry.middle("total"))
        ratio = ours.middle("total") / best.middle("total")
        lines.append(f"Ours takes **{ratio:.2f}** of the time of the best peer ({best.says}).")
    if ours and "compiled" in by_name:
        ratio = ours.middle("compute") / by_name["compiled"].middle("compute")
        lines.append(f"On compute alone ours takes **{ratio:.2f}** times the compiled kernel.")
    written = [
        f"{entry.says} {entry.took[0]['write']:.2f} s"
        for entry in entries
        if "write" in entry.took[0]
    ]
    if written:
        lines += ["", f"Writing the wide file, not in the clock above: {'; '.join(written)}."]
    return lines
