"""Whatever is typed, posted or put into an address: a message or a missing page, never a crash."""

from __future__ import annotations

import re
from dataclasses import fields
from itertools import cycle
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.builders import a_question
from tests.contracts.addresses import Address, addresses
from tests.contracts.tree import SOURCE
from zhouji.office.accounts.models import User
from zhouji.office.leads.filters import LeadFilters
from zhouji.office.leads.models import Lead

NUL = "\x00"
LONG = "x" * 10_000
NUMBERS = ["9" * 23, "-1", "99", "0", "1e9", "NaN", "9" * 5_000, "²", "１２", "9223372036854775808"]
DAYS = ["2023-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01"]
PLACES = [
    "//elsewhere.example/",
    "https://elsewhere.example",
    "javascript:alert(1)",
    "/\\x",
    "http://[",
]
CURSORS = ["a." + "9" * 23 + ".1", "b.1." + "9" * 23, "a.1.1.1", "c.1.1", "a.-5.²"]
TEXTS = ["", " ", LONG, "' OR 1=1 --", "%", "<script>alert(1)</script>", "\r\nX: y", "\u202e", "😀"]
TEXTUAL = [*NUMBERS, *DAYS, *PLACES, *CURSORS, *TEXTS, "no-such-thing"]
HOSTILE = [*TEXTUAL, f"a{NUL}b"]
OF_EACH_KIND = [
    "",
    "-1",
    "9" * 23,
    "9999-12-31",
    "//elsewhere.example/",
    CURSORS[0],
    LONG,
    NUL,
    "%",
]
TRACE = re.compile(r"Traceback|\w+Error\b|site-packages")
OURS = re.compile(r"/(?![/\\])")
ROLES = ["", "county", "checker", "department", "township", "leader", "auditor", "admin"]


def names() -> set[str]:
    """Everything the pages read from a query or a form, found in their code."""
    asked = re.compile(
        r"""request\.(?:GET|POST)(?:\.get|\.getlist|\.pop)?[(\[]"(\w+)"|^    (\w+) = forms\.""",
        re.M,
    )
    code = [file.read_text(encoding="utf-8") for file in (SOURCE / "web").rglob("*.py")]
    found = {one or other for text in code for one, other in asked.findall(text)}
    return found | {field.name for field in fields(LeadFilters)} | {"username", "password"}


def crashes(answer: HttpResponse) -> bool:
    page = answer.content.decode(errors="replace")
    return answer.status_code >= 500 or bool(TRACE.search(page))


def client_of(people: dict[str, User], role: str) -> Client:
    client = Client(raise_request_exception=False)
    if role:
        client.force_login(people[role], backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["purpose"] = "visit"
        session.save()
    return client


def asked(client: Client, method: str, path: str, sent: dict[str, Any]) -> HttpResponse:
    """The answer; whatever it changed is taken back."""
    with transaction.atomic():
        answer = getattr(client, method)(path, sent)
        transaction.set_rollback(True)
    return answer  # type: ignore[no-any-return]


@pytest.fixture
def there(people: dict[str, User]) -> dict[str, object]:
    """What stands in the addresses of things that are there."""
    lead = Lead.objects.get(household_id=1).pk
    question = a_question(lead)
    return {"lead": lead, "question": question, "household_id": 1, "name": "register"}


def path_of(address: Address, there: dict[str, object]) -> str:
    number = there["question" if address.pattern.startswith("/questions/") else "lead"]
    return address.path(**there, number=number, code="A1-01")


@pytest.mark.parametrize("role", ROLES)
def test_no_value_in_every_field_crashes_any_address_for_any_role(
    people: dict[str, User], there: dict[str, object], role: str
) -> None:
    client, everything = client_of(people, role), sorted(names() - {"password"})
    assert len(everything) > 25
    crashed = []
    for start, address in enumerate(addresses()):
        mixed = dict(zip(everything, cycle(TEXTUAL[start:] + TEXTUAL), strict=False))
        for sent in (mixed, dict.fromkeys(everything, f"a{NUL}b")):
            for method in ("get", "post"):
                answer = asked(client, method, path_of(address, there), sent)
                if crashes(answer) or (NUL in sent["at"] and answer.status_code != 400):
                    crashed.append((method, address.pattern, sent, answer.status_code))
    assert not crashed


@pytest.mark.parametrize("role", ["county", "department", "auditor"])
def test_no_number_or_word_in_an_address_crashes_it(
    people: dict[str, User], there: dict[str, object], role: str
) -> None:
    client = client_of(people, role)
    wrong = [
        (method, address.pattern, value[:20], answer.status_code)
        for address in addresses()
        for value in ("9" * 23, "9" * 18, "-1", "9" * 5_000, "%ff", "a%00b")
        for method in ("get", "post")
        if address.parts
        and crashes(
            answer := asked(client, method, address.path(**dict.fromkeys(address.parts, value)), {})
        )
    ]
    assert not wrong


HEAVY = ("lead-send", "lead-ask", "lead-close", "leads", "sources", "login")
FORMS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("county", "post", "lead-send", {"days": "5", "note": ""}),
    ("county", "post", "lead-ask", {"department": "D25", "text": "?", "about": "", "days": "5"}),
    ("county", "post", "lead-close", {"reason": "other", "note": "x"}),
    ("county", "post", "leads-send", {"lead": "1", "days": "5", "here": "", "at": ""}),
    ("county", "post", "leads-undo", {"batch": "x", "here": "", "at": ""}),
    ("county", "post", "household", {"purpose": "visit"}),
    ("department", "post", "question-answer", {"answer": "value", "value": "1", "remark": ""}),
    ("department", "get", "questions", {"state": "open", "at": "1"}),
    ("township", "get", "leads", dict.fromkeys(("words", "at", "village", "status", "due"), "")),
    ("county", "get", "leads", dict.fromkeys(("words", "at", "township", "policy", "state"), "")),
    ("auditor", "get", "audit", dict.fromkeys(("household", "day", "before", "username"), "")),
    ("county", "get", "sources", {"state": "", "department": ""}),
    ("", "post", "login", {"username": "county", "password": "x", "next": ""}),
    ("", "post", "language", {"language": "en", "next": "/"}),
]


@pytest.mark.parametrize(("role", "method", "name", "good"), FORMS)
def test_no_value_in_one_field_of_a_good_form_crashes_it(
    people: dict[str, User],
    there: dict[str, object],
    role: str,
    method: str,
    name: str,
    good: dict[str, Any],
) -> None:
    client = client_of(people, role)
    path = path_of(next(one for one in addresses() if one.name == name), there)
    values = OF_EACH_KIND if name in HEAVY else HOSTILE
    wrong = [
        (field, value[:30], answer.status_code)
        for field in good
        for value in values
        if crashes(answer := asked(client, method, path, {**good, field: value}))
        or not OURS.match(answer.headers.get("Location", "/"))
    ]
    assert not wrong


def test_an_unknown_language_or_purpose_kept_earlier_is_as_if_none_was_chosen(
    people: dict[str, User],
) -> None:
    client = client_of(people, "county")
    client.cookies["django_language"] = "xx"
    session = client.session
    session["purpose"] = "no longer one"
    session.save()
    page = client.get("/households/1/")
    assert page.status_code == 200
    assert '<html lang="zh-Hans">' in page.content.decode()


@pytest.mark.parametrize("cookie", ["sessionid", "django_language", "csrftoken", "messages"])
def test_no_cookie_crashes_a_page(people: dict[str, User], cookie: str) -> None:
    for value in filter(str.isascii, HOSTILE):
        client = Client(raise_request_exception=False)
        client.cookies[cookie] = value
        assert client.get("/login/").status_code < 500
