"""The pages as a whole: every address has a permission, every page a title and a heading."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from django.template import engines
from django.test import Client
from django.utils.translation import override
from django.utils.translation.template import templatize
from django.utils.translation.trans_real import translation

from tests.builders import XINDAI, a_household, a_pool, a_question, a_user, screened
from tests.contracts.addresses import Address, addresses
from tests.contracts.rights import held_by, rights
from tests.contracts.tree import ROOT, SOURCE, parsed
from zhouji.office.accounts.permissions import Role
from zhouji.office.leads.models import Lead, Question
from zhouji.web.rooms import recorded

WEB = SOURCE / "web"
CSS = (WEB / "static" / "zhouji.css").read_text(encoding="utf-8")
HAN = re.compile(r"[一-鿿]")
SAMPLE = {"household_id": 1, "name": "register", "code": "A1-01"}


def path_of(address: Address) -> str:
    """The address of something that is there."""
    model = Question if address.pattern.startswith("/questions/") else Lead
    number = model.objects.values_list("pk", flat=True).first()  # type: ignore[attr-defined]
    return address.path(**SAMPLE, number=number)


def test_every_address_names_its_permission() -> None:
    known = {"public", *rights()}
    assert not [one.name for one in addresses() if one.permission not in known]


def test_the_addresses_are_these() -> None:
    said = {f"{one.pattern} {one.permission}" for one in addresses()}
    written = (ROOT / "tests" / "contracts" / "routes.txt").read_text(encoding="utf-8").split("\n")
    assert said == set(filter(None, written)), "new addresses are written into routes.txt"


@pytest.fixture
def lead(db: None, settings: object, tmp_path_factory: pytest.TempPathFactory) -> int:
    household = a_household(1).with_finding("X1-09", person=10)
    settings.ZHOUJI_DATA = a_pool(tmp_path_factory.mktemp("pool") / "data", household).root  # type: ignore[attr-defined]
    screened(household)
    a_user("clerk", "department", department="D25")
    a_question(Lead.objects.get().pk, department="D25")
    return Lead.objects.get().pk


def test_a_number_in_an_address_is_never_longer_than_a_column() -> None:
    assert not [one.pattern for one in addresses() if "<int:" in one.pattern], "say <id:…>"


@pytest.mark.parametrize("role", Role.values)
def test_each_role_opens_what_its_rights_say_and_nothing_else(role: str, lead: int) -> None:
    client = Client()
    user = a_user("somebody", role, XINDAI if role == Role.TOWNSHIP else "", "D25")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for one in addresses():
        if one.permission == "public":
            continue
        allowed = one.permission in held_by(role)
        for send in (client.get, client.post):
            status = send(path_of(one)).status_code
            assert (status != 403) == allowed, f"{role} {one.name} {status}"


def test_a_stranger_opens_nothing_but_what_is_public(lead: int) -> None:
    for one in addresses():
        if one.permission != "public":
            answer = Client().get(path_of(one))
            assert answer.headers["Location"].startswith("/login/"), one.name


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_has_one_title_and_one_heading(language: str, lead: int) -> None:
    for role in (Role.COUNTY, Role.AUDITOR, Role.DEPARTMENT):
        client = Client()
        user = a_user(f"a-{role}", role, department="D25")
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.cookies["django_language"] = language
        for one in addresses():
            if one.permission not in {*held_by(role), "public"}:
                continue
            page = client.get(path_of(one), follow=True).content.decode()
            title = re.search(r"<title>\s*(\S.*?) – (\S.*?)</title>", page, re.DOTALL)
            assert title, one.name
            assert len(re.findall(r"<h1[ >]", page)) == 1, one.name
            if language == "en":
                assert title[2] == "Zhouji social assistance"


def templates() -> list[tuple[str, str]]:
    files = sorted(WEB.rglob("*.html"))
    return [(str(f.relative_to(WEB)), f.read_text(encoding="utf-8")) for f in files]


def test_every_template_compiles_and_holds_no_chinese_but_the_language_s_own_name() -> None:
    for name, source in templates():
        engines["django"].from_string(source)
        left = source.replace("中文", "").replace(">济<", "")
        assert not HAN.search(left), f"{name}: wording belongs into locale/"


def sentences() -> Iterator[str]:
    """Every sentence that is to be translated, from templates and code."""
    for _, source in templates():
        for call in ast.walk(ast.parse(_as_python(templatize(source)))):
            yield from _asked(call)
    for path in [*sorted(WEB.rglob("*.py")), *sorted((SOURCE / "office").rglob("*.py"))]:
        for call in ast.walk(parsed(path)):
            yield from _asked(call)


def _as_python(text: str) -> str:
    calls = re.findall(
        r"n?p?gettext\((?:[^()\"']|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')*\)|_\((?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\)",
        text,
    )
    return "\n".join(calls)


def _asked(node: ast.AST) -> Iterator[str]:
    names = {"_", "gettext", "gettext_lazy", "ngettext"}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
        first = node.args[0] if node.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def test_every_sentence_is_translated() -> None:
    with override("zh-hans"):
        catalogue = translation("zh-hans")._catalog  # type: ignore[attr-defined]
        found = set(sentences())
        assert len(found) > 250
        missing = {
            text
            for text in found
            if not HAN.search(str(catalogue.get(text) or catalogue.get((text, 0)) or ""))
        }
    assert not missing, "run makemessages, translate, compilemessages (README of web)"


def test_everything_that_is_audited_has_words() -> None:
    done = re.compile(r'(?:action=|_record\(by, |audit\(by, )"([a-z]+\.[a-z_]+)"')
    files = (SOURCE / "office").rglob("*.py")
    assert {code for file in files for code in done.findall(file.read_text("utf-8"))} == {
        *recorded()
    }


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_palette_can_be_read() -> None:
    colour = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", CSS))
    tones = ("red", "orange", "yellow", "blue", "green", "grey")
    pairs = [(tone, f"{tone}-tint") for tone in tones]
    pairs += [(word, ground) for word in ("ink", "soft") for ground in ("paper", "ground")]
    pairs += [("ink", f"{tone}-tint") for tone in tones]
    pairs += [("on-brand", "brand"), ("on-brand", "brand-dark"), ("brand", "paper")]
    pairs += [("brand", "ground"), ("brand-dark", "brand-tint"), ("on-brand", "seal")]
    assert not {
        pair: c for pair in pairs if (c := contrast(colour[pair[0]], colour[pair[1]])) < 4.5
    }


def test_phone_rules_leave_print_alone() -> None:
    assert not re.findall(r"@media\s*\((?:max|min)-width", CSS)


def test_text_is_sixteen_pixels_or_more() -> None:
    small = re.findall(r"font-size:\s*(0?\.\d+rem|\d{1,2}px)", CSS)
    assert not small
