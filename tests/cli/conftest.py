"""Shared by the tests of the commands: a pool whose published facts are a small example's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from examples.small.make_tables import households, persons
from tests.engine.policies.folders import EXAMPLE, small
from zhouji.engine.base.pool import Pool
from zhouji.engine.facts import base_of, save_facts
from zhouji.engine.facts.building import BOOK_KEY, KNOWLEDGE_KEY
from zhouji.engine.generation import GenerationReceipt
from zhouji.engine.generation.publishing import point_at
from zhouji.engine.generation.receipt import write_receipt_of
from zhouji.engine.link import Knowledge
from zhouji.engine.policies.screen_table import prepare, ready
from zhouji.engine.rules import Unit
from zhouji.engine.store import write_arrow

DAY = date(2024, 6, 30)
GEOGRAPHY = """
townships:
- {code: north, zh: 北镇, en: North, villages: []}
- {code: south, zh: 南镇, en: South, villages: []}
"""


@pytest.fixture
def pool(tmp_path: Path) -> Path:
    """A pool whose published facts are the tables of the small example."""
    root = tmp_path / "pool"
    (root / "derived" / "000001").mkdir(parents=True)
    (root / "zhouji.toml").write_text("", encoding="utf-8")
    small(tmp_path).rename(root / "content")
    (root / "content" / "geography.yaml").write_text(GEOGRAPHY, encoding="utf-8")
    folder = root / "derived" / "000001"
    prepared = prepare(EXAMPLE, persons().schema, households().schema, DAY)
    marks = {KNOWLEDGE_KEY: Knowledge(DAY).to_json().encode(), BOOK_KEY: b"x"}
    people, homes = (
        ready(prepared, unit, table).replace_schema_metadata(marks)
        for unit, table in ((Unit.PERSON, persons()), (Unit.HOUSEHOLD, households()))
    )
    save_facts(folder, *base_of(people, homes))
    places = households().select(["household_id", "township"])
    places = places.rename_columns(["household_id", "township_code"])
    write_arrow(folder / "households.arrow", places)
    write_receipt_of(folder, GenerationReceipt("000001", DAY.isoformat(), content=""))
    point_at(Pool(root), "000001")
    return root
