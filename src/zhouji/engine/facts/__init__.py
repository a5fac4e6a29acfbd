"""Dated facts per person and household with their source; the only thing rules may read."""

from zhouji.engine.facts.book import load_facts
from zhouji.engine.facts.building import build, knowledge_of
from zhouji.engine.facts.errors import FactsError
from zhouji.engine.facts.evidence import Citation, Cited, SourceRow, cite
from zhouji.engine.facts.generation import FACT_TABLES, base_of, merge, open_facts, save_facts
from zhouji.engine.facts.models import Fact, FactBook, FactField, FactType
from zhouji.engine.facts.touching import Touched, touched

__all__ = [
    "FACT_TABLES",
    "Citation",
    "Cited",
    "Fact",
    "FactBook",
    "FactField",
    "FactType",
    "FactsError",
    "SourceRow",
    "Touched",
    "base_of",
    "build",
    "cite",
    "knowledge_of",
    "load_facts",
    "merge",
    "open_facts",
    "save_facts",
    "touched",
]
