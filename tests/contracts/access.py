"""The site on which every cell of the access matrix is asked: who, whose, and what is sent.

`access.csv` is the matrix as reviewed: a row an address, method and place, a column a role, in each
cell the status that is right. `audit` names what those who are let in write to the trail (`-` where
no named person is shown or changed). The test prints rows for new addresses with today's answers,
to be reviewed before they are added.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.builders import (
    PASSWORD,
    XINDAI,
    a_household,
    a_pool,
    a_question,
    a_user,
    screened,
)
from tests.contracts.addresses import Address, addresses
from zhouji.office.accounts.models import AuditRow, User
from zhouji.office.leads.models import Lead

FILE = Path(__file__).with_name("access.csv")
ROLES = (
    "stranger",
    "county",
    "checker",
    "department",
    "township",
    "village",
    "leader",
    "auditor",
    "admin",
)
METHODS = ("GET", "POST")
NOBODY = 999_999
NAMES = ("张*英", "张秀英", "330498")
_BARE = re.compile(r'(name="(next|csrfmiddlewaretoken)" value="|data-ends-in=")[^"]*|\d+')
SENT: dict[str, dict[str, Any]] = {
    "login": {"username": "county", "password": PASSWORD},
    "language": {"language": "en"},
    "lead-send": {"days": "5"},
    "lead-ask": {"department": "D25", "text": "?", "days": "5"},
    "lead-close": {"reason": "has_it"},
    "lead-return": {"reason": "elsewhere"},
    "lead-hand-back": {"note": "?"},
    "lead-reopen": {"note": "?"},
    "household": {"purpose": "visit"},
    "question-answer": {"answer": "no_record"},
}


# Where every lead stands before the action, held by whoever asks if by anybody.
STANDING = {
    "lead-take": "sent",
    "lead-return": "sent",
    "lead-hand-back": "taken",
    "lead-close": "taken",
    "lead-reopen": "closed",
}


@dataclass(frozen=True)
class Said:
    """An answer, and what it wrote to the trail."""

    status: int
    body: str
    recorded: frozenset[str]


class Site:
    """Two townships, two villages of one, a lead in each; a question to each of two departments."""

    def __init__(self, root: Path) -> None:
        own, next_door = a_household(1), a_household(3)
        next_door.village_code, next_door.village = "330482102202", "别村"
        households = [own, next_door, a_household(2).in_danghu()]
        self.pool = a_pool(root / "data", *households)
        screened(*(one.with_finding("X1-09", person=one.number * 10) for one in households))
        self._people()
        self.leads = dict(Lead.objects.values_list("household_id", "pk"))
        a_user("health", "department", department="D04")
        self.questions = {code: a_question(self.leads[1], code) for code in ("D25", "D04")}

    def _people(self) -> None:
        area = {"township": XINDAI, "village": "330482102201"}
        for name in ROLES[1:]:
            role = "township" if name in area else name
            department = "D25" if name == "department" else ""
            a_user(name, role, area.get(name, ""), department)

    def values(self, address: Address, place: str, role: str) -> dict[str, object]:
        """What stands in the address for this place, as this role sees places."""
        nothing = {"number": NOBODY, "household_id": NOBODY, "name": "nothing", "code": "nothing"}
        if place == "missing":
            return nothing
        number = {"own": 1, "foreign": 3 if role == "village" else 2}[place]
        there: dict[str, object] = {"number": self.leads[number], "household_id": number}
        if address.pattern.startswith("/questions/"):
            there["number"] = self.questions["D25" if place == "own" else "D04"]
        return there | {"name": "register", "code": "A1-01"}

    def ask(self, address: Address, method: str, place: str, role: str) -> Said:
        """One cell, whose changes are taken back."""
        values = self.values(address, place, role) if address.parts else {}
        sent = {**SENT.get(address.name, {})} if method == "POST" else {}
        with transaction.atomic():
            client = self._client(role)
            sent |= self._prepared(address, client) if method == "POST" else {}
            before = AuditRow.objects.count()
            answer: HttpResponse = getattr(client, method.lower())(address.path(**values), sent)
            recorded = AuditRow.objects.order_by("pk").values_list("action", flat=True)[before:]
            said = Said(answer.status_code, _bare(answer), frozenset(recorded))
            transaction.set_rollback(True)
        return said

    def _prepared(self, address: Address, client: Client) -> dict[str, Any]:
        """What has to be so before the action can be done, and what is sent with it."""
        every = {"lead": list(self.leads.values()), "days": "5"}
        if standing := STANDING.get(address.name):
            holder = {} if standing == "sent" else {"holder": self._whoever_asks(client)}
            Lead.objects.update(status=standing, **holder)
        if address.name == "leads-undo":
            client.post("/leads/send/", every)
            return {"batch": client.session.get("undo", {}).get("batch", "none")}
        return every if address.name == "leads-send" else {}

    def _whoever_asks(self, client: Client) -> User:
        """Who holds the leads; of a stranger, somebody."""
        return User.objects.get(pk=client.session.get("_auth_user_id", User.objects.first().pk))

    def _client(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role != "stranger":
            user = User.objects.get(username=role)
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            session = client.session
            session["purpose"] = "visit"
            session.save()
        return client


def _bare(answer: HttpResponse) -> str:
    """The body and where it leads, without what differs on every page and without numbers."""
    text = answer.headers.get("Location", "") + answer.content.decode()
    return _BARE.sub("", text) if answer.status_code != 200 else text


def places(address: Address) -> tuple[str, ...]:
    """Whose things an address can be asked for."""
    if "number" in address.parts or "household_id" in address.parts:
        return ("own", "foreign", "missing")
    return ("own", "missing") if address.parts else ("-",)


def cells() -> Iterator[tuple[Address, str, str]]:
    """Every address with method and place; each is asked by every role."""
    for address in sorted(addresses(), key=lambda one: one.pattern):
        for method in METHODS:
            for place in places(address):
                yield address, method, place


def reviewed() -> dict[tuple[str, str, str], dict[str, str]]:
    """The matrix as it is written down."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(r["address"], r["method"], r["place"]): r for r in csv.DictReader(file)}


def proposed(site: Site) -> Iterator[list[str]]:
    """Rows for what the matrix does not hold yet, with today's answers."""
    known = reviewed() if FILE.is_file() else {}
    for address, method, place in cells():
        if (address.pattern, method, place) not in known:
            said = {role: site.ask(address, method, place, role) for role in ROLES}
            audit = "+".join(sorted(frozenset().union(*(s.recorded for s in said.values())))) or "-"
            answers = [str(said[role].status) for role in ROLES]
            yield [address.pattern, method, place, audit, *answers]
