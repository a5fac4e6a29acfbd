"""The rights that the rooms say: each its own, each held by somebody there is."""

from __future__ import annotations

from tests.contracts.rights import held_by, rights
from tests.contracts.tree import SOURCE
from zhouji.office.accounts.permissions import SYSTEM, Permission, Role

EVERYBODY = {"workbench", "policies.view"}


def test_each_right_is_said_once_and_held_by_roles_that_there_are() -> None:
    assert len(rights()) == len(set(rights())) > 10
    assert not [right for right in rights() if not right.held_by]
    assert not [right for right in rights() if right.held_by - {*Role.values, SYSTEM}]


def test_every_right_stands_in_the_rights_of_a_room() -> None:
    said = {right for kind in Permission.__subclasses__() for right in kind}
    assert said == set(rights())


def test_a_role_has_what_everybody_has_and_work_of_its_own() -> None:
    assert not [role for role in Role.values if not held_by(role) > EVERYBODY]
    assert held_by(SYSTEM) & EVERYBODY == set()


def test_a_right_says_its_code_wherever_it_is_written() -> None:
    assert all(f"{right}" == right.value == str(right) for right in rights())


def test_every_right_is_asked_for_somewhere() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in SOURCE.rglob("*.py"))
    assert not [r for r in rights() if f"{type(r).__name__}.{r.name}" not in code]
