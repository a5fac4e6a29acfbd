"""Logging in and out, the language, and the pages of failure."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    HttpResponseServerError,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from zhouji.web import addresses
from zhouji.web.asking import public
from zhouji.web.pool import deliveries


def _safe(request: HttpRequest, target: str) -> str:
    """Where somebody wants to go next; nothing where it is no place of ours."""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    ours = allowed and target.startswith("/") and len(target) <= addresses.LONGEST
    return target if ours else ""


@public
@require_safe
def entrance(request: HttpRequest) -> HttpResponse:
    """The front door: the log-in page, or the workbench of who is logged in."""
    if request.user.is_authenticated:
        return redirect("workbench")
    return _log_in_page(request, AuthenticationForm(request))


@public
def log_in(request: HttpRequest) -> HttpResponse:
    """Log in; wrong passwords are counted and lock the name for a while."""
    form = AuthenticationForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return HttpResponseRedirect(_safe(request, request.POST.get("next", "")) or "/workbench/")
    return _log_in_page(request, form)


def _log_in_page(request: HttpRequest, form: AuthenticationForm) -> HttpResponse:
    back = request.POST.get("next") or request.GET.get("next", "")
    context = {"form": form, "next": _safe(request, back), "demo": deliveries().made_up}
    return render(request, "entrance/log_in.html", context)


@public
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("entrance")


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language and stay on the same page."""
    response = HttpResponseRedirect(_safe(request, request.POST.get("next", "")) or "/")
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 86400,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@public
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Keep a session alive when its reader says so."""
    if not request.user.is_authenticated:
        return JsonResponse({"ends_in": 0})
    request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    return JsonResponse({"ends_in": settings.SESSION_COOKIE_AGE})


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
