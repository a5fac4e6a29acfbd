"""Figures rest on documents, policies on cases; nothing of it stands in code."""

from __future__ import annotations

from datetime import date
from functools import cache

from tests.contracts.tree import CONTENT
from zhouji.engine.rulebook import load_policies
from zhouji.engine.rulebook.book import PolicyBook
from zhouji.pool.catalogue import load_catalogue

TODAY = date(2025, 9, 30)


@cache
def book() -> PolicyBook:
    return load_policies(CONTENT)


def test_every_figure_names_its_document_or_what_would_settle_it() -> None:
    bare = [
        f"{name} from {value.start}"
        for name, parameter in book().parameters.items()
        for value in parameter.values
        if not (value.document or parameter.settled_by)
    ]
    assert not bare


def test_an_official_figure_names_a_document() -> None:
    bare = [
        f"{name} from {value.start}"
        for name, parameter in book().parameters.items()
        for value in parameter.values
        if value.status in ("official", "proxy", "comparator", "derived") and not value.document
    ]
    assert not bare


def rests_on_an_unknown_figure(code: str) -> bool:
    """Nobody can be found eligible by a policy before such a figure is settled."""
    day = book().policies[code].versions[-1].start
    uses = book().in_force(max(day, TODAY)).program.reads(f"{code}.eligible").parameters
    values = [book().parameters[use.name].on(max(day, TODAY)) for use in uses]
    return any(value is None or value.status == "unknown" for value in values)


def test_every_policy_has_cases_that_fit_that_do_not_and_that_are_unknown() -> None:
    short_of = {
        code: missing
        for code, policy in book().policies.items()
        if (missing := {True, False, None} - {c.expect.get("eligible", 0) for c in policy.cases})
        and not (missing == {True} and rests_on_an_unknown_figure(code))
    }
    assert not short_of


def test_every_policy_and_condition_is_worded_in_chinese_and_english() -> None:
    bare = [
        code
        for code, policy in book().policies.items()
        if not (policy.names.zh and policy.names.en)
        or any(not (c.zh and c.en) for v in policy.versions for c in v.conditions)
    ]
    assert not bare


def test_every_version_of_a_policy_names_its_legal_basis() -> None:
    assert not [c for c, p in book().policies.items() if any(not v.basis for v in p.versions)]


def test_every_dataset_says_why_the_data_may_be_had_and_when_it_is_stale() -> None:
    catalogue = load_catalogue(CONTENT)
    bare = [d.name for d in catalogue.datasets.values() if not d.basis or not d.valid_days]
    assert not bare
    assert len(catalogue.datasets) >= 40
