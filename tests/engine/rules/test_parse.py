"""What the language lets in, and what it says about all else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhouji.engine.rules import Place, RuleFaults, names_in, parameters_in, parse, substitute


def fault_of(text: str) -> str:
    with pytest.raises(RuleFaults) as caught:
        parse(text, Place("a1.yaml:12 when"))
    assert len(caught.value.faults) == 1
    assert caught.value.faults[0].where == "a1.yaml:12 when"
    return f"{caught.value.faults[0].what}. {caught.value.faults[0].mend}"


def test_names_and_parameters_are_found() -> None:
    expr = parse("income < 12 * $std and any_member(person.age > $limits['DB', 3])", "x")
    assert names_in(expr) == {"income", "age"}
    assert parameters_in(expr) == {"std", "limits"}


def test_a_class_that_is_asked_for_is_a_name() -> None:
    assert names_in(parse("not in_class('DB') and age > 3", "x")) == {"class_db", "age"}


def test_a_name_can_be_replaced_by_an_expression() -> None:
    expr = substitute(parse("C1 and C2", "x"), {"C2": parse("C2 or not is_known(C2)", "x")})
    assert expr == parse("C1 and (C2 or not is_known(C2))", "x")


def test_a_lone_number_key_keeps_its_value() -> None:
    assert parse("$t[3]", "x") != parse("$t[2]", "x")
    assert getattr(parse("$t[3]", "x"), "keys", None) == (3,)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("$t[0]", (0,)),
        ("$t[-1]", (-1,)),
        ("$t[3, -1, 'a']", (3, -1, "a")),
        ("$t['1']", ("1",)),
        ("$t['']", ("",)),
        ("$t[99999999999999999999]", (99999999999999999999,)),
    ],
)
def test_a_key_is_a_code_or_a_whole_number_as_it_is_written(text: str, keys: object) -> None:
    assert getattr(parse(text, "x"), "keys", None) == keys


WORDS = (
    "x y 1 0 1.5 -1 1e5 99999999999999999999999999999999 '' 'a' $t $s [ ] ( ) , . + - * / < = != "
    "and or not in between case when then else end is_known years sum_members yuan in_class as_of "
    "null true date '2024-02-30' household.x : :: % // -- ; is if if( greatest interval from"
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join))
@settings(max_examples=400, deadline=None)
def test_any_row_of_words_of_the_language_is_read_or_refused(text: str) -> None:
    try:
        parse(text, "x")
    except RuleFaults:
        return


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *[
            (f"$t[{key}]", "a table's key is a code in quotes or a whole number")
            for key in (
                "1.5",
                "-1.5",
                "1.0",
                "1e5",
                ".5",
                "true",
                "null",
                "DATE '2024-01-01'",
                "x",
                "1+1",
                "(1)",
                "-x",
                "- -1",
                "'a' 'b'",
                "is_known(x)",
                "*",
                "'a', 1.5",
                "'a', x",
                "-'a'",
            )
        ],
        ("x is null", "is_known(x)"),
        ("x = null", "is_known(x)"),
        ("true", "TRUE and FALSE are not written"),
        ("a // b", "div_floor(a, b)"),
        ("a % b", "div_floor"),
        ("if(a, 1, 2)", "CASE WHEN"),
        ("coalesce(a, b)", "is_known"),
        ("sum(x)", "sum_members(x)"),
        ("yeers(x)", "did you mean years?"),
        ("count_member(x)", "did you mean count_members?"),
        ("greatest(1)", "2 or more"),
        ("as_of(1)", "as_of takes nothing"),
        ('custody = "none"', "single quotes"),
        ("CASE WHEN a THEN 1 END", "ELSE"),
        ("CASE x WHEN 1 THEN 2 ELSE 3 END", "CASE WHEN x ="),
        ("a; b", "one expression"),
        ("a -- b", "comment"),
        ("a /* b */", "comment"),
        ("", "empty"),
        ("a and", "cannot be read"),
        ("select 1", "not in the language"),
        ("x in (select 1)", "query"),
        ("read_csv('/etc/passwd')", "no function 'read_csv'"),
        ("x::int", "`:`"),
        (":x", "`:`"),
        ("cast(x as date)", "casts"),
        ("DATE '2024-02-30'", "no date"),
        ("1e5", "plain figure"),
        (". 1.5", "plain figure"),
        ("family.x", "no scope 'family'"),
        ("$1", "without a name"),
        ("x[1]", "tables of parameters"),
        (" + ".join(["a"] * 100), "nested deeper"),
        ("(" * 1500 + "a" + ")" * 1500, "cannot be read"),
        ("a and " * 1000 + "a", "4000"),
    ],
)
def test_what_is_outside_the_language_is_refused_with_a_mend(text: str, said: str) -> None:
    assert said in fault_of(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text, "x")
    except RuleFaults:
        return
