"""How every command speaks: JSON for programs, tables for people, faults with exit status 2."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from zhouji.base.data_directory import Pool
from zhouji.base.disk import DiskFullError, is_disk_full
from zhouji.base.errors import Faults, ZhoujiError
from zhouji.engine.rules.written import thousands

P = ParamSpec("P")
R = TypeVar("R")

DataOption = Annotated[
    Path, typer.Option("--data", help="The data directory of the pool.", envvar="ZHOUJI_DATA")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="What was known by the end of that day."),
]
PortOption = Annotated[
    int, typer.Option(min=1, max=65535, help="The port to listen on, at 127.0.0.1.")
]

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FOLDED = 8  # a column that folds is at least so wide
FIRST_YEAR, LAST_YEAR = 1900, 2199
STOPPED, UNREAD = 130, 141  # as shells say it: 128 and the signal's number

console = Console()
errors = Console(stderr=True)


def fail(message: str) -> NoReturn:
    """Say what is wrong on standard error and end with exit status 2."""
    errors.print(f"[bold red]zhouji:[/] {escape(message)}", highlight=False, soft_wrap=True)
    raise typer.Exit(2)


def escape(text: str) -> str:
    return text.replace("[", r"\[")


def speaks_plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Turn what a command cannot do into a message and exit status 2, never a traceback."""

    @functools.wraps(command)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            done = command(*args, **kwargs)
            sys.stdout.flush()
            return done
        except Faults as faults:
            for fault in faults.faults:
                errors.print(escape(str(fault)), highlight=False, soft_wrap=True)
            fail(f"{len(faults.faults)} fault(s); nothing was changed")
        except ZhoujiError as error:
            fail(str(error))
        except BrokenPipeError:  # nobody reads on, as after `| head`
            _discard_output()
            raise typer.Exit(UNREAD) from None
        except KeyboardInterrupt:
            errors.print("zhouji: stopped", highlight=False)
            raise typer.Exit(STOPPED) from None
        except Exception as error:
            if (told := trouble_of(error)) is None:
                raise
            if isinstance(error, OSError) and error.filename is None:
                _discard_output()
            fail(told)

    return spoken


def trouble_of(error: BaseException) -> str | None:
    """One line about what the machine refused: a file, the disk, the office's database."""
    if is_disk_full(error):
        return str(DiskFullError())
    if isinstance(error, OSError):
        places = [str(one) for one in (error.filename, error.filename2) if one]
        where = f"{' and '.join(places)}: " if places else ""
        return f"{where}{error.strerror or _first_line(error)}"
    if type(error).__module__ in ("django.db.utils", "sqlite3"):
        return f"the office's database does not answer: {_first_line(error)}"
    return None


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _discard_output() -> None:
    """What is still to be written goes nowhere, so that Python can end without complaint."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def open_pool(data: Path) -> Pool:
    return Pool.open(data)


def day(text: str | None) -> date | None:
    """A day given as 2025-09-30."""
    if text is None:
        return None
    try:
        found = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        fail(f"'{text}' is no day; write it as 2025-09-30")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        fail(f"{text} is no day of these times; ask for one from {FIRST_YEAR} to {LAST_YEAR}")
    return found


def print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def print_rows(title: str, rows: dict[str, Any]) -> None:
    """A two-column table for people."""
    told = [(name, thousands(value)) for name, value in rows.items()]
    print_table(title, ("", ""), told, heading=False)


def print_table(
    title: str | None,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    whole: Collection[str] = (),
    right: Collection[str] = (),
    heading: bool = True,
) -> None:
    """A table for people; nothing in it is ever cut.

    Columns in `whole` (identifiers) and `right` (figures) stay on one line, also where the
    terminal is narrower; all others fold.
    """
    cells = [[cell if isinstance(cell, Text) else Text(str(cell)) for cell in row] for row in rows]
    table = Table(title=title, show_header=heading, title_justify="left")
    least = 1
    for place, name in enumerate(headings):
        fixed = name in whole or name in right
        widths = [row[place].cell_len for row in cells] + [len(name)]
        width = max(widths) if fixed else min(max(widths), FOLDED)
        least += width + 3
        table.add_column(
            name,
            no_wrap=fixed,
            overflow="fold",
            min_width=width,
            justify="right" if name in right else "left",
        )
    for row in cells:
        table.add_row(*row)
    console.print(table, width=max(least, console.width), crop=False)


@contextlib.contextmanager
def progress_bar(shown: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A progress line per stage on a terminal; nothing where output is piped or JSON."""
    if not (shown and errors.is_terminal):
        yield lambda stage, done, total: None
        return
    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=errors) as bar:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=max(total, 1))

        yield tell
