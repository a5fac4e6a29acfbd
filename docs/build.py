"""Writes the pages that are generated: commands and what becomes of leads from the code, datasets
and policies from content.

python docs/build.py            write them
python docs/build.py --check    exit status 1 if one is not current
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from zhouji.cli.main import app
from zhouji.engine.rulebook import load_policies
from zhouji.pool.catalogue import load_catalogue

DOCS = Path(__file__).parent
CONTENT = DOCS.parent / "counties" / "pinghu"
NOTE = "*Written by `make docs`; change the source, not this page.*"


def commands() -> str:
    """Every command with its help, arguments and options."""
    lines = ["# Commands", "", NOTE, ""]
    lines += [
        "Every command prints JSON with `--json`, shows a progress line on a terminal, and ends",
        "with exit status 2 and a message on bad input.",
        "",
    ]
    for name, command in _commands(typer.main.get_command(app), "zhouji"):
        lines += [f"## {name}", "", *_help(command.help or ""), ""]
        rows = [row for parameter in command.params for row in _parameter(parameter)]
        if rows:
            lines += ["| given | default | meaning |", "|---|---|---|", *rows, ""]
    return "\n".join(lines)


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    below = getattr(command, "commands", None)
    if below is None:
        yield name, command
        return
    for word, one in sorted(below.items()):
        yield from _commands(one, f"{name} {word}")


def _help(text: str) -> Iterator[str]:
    """The help with its example as a block."""
    for line in text.splitlines():
        before, example, command = line.partition("Example: ")
        if example:
            yield from (*([before] if before.strip() else []), "```", command.strip(), "```")
        else:
            yield line


def _parameter(parameter: Any) -> Iterator[str]:
    if "--help" in parameter.opts:
        return
    if parameter.param_type_name == "argument":
        given = f"`{parameter.name.upper()}`"
    else:
        given = ", ".join(f"`{option}`" for option in parameter.opts)
    default = parameter.default
    shown = "required" if parameter.required else "" if default in (None, False) else f"`{default}`"
    told = (getattr(parameter, "help", None) or "").replace("|", r"\|")
    variable = getattr(parameter, "envvar", None)
    yield f"| {given} | {shown} | {told}{f' Or `{variable}`.' if variable else ''} |"


def datasets() -> str:
    """The catalogue of the county, by department."""
    catalogue = load_catalogue(CONTENT)
    names = catalogue.departments
    lines = ["# Datasets", "", NOTE, "", f"{len(catalogue.datasets)} datasets of Pinghu.", ""]
    lines += [
        "| department | dataset | 名称 | what it is | mode | stale after, days | fields |",
        "|---|---|---|---|---|---:|---:|",
    ]
    for one in sorted(catalogue.datasets.values(), key=lambda item: (item.department, item.name)):
        department = names[one.department]
        lines.append(
            f"| {department.code} {department.zh} | `{one.name}` | {one.zh} | {one.en} "
            f"| {one.mode} | {one.valid_days} | {len(one.fields)} |"
        )
    return "\n".join([*lines, ""])


def policies() -> str:
    """The policies of the county with their conditions and the standing of their figures."""
    book = load_policies(CONTENT)
    lines = ["# Policies", "", NOTE, ""]
    lines += [f"{len(book.policies)} policies of Pinghu, each with its newest version.", ""]
    for code, policy in book.policies.items():
        version = policy.versions[-1]
        given = "from data" if policy.grant == "data" else "by application"
        lines += [
            f"## {code} {policy.names.zh}",
            "",
            f"{policy.names.en}; for a {policy.unit}, granted {given}, since {version.start}.",
            f"Basis: {'; '.join(version.basis)}.",
            "",
            *(f"- {c.id} {c.zh}: {c.en}" for c in version.conditions),
            "",
        ]
    lines += ["# Figures", "", "| figure | 名称 | unit | from | standing | document |"]
    lines += ["|---|---|---|---|---|---|"]
    for name, parameter in sorted(book.parameters.items()):
        value = parameter.values[-1]
        shown = value.document or parameter.settled_by or value.note or ""
        lines.append(
            f"| `{name}` | {parameter.names.zh} | {parameter.unit} | {value.start} "
            f"| {value.status} | {shown.replace('|', '/')} |"
        )
    return "\n".join([*lines, ""])


def leads() -> str:
    """The table of a lead's statuses: what may follow what, and who may do it."""
    _know_the_office()
    from zhouji.office.leads.models import Status
    from zhouji.office.leads.transitions import NEEDED, TABLE

    lines = ["# What may become of a lead", "", NOTE, ""]
    lines += [
        "A lead is locked, then judged by this table; nothing else writes a status. A township",
        "worker reaches the leads of the own township or village alone; others answer as if there",
        "were none. At most one lead of a household is open. Opening a closed one again ends the",
        "quiet time that its closing began.",
        "",
        "| status | in words | 状态 |",
        "|---|---|---|",
    ]
    for status in Status:
        english, chinese = _in("en", status.label), _in("zh-hans", status.label)
        lines.append(f"| `{status.value}` | {english} | {chinese} |")
    lines += ["", "| action | right | from | to | who | where |", "|---|---|---|---|---|---|"]
    for row in TABLE:
        who, where = ", ".join(sorted(row.roles)), "; ".join(row.conditions)
        moved = f"{row.start.value} | {row.end.value}"
        lines.append(f"| {row.action} | `{NEEDED[row.action].value}` | {moved} | {who} | {where} |")
    return "\n".join([*lines, ""])


def _know_the_office() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhouji.web.settings")
    django.setup()


def _in(language: str, words: Any) -> str:
    from django.utils.translation import override

    with override(language):
        return str(words)


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "datasets.md": datasets,
    "leads.md": leads,
    "policies.md": policies,
}


def main() -> int:
    stale = []
    for name, write in PAGES.items():
        path, text = DOCS / name, write()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
            print(f"written: docs/{name}")
    if stale and "--check" in sys.argv:
        print(f"not current: {', '.join(stale)}; run: make docs")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
