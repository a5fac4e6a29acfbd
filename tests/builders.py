"""Made-up households, users and a small pool for tests: built by hand, nothing mocked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhouji.base.data_directory import Pool
from zhouji.engine.facts.book import read_fact
from zhouji.engine.facts.building import BOOK_KEY, KNOWLEDGE_KEY
from zhouji.engine.facts.generation import base_of, save_facts
from zhouji.engine.generation import GenerationReceipt
from zhouji.engine.generation.publishing import point_at
from zhouji.engine.generation.receipt import taken_from, write_receipt_of
from zhouji.office.accounts.actions import add_user
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.models import User
from zhouji.office.leads.actions import Applied, apply_findings
from zhouji.office.leads.question_actions import ask_department
from zhouji.office.leads.workdays import Workdays
from zhouji.pool.link.tables import SCHEMAS
from zhouji.pool.store import write_arrow
from zhouji.pool.store.receipts import Receipt, write_receipt

PINGHU = Path(__file__).parents[1] / "counties" / "pinghu"
XINDAI, DANGHU = "330482102", "330482001"
PASSWORD = "made-up-password"
AS_OF = date(2025, 9, 30)

FINDINGS = pa.schema(
    [
        ("household_id", pa.int64()),
        ("person_id", pa.int64()),
        ("policy", pa.string()),
        ("state", pa.string()),
        ("amount_fen", pa.int64()),
        ("amount_unit", pa.string()),
        ("missing", pa.list_(pa.string())),
        ("months_missed", pa.int64()),
        ("why_zh", pa.string()),
        ("why_en", pa.string()),
    ]
)
UNKNOWN = pa.schema(
    [("household_id", pa.int64()), ("person_id", pa.int64()), ("policy", pa.string())]
)


@dataclass
class Household:
    """A made-up household and what a screening finds of it."""

    number: int
    head: str = "张秀英"
    township_code: str = XINDAI
    township: str = "新埭镇"
    village_code: str = "330482102201"
    village: str = "鱼圻塘村"
    findings: list[dict[str, Any]] = field(default_factory=list)

    def with_finding(
        self,
        policy: str = "X1-09",
        *,
        person: int | None = None,
        fen: int | None = 6000,
        state: str = "eligible",
    ) -> Household:
        self.findings.append(
            {
                "household_id": self.number,
                "person_id": person,
                "policy": policy,
                "state": state,
                "amount_fen": fen,
                "amount_unit": "yuan/month",
                "missing": [] if state == "eligible" else ["money"],
                "months_missed": 2,
                "why_zh": f"{policy}：年满八十周岁",
                "why_en": f"{policy}: aged eighty or more",
            }
        )
        return self

    def in_danghu(self) -> Household:
        self.township_code, self.township = DANGHU, "当湖街道"
        self.village_code, self.village = "330482001004", "梅园"
        return self

    @property
    def row(self) -> dict[str, Any]:
        return {
            "household_id": self.number,
            "head_person_id": self.number * 10,
            "head_name": self.head,
            "head_id_number": "330498194001010013",
            "township_code": self.township_code,
            "township": self.township,
            "village_code": self.village_code,
            "village": self.village,
            "n_members": 2,
            "address": "1组2号",
        }


def a_household(number: int = 1) -> Household:
    return Household(number)


def screened(
    *households: Household,
    run: str = "1",
    day: date = AS_OF,
    scope: Iterable[int] | None = None,
    unknown: Iterable[tuple[int, int | None, str]] = (),
) -> Applied:
    """Apply what a screening found of these households."""
    found = [finding for household in households for finding in household.findings]
    asked = [dict(zip(UNKNOWN.names, key, strict=True)) for key in unknown]
    return apply_findings(
        by=Actor.system("run"),
        run=run,
        day=day,
        scope=None if scope is None else set(scope),
        findings=pa.Table.from_pylist(found, schema=FINDINGS),
        households=pa.Table.from_pylist([h.row for h in households if h.findings])
        if any(h.findings for h in households)
        else pa.table({"household_id": pa.array([], pa.int64())}),
        unknown=pa.Table.from_pylist(asked, schema=UNKNOWN),
    )


def a_user(username: str, role: str, area: str = "", department: str = "") -> User:
    return add_user(
        by=Actor.system("test"),
        username=username,
        password=PASSWORD,
        role=role,
        display_name=username,
        area=area,
        department=department,
    )


def a_question(lead: int, department: str = "D25", text: str = "在册吗？", **more: Any) -> int:
    """A question of an officer to a department, in which somebody must be able to answer."""
    asker = User.objects.filter(username="asker").first() or a_user("asker", "county")
    said = {"text": text, "working_days": 5, "workdays": Workdays(), **more}
    return ask_department(by=Actor.of(asker), lead=lead, department=department, **said).pk


def a_pool(root: Path, *households: Household) -> Pool:
    """A made-up pool with Pinghu's content, one receipt and a published generation."""
    pool = Pool(root)
    root.mkdir(parents=True, exist_ok=True)
    shutil.copytree(PINGHU, pool.content)
    pool.settings.write_text('county = "pinghu"\n', encoding="utf-8")
    pool.receipts.mkdir()
    write_receipt(pool, a_receipt())
    _publish(pool, households)
    return pool


def a_receipt(dataset: str = "register", period: str = "2025-09") -> Receipt:
    return Receipt(
        batch=7,
        dataset=dataset,
        department="D08",
        file=f"{period}/D08/made-up.csv",
        digest="00",
        period=period,
        known_on="2025-09-30",
        received_at="2025-09-30T10:00:00+00:00",
        by="test",
        rows_in=3,
        accepted=2,
        refused=1,
        sheets=[],
        made_up=True,
        legal_basis="made up",
    )


def _publish(pool: Pool, households: Iterable[Household]) -> None:
    folder = pool.derived / "000001"
    folder.mkdir(parents=True)
    rows = sorted((h.row for h in households), key=lambda row: int(row["household_id"]))
    homes = [{**row, "hukou_no": str(row["household_id"]), "n_registered": 1} for row in rows]
    write_arrow(folder / "households.arrow", pa.Table.from_pylist(homes))
    people = [
        {
            "person_id": row["head_person_id"],
            "id_number": row["head_id_number"],
            "name": row["head_name"],
            "sex": "f",
            "birth": date(1940, 1, 1),
            "batch": 7,
        }
        for row in rows
    ]
    write_arrow(folder / "persons.arrow", pa.Table.from_pylist(people))
    members = [
        {
            "household_id": row["household_id"],
            "person_id": row["head_person_id"],
            "relation": "head",
            "since": date(2000, 1, 1),
        }
        for row in rows
    ]
    write_arrow(folder / "members.arrow", pa.Table.from_pylist(members))
    write_arrow(folder / "links.arrow", SCHEMAS["links"].empty_table())
    save_facts(folder, *base_of(_facts("person", rows), _facts("household", rows)))
    rests_on = taken_from([a_receipt()])
    write_receipt_of(folder, GenerationReceipt("000001", AS_OF.isoformat(), "", rests_on))
    point_at(pool, "000001")


_KNOWN: dict[str, Any] = {
    "alive": True,
    "registered_pinghu": True,
    "custody": "none",
    "age": 85,
    "birth": date(1940, 1, 1),
    "relation": "head",
    "gets_old_age_allowance": False,
    "wages_12m": 1_234_500,
}
_ARROW = {
    "bool": pa.bool_(),
    "int": pa.int64(),
    "money": pa.int64(),
    "ratio": pa.int64(),
    "date": pa.date32(),
    "code": pa.string(),
}


def _facts(subject: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Every declared fact of the subject; the few known ones, the rest unknown."""
    ids = {"household_id": pa.array([row["household_id"] for row in rows], pa.int64())}
    if subject == "person":
        people = pa.array([row["head_person_id"] for row in rows], pa.int64())
        ids = {"person_id": people, **ids}
    columns: dict[str, pa.Array] = dict(ids)
    for file in sorted((PINGHU / "facts" / subject).glob("*.sql")):
        header = read_fact(file.read_text(encoding="utf-8"), file.name)[0].header
        for name, declared in header.fields.items():
            values = [_KNOWN.get(name)] * len(rows)
            columns[name] = pa.array(values, _ARROW[declared.type])
        sources = [next(iter(header.reads))] * len(rows)
        columns[f"{header.group}__source"] = pa.array(sources, pa.string())
        days = [date(2025, 9, 1)] * len(rows)
        columns[f"{header.group}__valid_from"] = pa.array(days, pa.date32())
    known = json.dumps({"as_of": AS_OF.isoformat(), "datasets": {}}).encode()
    return pa.table(columns).replace_schema_metadata({KNOWLEDGE_KEY: known, BOOK_KEY: b"x"})
