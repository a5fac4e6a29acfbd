"""Reads one cell's text as a typed value; used for what the vectorised forms leave over.

Each reader gives the value, None for "nothing stated", or raises ValueError.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from zhouji.base.money import fen

NOTHING = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "——",
        "/",
        "\\",
        "无",
        "空",
        "null",
        "none",
        "nan",
        "n/a",
        "na",
        "\\n",
        "#n/a",
    }
)
UNLIMITED = frozenset({"长期", "永久", "长期有效", "永久有效", "无期限"})
YES = frozenset({"是", "有", "true", "yes", "y", "1", "1.0", "对", "√"})
NO = frozenset({"否", "无", "没有", "false", "no", "n", "0", "0.0", "×"})
FIRST_DAY, LAST_DAY = date(1850, 1, 1), date(2200, 12, 31)
FOREVER = date(9999, 12, 31)
MOST = 2**63 - 1
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")
_TIME = re.compile(r"[T\s]+\d{1,2}[::]\d{2}([::]\d{2}(\.\d+)?)?Z?$")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_DAY_TIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0)?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?", re.ASCII)
_MONTH_TIGHT = re.compile(r"(\d{4})(\d{2})(?:\.0)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(E[+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))", re.ASCII)
_EXCEL_EPOCH = date(1899, 12, 30)
_LAST_SERIAL = 73_050  # 2099-12-31; a greater five-digit number is no serial


def tidy(text: str) -> str:
    """NFKC, no blanks, no leading apostrophe, Excel's ="…" taken off."""
    bare = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).lstrip("'")
    if bare.startswith('="') and bare.endswith('"') and len(bare) > 2:
        return bare[2:-1]
    return bare


def read_date(text: str) -> date | None:
    """A day in any of the styles seen: 2025-9-30, 20250930, 2025年9月30日, Excel's serial."""
    bare = tidy(_TIME.sub("", text.strip()))
    if bare.lower() in NOTHING or bare in UNLIMITED:
        return None
    if found := (_DAY.fullmatch(bare) or _DAY_TIGHT.fullmatch(bare)):
        return _within(date(*(int(part) for part in found.groups())))
    if (found := _SERIAL.fullmatch(bare)) and int(found[1]) <= _LAST_SERIAL:
        return _within(_EXCEL_EPOCH + timedelta(days=int(found[1])))
    raise ValueError(bare)


def read_month(text: str) -> date | None:
    """A month as its first day: 2025-09, 202509, 2025年9月, 2025/9; or any day in it."""
    bare = tidy(_TIME.sub("", text.strip()))
    if bare.lower() in NOTHING or bare in UNLIMITED:
        return None
    if found := (_MONTH.fullmatch(bare) or _MONTH_TIGHT.fullmatch(bare)):
        return _within(date(int(found[1]), int(found[2]), 1))
    day = read_date(bare)
    return day.replace(day=1) if day else None


def read_money(text: str, factor: int = 1) -> int | None:
    """An amount in yuan as fen; `factor` is the header's unit in yuan (10,000 for 万元)."""
    bare = tidy(text)
    if bare.lower() in NOTHING:
        return None
    bare = bare.lstrip("¥￥").removesuffix("元")
    if bare.endswith("万"):
        bare, factor = bare[:-1], 10_000
    return _fits(fen(_number(bare) * factor))


def read_decimal(text: str) -> Decimal | None:
    """A figure with two places, rounded half away from zero."""
    bare = tidy(text)
    if bare.lower() in NOTHING:
        return None
    value = _number(re.sub(r"(平方米|㎡|m2|吨|度|kwh)$", "", bare, flags=re.IGNORECASE))
    if abs(value) >= Decimal(10) ** 16:
        raise ValueError(bare)
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def read_int(text: str) -> int | None:
    """A whole number; 12.0 and 1,200 count as whole, 12.5 does not."""
    bare = tidy(text)
    if bare.lower() in NOTHING:
        return None
    value = _number(re.sub(r"(人|个月|个|月|年|岁|级|户)$", "", bare))
    if value != value.to_integral_value():
        raise ValueError(bare)
    return _fits(int(value))


def read_bool(text: str) -> bool | None:
    """Yes or no in any of the styles seen."""
    bare = tidy(text).lower()
    if bare in YES or bare in NO:
        return bare in YES
    if bare in NOTHING:
        return None
    raise ValueError(bare)


def code_reader(codes: dict[str, str]) -> Callable[[str], str | None]:
    """A reader of the texts of a file, or of the codes themselves."""
    by_text = {tidy(zh): code for zh, code in codes.items()} | {c: c for c in codes.values()}

    def read(text: str) -> str | None:
        bare = tidy(text)
        if (code := by_text.get(bare) or by_text.get(bare.lower())) is not None:
            return code
        if bare.lower() in NOTHING:
            return None
        raise ValueError(bare)

    return read


def _number(bare: str) -> Decimal:
    plain = _THOUSANDS.sub("", bare).upper()
    if not _NUMBER.fullmatch(plain) or len(plain) > 40:
        raise ValueError(bare)
    try:
        value = Decimal(plain)
    except InvalidOperation as fault:
        raise ValueError(bare) from fault
    if value.adjusted() > 18:
        raise ValueError(bare)
    return value


def _fits(value: int) -> int:
    if abs(value) > MOST:
        raise ValueError(value)
    return value


def _within(day: date) -> date:
    if not (FIRST_DAY <= day <= LAST_DAY or day == FOREVER):
        raise ValueError(day)
    return day
