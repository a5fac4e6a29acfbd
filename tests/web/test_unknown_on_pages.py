"""What nobody can tell of a lead is said on its pages; a known nought looks otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.web.test_pages_answer import lead_of, text_of
from zhouji.office.leads.models import Lead

Browse = Callable[[str], Client]
UNKNOWN = {"amount_fen": None, "months_missed": None, "n_members": None}


def pages_with(browse: Browse, **known: object) -> list[str]:
    """The list and the lead's own page when this is known of the lead."""
    client, lead = browse("county"), lead_of(1)
    Lead.objects.filter(pk=lead.pk).update(**known)
    return [text_of(client, address) for address in ("/leads/", f"/leads/{lead.pk}/")]


def test_unknown_money_months_and_members_are_said(browse: Browse) -> None:
    for page in pages_with(browse, **UNKNOWN):
        for words in ("金额暂未知", "人数暂未知", "已漏月数"):
            assert words in page


def test_a_known_nought_is_not_said_to_be_unknown(browse: Browse) -> None:
    for page in pages_with(browse, amount_fen=0, months_missed=0):
        assert "暂未知" not in page


@pytest.mark.parametrize(("is_least", "words"), [(True, "至少 720 元"), (False, "<b>720 元")])
def test_a_sum_with_an_unknown_amount_in_it_is_at_least_so_much(
    browse: Browse, is_least: bool, words: str
) -> None:
    for page in pages_with(browse, amount_fen=72_000, amount_is_least=is_least):
        assert words in page
