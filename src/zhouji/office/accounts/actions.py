"""Writes of accounts: users."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from zhouji.base.data_directory import Pool
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.audit import record_write
from zhouji.office.accounts.errors import NotMadeUpError, UserExistsError
from zhouji.office.accounts.models import User
from zhouji.office.accounts.permissions import Role
from zhouji.office.accounts.rights import AccountRight
from zhouji.pool.catalogue import Geography, load_places
from zhouji.pool.store.receipts import receipts

DEMO_PASSWORD = "zhouji-demo"  # noqa: S105  only ever given out in a made-up pool


def add_user(
    *,
    by: Actor,
    username: str,
    password: str,
    role: str,
    display_name: str,
    area: str = "",
    area_name: str = "",
    department: str = "",
) -> User:
    """A new member of staff, or the same one with this role, place and password."""
    by.must(AccountRight.USERS_MANAGE)
    place = {"role": role, "area": area, "area_name": area_name, "department": department}
    known = {**place, "display_name": display_name, "password": make_password(password)}
    with transaction.atomic():
        locked = User.objects.select_for_update()
        user, added = locked.get_or_create(username=username, defaults=known)
        old = None if added else {key: getattr(user, key) for key in place}
        if not added:
            locked.filter(pk=user.pk).update(**known)
            user.refresh_from_db()
        record_write(by=by, action="users.add", old=old, new={"username": username, **place})
    return user


def create_demo_users(*, by: Actor | None = None) -> list[dict[str, str]]:
    """One log-in a role and one a township for the configured made-up pool, and their password.

    Raises:
        NotMadeUpError: the pool does not hold made-up people only.
        UserExistsError: one of the names is somebody's who is not the demo's.
    """
    pool = Pool(Path(settings.ZHOUJI_DATA))
    taken_in = receipts(pool)
    if not taken_in or not all(receipt.made_up for receipt in taken_in):
        raise NotMadeUpError(
            "demo users have a known password; only a pool of made-up people may have them"
        )
    posts = _posts(load_places(pool.content))
    with transaction.atomic():
        _must_be_ours([post[0] for post in posts])
        for username, role, area, place, department in posts:
            add_user(
                by=by or Actor.system("demo"),
                username=username,
                password=DEMO_PASSWORD,
                role=role,
                display_name=username,
                area=area,
                area_name=place,
                department=department,
            )
    return [
        {"username": username, "password": DEMO_PASSWORD, "role": role, "place": place}
        for username, role, _area, place, _department in posts
    ]


def demo_usernames(content: Path) -> list[str]:
    """The names of the log-ins that a made-up pool with this content has."""
    return [post[0] for post in _posts(load_places(content))]


def _must_be_ours(usernames: list[str]) -> None:
    """Nobody's account is taken over: the demo's own open with the demo's password."""
    there = User.objects.filter(username__in=usernames).order_by("username")
    others = [u.username for u in there if not check_password(DEMO_PASSWORD, u.password)]
    if others:
        raise UserExistsError(
            f"users {', '.join(map(repr, others))} are there already and are not the demo's; "
            "let the demo have a database of its own"
        )


def _posts(places: Geography) -> list[tuple[str, str, str, str, str]]:
    """Username, role, area, name of the place, department."""
    county = places.county.zh if places.county else ""
    offices = [
        ("county", Role.COUNTY, "D01"),
        ("checker", Role.CHECKER, "D01"),
        ("water", Role.DEPARTMENT, "D25"),
        ("leader", Role.LEADER, ""),
        ("auditor", Role.AUDITOR, ""),
        ("admin", Role.ADMIN, ""),
    ]
    return [
        *((name, role.value, "", county, department) for name, role, department in offices),
        *(
            ((town.en or town.code).lower(), Role.TOWNSHIP.value, town.code, town.zh, "")
            for town in places.townships
        ),
    ]
