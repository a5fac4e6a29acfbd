"""A real pool lives on today; a made-up one carries its own clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from tests.builders import a_receipt
from zhouji.pool.deliveries import pool_today

CHINA = timezone(timedelta(hours=8))


def test_a_made_up_pool_lives_on_the_day_of_its_newest_delivery() -> None:
    later = replace(a_receipt(), known_on="2025-10-31", batch=8)
    assert pool_today([later, a_receipt()]) == date(2025, 10, 31)


def test_a_real_pool_lives_on_today_in_china_whenever_its_data_came() -> None:
    real = replace(a_receipt(), made_up=False)
    before, told, after = datetime.now(UTC), pool_today([real]), datetime.now(UTC)
    assert told in {moment.astimezone(CHINA).date() for moment in (before, after)}
