"""Brings the leads up to date with a published generation; twice changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhouji.base.data_directory import Pool
from zhouji.engine.generation import Generation
from zhouji.engine.generation.publishing import mark_applied
from zhouji.pool.catalogue import load_places

UNKNOWN_SCHEMA = pa.schema(
    [("household_id", pa.int64()), ("person_id", pa.int64()), ("policy", pa.string())]
)


def apply_generation(pool: Pool, published: Generation, scope: Collection[int] | None) -> None:
    """Merge a generation's findings into the leads and note that it is done.

    Beside the households in `scope` (None: all) those are merged of whom something that a person
    closed may be told again by the day of the generation (time alone moves leads too), and those
    whose lead a person opened again: no run looked at it while it was closed.
    """
    from zhouji.office.accounts.actor import Actor
    from zhouji.office.leads.actions import apply_findings
    from zhouji.office.leads.asked_by_runs import quiet_no_more, reopened

    day = published.day
    scope = None if scope is None else {*scope, *quiet_no_more(day), *reopened()}
    chosen = None if scope is None else np.asarray([*scope], np.int64)
    findings = published.findings
    found = findings.whole() if chosen is None else findings.of_many(chosen)
    apply_findings(
        by=Actor.system("run"),
        run=published.name,
        day=day,
        scope=scope,
        findings=found,
        households=households_of(pool, published, found),
        unknown=unknown_now(published, found, scope),
    )
    mark_applied(published.folder)


def households_of(pool: Pool, published: Generation, found: pa.Table) -> pa.Table:
    """How the households of some findings are called and where they live."""
    named = published.heads_of(pc.unique(found["household_id"]).to_pylist())
    townships, villages = places(pool)
    return (
        named.append_column("township", _named(named["township_code"], townships))
        .append_column("village", _named(named["village_code"], villages))
        .append_column("n_members", named["n_registered"])
    )


def _named(codes: pa.ChunkedArray, names: Mapping[str, str]) -> pa.Array:
    return pa.array([names.get(code, code) for code in codes.to_pylist()], pa.string())


def places(pool: Pool) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Names of townships and of villages by code."""
    known = load_places(pool.content)
    townships = {town.code: town.zh for town in known.townships}
    villages = {v.code: v.zh for town in known.townships for v in town.villages}
    return townships, villages


def unknown_now(published: Generation, found: pa.Table, scope: Collection[int] | None) -> pa.Table:
    """Open reasons that are no longer found because a fact has become unknown, not false."""
    from zhouji.office.leads.asked_by_runs import open_reasons

    reasons = open_reasons(scope)
    present = set(
        zip(
            found["household_id"].to_pylist(),
            found["policy"].to_pylist(),
            found["person_id"].to_pylist(),
            strict=True,
        )
    )
    lost = [
        (household, policy, None if subject == household else subject)
        for household, policy, subject in reasons
    ]
    lost = [one for one in lost if one not in present]
    if not lost:
        return UNKNOWN_SCHEMA.empty_table()
    rows = [
        (household, policy, person)
        for household, policy, person in lost
        if published.is_untold(policy, household, person)
    ]
    return pa.table(
        {
            "household_id": [household for household, _, _ in rows],
            "person_id": pa.array([person for _, _, person in rows], pa.int64()),
            "policy": [policy for _, policy, _ in rows],
        },
        schema=UNKNOWN_SCHEMA,
    )
