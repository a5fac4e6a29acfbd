"""Who looked: the audit trail for auditors."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhouji.base.numbers import number_in
from zhouji.office.accounts.permissions import Permission
from zhouji.office.accounts.queries import AuditFilters, list_audit
from zhouji.web.asking import Asked, needs
from zhouji.web.choices import AuditFilterForm


@needs(Permission.AUDIT_VIEW)
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
    return render(request, "audit.html", context)
