"""From a name or number on a paper to whom it is: all ways, only in one's place, always audited."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction

from tests.builders import DANGHU, XINDAI, a_household, a_pool, a_user
from zhouji.engine.base.pool import Pool
from zhouji.engine.generation import NothingPublishedError
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.errors import AuditBrokenError, NotAllowedError
from zhouji.office.accounts.models import AuditRow, AuditSubject
from zhouji.office.households.errors import (
    NobodyFoundError,
    NothingToFindError,
    TooManyFoundError,
)
from zhouji.office.households.queries import Found, find_households

ID = "330498194001010013"  # of all heads that the builder makes


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    """Three households, one of them in Danghu."""
    names = {1: "张秀英", 2: "张秀", 3: "王怡"}
    homes = [a_household(number) for number in names]
    for home in homes:
        home.head = names[home.number]
    homes[1].in_danghu()
    return a_pool(tmp_path_factory.mktemp("pool") / "data", *homes)


def find(pool: Pool, wanted: str, by: Actor | None = None, most: int = 50) -> list[Found]:
    return find_households(by=by or Actor.system("test"), pool=pool, wanted=wanted, most=most)


def told(found: list[Found]) -> list[tuple[int | None, str]]:
    return [(one.household_id, one.matched) for one in found]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("王怡", [(3, "name")]),
        (" 王怡 ", [(3, "name")]),
        ("张秀", [(2, "name"), (1, "part_of_name")]),
        ("秀", [(1, "part_of_name"), (2, "part_of_name")]),
        ("张*英", [(1, "masked_name")]),
        ("王*", [(3, "masked_name")]),
        ("20", [(2, "person_id")]),
        ("3", [(3, "household_id")]),
        ("３", [(3, "household_id")]),
    ],
)
@pytest.mark.django_db
def test_somebody_is_found(pool: Pool, wanted: str, found: list[tuple[int, str]]) -> None:
    assert told(find(pool, wanted)) == found


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (ID, "id_number"),
        (f"{ID[:6]} {ID[6:14]} {ID[14:]}", "id_number"),
        ("330498********0013", "masked_id_number"),
        ("３３０４９８＊＊＊＊＊＊＊＊００１３", "masked_id_number"),
    ],
)
@pytest.mark.django_db
def test_an_id_number_finds_whom_it_belongs_to(pool: Pool, wanted: str, why: str) -> None:
    assert told(find(pool, wanted)) == [(1, why), (2, why), (3, why)]


@pytest.mark.django_db
def test_a_row_says_who_it_is_masked(pool: Pool) -> None:
    (one,) = find(pool, "王怡")
    assert one == Found(
        household_id=3,
        person_id=30,
        name="王*",
        id_number="330498********0013",
        relation="head",
        township="新埭镇",
        village="330482102201",
        matched="name",
    )


@pytest.mark.parametrize(
    "wanted", ["李", "李.*", ".", "4", "33049819400101001X", "9" * 30, "张秀英3"]
)
@pytest.mark.django_db
def test_nobody_is_told(pool: Pool, wanted: str) -> None:
    with pytest.raises(NobodyFoundError, match="nobody"):
        find(pool, wanted)


@pytest.mark.parametrize("wanted", ["", "  ", "***", "＊"])
@pytest.mark.django_db
def test_what_says_nothing_is_told(pool: Pool, wanted: str) -> None:
    with pytest.raises(NothingToFindError):
        find(pool, wanted)


@pytest.mark.django_db
def test_too_many_are_told_and_not_shown(pool: Pool) -> None:
    with pytest.raises(TooManyFoundError, match="2 people fit"):
        find(pool, "秀", most=1)
    assert not AuditRow.objects.exists()


@pytest.mark.parametrize("wanted", ["张秀", "2", "20", ID])
@pytest.mark.django_db
def test_a_foreign_household_is_like_none(pool: Pool, wanted: str) -> None:
    xindai = Actor.of(a_user("xindai", "township", XINDAI))
    danghu = Actor.of(a_user("danghu", "township", DANGHU))
    assert 2 in {one.household_id for one in find(pool, wanted, danghu)}
    assert {one.household_id for one in find(pool, wanted, danghu)} == {2}
    try:
        assert 2 not in {one.household_id for one in find(pool, wanted, xindai)}
    except NobodyFoundError as missing:
        with pytest.raises(NobodyFoundError) as absent:
            find(pool, "李", xindai)
        assert str(missing) == str(absent.value)


@pytest.mark.parametrize("role", ["department", "leader", "auditor", "admin"])
@pytest.mark.django_db
def test_who_may_not_open_households_may_not_look_for_them(pool: Pool, role: str) -> None:
    with pytest.raises(NotAllowedError):
        find(pool, "王怡", Actor.of(a_user(role, role, department="D25")))


@pytest.mark.django_db
def test_the_search_is_audited_with_all_whom_it_shows_and_without_what_was_typed(
    pool: Pool,
) -> None:
    find(pool, "张秀")
    (row,) = AuditRow.objects.all()
    assert row.action == "households.find"
    subjects = AuditSubject.objects.filter(row=row).values_list("kind", "subject_id")
    assert sorted(subjects) == [("household", 1), ("household", 2), ("person", 10), ("person", 20)]
    assert "张" not in str(row.__dict__)


@pytest.mark.django_db
def test_without_an_audit_nothing_is_shown(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction.atomic(), pytest.raises(AuditBrokenError):
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_auditrow RENAME TO away")
        find(pool, "王怡")
    transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_pool_that_was_not_run_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NothingPublishedError, match="zhouji run"):
        find(Pool(tmp_path), "王怡")
