"""`zhouji explain`: why one household, or each of many, gets something or not."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from zhouji.base.errors import ZhoujiError
from zhouji.cli.household_list import read_households
from zhouji.cli.output import (
    AsOfOption,
    DataOption,
    JsonOption,
    console,
    day,
    fail,
    open_pool,
    print_json,
    print_table,
    speaks_plainly,
)

if TYPE_CHECKING:
    from zhouji.base.data_directory import Pool
    from zhouji.engine.telling.explain import Delivery
    from zhouji.pipeline.asof import Seen

AT_ONCE = 50  # households whose source rows are looked up together
LARGEST = 2**63 - 1
SIGNS = {True: ("yes", "green"), False: ("no", "red"), None: ("unknown", "yellow")}
Json = dict[str, Any]
HouseholdOption = Annotated[
    list[int] | None, typer.Option(max=LARGEST, help="The household's id; repeat for several.")
]
HouseholdsOption = Annotated[
    Path | None,
    typer.Option(help="Ids of many: one a line, or the column household_id of a CSV or Parquet."),
]
PersonOption = Annotated[
    int | None, typer.Option(max=LARGEST, help="A person's id: that person only.")
]


@speaks_plainly
def explain(
    data: DataOption,
    household: HouseholdOption = None,
    households: HouseholdsOption = None,
    person: PersonOption = None,
    policy: Annotated[str | None, typer.Option(help="Only this policy, as A1-01.")] = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why a household or person gets something or not: each condition, fact and source.

    Several households are answered one by one, with --json as one object a line (JSON Lines). One
    that cannot be answered is a line with its `error`; the exit status is 2 then.

    Example: zhouji explain --data var/pinghu --household 1234 --policy A1-01 --json
    """
    asked: list[int | str] = [*(household or ()), *(read_households(households) or ())]
    if bool(asked) == (person is not None) or (person is not None and households is not None):
        fail("give either --household ID or --person ID (or --households FILE)")
    teller = _Teller.open(open_pool(data), day(as_of), policy, with_rows=as_json)
    if person is not None:
        _say(teller.of_person(person), as_json)
    elif household and len(asked) == 1:
        _say(teller.of_household(household[0]), as_json)
    else:
        _say_each(asked, teller, as_json)


@dataclass(frozen=True)
class _Teller:
    """Explains one household after another with everything loaded once; rows for programs alone."""

    seen: Seen
    deliveries: dict[str, Delivery]
    policy: str | None
    with_rows: bool

    @classmethod
    def open(cls, pool: Pool, on: date | None, policy: str | None, *, with_rows: bool) -> _Teller:
        from zhouji.engine.generation import newest_deliveries
        from zhouji.pipeline.asof import seen_now, seen_on

        seen = seen_on(pool, on) if on else seen_now(pool)
        return cls(seen, newest_deliveries(seen.pool, seen.day), policy, with_rows)

    def of_person(self, person: int) -> Json:
        """What concerns one person: the person's own policies."""
        from zhouji.pipeline.asof import household_of_person

        (told,) = self.of_each([household_of_person(self.seen, person)])
        own = [one for one in told["policies"] if one["subject_id"] == person]
        own = [one for one in own if one["unit"] == "person"]
        return {**told, "unit": "person", "unit_id": person, "policies": own}

    def of_household(self, household: int) -> Json:
        """Everything about a household, with the rows behind each fact if they are wanted.

        Raises:
            ZhoujiError: nobody knows it.
        """
        told = self._told(household)
        self._add_rows([told])
        return told

    def of_each(self, households: Sequence[int | str]) -> list[Json]:
        """Everything about each household; what can't be told is an `error`."""
        answers = [self._told_or_why_not(household) for household in households]
        self._add_rows([one for one in answers if "error" not in one])
        return answers

    def _told_or_why_not(self, household: int | str) -> Json:
        try:
            if not isinstance(household, int):
                raise ZhoujiError(f"'{household}' is no household number")
            return self._told(household)
        except ZhoujiError as error:
            return {"household_id": household, "error": str(error)}

    def _told(self, household: int) -> Json:
        from zhouji.engine.telling import explain_household
        from zhouji.pipeline.asof import household_rows

        home, members = household_rows(self.seen, household)
        book, day = self.seen.content.policies, self.seen.day
        return explain_household(
            book, home, members, day, policy=self.policy, deliveries=self.deliveries
        )

    def _add_rows(self, told: list[Json]) -> None:
        from zhouji.pipeline.rows_behind import add_rows

        if told and self.with_rows:
            add_rows(told, self.seen)


def _say(told: Json, as_json: bool) -> None:
    if as_json:
        print_json(told)
    else:
        _print_explanation(told)


def _say_each(asked: list[int | str], teller: _Teller, as_json: bool) -> None:
    """One answer after another, each group out before the next is worked out."""
    wrong = 0
    for start in range(0, len(asked), AT_ONCE):
        for told in teller.of_each(asked[start : start + AT_ONCE]):
            wrong += "error" in told
            _say_one(told, as_json)
    if wrong:
        fail(f"{wrong:,} of {len(asked):,} households could not be explained")


def _say_one(told: Json, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False, default=str) + "\n")
        sys.stdout.flush()
    elif "error" in told:
        console.print(f"{told['household_id']}: {told['error']}", markup=False, highlight=False)
    else:
        _print_explanation(told)


def _print_explanation(told: Json) -> None:
    console.print(f"{told['unit']} {told['unit_id']} as of {told['as_of']}", highlight=False)
    for one in told["policies"]:
        amount = f", {one['amount']} {one['amount_unit']}" if one["amount"] else ""
        console.print(
            f"{one['code']} {one['names']['zh']} ({one['names']['en']}), "
            f"{one['unit']} {one['subject_id']}: {SIGNS[one['eligible']][0]}{amount}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
        rows = [
            (
                condition["id"],
                f"{condition['zh']} / {condition['en']}",
                Text(*SIGNS[condition["result"]]),
                "; ".join(_fact(fact) for fact in condition["facts"]),
            )
            for condition in one["conditions"]
        ]
        print_table(None, ("", "condition", "holds", "facts"), rows, whole={"", "holds"})


def _fact(fact: Json) -> str:
    value = "?" if fact["value"] is None else fact["value"]
    return f"{fact['name']} {value}" + (f" ({fact['source']})" if fact["source"] else "")
