"""Writes of accounts: users."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from zhouji.engine.base.pool import Pool
from zhouji.engine.catalogue import Geography, load_places
from zhouji.engine.store.receipts import receipts
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.audit import record_write
from zhouji.office.accounts.errors import NotMadeUpError
from zhouji.office.accounts.models import User
from zhouji.office.accounts.permissions import Permission, Role

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
    by.must(Permission.USERS_MANAGE)
    place = {"role": role, "area": area, "area_name": area_name, "department": department}
    with transaction.atomic():
        before = User.objects.filter(username=username).first()
        old = {key: getattr(before, key) for key in place} if before else None
        user, _ = User.objects.update_or_create(
            username=username,
            defaults={**place, "display_name": display_name, "password": make_password(password)},
        )
        record_write(by=by, action="users.add", old=old, new={"username": username, **place})
    return user


def create_demo_users(*, by: Actor | None = None) -> list[dict[str, str]]:
    """One log-in a role and one a township for the configured made-up pool, and their password.

    Raises:
        NotMadeUpError: the pool does not hold made-up people only.
    """
    pool = Pool(Path(settings.ZHOUJI_DATA))
    taken_in = receipts(pool)
    if not taken_in or not all(receipt.made_up for receipt in taken_in):
        raise NotMadeUpError(
            "demo users have a known password; only a pool of made-up people may have them"
        )
    posts = _posts(load_places(pool.content))
    with transaction.atomic():
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
