"""The places of a county, townships with their villages, as its content names them."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from zhouji.base.content import read_yaml
from zhouji.base.models import Strict, build

GEOGRAPHY = "geography.yaml"


class Village(BaseModel):
    """A place with its division code; what else is noted of it is not read here."""

    model_config = ConfigDict(extra="allow", frozen=True)
    code: str
    zh: str
    en: str | None = None


class Township(Village):
    """A town or street with its villages and communities."""

    villages: list[Village] = []


class Geography(Strict):
    """All places of a county."""

    county: Village | None = None
    townships: list[Township]


def load_places(content_dir: Path) -> Geography:
    """Read geography.yaml.

    Raises:
        Faults: the file is not there or has faults, each with file, line and mend.
    """
    return build(Geography, read_yaml(content_dir / GEOGRAPHY))
