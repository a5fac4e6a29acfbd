"""What changed for a household is told run by run with the reason; the past by its own rules."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from django.test import Client
from typer.testing import CliRunner

from tests.builders import a_user
from zhouji.base.data_directory import Pool
from zhouji.cli.main import app
from zhouji.engine.generation import Generation, NoSuchUnitError, kept
from zhouji.engine.generation.history import changed_in
from zhouji.engine.telling import explain_household
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.models import AuditRow
from zhouji.office.accounts.permissions import Role
from zhouji.pipeline.asof import household_rows, seen_by, seen_on
from zhouji.pipeline.history import history
from zhouji.pipeline.rows_behind import add_rows
from zhouji.pool.store import files

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
Entry = dict[str, Any]


def results(pool: Pool, unit: str) -> pa.Table:
    """The history of results as it lies there."""
    return ds.dataset([file.path for file in files(pool.results / unit)]).to_table(
        ["household_id", "batch", "digest", *(["person_id"] if unit == "person" else [])]
    )


def a_household_changed_in(pool: Pool, *numbers: int) -> int:
    """Some household whose results changed in all of these runs."""
    changed: dict[int, set[int]] = {}
    for unit in ("household", "person"):
        for row in results(pool, unit).to_pylist():
            changed.setdefault(row["household_id"], set()).add(row["batch"])
    return min(home for home, runs in changed.items() if set(numbers) <= runs)


@cache
def told(pool: Pool, household: int) -> dict[int, Entry]:
    entries = history(by=Actor.system("test"), pool=pool, household_id=household)
    return {int(entry["generation"]): entry for entry in entries}


def kinds(entry: Entry) -> set[str]:
    return {reason["kind"] for reason in entry["why"]}


def test_new_records_and_changed_content_are_told_apart(ten_generations: Pool) -> None:
    entries = told(ten_generations, a_household_changed_in(ten_generations, 1, 2, 3, 6))
    assert kinds(entries[2]) >= {"record"}
    (late,) = [r for r in entries[2]["why"] if r["dataset"] == "disability_certs"]
    assert late["file"] == "2025-09/D09/残疾人证_2025-09.xlsx"
    assert late["batch"] in kept(ten_generations)[1].known - kept(ten_generations)[0].known
    assert kinds(entries[3]) == kinds(entries[6]) == {"content"}
    (figure,), (rule,) = entries[3]["why"], entries[6]["why"]
    assert (figure["policies"], figure["parameters"]) == ([], ["dibao_std_month"])
    assert (rule["policies"], rule["parameters"]) == (["X1-09"], [])
    assert figure["new"] == rule["old"] == kept(ten_generations)[2].content
    values = [v for p in entries[3]["policies"] for c in p["conditions"] for v in c["values"]]
    assert {"name": "dibao_std_month", "was": "1130.00", "now": "1600.00"} in values


def test_a_day_that_passed_names_the_fact_that_was_due(ten_generations: Pool) -> None:
    household = a_household_changed_in(ten_generations, 4)
    entry = told(ten_generations, household)[4]
    (passed,) = entry["why"]
    assert (passed["kind"], passed["old"], passed["new"]) == ("day", "2025-10-08", "2025-10-20")
    assert passed["due"] or passed["stale"] or passed["parameters"] or passed["versions"]
    assert all("2025-10-08" < one["next_change"] <= "2025-10-20" for one in passed["due"])


def test_sources_that_grew_stale_are_named(ten_generations: Pool) -> None:
    entry = told(ten_generations, a_household_changed_in(ten_generations, 1, 2, 3, 6))[10]
    (passed,) = entry["why"]
    assert "register" in passed["stale"]


def test_who_left_a_household_is_told_as_linking(ten_generations: Pool) -> None:
    people = results(ten_generations, "person").to_pylist()
    (gone,) = [row for row in people if row["digest"] is None]
    assert gone["batch"] == 5
    entry = told(ten_generations, gone["household_id"])[5]
    (linking,) = [reason for reason in entry["why"] if reason["kind"] == "linking"]
    assert (linking["members_came"], linking["members_gone"]) == ([], [gone["person_id"]])


def test_every_entry_has_a_reason_and_says_the_state_before_and_now(ten_generations: Pool) -> None:
    household = a_household_changed_in(ten_generations, 1, 2, 3, 6)
    entries = told(ten_generations, household)
    assert list(entries) == sorted(entries)
    assert set(entries) <= set(changed_in(ten_generations, household))
    for number, entry in entries.items():
        assert entry["why"], number
        for reason in entry["why"]:
            assert reason["in"], number
        for policy in entry["policies"]:
            assert policy["was"] != policy["now"] or policy["conditions"]


def test_the_explanation_of_every_run_is_the_one_that_was_screened(ten_generations: Pool) -> None:
    household = a_household_changed_in(ten_generations, 1, 3, 6)
    published = Generation.open(ten_generations)
    for receipt in kept(ten_generations)[-2:]:
        assert household_rows(seen_by(ten_generations, receipt), household)
    seen = seen_by(ten_generations, published.receipt)
    again = household_rows(seen_on(ten_generations, date(2026, 3, 31)), household)
    assert again == household_rows(seen, household) == published.rows(household)


def test_the_first_month_is_explained_by_its_own_rules_after_two_changes(
    ten_generations: Pool,
) -> None:
    household = a_household_changed_in(ten_generations, 1, 3, 6)
    asked = ["explain", "--data", str(ten_generations.root), "--household", str(household)]
    found = []
    for day in ("2025-09-30", "2025-10-08", "2025-10-31"):
        done = CliRunner().invoke(app, [*asked, "--as-of", day, "--json"])
        assert done.exit_code == 0, done.output
        explained = json.loads(done.stdout)
        assert explained["as_of"] == day
        used = {p["name"]: p["value"] for one in explained["policies"] for p in one["parameters"]}
        found.append((used["dibao_std_month"], old_enough(explained)))
    assert [standard for standard, _ in found] == ["1130.00", "1600.00", "1600.00"]
    assert [bool(of_seventy) for _, of_seventy in found] == [False, False, True]


def old_enough(explained: dict[str, Any]) -> list[int]:
    """Who, not yet eighty, is of the set age by the rule of the day."""
    rules = [one for one in explained["policies"] if one["code"] == "X1-09"]
    return [
        fact["subject_id"]
        for rule in rules
        for condition in rule["conditions"]
        if condition["id"] == "C2" and condition["result"]
        for fact in condition["facts"]
        if fact["name"] == "age" and fact["value"] < 80
    ]


def test_a_fact_names_the_rows_of_the_file_it_came_from(ten_generations: Pool) -> None:
    household = a_household_changed_in(ten_generations, 1)
    seen = seen_on(ten_generations, date(2025, 10, 8))
    home, members = household_rows(seen, household)
    explained = explain_household(seen.content.policies, home, members, seen.day)
    add_rows([explained], seen)
    facts = [f for p in explained["policies"] for c in p["conditions"] for f in c["facts"]]
    births = [fact for fact in facts if fact["name"] == "age"]
    assert births
    for fact in births:
        assert fact["rows_total"] >= 1
        (first, *_) = fact["rows"]
        assert set(first) == {"dataset", "file", "sheet", "row", "batch"}
        assert first["dataset"] == "register"
        assert first["row"] > 1
    assert all(len(fact["rows"]) == min(20, fact["rows_total"]) for fact in facts)


def test_the_page_of_a_fact_shows_its_rows(ten_generations: Pool, settings: Any) -> None:
    settings.ZHOUJI_DATA = ten_generations.root
    client = Client()
    user = a_user("somebody", Role.COUNTY)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    household = a_household_changed_in(ten_generations, 1)
    client.post(f"/households/{household}/", {"purpose": "check"})
    page = client.get(f"/households/{household}/?rows=age").content.decode()
    assert "2025-10/D08/户籍人口_2025-10.csv" in page


def test_the_reading_is_recorded(ten_generations: Pool) -> None:
    household = a_household_changed_in(ten_generations, 4)
    told.__wrapped__(ten_generations, household)
    (row,) = AuditRow.objects.filter(action="households.history")
    assert [subject.subject_id for subject in row.subjects.all()] == [household]


def test_a_household_that_nobody_ever_knew_is_refused(ten_generations: Pool) -> None:
    with pytest.raises(NoSuchUnitError, match="no run knew a household 5"):
        told(ten_generations, 5)


def test_the_command_tells_it_to_people_and_programs(ten_generations: Pool) -> None:
    household = a_household_changed_in(ten_generations, 4)
    asked = ["history", "--data", str(ten_generations.root), "--household", str(household)]
    program = CliRunner().invoke(app, [*asked, "--json"])
    assert program.exit_code == 0, program.output
    assert {"generation", "as_of", "why", "policies"} == set(json.loads(program.stdout)[0])
    people = CliRunner().invoke(app, asked)
    assert people.exit_code == 0, people.output
    assert "because: day" in people.stdout
