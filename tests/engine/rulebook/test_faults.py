"""A book with any fault refuses to screen, and says where it stands and how to mend it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.engine.rulebook.folders import faults_of, line_of, small
from zhouji.engine.rulebook import ContentRefusedError, load_policies

P1, P2, P3 = "policies/EX-01.yaml", "policies/EX-02.yaml", "policies/EX-03.yaml"
STD, RATE = "parameters/basic_std_month.yaml", "parameters/child_rate.yaml"
VARS, GROUPS = "variables.yaml", "exclusivity.yaml"
DERIVED = "derived:\n"

# file, what stands there, what shall stand there, text on the fault's line, said, mend
GUARDS = {
    "a misspelt field": (P1, "received:", "recieved:", "recieved:", "unknown field", "received"),
    "a misspelt field deep inside": (
        P1,
        "{id: C1, zh:",
        "{id: C1, zhh: x, zh:",
        "zhh: x",
        "unknown field zhh",
        "did you mean zh?",
    ),
    "a comma that splits an expression": (
        P1,
        '"greatest(0, std * n_members - div_floor(hh_income_12m, 12))"',
        "greatest(0, std)",
        "greatest(0, std)",
        "unknown field",
        "in quotes",
    ),
    "a missing field": (P2, "unit: person\n", "", "code: EX-02", "unit is missing", "add unit"),
    "a misspelt name": (P2, "age < 18", "agee < 18", "agee < 18", "no name 'agee'", "age?"),
    "a wrong type": (P2, "age < 18", "age < 'x'", "age < 'x'", "", ""),
    "an unknown function": (
        P3,
        "any_member(",
        "any_members(",
        "any_members(",
        "no function 'any_members'",
        "any_member?",
    ),
    "an unknown parameter": (
        P1,
        "std: $basic_std_month",
        "std: $basic_std_moth",
        "$basic_std_moth",
        "no parameter $basic_std_moth",
        "basic_std_month",
    ),
    "a key with a point": (
        P2,
        "$child_rate['infant']",
        "$child_rate[1.5]",
        "$child_rate[1.5]",
        "a code in quotes or a whole number, not 1.5",
        "$table['key', 3]",
    ),
    "a row whose key is a list": (
        RATE,
        "stage: infant",
        "stage: [infant]",
        "stage: [infant]",
        "is no text and no number",
        "quote the key",
    ),
    "a figure beyond 64 bits": (
        P2,
        "age < 18",
        "age < 100000000000000000000000000000000",
        "age < 1000",
        "does not fit in 64 bits",
        "fewer",
    ),
    "an unknown row of a table": (
        P2,
        "$child_rate['infant']",
        "$child_rate['baby']",
        "$child_rate['baby']",
        "no row for ['baby']",
        "infant",
    ),
    "a loop of variables": (
        VARS,
        "value: count_members(age >= 0)",
        "value: count_members(age >= 0) + div_floor(hh_income_12m, n_members) / hh_income_12m",
        "div_floor",
        "a loop",
        "break it",
    ),
    "a variable twice": (
        VARS,
        DERIVED,
        DERIVED + "- {name: n_members, unit: household, zh: x, en: x, value: '1'}\n",
        "- name: n_members",
        "given twice",
        "keep one",
    ),
    "a wrong status": (
        STD,
        "value: 1000, status: demo_only",
        "value: 1000, status: guessed",
        "guessed",
        "'unknown'",
        "correct",
    ),
    "a value without a document": (
        STD,
        "value: 1000, status: demo_only",
        "value: 1000, status: official",
        "value: 1000",
        "without a document",
        "cite",
    ),
    "a made-up value without a note": (
        STD,
        "value: 1000, status: demo_only, note: made up for this example",
        "value: 1000, status: demo_only",
        "value: 1000",
        "without document or note",
        "note",
    ),
    "a null that is not called unknown": (
        STD,
        "value: 1000",
        "value: null",
        "value: null",
        "value None with status demo_only",
        "unknown",
    ),
    "a figure its type cannot hold": (
        STD,
        "value: 1000",
        "value: 1000.005",
        "1000.005",
        "more than 2 places",
        "give a money",
    ),
    "a row with other keys": (
        RATE,
        "{stage: infant, value: 300}",
        "{stag: infant, value: 300}",
        "stag: infant",
        "a row with stag",
        "stage, value",
    ),
    "a row twice": (
        RATE,
        "{stage: school,",
        "{stage: infant,",
        "180.50",
        "second row",
        "keep one",
    ),
    "two values from one day": (
        STD,
        "{from: 2024-01-01,",
        "{from: 2023-01-01,",
        "value: 1000",
        "a second value from 2023-01-01",
        "keep one",
    ),
    "a gap in a parameter's values": (
        STD,
        "until: 2023-12-31",
        "until: 2023-06-30",
        "",
        "basic_std_month has no value on 2023-07-01",
        "add a value from 2023-07-01",
    ),
    "a duplicate code": (P2, "code: EX-02", "code: EX-01", "code: EX-01", "given twice", "own"),
    "an id twice": (P3, "id: C2", "id: C1", "- id: C1", "C1 is given twice", "another name"),
    "a name of the software's own": (
        P1,
        "    std: $basic_std_month",
        "    std: $basic_std_month\n    eligible: registered",
        "eligible: registered",
        "software's own",
        "another name",
    ),
    "an unknown exclusivity group": (
        P3,
        "exclusive: G1",
        "exclusive: G9",
        "exclusive: G9",
        "no exclusivity group G9",
        "G1",
    ),
    "a group that does not rank its policy": (
        GROUPS,
        "[EX-01, EX-03]",
        "[EX-01]",
        "",
        "does not rank this policy",
        "add EX-03",
    ),
    "an unknown policy in a group": (
        GROUPS,
        "[EX-01, EX-03]",
        "[EX-01, EX-03, EX-04]",
        "EX-04",
        "no policy EX-04",
        "did you mean EX-0",
    ),
    "an unknown fact to ask for": (
        P1,
        "ask: [money]",
        "ask: [mony]",
        "ask: [mony]",
        "no fact mony",
        "did you mean money?",
    ),
    "a case before any version": (
        P3,
        "at: 2024-05-01",
        "at: 2020-05-01",
        "of eighty",
        "no version in force on 2020-05-01",
        "choose a day",
    ),
    "a case with an unknown fact": (
        P3,
        "disability_grade: 0}",
        "disabilty_grade: 0}",
        "disabilty_grade: 0}",
        "no person fact disabilty_grade",
        "disability_grade?",
    ),
    "a case that expects what there is not": (
        P3,
        "{C2: true, eligible: true, amount: 60}",
        "{C7: true}",
        "{C7: true}",
        "no condition or result C7",
        "did you mean C",
    ),
    "a comparison of money with a code": (
        P1,
        "when: registered}",
        "when: money = 'x'}",
        "money = 'x'",
        "",
        "",
    ),
    "a condition that is no yes or no": (
        P1,
        "when: registered}",
        "when: money}",
        "when: money}",
        "",
        "bool",
    ),
    "what is not YAML": (P1, "unit: household", "unit: [household", "", "not YAML", "syntax"),
    "a key twice": (P1, "class: A1\n", "class: A1\nclass: A2\n", "class: A2", "twice", "keep one"),
    "an end before the beginning": (
        P1,
        "- from: 2023-01-01\n",
        "- from: 2023-01-01\n  until: 2022-01-01\n",
        "from: 2023-01-01",
        "until is before from",
        "last day",
    ),
}


@pytest.mark.parametrize("guard", GUARDS)
def test_the_book_is_refused_with_line_and_mend(tmp_path: Path, guard: str) -> None:
    file, old, new, at, what, mend = GUARDS[guard]
    folder = small(tmp_path, (file, old, new))
    found = faults_of(folder)
    fitting = [fault for fault in found if what in fault.what and mend in fault.mend]
    assert fitting, found
    assert all(":" in fault.where for fault in found)
    if at:
        place = f"{file}:{line_of(folder, file, at)}"
        assert place in {fault.where.split(" ")[0] for fault in fitting}


def test_a_policy_without_cases_is_refused(tmp_path: Path) -> None:
    folder = small(tmp_path)
    text = (folder / P3).read_text(encoding="utf-8")
    (folder / P3).write_text(text[: text.index("cases:")], encoding="utf-8")
    (fault,) = faults_of(folder)
    assert (fault.where, fault.what) == (f"{P3}:1 code", "policy without cases")


def test_overlapping_versions_are_refused(tmp_path: Path) -> None:
    text = small(tmp_path).joinpath(P3).read_text(encoding="utf-8")
    version = text[text.index("- from:") : text.index("cases:")]
    path = tmp_path / "content" / P3
    older = version.replace("from: 2023-01-01", "from: 2023-06-01")
    path.write_text(
        text.replace(version, version.replace("from: 2023-01-01", OVERLAP) + older), "utf-8"
    )
    (fault,) = faults_of(tmp_path / "content")
    assert "overlaps the version from 2023-01-01" in fault.what
    assert fault.where.startswith(P3)


OVERLAP = "from: 2023-01-01\n  until: 2023-06-01"


def test_every_fault_of_a_folder_is_told_at_once(tmp_path: Path) -> None:
    changes = [
        (P1, "registered,", "registerd,"),
        (P2, "age < 18", "agee < 18"),
        (STD, "value: 1000, status: demo_only", "value: 1000, status: official"),
        (GROUPS, "[EX-01, EX-03]", "[EX-01, EX-03, EX-09]"),
    ]
    changes[0] = (P1, "when: registered}", "when: registerd}")
    found = faults_of(small(tmp_path, *changes))
    assert {fault.where.split(":")[0] for fault in found} == {P1, P2, STD, GROUPS}


LATER_ROWS = """- from: 2025-07-01
  status: demo_only
  note: made up for this example
  rows:
  - {stage: infant, value: 320}
"""


def test_a_row_that_a_later_value_drops_is_refused(tmp_path: Path) -> None:
    folder = small(tmp_path)
    table = folder / "parameters" / "child_rate.yaml"
    table.write_text(table.read_text(encoding="utf-8") + LATER_ROWS, encoding="utf-8")
    (fault,) = faults_of(folder)
    assert fault.where.startswith(P2)
    assert "no row for ['school']" in fault.what


def test_a_sentences_faults_are_told_with_those_of_its_conditions(tmp_path: Path) -> None:
    sentence = "  why: {zh: '{n_membrs}', en: '{n_membrs}'}\n  received: on_child"
    changes = [(P2, "age < 18", "agee < 18"), (P2, "  received: on_child", sentence)]
    what = [fault.what for fault in faults_of(small(tmp_path, *changes))]
    assert what == ["no name 'agee'", "no name 'n_membrs'"]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path)
    assert "no policy file" in fault.what


def test_a_day_without_a_parameter_value_is_refused_when_asked_for(tmp_path: Path) -> None:
    change = (STD, "- {from: 2024-01-01,", "- {from: 2024-01-01, until: 2031-12-31,")
    book = load_policies(small(tmp_path, change), today=date(2026, 1, 1))
    assert set(book.in_force(date(2031, 12, 31)).policies) == {"EX-01", "EX-02", "EX-03"}
    with pytest.raises(ContentRefusedError, match="no value on 2032-01-01"):
        book.in_force(date(2032, 1, 1))


def test_a_day_before_every_version_has_no_policies() -> None:
    from tests.engine.rulebook.folders import EXAMPLE

    assert not load_policies(EXAMPLE).in_force(date(2000, 1, 1)).policies
