"""The pages of failure: what happened, and the next step."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string


def locked_out(request: HttpRequest, credentials: Any = None, *_: Any) -> HttpResponse:
    """Too many wrong passwords for this name from this place."""
    return render(request, "failed/locked_out.html", status=429)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent without its token: the session or the page was too old."""
    return render(request, "failed/form_expired.html", status=403)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent can't be read: too many fields, a broken form, a foreign host."""
    return render(request, "failed/unreadable.html", status=400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not for this role."""
    return render(request, "failed/not_allowed.html", status=403)


def missing(request: HttpRequest, exception: Http404 | None = None) -> HttpResponse:
    """Nothing at this address, or nothing in the asker's place: told alike."""
    return render(request, "failed/missing.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed on our side, perhaps what every page asks: so this one asks for nothing."""
    return HttpResponseServerError(render_to_string("failed/broken.html"))
