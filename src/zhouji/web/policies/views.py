"""The policy library 政策库: each policy in plain words, every figure with its document."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhouji.engine.rulebook.models import Policy
from zhouji.office.sources.queries import catalogue
from zhouji.web.permissions import Asked, needs
from zhouji.web.policies.rights import PolicyRight
from zhouji.web.policy_library import demo_policies, figures, has_demo_value, library
from zhouji.web.pool import data_day, pool_day, the_pool


@needs(PolicyRight.VIEW)
@require_safe
def policies(request: Asked) -> HttpResponse:
    day = data_day() or pool_day()
    by_class: dict[str, list[Policy]] = {}
    for _code, placed in sorted(library().policies.items()):
        by_class.setdefault(placed.model.kind or "", []).append(placed.model)
    context = {
        "by_class": sorted(by_class.items()),
        "total": len(library().policies),
        "demo": demo_policies(day),
        "day": day,
    }
    return render(request, "policies/list.html", context)


@needs(PolicyRight.VIEW)
@require_safe
def policy(request: Asked, code: str) -> HttpResponse:
    placed = library().policies.get(code)
    if placed is None:
        raise Http404
    day = data_day() or pool_day()
    version = placed.model.version_on(day)
    shown = figures(placed.model, version, day) if version else []
    context = {
        "policy": placed.model,
        "version": version,
        "figures": shown or [],
        "demo": has_demo_value(shown),
        "department": catalogue(the_pool()).departments.get(placed.model.department or ""),
        "day": day,
    }
    return render(request, "policies/policy.html", context)
