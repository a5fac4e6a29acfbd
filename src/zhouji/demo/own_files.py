"""What the program made in a folder: noted file by file, so that nothing else is ever deleted."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from zhouji.base.data_directory import write_durably
from zhouji.demo.errors import NotOursError

NOTE = "made-up.json"
BUILDING = ".making-"
SHOWN = 3


def digest_of(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def noted(folder: Path) -> dict[str, str]:
    """The files that the program made below a folder, each with its digest."""
    note = folder / NOTE
    if not note.is_file():
        return {}
    try:
        files = json.loads(note.read_bytes())["files"]
        return {str(name): str(digest) for name, digest in files.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise NotOursError(
            f"{note} is not as the program wrote it; nothing was changed. Choose an empty folder"
        ) from fault


@contextmanager
def made_anew(folder: Path, parts: Collection[str]) -> Iterator[Path]:
    """A new folder in which the parts are made; they then take the place of those made before.

    Raises:
        NotOursError: `folder` holds something that this program did not make or that was changed
            since; nothing is deleted.
    """
    refuse_foreign(folder, strangers(folder))
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        for left in folder.glob(f"{BUILDING}*"):
            shutil.rmtree(left)
        yield from _made_anew(folder, parts)


def _made_anew(folder: Path, parts: Collection[str]) -> Iterator[Path]:
    building = Path(tempfile.mkdtemp(prefix=BUILDING, dir=folder))
    try:
        yield building
        made = {name: digest_of(building / name) for name in files_below(building)}
        before = noted(folder)
        refuse_foreign(folder, strangers(folder))
        _note(folder, before | made)
        take_away(folder, lambda name: name in before)
        for part in parts:
            if (building / part).exists():
                (building / part).rename(folder / part)
        _note(folder, made)
    finally:
        shutil.rmtree(building)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise NotOursError(
                f"another command makes up a county in {folder} just now; wait until it has ended"
            ) from held
        yield
    finally:
        os.close(handle)


def strangers(folder: Path) -> list[str]:
    """What stands in a folder and is not as the program made it."""
    ours = noted(folder)
    return [
        name
        for name in files_below(folder)
        if name != NOTE
        and not name.startswith(BUILDING)
        and not (name in ours and digest_of(folder / name) == ours[name])
    ]


def refuse_foreign(folder: Path, found: list[str]) -> None:
    """Say what stands in the way.

    Raises:
        NotOursError: something does.
    """
    if not found:
        return
    shown = ", ".join(found[:SHOWN]) + (f" and {len(found) - SHOWN} more" * (len(found) > SHOWN))
    raise NotOursError(
        f"{folder} holds what this program did not make or what was changed since: {shown}. "
        "Nothing was deleted. Choose an empty folder, or take these away yourself"
    )


def files_below(folder: Path) -> list[str]:
    """Every file below a folder by its path in it; links and empty folders count as files."""
    if not folder.is_dir() and (folder.exists() or folder.is_symlink()):
        raise NotOursError(f"{folder} is no folder. Choose another one")
    found = []
    for place, folders, files in os.walk(folder):
        here = Path(place)
        links = [name for name in folders if (here / name).is_symlink()]
        found += [(here / name).relative_to(folder).as_posix() for name in (*files, *links)]
        if here != folder and not files and not folders:
            found.append(here.relative_to(folder).as_posix())
    return sorted(found)


def take_away(folder: Path, is_ours: Callable[[str], bool]) -> None:
    """Delete our files and the folders that are empty then; whatever else there is stays."""
    for name in filter(is_ours, files_below(folder)):
        if (folder / name).is_file():
            (folder / name).unlink()
    for place, _, _ in os.walk(folder, topdown=False):
        if Path(place) != folder and not any(Path(place).iterdir()):
            Path(place).rmdir()


def _note(folder: Path, files: dict[str, str]) -> None:
    said = {"made_up": True, "made_by": "zhouji county make", "files": files}
    write_durably(folder / NOTE, json.dumps(said, indent=1).encode())
