"""An explanation names each condition's result, the facts behind it and where they are from."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from tests.engine.rulebook.folders import EXAMPLE, small
from tests.engine.screening.random_facts import tables
from zhouji.engine.rulebook import NoSuchPolicyError, PolicyBook, load_policies
from zhouji.engine.rules import Unit
from zhouji.engine.screening import screen
from zhouji.engine.telling import explain_household
from zhouji.engine.telling.explain import Delivery

DAY = date(2024, 6, 30)
COUNTY = Path(__file__).parents[3] / "counties" / "pinghu"
HOME = {
    "household_id": 7,
    "registered": True,
    "money": 123_456,
    "class_basic": False,
    "bank__source": "bank_balances",
    "bank__batch": 99,
    "bank__valid_from": date(2024, 5, 1),
}
PEOPLE = [
    {"person_id": 71, "age": 40, "income_12m": None},
    {"person_id": 72, "age": 5, "income_12m": 0, "on_child_allowance": False},
]
GROUPS = {(Unit.HOUSEHOLD, "money"): "bank"}


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_policies(EXAMPLE)


def test_a_condition_carries_its_facts_with_their_origin(book: PolicyBook) -> None:
    told = explain_household(book, HOME, PEOPLE, DAY, groups=GROUPS)
    assert (told["unit"], told["unit_id"], told["as_of"]) == ("household", 7, "2024-06-30")
    first = told["policies"][0]
    money = first["conditions"][2]
    assert (money["id"], money["result"], money["ask"]) == ("C3", True, ["money"])
    assert {
        "name": "money",
        "value": "1234.56",
        "source": "bank_balances",
        "batch": 99,
        "date": "2024-05-01",
    } in money["facts"]
    ages = [(f["subject_id"], f["value"]) for f in money["facts"] if f["name"] == "age"]
    assert ages == [(71, 40), (72, 5)]


def test_a_fact_without_a_batch_of_its_own_has_its_datasets_newest(book: PolicyBook) -> None:
    home = {**HOME, "bank__batch": None, "bank__valid_from": None}
    newest = {"bank_balances": Delivery(5, date(2024, 6, 1))}
    told = explain_household(book, home, PEOPLE, DAY, groups=GROUPS, deliveries=newest)
    facts = told["policies"][0]["conditions"][2]["facts"]
    (money,) = [fact for fact in facts if fact["name"] == "money"]
    assert (money["batch"], money["date"]) == (5, "2024-06-01")


def test_an_unknown_fact_is_named_as_missing(book: PolicyBook) -> None:
    first = explain_household(book, HOME, PEOPLE, DAY)["policies"][0]
    assert (first["eligible"], first["possible"], first["amount"]) == (None, None, None)
    assert first["missing"] == ["income_12m"]


def test_parameters_say_their_value_and_standing(book: PolicyBook) -> None:
    child = explain_household(book, HOME, PEOPLE, DAY, policy="EX-02")["policies"][1]
    rates = {p["name"]: (p["value"], p["status"]) for p in child["parameters"]}
    assert rates["child_rate['school']"] == ("180.50", "demo_only")
    assert rates["basic_std_month"] == ("1000.00", "demo_only")


def test_a_persons_policy_is_told_for_every_member(book: PolicyBook) -> None:
    people = [{**PEOPLE[0], "income_12m": 2_400_000}, PEOPLE[1]]
    told = explain_household(book, HOME, people, DAY, policy="EX-02")["policies"]
    said = [(p["subject_id"], p["eligible"], p["amount"], p["amount_unit"]) for p in told]
    assert said == [(71, False, None, "yuan/month"), (72, True, "300.00", "yuan/month")]
    own = told[1]["conditions"][0]["facts"]
    assert [(f["name"], f["subject_id"]) for f in own] == [("age", 72)]


def test_the_version_of_the_day_counts(book: PolicyBook) -> None:
    people = [{"person_id": 71, "age": 40, "income_12m": 0}]
    amounts = [
        explain_household(book, HOME, people, day, policy="EX-01")["policies"][0]["amount"]
        for day in (date(2023, 12, 31), date(2024, 1, 1))
    ]
    assert amounts == ["900.00", "1000.00"]


@pytest.mark.parametrize("known", [True, False, None])
def test_whether_it_is_received_stays_unknown_where_nobody_knows(
    book: PolicyBook, known: bool | None
) -> None:
    said = explain_household(book, {**HOME, "class_basic": known}, PEOPLE, DAY, policy="EX-01")
    assert [policy["received"] for policy in said["policies"]] == [known]


def test_a_policy_that_does_not_say_how_it_is_received_is_not_said_to_be_unreceived(
    tmp_path: Path,
) -> None:
    folder = small(tmp_path, ("policies/EX-01.yaml", "  received: class_basic\n", ""))
    text = (folder / "policies/EX-01.yaml").read_text(encoding="utf-8")
    text = text.replace("received: false", "received: null")
    (folder / "policies/EX-01.yaml").write_text(text, encoding="utf-8")
    said = explain_household(load_policies(folder), HOME, PEOPLE, DAY, policy="EX-01")
    assert [policy["received"] for policy in said["policies"]] == [None]


def test_a_policy_that_is_not_there_is_refused_with_the_nearest(book: PolicyBook) -> None:
    with pytest.raises(NoSuchPolicyError, match="did you mean EX-0"):
        explain_household(book, HOME, PEOPLE, DAY, policy="EX-9")
    with pytest.raises(NoSuchPolicyError, match="no version in force on 2001"):
        explain_household(book, HOME, PEOPLE, date(2001, 1, 1), policy="EX-01")


def test_an_explanation_says_what_the_screening_said() -> None:
    book, day = load_policies(COUNTY), date(2025, 9, 30)
    persons, households = tables(book.in_force(day), seed=11, homes=30)
    screening = screen(book, persons, households, day)
    homes, people = households.to_pylist(), persons.to_pylist()
    for place, home in enumerate(homes):
        members = [p for p in people if p["household_id"] == home["household_id"]]
        rows = {p["person_id"]: n for n, p in enumerate(people)}
        for said in explain_household(book, home, members, day)["policies"]:
            result = screening.results[said["code"]]
            row = place if said["unit"] == "household" else rows[said["subject_id"]]
            for name in ("eligible", "possible", "received", *result.conditions):
                known, true = result.is_known(name)[row], result.is_true(name)[row]
                expected = bool(true) if known else None
                told = {c["id"]: c["result"] for c in said["conditions"]} | said
                assert told[name] is expected
            amount = result.fen[row] if result.is_known("amount")[row] else None
            assert said["amount"] == (None if amount is None else f"{amount / 100:.2f}")


def test_a_household_is_explained_in_ten_milliseconds_or_a_few_times_that_on_a_busy_machine() -> (
    None
):
    book, day = load_policies(COUNTY), date(2025, 9, 30)
    home = dict.fromkeys(book.facts.households)
    people = [{**dict.fromkeys(book.facts.persons), "person_id": n} for n in range(4)]
    seconds = []
    for _ in range(10):
        started = time.process_time()
        explain_household(book, home, people, day)
        seconds.append(time.process_time() - started)
    assert min(seconds) < 0.03
