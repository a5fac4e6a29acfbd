"""What a view may rely on: who asks, and the permission that it names."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from zhouji.office.accounts.actor import Actor
from zhouji.office.accounts.permissions import Permission

PUBLIC = "public"
View = Callable[..., HttpResponse]


class Asked(HttpRequest):
    """A request of somebody who logged in."""

    actor: Actor


def needs(permission: Permission) -> Callable[[Callable[..., HttpResponse]], View]:
    """The view is for roles with this permission; others are told so, strangers log in first."""

    def wrap(view: Callable[..., HttpResponse]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = cast(Asked, request).actor
            if actor is None:
                back = urlencode({"next": request.get_full_path()})
                return HttpResponseRedirect(f"{reverse('login')}?{back}")
            actor.must(permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission.value  # type: ignore[attr-defined]
        return guarded

    return wrap


def public(view: View) -> View:
    """The view is for everybody, logged in or not."""
    view.permission = PUBLIC  # type: ignore[attr-defined]
    return view
