"""Looks into a spreadsheet's zip before anybody opens it: members, true sizes, entities."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from pathlib import Path

from zhouji.pool.ingest.errors import WholeFileRefused
from zhouji.pool.ingest.reasons import of_file

MOST_MEMBERS = 2_000
MOST_BYTES = 1_500_000_000
MOST_RATIO = 300  # unpacked to packed, above the first ten million bytes
FREE_BYTES = 10_000_000
_STEP = 1 << 20
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,  # a member's name that is no text
)
_ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def check_zip(path: Path) -> None:
    """Stream every member and refuse what a spreadsheet program would not have written.

    Raises:
        WholeFileRefused: too many members, too large, packed too tightly, a document type or
            entity in the XML, encrypted, or no zip at all.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise _hostile(f"内含 {len(members)} 个成员", f"{len(members)} members")
            total = 0
            for member in members:
                total += _stream(archive, member, MOST_BYTES - total)
            packed = path.stat().st_size
            if total > FREE_BYTES and total > MOST_RATIO * packed:
                raise _hostile("压缩比过高", "packed too tightly")
    except _BROKEN as fault:
        raise WholeFileRefused(of_file("unreadable_sheet")) from fault


def _stream(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    if member.flag_bits & 0x1:
        raise WholeFileRefused(of_file("unreadable_sheet"))
    size, tail = 0, b""
    with archive.open(member) as handle:
        while block := handle.read(_STEP):
            size += len(block)
            if size > left:
                raise _hostile("解压后过大", "too large when unpacked")
            # UTF-16 XML hides the words behind zeros
            if _ENTITY.search(tail + block.replace(b"\0", b"")):
                raise _hostile("含 DOCTYPE 或实体", "it holds a DOCTYPE or an entity")
            tail = block[-16:].replace(b"\0", b"")
    return size


def _hostile(zh: str, en: str) -> WholeFileRefused:
    return WholeFileRefused(of_file("hostile", detail_zh=zh, detail_en=en))
