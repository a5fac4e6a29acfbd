"""Binds expressions to names, types and parameters: a Program, or every fault at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from zhouji.base.errors import Fault
from zhouji.engine.rules import operators
from zhouji.engine.rules.errors import RuleFaults
from zhouji.engine.rules.parameters import Parameters, Table
from zhouji.engine.rules.program import Definition, Program, inputs_of
from zhouji.engine.rules.scope import Scope
from zhouji.engine.rules.syntax import Call, Expr, Name, Parameter, Place, class_asked
from zhouji.engine.rules.tree import Apply, Defined, Fixed, Input, Node, Op, ParameterUse
from zhouji.engine.rules.types import Type, Unit


@dataclass(frozen=True)
class Vocabulary:
    """The facts there are, by unit."""

    persons: Mapping[str, Type]
    households: Mapping[str, Type]

    def of(self, unit: Unit) -> Mapping[str, Type]:
        return self.persons if unit is Unit.PERSON else self.households


@dataclass(frozen=True)
class Variable:
    """A named value; a local one without a unit takes its reader's. `type` is what it must be."""

    name: str
    unit: Unit | None
    expr: Expr
    type: Type | None = None


@dataclass(frozen=True)
class Output:
    """What a program is asked for; `within` names the local names it sees."""

    name: str
    unit: Unit
    expr: Expr
    within: str | None = None
    type: Type | None = None


Key = tuple[str | None, str]  # namespace (None = county-wide), name


def bind(
    vocabulary: Vocabulary,
    outputs: Iterable[Output],
    *,
    variables: Iterable[Variable] = (),
    local: Mapping[str, Iterable[Variable]] | None = None,
    parameters: Parameters | None = None,
    as_of: date,
    check_rest: bool = True,
) -> Program:
    """A program for the outputs, with the definitions they reach.

    `check_rest` False leaves out what no output reaches: only where it was bound before.

    Raises:
        RuleFaults: all faults of all outputs and of all variables and local names, used or not.
    """
    binder = Binder(vocabulary, parameters or {}, as_of)
    binder.take(None, variables)
    for within, names in (local or {}).items():
        binder.take(within, names)
    bound = tuple(item for output in outputs if (item := binder.output(output)) is not None)
    reached = tuple(binder.definitions.values())
    if check_rest:
        binder.check_the_rest()
    if binder.faults:
        raise RuleFaults(dict.fromkeys(binder.faults))
    return Program(
        persons=inputs_of(reached + bound, Unit.PERSON),
        households=inputs_of(reached + bound, Unit.HOUSEHOLD),
        definitions=reached,
        outputs=bound,
        as_of=as_of,
    )


@dataclass
class Binder:
    """One binding: names resolved once, faults collected, definitions in evaluation order."""

    vocabulary: Vocabulary
    parameters: Parameters
    as_of: date
    faults: list[Fault] = field(default_factory=list)
    definitions: dict[tuple[str, Unit], Definition] = field(default_factory=dict)
    _variables: dict[Key, Variable] = field(default_factory=dict)
    _failed: set[tuple[Key, Unit]] = field(default_factory=set)
    _open: list[tuple[Key, Unit]] = field(default_factory=list)
    _read: set[Key] = field(default_factory=set)

    def take(self, within: str | None, variables: Iterable[Variable]) -> None:
        """Take in names, refusing one that hides another."""
        for variable in variables:
            hidden = self._hidden(within, variable)
            if hidden:
                self.fault(
                    variable.expr.place,
                    f"{variable.name!r} is already {hidden}",
                    "give it another name",
                )
            else:
                self._variables[within, variable.name] = variable

    def _hidden(self, within: str | None, variable: Variable) -> str | None:
        name = variable.name
        if (within, name) in self._variables or (None, name) in self._variables:
            return "a variable"
        units = [variable.unit] if within is None and variable.unit else list(Unit)
        if any(name in self.vocabulary.of(unit) for unit in units):
            return "a fact"
        return None

    def fault(self, place: Place, what: str, mend: str) -> None:
        self.faults.append(Fault(place.where, what, mend))

    def output(self, output: Output) -> Definition | None:
        node = self._fitting(output.expr, Scope(output.unit, output.within), output.type)
        return None if node is None else Definition(output.name, output.unit, node)

    def _fitting(self, expr: Expr, scope: Scope, kind: Type | None) -> Node | None:
        node = self.expression(expr, scope, kind)
        if node is None or kind is None:
            return node
        return operators.fit(self, expr, node, kind)

    def check_the_rest(self) -> None:
        """Bind what no output reached, so that its faults are told too."""
        for key, variable in self._variables.items():
            if key not in self._read:
                unit = variable.unit or Unit.HOUSEHOLD
                faults = len(self.faults)
                self._define(key, unit)
                if variable.unit is None and len(self.faults) > faults:
                    told = self.faults[faults:]
                    del self.faults[faults:]
                    if self._define(key, Unit.PERSON) is None:
                        self.faults[faults:] = told

    def expression(self, expr: Expr, scope: Scope, want: Type | None = None) -> Node | None:
        """The typed node, or None after telling the fault."""
        match expr:
            case Name():
                return self._name(expr, scope)
            case Parameter():
                return self._parameter(expr, scope)
            case Call(function="in_class"):
                return self._in_class(expr, scope)
            case Call():
                return operators.call(self, expr, scope, want)
            case _:
                return operators.literal(self, expr, scope, want)

    def _in_class(self, expr: Call, scope: Scope) -> Node | None:
        name = class_asked(expr)
        if name is None:
            self.fault(expr.place, "in_class takes a class in quotes", "write in_class('DB')")
            return None
        if not self._there(name, Unit.HOUSEHOLD):
            prefix = "class_"
            there = [n[len(prefix) :] for n in self._known(Unit.HOUSEHOLD) if n.startswith(prefix)]
            code = getattr(expr.args[0], "value", "")
            self.fault(expr.place, f"no class {code!r}", f"classes: {', '.join(sorted(there))}")
            return None
        return self._name(Name(expr.place, name, "household"), scope)

    def _name(self, expr: Name, scope: Scope) -> Node | None:
        if expr.scope is None and (scope.within, expr.name) in self._variables:
            return self._variable((scope.within, expr.name), expr, scope)
        unit = self._unit_of(expr, scope)
        if unit is None:
            return None
        if (variable := self._variables.get((None, expr.name))) and variable.unit is unit:
            return self._variable((None, expr.name), expr, scope)
        return _seen(Input(self.vocabulary.of(unit)[expr.name], unit, expr.name), scope.unit)

    def _unit_of(self, expr: Name, scope: Scope) -> Unit | None:
        name = expr.name
        persons, households = (self._there(name, unit) for unit in Unit)
        in_person = scope.unit is Unit.PERSON
        if expr.scope == "person" or (not expr.scope and not households and persons):
            if persons and in_person:
                return Unit.PERSON
            if persons:
                self.fault(
                    expr.place,
                    f"{name!r} is a person's, here a household is asked",
                    f"put it inside a member function, as any_member({name})",
                )
                return None
        elif households and (expr.scope == "household" or not in_person or not persons):
            return Unit.HOUSEHOLD
        elif households and persons:
            self.fault(
                expr.place,
                f"{name!r} is a person's and a household's",
                f"write person.{name} or household.{name}",
            )
            return None
        self._unknown_name(expr, scope)
        return None

    def _unknown_name(self, expr: Name, scope: Scope) -> None:
        known = set(self._known(Unit.HOUSEHOLD))
        if scope.unit is Unit.PERSON:
            known |= set(self._known(Unit.PERSON))
        known |= {name for within, name in self._variables if within == scope.within}
        written = f"{expr.scope}.{expr.name}" if expr.scope else expr.name
        close = difflib.get_close_matches(expr.name, sorted(known), 1, 0.6)
        mend = f"did you mean {close[0]}?" if close else "declare it as a fact or a variable"
        self.fault(expr.place, f"no name {written!r}", mend)

    def _known(self, unit: Unit) -> list[str]:
        derived = [n for (w, n), v in self._variables.items() if w is None and v.unit is unit]
        return [*self.vocabulary.of(unit), *derived]

    def _there(self, name: str, unit: Unit) -> bool:
        variable = self._variables.get((None, name))
        return name in self.vocabulary.of(unit) or (variable is not None and variable.unit is unit)

    def _variable(self, key: Key, expr: Name, scope: Scope) -> Node | None:
        unit = self._variables[key].unit or scope.unit
        if unit is Unit.PERSON and scope.unit is Unit.HOUSEHOLD:
            self.fault(
                expr.place,
                f"{expr.name!r} is a person's, here a household is asked",
                f"put it inside a member function, as any_member({expr.name})",
            )
            return None
        definition = self._define(key, unit, expr.place)
        if definition is None:
            return None
        return _seen(Defined(definition.type, unit, definition.name), scope.unit)

    def _define(self, key: Key, unit: Unit, reader: Place | None = None) -> Definition | None:
        self._read.add(key)
        within, name = key
        label = f"{within}.{name}" if within is not None else name
        if (label, unit) in self.definitions:
            return self.definitions[label, unit]
        if (key, unit) in self._failed:
            return None
        variable = self._variables[key]
        if (key, unit) in self._open:
            self._tell_loop(key, unit, reader or variable.expr.place)
            return None
        self._open.append((key, unit))
        node = self._fitting(variable.expr, Scope(unit, within), variable.type)
        self._open.pop()
        if node is None:
            self._failed.add((key, unit))
            return None
        self.definitions[label, unit] = Definition(label, unit, node)
        return self.definitions[label, unit]

    def _tell_loop(self, key: Key, unit: Unit, place: Place) -> None:
        names = [name for (_, name), _ in self._open[self._open.index((key, unit)) :]]
        loop = " -> ".join([*names, key[1]])
        self.fault(place, f"a loop: {loop}", "break it: one of these must not read the next")

    def _parameter(self, expr: Parameter, scope: Scope) -> Node | None:
        found = self.parameters.get(expr.name)
        if found is None:
            close = difflib.get_close_matches(expr.name, sorted(self.parameters), 1)
            mend = f"did you mean ${close[0]}?" if close else "add it to the parameters"
            self.fault(expr.place, f"no parameter ${expr.name}", mend)
            return None
        value = None
        if isinstance(found, Table):
            if expr.keys not in found.rows:
                self._unknown_key(expr, found)
                return None
            value = found.rows[expr.keys]
        elif expr.keys:
            self.fault(expr.place, f"${expr.name} is no table", f"write ${expr.name} alone")
            return None
        else:
            value = found.value
        return Fixed(found.type, scope.unit, value, ParameterUse(expr.name, expr.keys))

    def _unknown_key(self, expr: Parameter, table: Table) -> None:
        rows = ["[" + ", ".join(map(repr, keys)) + "]" for keys in table.rows]
        written = "[" + ", ".join(map(repr, expr.keys)) + "]" if expr.keys else "no key"
        close = difflib.get_close_matches(written, rows, 1) or rows[:1]
        mend = f"as ${expr.name}{close[0]}" if close else "the table has no rows"
        self.fault(expr.place, f"${expr.name} has no row for {written}", mend)


def _seen(node: Node, unit: Unit) -> Node:
    """A household's value as its member sees it."""
    if node.unit is Unit.HOUSEHOLD and unit is Unit.PERSON:
        return Apply(node.type, unit, Op.OF_HOUSEHOLD, (node,))
    return node
