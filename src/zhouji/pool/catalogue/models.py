"""The shapes of the catalogue: fields, datasets, departments; unknown keys are refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field as Setting
from pydantic import model_validator

from zhouji.base.models import Strict

FieldType = Literal[
    "id", "name", "text", "int", "money", "decimal", "date", "month", "bool", "code"
]


class Field(Strict):
    """One column of a dataset: its name in tables, its header in files, its type and limits."""

    name: str = Setting(pattern=r"^[a-z][a-z0-9_]*$")
    zh: str = Setting(min_length=1)
    type: FieldType
    required: bool = False
    identifier: bool = False
    codes: dict[str, str] | None = None
    aliases: list[str] = Setting(default_factory=list)
    min: Decimal | None = None
    max: Decimal | None = None
    unit: str | None = None

    @model_validator(mode="after")
    def _codes_belong_to_type_code(self) -> Field:
        if self.codes is not None and self.type != "code":
            raise ValueError("codes are given, but the type is not code")
        if self.type == "code" and not self.codes:
            raise ValueError("type code needs codes: {text in the file: code}")
        return self

    @model_validator(mode="after")
    def _limits_belong_to_figures(self) -> Field:
        limited = self.min is not None or self.max is not None
        if limited and self.type not in ("int", "money", "decimal"):
            raise ValueError("min and max go with int, money and decimal only")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is greater than max")
        return self

    @model_validator(mode="after")
    def _identifier_is_the_id(self) -> Field:
        if self.identifier != (self.type == "id"):
            raise ValueError("identifier: true goes with type id, and type id with identifier")
        return self


class Dataset(Strict):
    """One kind of record: who hands it in, how often, and what its rows hold."""

    code: str
    name: str = Setting(pattern=r"^[a-z][a-z0-9_]*$")
    zh: str
    en: str
    department: str
    basis: str
    share: Literal["unconditional", "conditional", "none"]
    level: str
    subject: Literal["person", "household"]
    mode: Literal["snapshot", "stream"]
    refresh: str
    promised_day: int = Setting(ge=1, le=31)
    valid_days: int = Setting(ge=1)
    sensitivity: str
    confidence: Literal["high", "medium", "low"]
    quality: str
    fields: list[Field] = Setting(min_length=2)

    def field_of_type(self, kind: FieldType) -> Field:
        """The first field of a type; every loaded dataset has one id and one name."""
        return next(field for field in self.fields if field.type == kind)

    def needed(self) -> list[Field]:
        """Fields whose header a file must bear: required ones, the id and the name."""
        return [f for f in self.fields if f.required or f.type in ("id", "name")]


class Department(Strict):
    """A department, upper level or partner that supplies or uses data."""

    code: str = Setting(pattern=r"^[DE]\d{2}$")
    zh: str
    en: str
    kind: str
    in_27: bool
    role: str
    channel: str
    source: str
    confidence: Literal["high", "medium", "low"]
