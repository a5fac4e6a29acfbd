"""Whether a file has come to rest: nobody writes it, and it is still what was looked at.

Three signs, all of which must hold:

- no process of this machine has it open for writing, which the system tells by a lease;
- its size, times and inode are the same when it is listed, opened and read to the end;
- its time doesn't lie in the future.

The system gives no lease on a share, which other machines write to, nor on a file of another
user. There a file must lie unchanged for REST seconds, once for all files of a run.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import stat
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path

from zhouji.pool.ingest.errors import NotAtRest, WholeFileRefused
from zhouji.pool.ingest.reasons import of_file

REST = 5.0  # seconds; a share's client may keep a file's old size for three
_AHEAD = 2_000_000_000  # nanoseconds; clocks of shares and old file systems are coarse
_SHARES = ("nfs", "cifs", "smb", "9p", "ceph", "fuse", "afs", "gfs", "lustre", "virtiofs")


@dataclass(frozen=True)
class Look:
    """What a file was at a moment of this machine's monotonic clock."""

    device: int
    inode: int
    size: int
    written_ns: int
    changed_ns: int
    at: float

    @classmethod
    def of(cls, found: os.stat_result) -> Look:
        return cls(
            found.st_dev,
            found.st_ino,
            found.st_size,
            found.st_mtime_ns,
            found.st_ctime_ns,
            time.monotonic(),
        )

    def same_as(self, other: Look) -> bool:
        """Whether the file is the same and nobody touched it in between."""
        return _without_clock(self) == _without_clock(other)


def open_file(path: Path) -> BufferedReader:
    """Open a file to read; a pipe or device is not waited for, a link not followed.

    Raises:
        WholeFileRefused: it is no regular file.
        OSError: it can't be opened.
    """
    if not stat.S_ISREG(path.lstat().st_mode):
        raise WholeFileRefused(of_file("not_a_file"))
    handle = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb")
    if not stat.S_ISREG(os.fstat(handle.fileno()).st_mode):
        handle.close()
        raise WholeFileRefused(of_file("not_a_file"))
    return handle


def look_rested(handle: BufferedReader, listed: Look) -> Look:
    """How the open file looks now that it has rested since it was listed.

    Raises:
        NotAtRest: somebody writes it, it has changed, or its time lies in the future.
    """
    look = Look.of(os.fstat(handle.fileno()))
    newest = max(look.changed_ns, time.time_ns())
    if look.written_ns > newest + _AHEAD:
        when = datetime.fromtimestamp(look.written_ns // 10**9, UTC).isoformat(sep=" ")
        raise NotAtRest(of_file("from_the_future", when=when))
    written = is_being_written(handle)
    if written is None:
        time.sleep(max(0.0, listed.at + REST - time.monotonic()))
        look = Look.of(os.fstat(handle.fileno()))
    if written or not look.same_as(listed):
        raise NotAtRest(of_file("still_copied"))
    return look


def refuse_changed(handle: BufferedReader, path: Path, look: Look) -> None:
    """Raise NotAtRest where the file was written to or replaced since that look."""
    try:
        named_now = Look.of(path.lstat())
    except FileNotFoundError as fault:
        raise WholeFileRefused(of_file("gone")) from fault
    open_now = Look.of(os.fstat(handle.fileno()))
    if is_being_written(handle) or not (look.same_as(open_now) and look.same_as(named_now)):
        raise NotAtRest(of_file("still_copied"))


def is_being_written(handle: BufferedReader) -> bool | None:
    """Whether a process has the file open for writing; None where the system can't tell."""
    if _is_on_share(handle):
        return None
    try:
        # a lease that somebody breaks sends a signal, and the usual one would end this process
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as fault:
        return True if fault.errno == errno.EAGAIN else None
    fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _is_on_share(handle: BufferedReader) -> bool:
    device = os.fstat(handle.fileno()).st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    for line in Path("/proc/self/mountinfo").read_text("utf-8", "replace").splitlines():
        mounted, _, kind = line.partition(" - ")
        if mounted.split()[2] == number:
            return kind.startswith(_SHARES)
    return False


def _without_clock(look: Look) -> tuple[int, ...]:
    return look.device, look.inode, look.size, look.written_ns, look.changed_ns
