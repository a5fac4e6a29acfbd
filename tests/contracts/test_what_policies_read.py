"""What a policy is said to read is what it reads: by the files' SQL, the pages, and by trial."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pytest

from tests.builders import PINGHU, a_pool
from tests.contracts.sql_reads import datasets_by_field
from tests.engine.screening.random_facts import tables
from zhouji.engine.rulebook import PolicyBook, load_policies
from zhouji.engine.rules import Unit
from zhouji.engine.screening import Screening, screen
from zhouji.engine.screening.findings import kept
from zhouji.office.accounts.actor import Actor
from zhouji.office.sources.queries import open_source

DAY = date(2025, 9, 30)
CLERK = Actor(1, "clerk", "checker")
DATASETS = frozenset(path.stem for path in PINGHU.glob("datasets/*/*.yaml"))
# Rows of several datasets in one UNION, told apart by a word: the SQL alone cannot say which
# field rests on which, so that its upper bound is wider than the header.
TOLD_APART_BY_A_WORD = {"classes.sql"}


@cache
def book() -> PolicyBook:
    return load_policies(PINGHU)


@cache
def in_sql() -> dict[tuple[str, str], frozenset[str]]:
    """The datasets behind each fact, by the SQL of its file, followed by the test itself."""
    return {
        (file.parent.name, field): datasets
        for file in sorted(PINGHU.glob("facts/*/*.sql"))
        for field, datasets in datasets_by_field(file, DATASETS).items()
    }


def test_each_fact_declares_the_datasets_that_its_sql_reads() -> None:
    for file in sorted(PINGHU.glob("facts/*/*.sql")):
        declared = {
            name: datasets
            for (unit, name), datasets in book().facts.datasets.items()
            if book().facts.groups[unit, name] == file.stem and unit == file.parent.name
        }
        assert declared
        for name, datasets in declared.items():
            read = in_sql()[file.parent.name, name]
            if file.name in TOLD_APART_BY_A_WORD:
                assert datasets <= read, (file.name, name)
            else:
                assert datasets == read, (file.name, name)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """For each dataset, the policies that its page names."""
    pool = a_pool(tmp_path_factory.mktemp("pool"))
    found = {
        name: open_source(by=CLERK, pool=pool, name=name, today=DAY, policies=book()).policies
        for name in DATASETS
    }
    assert None not in found.values()
    return {name: set(codes or ()) for name, codes in found.items()}


def test_the_page_of_a_source_names_the_policies_that_read_it_and_no_other(
    pages: dict[str, set[str]],
) -> None:
    declared = book().facts.datasets
    for one in book().versions_on(DAY):
        facts = book().reads(DAY, one.policy.code).facts
        named = {dataset for dataset, codes in pages.items() if one.policy.code in codes}
        assert named == {dataset for fact in facts for dataset in declared.get(fact, ())}
        assert named <= {d for unit, name in facts for d in in_sql().get((unit, name), ())}
    assert "A1-01" in pages["wages"]  # through variables
    assert pages["child_roll"] < {one.policy.code for one in book().versions_on(DAY)}
    assert len(pages["child_roll"]) < 10  # thirty were guessed once
    assert pages["dibao_roll"] >= _asking_for_class("DB")


def _asking_for_class(code: str) -> set[str]:
    """Policies in whose text in_class('DB') stands, found by the plain letters."""
    texts = {
        path: path.read_text(encoding="utf-8") for path in Path(PINGHU / "policies").glob("*.yaml")
    }
    return {
        text.split("code:")[1].split()[0]
        for text in texts.values()
        if f"in_class('{code}')" in text.split("cases:")[0]
    }


@cache
def population(seed: int) -> tuple[pa.Table, pa.Table]:
    return tables(book().in_force(DAY), seed, homes=400)


@cache
def screened(seed: int) -> Screening:
    return screen(book(), *population(seed), DAY)


def differing(one: Screening, other: Screening) -> set[str]:
    """Policies with any other mask, amount or months."""
    found = set()
    for code, result in one.results.items():
        after = other.results[code]
        pairs = [(getattr(result, part), getattr(after, part)) for part in ("known", "true", "fen")]
        if result.months is not None and after.months is not None:
            pairs += [(result.months.counts, after.months.counts)]
            pairs += [(result.months.known, after.months.known)]
        if not all(np.array_equal(*pair) for pair in pairs):
            found.add(code)
    return found


def without(name: str, unit: Unit, seed: int) -> Screening:
    """The screening with one fact unknown for everybody."""
    persons, households = population(seed)
    table = persons if unit is Unit.PERSON else households
    place = table.column_names.index(name)
    nobody = pa.nulls(len(table), table.schema.field(place).type)
    table = table.set_column(place, table.schema.field(place), nobody)
    given = (table, households) if unit is Unit.PERSON else (persons, table)
    return screen(book(), *given, DAY)


def test_a_fact_that_turns_unknown_moves_only_policies_that_are_said_to_read_it() -> None:
    program = book().in_force(DAY).program
    asked = [
        *((Unit.PERSON, name) for name in program.persons),
        *((Unit.HOUSEHOLD, name) for name in program.households),
    ]
    reads = {code: book().reads(DAY, code) for code in screened(1).results}
    moved_at_all = set()
    for fact in asked:
        unit, name = fact
        seed = Random(name).randint(1, 2)
        after = without(name, unit, seed)
        readers = {code for code, read in reads.items() if fact in read.facts}
        moved = differing(screened(seed), after)
        assert moved <= readers, fact
        moved_at_all |= {fact} if moved else set()
        _only_ranked_lower(screened(seed), after, readers)
    assert len(moved_at_all) > 0.9 * len(asked)  # the trial is one that can fail


def _only_ranked_lower(before: Screening, after: Screening, readers: set[str]) -> None:
    """Findings move for readers, and for policies that a reader goes before in its group."""
    was, now = kept(before), kept(after)
    for code in was:
        if not np.array_equal(was[code], now[code]) and code not in readers:
            assert readers & set(book().reads(DAY, code).before), code


def test_every_fact_of_a_policy_is_read_by_some_output() -> None:
    program = book().in_force(DAY).program
    for one in book().versions_on(DAY):
        read = book().reads(DAY, one.policy.code)
        named = {
            name
            for output in program.outputs
            if output.name.startswith(f"{one.policy.code}.")
            for name in (
                *program.reads(output.name).persons,
                *program.reads(output.name).households,
            )
        }
        assert named <= read.of(Unit.PERSON) | read.of(Unit.HOUSEHOLD)
