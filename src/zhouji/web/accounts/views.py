"""Logging in and out, the language, and who looked."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from zhouji.base.numbers import number_in
from zhouji.office.accounts.queries import AuditFilters, list_audit
from zhouji.office.accounts.rights import AccountRight
from zhouji.web import addresses
from zhouji.web.accounts.forms import AuditFilterForm
from zhouji.web.permissions import Asked, needs, public
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
    return render(request, "accounts/log_in.html", context)


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


@needs(AccountRight.AUDIT_VIEW)
@require_safe
def audit(request: Asked) -> HttpResponse:
    form = AuditFilterForm(request.GET, auto_id="filter-%s")
    form.is_valid()
    given = form.cleaned_data  # what can be read counts; the page names what can't
    filters = AuditFilters(
        username=given.get("username") or "",
        household=given.get("household"),
        kind=given.get("kind") or "",
        day=given.get("day"),
        before=number_in(request.GET.get("before", "")),
    )
    found = list_audit(by=request.actor, filters=filters, page=request.get_full_path())
    query = request.GET.copy()
    query.pop("before", None)
    context = {"found": found, "form": form, "query": query.urlencode(), "wrong": form}
    return render(request, "accounts/audit.html", context)
