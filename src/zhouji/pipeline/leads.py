"""Brings the leads up to date with a published generation; twice changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhouji.engine.base.pool import Pool, write_durably
from zhouji.engine.catalogue import load_places
from zhouji.engine.store import Layered, open_layered, read_arrow, rows_with
from zhouji.pipeline.screening import FINDINGS, UNITS, results_of

APPLIED = "leads.applied"
UNKNOWN_SCHEMA = pa.schema(
    [("household_id", pa.int64()), ("person_id", pa.int64()), ("policy", pa.string())]
)


def apply_generation(pool: Pool, folder: Path, scope: Collection[int] | None) -> None:
    """Merge a generation's findings into the leads and note that it is done."""
    from zhouji.office.accounts.actor import Actor
    from zhouji.office.leads.actions import apply_findings

    findings = open_layered(folder, FINDINGS)
    found = findings.whole() if scope is None else findings.of_many(np.asarray(scope, np.int64))
    apply_findings(
        by=Actor.system("run"),
        run=folder.name,
        scope=scope,
        findings=found,
        households=households_of(pool, folder, found),
        unknown=unknown_now(folder, found, scope),
    )
    write_durably(folder / APPLIED, b"")


def is_applied(folder: Path) -> bool:
    """Whether the leads rest on this generation; a run killed in between left it undone."""
    return (folder / APPLIED).exists()


def households_of(pool: Pool, folder: Path, found: pa.Table) -> pa.Table:
    """How the households of some findings are called and where they live."""
    wanted = pc.unique(found["household_id"]).to_pylist()
    homes = rows_with(read_arrow(folder / "households.arrow"), "household_id", wanted)
    wanted = pc.unique(homes["head_person_id"]).drop_null().to_pylist()
    heads = rows_with(read_arrow(folder / "persons.arrow"), "person_id", wanted)
    heads = heads.select(["person_id", "name", "id_number"]).rename_columns(
        ["head_person_id", "head_name", "head_id_number"]
    )
    named = homes.join(heads, "head_person_id", join_type="left outer")
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


def unknown_now(folder: Path, found: pa.Table, scope: Collection[int] | None) -> pa.Table:
    """Open reasons that are no longer found because a fact has become unknown, not false."""
    from zhouji.office.leads.standing import open_reasons

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
    results = {name: open_layered(folder, results_of(name)) for name in UNITS.values()}
    rows = [one for one in lost if _is_unknown(results, *one)]
    return pa.table(
        {
            "household_id": [household for household, _, _ in rows],
            "person_id": pa.array([person for _, _, person in rows], pa.int64()),
            "policy": [policy for _, policy, _ in rows],
        },
        schema=UNKNOWN_SCHEMA,
    )


def _is_unknown(
    results: Mapping[str, Layered], household: int, policy: str, person: int | None
) -> bool:
    """Whether eligibility is unknown now; a policy or unit that is gone is not unknown."""
    table = results["households" if person is None else "persons"]
    if f"{policy}__known" not in table.schema.names:
        return False
    rows = table.of(household)
    if person is not None:
        rows = rows.filter(pc.equal(rows["person_id"], person))
    return rows.num_rows == 1 and not rows[f"{policy}__known"][0].as_py() & 1
