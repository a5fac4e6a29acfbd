"""Around every page: the language chosen, who acts, living sessions, failures told plainly."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils import timezone, translation

from zhouji.base.content_cache import one_look_at_content
from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.errors import AuditBrokenError, NotAllowedError
from zhouji.office.accounts.permissions import CHOSEN_PURPOSES

Answer = Callable[[HttpRequest], HttpResponse]
RENEW_AFTER_SECONDS = 300

log = logging.getLogger(__name__)


def chosen_language(answer: Answer) -> Answer:
    """Chinese unless the reader chose otherwise; the browser's own wish does not count."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = answer(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response

    return middleware


def one_content(answer: Answer) -> Answer:
    """A page rests on one state of the content, looked at once."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with one_look_at_content():
            return answer(request)

    return middleware


def refuse_nul(answer: Answer) -> Answer:
    """No text of ours holds a NUL, and PostgreSQL refuses it: told at the door, for every field."""

    def middleware(request: HttpRequest) -> HttpResponse:
        lists = [values for sent in (request.GET, request.POST) for _, values in sent.lists()]
        texts = (request.path, *request.COOKIES.values(), *(text for one in lists for text in one))
        if any("\0" in text for text in texts):
            return render(request, "failed/unreadable.html", status=400)
        return answer(request)

    return middleware


def who_acts(answer: Answer) -> Answer:
    """Put `request.actor` on the request and keep a session in use alive."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        request.actor = None  # type: ignore[attr-defined]
        if user.is_authenticated:
            purpose = request.session.get("purpose", "")
            known = purpose if purpose in CHOSEN_PURPOSES else ""
            request.actor = Actor.of(user, known)  # type: ignore[attr-defined]
            _renew(request)
        response = answer(request)
        if user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def _renew(request: HttpRequest) -> None:
    now = int(timezone.now().timestamp())
    if now - request.session.get("renewed", 0) > RENEW_AFTER_SECONDS:
        request.session["renewed"] = now
        request.session.set_expiry(settings.SESSION_COOKIE_AGE)


class say_what_failed:
    """Turn the house's own errors into pages that say what happened and the next step."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        if request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(_page_over(request.path))
        told = render(request, "failed/not_this_way.html", status=405)
        told.headers["Allow"] = response.headers["Allow"]
        return told

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, AuditBrokenError):
            log.error("audit trail broken: %s", error)
            return render(request, "failed/audit.html", status=503)
        if isinstance(error, NotAllowedError):
            return render(request, "failed/not_allowed.html", status=403)
        if isinstance(error, Http404):
            return render(request, "failed/missing.html", status=404)
        return None


def _page_over(path: str) -> str:
    """Where an action's address leads when it is opened: an action stands under its page."""
    return path.rstrip("/").rpartition("/")[0] + "/"
