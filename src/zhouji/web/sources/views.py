"""Data sources: the catalogue with what is late in words, and one page a dataset."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhouji.office.sources.errors import NoSuchSourceError
from zhouji.office.sources.queries import Source, list_sources, open_source
from zhouji.office.sources.rights import SourceRight
from zhouji.web.permissions import Asked, needs
from zhouji.web.policy_library import name_of, policy_book
from zhouji.web.pool import pool_day, the_pool

BEHIND = ("late", "stale")


@needs(SourceRight.VIEW)
@require_safe
def sources(request: Asked) -> HttpResponse:
    found = list_sources(by=request.actor, pool=the_pool(), today=pool_day())
    chosen = request.GET.get("state", "")
    department = request.GET.get("department", "")
    shown = [s for s in found if _shown(s, chosen) and department in ("", s.department.code)]
    departments = {s.department.code: s.department for s in found}
    context = {
        "sources": shown,
        "total": len(found),
        "behind": sum(s.lateness.state in BEHIND for s in found),
        "departments": [departments[code] for code in sorted(departments)],
        "state": chosen,
        "department": department,
        "today": pool_day(),
    }
    return render(request, "sources/list.html", context)


def _shown(source: Source, state: str) -> bool:
    return not state or source.lateness.state in (BEHIND if state == "behind" else (state,))


@needs(SourceRight.VIEW)
@require_safe
def source(request: Asked, name: str) -> HttpResponse:
    try:
        file = open_source(
            by=request.actor,
            pool=the_pool(),
            name=name,
            today=pool_day(),
            policies=policy_book(),
        )
    except NoSuchSourceError as missing:
        raise Http404 from missing
    context = {
        "file": file,
        "source": file.source,
        "policies": [(code, name_of(code)) for code in file.policies or []],
    }
    return render(request, "sources/source.html", context)
