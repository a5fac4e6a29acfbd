"""What data exists: departments, their datasets, fields, and how a file is recognised."""

from zhouji.engine.catalogue.book import Catalogue
from zhouji.engine.catalogue.headers import Column, Match, match, normal
from zhouji.engine.catalogue.loading import load_catalogue
from zhouji.engine.catalogue.models import Dataset, Department, Field

__all__ = [
    "Catalogue",
    "Column",
    "Dataset",
    "Department",
    "Field",
    "Match",
    "load_catalogue",
    "match",
    "normal",
]
