"""What may stand in an address: `<id:number>` is a minted number, as long as a column holds."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter

from zhouji.base.numbers import MOST_DIGITS

LONGEST = 2000  # a longer address is nowhere to be sent to; Django refuses it, perhaps too late


class MintedNumber(IntConverter):
    """A number of ours; more digits are an address that leads nowhere (404)."""

    regex = rf"[0-9]{{1,{MOST_DIGITS}}}"


register_converter(MintedNumber, "id")
