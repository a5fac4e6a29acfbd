"""Which deliveries of a dataset count on a day, and whether they still hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.builders import PINGHU, a_receipt
from tests.pool.made_up_pool import MadeUpPool
from zhouji.base.month import Month
from zhouji.pool.catalogue import Dataset, load_catalogue
from zhouji.pool.deliveries import Delivered, delivered, gather, newest_by_dataset
from zhouji.pool.store import Receipt, receipts

CATALOGUE = load_catalogue(PINGHU)
DIBAO = CATALOGUE.datasets["dibao_roll"]
WAGES = CATALOGUE.datasets["wages"]


def a_delivery(
    period: str, known_on: str, batch: int = 1, dataset: str = "dibao_roll", at: str = "T10"
) -> Receipt:
    one = a_receipt(dataset, period)
    return replace(one, known_on=known_on, batch=batch, received_at=f"{known_on}{at}")


def batches(found: tuple[Receipt, ...]) -> list[int]:
    return [receipt.batch for receipt in found]


def on(day: str, *found: Receipt, dataset: Dataset = DIBAO) -> Delivered:
    return delivered(dataset, found, date.fromisoformat(day))


SEPTEMBER = a_delivery("2025-09", "2025-09-30", 1)
OCTOBER = a_delivery("2025-10", "2025-10-31", 2)
MORE = a_delivery("2025-10", "2025-11-02", 3)


def test_of_a_snapshot_all_files_of_the_newest_month_count() -> None:
    told = on("2025-11-02", SEPTEMBER, OCTOBER, MORE)
    assert (batches(told.current), batches(told.replaced)) == ([2, 3], [1])


def test_a_stream_adds_up() -> None:
    found = [replace(one, dataset="wages") for one in (SEPTEMBER, OCTOBER)]
    told = on("2025-11-02", *found, dataset=WAGES)
    assert (batches(told.current), batches(told.replaced)) == ([1, 2], [])


def test_a_delivery_counts_from_the_day_it_is_known() -> None:
    assert batches(on("2025-10-30", SEPTEMBER, OCTOBER).current) == [1]
    assert on("2025-09-29", SEPTEMBER).lateness.never


def test_an_old_month_that_comes_late_replaces_nothing() -> None:
    late = a_delivery("2025-08", "2025-11-05", 4)
    told = on("2025-11-06", SEPTEMBER, OCTOBER, late)
    assert (batches(told.current), batches(told.replaced)) == ([2], [4, 1])


def test_deliveries_of_other_datasets_are_passed() -> None:
    assert on("2025-11-06", SEPTEMBER, dataset=WAGES).newest is None


def test_a_delivery_tells_of_no_month_that_had_not_begun_when_it_came() -> None:
    """Else one wrong date would hide every delivery until that month."""
    wrong = a_delivery("2029-01", "2025-09-30", 5)
    assert on("2025-10-01", wrong).period == Month(2025, 9)
    assert batches(on("2025-10-31", wrong, OCTOBER).current) == [2]


def test_what_came_last_of_the_newest_month_is_the_newest() -> None:
    again = replace(MORE, batch=4, received_at="2025-11-02T11")
    found = [again, MORE, SEPTEMBER]
    assert on("2025-11-02", *found).newest == again
    assert newest_by_dataset(found, date(2025, 11, 2)) == {"dibao_roll": again}
    assert newest_by_dataset(found, date(2025, 9, 1)) == {}


@pytest.mark.parametrize(
    ("day", "state", "days"),
    [
        ("2025-09-30", "fine", 0),
        ("2025-11-10", "fine", 0),
        ("2025-11-11", "late", 1),
        ("2025-11-14", "late", 4),
        ("2025-11-15", "stale", 5),
    ],
)
def test_a_monthly_list_is_late_after_its_promised_day_and_then_stale(
    day: str, state: str, days: int
) -> None:
    late = on(day, SEPTEMBER).lateness
    assert (late.state, late.days_late) == (state, days)


def test_an_old_month_that_comes_late_is_no_fresher_for_it() -> None:
    late = a_delivery("2025-09", "2025-11-14")
    assert on("2025-11-14", late).lateness.state == "late"
    assert on("2025-11-15", late).lateness.state == "stale"


def test_what_came_before_its_month_ended_is_as_old_as_its_day() -> None:
    early = a_delivery("2025-09", "2025-09-02")
    assert on("2025-10-17", early).holds_until == date(2025, 10, 17)


def test_what_follows_events_is_never_late_but_grows_stale() -> None:
    event = next(d for d in CATALOGUE.datasets.values() if d.refresh == "event")
    found = replace(SEPTEMBER, dataset=event.name)
    last = date(2025, 9, 30) + timedelta(days=event.valid_days)
    fine = on(last.isoformat(), found, dataset=event).lateness
    assert (fine.due, fine.days_late, fine.state) == (None, 0, "fine")
    gone = on((last + timedelta(days=1)).isoformat(), found, dataset=event).lateness
    assert (gone.days_late, gone.state) == (0, "stale")


@pytest.mark.parametrize(
    ("refresh", "due"),
    [
        ("daily", date(2025, 11, 10)),
        ("quarterly", date(2026, 1, 10)),
        ("semester + event", date(2026, 4, 10)),
        ("yearly", date(2026, 10, 10)),
        ("per check (1-5 wd)", None),
    ],
)
def test_the_next_delivery_is_due_after_the_time_it_tells_of(
    refresh: str, due: date | None
) -> None:
    dataset = DIBAO.model_copy(update={"refresh": refresh})
    assert on("2025-09-30", SEPTEMBER, dataset=dataset).lateness.due == due


def test_a_promised_day_that_a_month_lacks_is_its_last_day() -> None:
    dataset = DIBAO.model_copy(update={"promised_day": 31})
    assert on("2025-09-30", SEPTEMBER, dataset=dataset).lateness.due == date(2025, 11, 30)


def test_facts_rest_on_a_dataset_just_as_long_as_its_page_says(tmp_path: Path) -> None:
    county, dice = MadeUpPool(tmp_path), Random(5)
    for name in county.catalogue.datasets:
        for _ in range(dice.randint(0, 3)):
            period = Month(2025, dice.randint(1, 12))
            known = period.last + timedelta(days=dice.choice([-9, 0, 12, 40]))
            county.deliver(name, str(period), [], known)
    states = set()
    for _ in range(40):
        day = date(2025, 1, 1) + timedelta(days=dice.randint(0, 700))
        knowledge = gather(county.pool, county.catalogue, day)
        for name, dataset in county.catalogue.datasets.items():
            late = delivered(dataset, receipts(county.pool), day).lateness
            assert knowledge.of(name).fresh == (late.state in ("fine", "late")), (name, day)
            assert (knowledge.of(name).period is None) == late.never
            states.add(late.state)
    assert states == {"never", "stale", "late", "fine"}
