"""What data exists: departments, their datasets, fields, and how a file is recognised."""

from zhouji.engine.catalogue.book import Catalogue
from zhouji.engine.catalogue.headers import Column, Match, match, normal
from zhouji.engine.catalogue.loading import load_catalogue
from zhouji.engine.catalogue.models import Dataset, Department, Field
from zhouji.engine.catalogue.places import Geography, Township, Village, load_places

__all__ = [
    "Catalogue",
    "Column",
    "Dataset",
    "Department",
    "Field",
    "Geography",
    "Match",
    "Township",
    "Village",
    "load_catalogue",
    "load_places",
    "match",
    "normal",
]
