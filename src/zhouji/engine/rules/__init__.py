"""The expression language of policies and indicators: parsed, bound, evaluated four ways alike."""

from zhouji.engine.rules.bind import Output, Variable, Vocabulary, bind
from zhouji.engine.rules.errors import EvaluationRefused, RuleFaults, RulesError
from zhouji.engine.rules.evaluate import evaluate
from zhouji.engine.rules.outcome import Column, Outcome, pack
from zhouji.engine.rules.parameters import Constant, Table
from zhouji.engine.rules.parse import parse
from zhouji.engine.rules.program import Definition, ParameterUse, Program, Reads
from zhouji.engine.rules.reference import UnitValues, evaluate_unit
from zhouji.engine.rules.syntax import (
    Expr,
    Place,
    functions_in,
    names_in,
    parameters_in,
    substitute,
)
from zhouji.engine.rules.types import Type, Unit, amount

__all__ = [
    "Column",
    "Constant",
    "Definition",
    "EvaluationRefused",
    "Expr",
    "Outcome",
    "Output",
    "ParameterUse",
    "Place",
    "Program",
    "Reads",
    "RuleFaults",
    "RulesError",
    "Table",
    "Type",
    "Unit",
    "UnitValues",
    "Variable",
    "Vocabulary",
    "amount",
    "bind",
    "evaluate",
    "evaluate_unit",
    "functions_in",
    "names_in",
    "pack",
    "parameters_in",
    "parse",
    "substitute",
]
