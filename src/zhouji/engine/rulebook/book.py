"""The policies of a county: read, checked whole, bound a day at a time."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from zhouji.base.errors import Fault
from zhouji.engine.rulebook import faults
from zhouji.engine.rulebook.binding import Asked, BoundPolicy, InForce, bind_policies
from zhouji.engine.rulebook.errors import ContentRefusedError, NoSuchPolicyError
from zhouji.engine.rulebook.figures import (
    Figures,
    FiguresByDay,
    citation_faults,
    figures_on,
    parameter_faults,
)
from zhouji.engine.rulebook.models import Names, Policy
from zhouji.engine.rulebook.parameters import Parameter
from zhouji.engine.rulebook.parsing import ParsedVersion, parse_variables, parse_version
from zhouji.engine.rulebook.reading import Content, read_content
from zhouji.engine.rulebook.reads import PolicyReads, policy_reads, used_parameters
from zhouji.engine.rulebook.variables import ExclusiveGroup
from zhouji.engine.rulebook.vocabulary import Facts, facts_of
from zhouji.engine.rules import Unit, Variable

KEPT_DAYS = 32
KEPT_WHOLE = 4


@dataclass(eq=False)
class PolicyBook:
    """Checked policies; gives the program of any day."""

    content: Content
    facts: Facts
    variables: list[Variable]
    versions: list[ParsedVersion]
    digest: str
    _bound: OrderedDict[date, InForce] = field(default_factory=OrderedDict)
    _whole: OrderedDict[date, InForce] = field(default_factory=OrderedDict)

    @property
    def policies(self) -> Mapping[str, Policy]:
        return {code: placed.model for code, placed in sorted(self.content.policies.items())}

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        return {name: placed.model for name, placed in self.content.parameters.items()}

    @property
    def groups(self) -> list[ExclusiveGroup]:
        return self.content.exclusivity.model.groups

    @cached_property
    def variable_names(self) -> Mapping[tuple[Unit, str], Names]:
        """How the derived variables are called in both languages."""
        derived = self.content.variables.model.derived
        return {(Unit(one.unit), one.name): Names(zh=one.zh, en=one.en) for one in derived}

    def versions_on(self, day: date, code: str | None = None) -> list[ParsedVersion]:
        """The versions in force on a day, by code.

        Raises:
            NoSuchPolicyError: there is no such policy, or not on that day.
        """
        if code is not None and code not in self.content.policies:
            raise NoSuchPolicyError(
                f"no policy {code}; {faults.nearest(code, self.content.policies)}"
            )
        found = [
            one
            for one in self.versions
            if one.policy.version_on(day) is one.version and code in (None, one.policy.code)
        ]
        if code is not None and not found:
            raise NoSuchPolicyError(f"policy {code} has no version in force on {day}")
        return sorted(found, key=lambda one: one.policy.code)

    def figures(self, day: date) -> Figures:
        """Every parameter as of a day."""
        return figures_on(self.parameters.values(), day)

    def in_force(self, day: date) -> InForce:
        """All policies of a day as one program; the last days asked for are kept.

        Raises:
            ContentRefusedError: a parameter in use has no value on that day.
        """
        if day not in self._bound:
            self._bound[day] = self.bind(day, self.versions_on(day))
            while len(self._bound) > KEPT_DAYS:
                self._bound.popitem(last=False)
        self._bound.move_to_end(day)
        return self._bound[day]

    def reads(self, day: date, code: str) -> PolicyReads:
        """All that a policy rests on that day: facts, figures, the policies ranked before it.

        Raises:
            NoSuchPolicyError: there is no such policy on that day.
            ContentRefusedError: a parameter in use has no value on that day.
        """
        self.versions_on(day, code)
        return policy_reads(self._asked_everything(day), code, self.groups)

    def datasets_read(self, day: date, code: str) -> frozenset[str]:
        """The datasets behind the facts that a policy reads that day."""
        held = self.facts.datasets
        facts = self.reads(day, code).facts
        return frozenset(name for fact in facts for name in held.get(fact, ()))

    def policies_reading(self, day: date, dataset: str) -> list[str]:
        """The policies in force on a day that read a fact of the dataset."""
        codes = [one.policy.code for one in self.versions_on(day)]
        return [code for code in codes if dataset in self.datasets_read(day, code)]

    def _asked_everything(self, day: date) -> InForce:
        """The policies of a day with the sentences that say why, beside what is screened."""
        if day not in self._whole:
            self._whole[day] = self.bind(day, self.versions_on(day), asked=BoundPolicy.everything)
            while len(self._whole) > KEPT_WHOLE:
                self._whole.popitem(last=False)
        return self._whole[day]

    def bind(
        self,
        day: date,
        versions: list[ParsedVersion],
        figures: Figures | None = None,
        *,
        asked: Asked = BoundPolicy.outputs,
    ) -> InForce:
        """A program for chosen versions, with changed figures if any."""
        missing = list(dict.fromkeys(self._missing(day, versions)))
        if missing:
            raise ContentRefusedError(missing)
        return bind_policies(
            versions,
            self.facts.vocabulary(),
            self.variables,
            figures or self.figures(day),
            day,
            asked=asked,
        )

    def _missing(self, day: date, versions: list[ParsedVersion]) -> list[Fault]:
        held = self.content.parameters.items()
        without = {name for name, placed in held if placed.model.on(day) is None}
        if not without:
            return []
        return [
            faults.no_value(
                self.content.parameters[name].marked.where(("values",)), name, day, where
            )
            for one in versions
            for name, where in sorted(used_parameters(one, self.variables).items())
            if name in without
        ]


@dataclass(frozen=True)
class Examined:
    """A book with what is wrong: faults forbid its use, shortcomings its use in a county."""

    book: PolicyBook
    faults: list[Fault]
    shortcomings: list[Fault]


def load_policies(content_dir: Path, today: date | None = None) -> PolicyBook:
    """The checked policies of a content folder.

    Raises:
        ContentRefusedError: every fault of the folder, with file, line and mend.
    """
    examined = examine(content_dir, today=today)
    if found := [*examined.faults, *examined.shortcomings]:
        raise ContentRefusedError(found)
    return examined.book


def examine(
    content_dir: Path, *, facts: Facts | None = None, today: date | None = None
) -> Examined:
    """Read a content folder and gather everything that is wrong with it.

    Args:
        content_dir: the folder above `policies/`, `parameters/` and `variables.yaml`.
        facts: what policies may read, where that is not what `facts/` and `variables.yaml` say.
        today: parameters must have values up to this day.
    """
    day = today or datetime.now(UTC).date()
    content = read_content(content_dir)
    known = facts_of(content)
    if facts is not None:
        known.persons.update(facts.persons)
        known.households.update(facts.households)
    variables = parse_variables(content)
    versions = [
        parsed
        for placed in content.policies.values()
        for index in range(len(placed.model.versions))
        if (parsed := parse_version(content, placed, index)) is not None
    ]
    found = list(_faults(content, known, variables, versions, day))
    book = PolicyBook(content, known, variables, versions, rules_digest(content_dir))
    return Examined(
        book,
        list(dict.fromkeys([*content.faults, *parameter_faults(content), *found])),
        [*citation_faults(content), *faults.caseless(content)],
    )


def _faults(
    content: Content,
    known: Facts,
    variables: list[Variable],
    versions: list[ParsedVersion],
    day: date,
) -> list[Fault]:
    found = [
        *faults.version_faults(content),
        *faults.group_faults(content),
        *faults.ask_faults(content, known, variables),
        *faults.derived_faults(content, known),
    ]
    figures = FiguresByDay(placed.model for placed in content.parameters.values())
    for parsed in versions:
        found += faults.coverage_faults(content, parsed, variables, day)
        found += faults.binding_faults(content, parsed, known, variables, figures, day)
    for placed in content.policies.values():
        found += faults.case_faults(placed, known, variables)
    return found


def rules_digest(content_dir: Path) -> str:
    """One digest of everything policies rest on; it names the content that gave a result."""
    state = hashlib.blake2b(digest_size=16)
    paths = [
        *content_dir.glob("policies/*.yaml"),
        *content_dir.glob("parameters/*.yaml"),
        *(content_dir / name for name in ("variables.yaml", "exclusivity.yaml")),
    ]
    for path in sorted(path for path in paths if path.is_file()):
        state.update(f"{path.relative_to(content_dir)}\0".encode())
        state.update(path.read_bytes() + b"\0")
    return state.hexdigest()
