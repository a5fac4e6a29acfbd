"""What every page knows: who reads it, where it leads, whose data it shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.permissions import Role
from zhouji.web import rooms
from zhouji.web.pool import data_day, deliveries, run_that_is_shown


def page(request: HttpRequest) -> dict[str, Any]:
    """For the frame around every page."""
    actor: Actor | None = getattr(request, "actor", None)
    known = {
        "made_up": deliveries().made_up,
        "data_day": data_day(),
        "here_path": request.get_full_path() if request.method == "GET" else "/",
        "other_language": "en" if not _is_english(request) else "zh-hans",
    }
    if actor is None:
        return known
    return {
        **known,
        "actor": actor,
        "shown_run": run_that_is_shown(),
        "role_name": dict(Role.choices).get(actor.role, ""),
        "menu": _menu(actor, request.path),
        "session_ends_in": request.session.get_expiry_age(),
    }


def _is_english(request: HttpRequest) -> bool:
    return str(getattr(request, "LANGUAGE_CODE", "")).startswith("en")


def _menu(actor: Actor, path: str) -> list[dict[str, Any]]:
    return [
        {"word": entry.word, "href": (to := reverse(entry.route)), "here": path.startswith(to)}
        for entry in rooms.menu()
        if actor.may(entry.right)
    ]
