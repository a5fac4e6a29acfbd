"""Whatever the passing of days changes, an increment changes it just as a full run does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.builders import a_user
from tests.engine.facts.random_county import RandomCounty
from tests.pipeline.quiet_county import BORN, DAY, a_county, amend, office, told
from tests.pool.made_up_pool import CONTENT, MadeUpPool
from zhouji.base.data_directory import Pool
from zhouji.base.month import Month
from zhouji.engine.generation import Generation
from zhouji.engine.generation.publishing import APPLIED, current
from zhouji.office.accounts.actor import Actor
from zhouji.office.leads import actions
from zhouji.office.leads.models import Lead, LeadEvent
from zhouji.office.leads.store import QUIET
from zhouji.office.leads.workdays import Workdays
from zhouji.pipeline.leads import apply_generation
from zhouji.pipeline.run import run

pytestmark = pytest.mark.django_db(transaction=True)
Row = dict[str, Any]


@dataclass
class Base:
    """A pool on which one run was made on DAY, with the numbers of its households by name."""

    root: Path
    homes: dict[str, str] = field(default_factory=dict)

    def copy(self, to: Path) -> Pool:
        shutil.copytree(self.root, to)
        return Pool(to)


def fill(root: Path) -> Base:
    """A household for each kind of day on which something changes by itself."""
    county = a_county(root)
    homes = {
        "turns eighty": county.home_of(date(1945, 10, 5)),
        "is eighty-five": county.home_of(date(1940, 1, 12)),
        "moves away": county.home_of(moved_out=date(2025, 10, 27)),
        **{reason: county.home_of() for reason in QUIET},
    }
    for name, dataset, row in RECORDS:
        homes[name] = county.home_of()
        county.has(homes[name], dataset, **row)
    county.has(homes["is without work"], "employee_insurance", state="lapsed", months_paid=12)
    county.deliver()
    _amend(root / "content")
    return Base(root, {name: f"H{number:02d}" for name, number in homes.items()})


def _amend(content: Path) -> None:
    """Rules and figures that change on days of their own, when nothing else does."""
    policies, parameters = content / "policies", content / "parameters"
    amend(policies / "x2-02-power.yaml", "- from: ", f"- until: {LAST_OF_POWER}\n  from: ")
    amend(
        parameters / "old_age_allowance.yaml",
        "comparators:",
        f"- {{from: {NEW_ALLOWANCE}, until: {LAST_ALLOWANCE}, status: official,\n"
        f"   document: made up, rows: {rows(77)}}}\n"
        f"- {{from: {LAST_ALLOWANCE + timedelta(days=1)}, status: unknown, rows: {rows('null')}}}\n"
        "comparators:",
    )
    amend(
        policies / "a6-01-rental.yaml",
        "cases:\n",
        f"- from: {NEW_RENTAL}\n  basis: made up\n  conditions:\n"
        "  - {id: C1, zh: 两人, en: Two people, when: n_members >= 2}\n"
        "  amount: {value: 0, unit: none}\n"
        "cases:\n",
    )


def rows(value: object) -> str:
    return "[" + ", ".join(f"{{from_age: {age}, value: {value}}}" for age in (80, 90, 100)) + "]"


RECORDS: tuple[tuple[str, str, Row], ...] = (
    ("was struck", "disaster_households", {"happened_on": date(2024, 10, 20), "damage": "severe"}),
    ("was checked", "bank_balances", {"checked_on": date(2025, 4, 15), "balance": 100}),
    ("is without work", "unemployment_register", {"registered_on": date(2025, 8, 22)}),
    ("is in prison", "custody", {"kind": "prison", "start": BORN, "end": date(2025, 10, 25)}),
    ("has a paper", "disability_certs", {"grade": 1, "valid_until": date(2025, 10, 28)}),
    ("leaves the roll", "dibao_roll", {"start": date(2024, 1, 1), "end": date(2025, 10, 1)}),
    ("is on the roll", "dibao_roll", {"start": date(2024, 1, 1), "end": date(2026, 12, 1)}),
)
LAST_OF_POWER, NEW_RENTAL = date(2025, 11, 3), date(2025, 11, 7)
NEW_ALLOWANCE, LAST_ALLOWANCE = date(2025, 11, 5), date(2025, 11, 9)


@pytest.fixture(scope="session")
def base(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Base:
    made = fill(tmp_path_factory.mktemp("quiet") / "pool")
    with django_db_blocker.unblock():
        run_and_forget(made.root)
    return made


def run_and_forget(root: Path) -> None:
    """One run whose leads are taken back: they have to be applied again from what it published."""
    with transaction.atomic():
        run(Pool(root), as_of=DAY)
        transaction.set_rollback(True)
    folder = current(Pool(root))
    assert folder is not None
    (folder / APPLIED).unlink()


Prepare = Callable[[Pool], None]


def nothing(pool: Pool) -> None:
    """People do nothing in between."""


def both_ways(
    base: Base, folder: Path, day: date, do: Prepare = nothing, since: date = DAY
) -> tuple[Pool, list[Row], list[Row]]:
    """The office before a day and after it: an increment, held against a full run."""
    offices, tables = [], []
    for name, full in (("step", False), ("whole", True)):
        forget_all()
        pool = base.copy(folder / name)
        apply_generation(pool, Generation.open(pool), None)
        do(pool)
        if since != DAY:
            run(pool, as_of=since)
        before = office()
        report = run(pool, as_of=day, full=full)
        assert report.full is full
        assert report.held == []
        offices.append(office())
        tables.append(told(pool))
    for name in tables[0]:
        assert tables[0][name] == tables[1][name], name
    assert offices[0] == offices[1]
    return pool, before, offices[0]


def forget_all() -> None:
    LeadEvent.objects.all().delete()
    Lead.objects.all().delete()


def reason_of(base: Base, pool: Pool, leads: list[Row], home: str, policy: str) -> Row | None:
    """The newest reason of this policy that a household's leads tell."""
    homes = Generation.open(pool).households.to_pylist()
    [number] = [h["household_id"] for h in homes if h["hukou_no"] == base.homes[home]]
    found = [
        {**reason, "status": lead["status"]}
        for lead in leads
        if lead["household_id"] == number
        for reason in lead["reasons"]
        if reason["policy"] == policy
    ]
    return found[-1] if found else None


def eve_of(day: date) -> date:
    """Where rules change on several days, the run before is that of the day before."""
    return day - timedelta(days=1) if day > LAST_OF_POWER else DAY


def standing_of(reason: Row | None) -> str:
    return "" if reason is None else str(reason["standing"])


@pytest.mark.parametrize(
    ("day", "home", "policy", "then", "now"),
    [
        pytest.param(date(2025, 10, 5), "turns eighty", "X1-09", "", "true", id="birthday"),
        pytest.param(date(2025, 10, 20), "was struck", "A3-01", "true", "false", id="window"),
        pytest.param(date(2025, 10, 22), "is without work", "A7-05", "true", "false", id="months"),
        pytest.param(date(2025, 10, 25), "is in prison", "A1-01", "", "true", id="end of a stay"),
        pytest.param(date(2025, 10, 27), "moves away", "A1-01", "true", "false", id="moving"),
        pytest.param(date(2025, 10, 29), "has a paper", "A4-01", "true", "false", id="validity"),
        pytest.param(date(2025, 11, 1), "leaves the roll", "A1-01", "", "true", id="month's end"),
        pytest.param(date(2025, 11, 15), "was struck", "A1-01", "true", "unknown", id="stale"),
        pytest.param(date(2025, 11, 4), "is on the roll", "X2-02", "true", "false", id="last day"),
        pytest.param(date(2025, 11, 7), "is on the roll", "A6-01", "true", "false", id="new rule"),
    ],
)
def test_a_reason_comes_or_goes_on_its_day_by_an_increment_as_by_a_full_run(
    base: Base, tmp_path: Path, day: date, home: str, policy: str, then: str, now: str
) -> None:
    pool, before, after = both_ways(base, tmp_path, day, since=eve_of(day))
    assert standing_of(reason_of(base, pool, before, home, policy)) == then
    assert standing_of(reason_of(base, pool, after, home, policy)) == now


@pytest.mark.parametrize(
    ("day", "home", "policy", "name", "then", "now"),
    [
        pytest.param(date(2025, 10, 16), "was checked", "A1-01", "state", "eligible", "possible",
                     id="six months after a check"),
        pytest.param(date(2025, 10, 1), "is eighty-five", "X1-09", "months_missed", 32, 33,
                     id="months missed"),
        pytest.param(date(2025, 10, 1), "is on the roll", "X2-01", "months_missed", 20, 21,
                     id="months missed by a household"),
        pytest.param(NEW_ALLOWANCE, "is eighty-five", "X1-09", "amount_fen", 6000, 7700,
                     id="new figure"),
        pytest.param(date(2025, 11, 10), "is eighty-five", "X1-09", "amount_fen", 7700, None,
                     id="figure's end"),
    ],
)  # fmt: skip
def test_a_reason_is_another_on_its_day_by_an_increment_as_by_a_full_run(
    base: Base, tmp_path: Path, day: date, home: str, policy: str, name: str, then: Any, now: Any
) -> None:
    pool, before, after = both_ways(base, tmp_path, day, since=eve_of(day))
    told_before, told_after = (
        reason_of(base, pool, leads, home, policy) for leads in (before, after)
    )
    assert told_before is not None and told_after is not None
    assert (told_before[name], told_after[name]) == (then, now)


def test_the_end_of_every_quiet_period_opens_its_lead_again(base: Base, tmp_path: Path) -> None:
    day = date(2025, 10, 3)

    def close(pool: Pool) -> None:
        for reason, days in QUIET.items():
            close_of(base, pool, reason, on=day - timedelta(days=days))

    pool, before, after = both_ways(base, tmp_path, day, close, since=date(2025, 10, 2))
    for reason in QUIET:
        for leads, status in ((before, "closed"), (after, "new")):
            found = reason_of(base, pool, leads, reason, "A1-01")
            assert found is not None
            assert found["status"] == status, reason


@pytest.mark.parametrize(
    ("day", "policy", "now"),
    [
        pytest.param(date(2025, 10, 20), "A3-01", "false", id="holds no more"),
        pytest.param(date(2025, 11, 15), "A1-01", "unknown", id="can not be told"),
    ],
)
def test_a_lead_opened_again_is_brought_up_to_what_changed_while_it_was_closed(
    base: Base, tmp_path: Path, day: date, policy: str, now: str
) -> None:
    """Nothing of its household changes any more when it is opened again: only the merge is due."""

    def close_and_reopen(pool: Pool) -> None:
        lead = close_of(base, pool, "declined", on=DAY, home="was struck")
        run(pool, as_of=day)
        actions.reopen_lead(by=boss(), lead=lead, note="they ask for it now")

    pool, before, after = both_ways(base, tmp_path, day + timedelta(days=1), close_and_reopen)
    told = [reason_of(base, pool, leads, "was struck", policy) for leads in (before, after)]
    assert [standing_of(reason) for reason in told] == ["true", now]


def close_of(base: Base, pool: Pool, reason: str, on: date, home: str = "") -> int:
    """Close the lead of a household, by default the one that is named for this reason."""
    homes = Generation.open(pool).households.to_pylist()
    [number] = [h["household_id"] for h in homes if h["hukou_no"] == base.homes[home or reason]]
    lead = Lead.objects.exclude(status="closed").get(household_id=number)
    actions.close_lead_with_reason(by=boss(), lead=lead.pk, reason=reason, note="note", on=on)
    return lead.pk


def boss() -> Actor:
    from zhouji.office.accounts.models import User

    found = User.objects.filter(username="boss").first()
    return Actor.of(found or a_user("boss", "county"))


def test_a_promised_day_and_a_deadline_that_pass_change_no_lead(base: Base, tmp_path: Path) -> None:
    """Both are judged when somebody looks: no run has to write them down."""

    def send(pool: Pool) -> None:
        leads = list(Lead.objects.values_list("pk", flat=True))
        actions.send_leads_to_townships(by=boss(), leads=leads, working_days=1, workdays=Workdays())

    day = date(2025, 11, 11)
    _, before, after = both_ways(base, tmp_path, day, send, since=date(2025, 11, 10))
    assert before
    assert before == after


def test_a_rule_that_asks_how_long_ago_a_day_was_is_asked_every_day(tmp_path: Path) -> None:
    made = fill(tmp_path / "pool")
    amend(
        tmp_path / "pool" / "content" / "policies" / "x2-01-water.yaml",
        "when: in_class('DB')}",
        "when: in_class('DB') AND months_since(class_db_since) >= 21}",
    )
    run_and_forget(made.root)
    pool, before, after = both_ways(made, tmp_path, date(2025, 10, 1))
    assert reason_of(made, pool, before, "is on the roll", "X2-01") is None
    assert standing_of(reason_of(made, pool, after, "is on the roll", "X2-01")) == "true"


SLOW = [pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 4)]


@pytest.mark.parametrize("seed", [0, *SLOW])
def test_whatever_comes_and_passes_the_leads_are_those_of_full_runs(
    tmp_path: Path, seed: int
) -> None:
    offices = []
    for name, full in (("step", False), ("whole", True)):
        forget_all()
        shutil.copytree(CONTENT, tmp_path / name / "content")
        county = MadeUpPool(tmp_path / name)
        county.pool.inbox.mkdir()
        made_up = RandomCounty(county, seed)
        seen = []
        for month in (Month(2025, 9), Month(2025, 10)):
            made_up.month(month)
            for day in (month.last, month.last + timedelta(days=made_up.dice.randint(1, 25))):
                run(county.pool, as_of=day, full=full)
                seen.append(office())
        offices.append(seen)
    for step, whole in zip(*offices, strict=True):
        assert step == whole
