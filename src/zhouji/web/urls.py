"""Every address; each view names its permission (tested)."""

from __future__ import annotations

from django.urls import include, path

from zhouji.web import addresses as addresses  # registers `id`
from zhouji.web.views import audit, entrance, households, leads, policies, sources, workbench
from zhouji.web.views import lead as one_lead

urlpatterns = [
    path("", entrance.entrance, name="entrance"),
    path("login/", entrance.log_in, name="login"),
    path("logout/", entrance.log_out, name="logout"),
    path("language/", entrance.choose_language, name="language"),
    path("stay/", entrance.stay, name="stay"),
    path("workbench/", workbench.workbench, name="workbench"),
    path("leads/", leads.leads, name="leads"),
    path("leads/send/", leads.send_many, name="leads-send"),
    path("leads/undo/", leads.undo, name="leads-undo"),
    path("leads/<id:number>/", one_lead.lead, name="lead"),
    path("leads/<id:number>/send/", one_lead.send, name="lead-send"),
    path("leads/<id:number>/take/", one_lead.take, name="lead-take"),
    path("leads/<id:number>/ask/", one_lead.ask, name="lead-ask"),
    path("leads/<id:number>/hand-back/", one_lead.hand_back, name="lead-hand-back"),
    path("leads/<id:number>/return/", one_lead.give_back, name="lead-return"),
    path("leads/<id:number>/reopen/", one_lead.reopen, name="lead-reopen"),
    path("leads/<id:number>/close/", one_lead.close, name="lead-close"),
    path("households/<id:household_id>/", households.household, name="household"),
    path("questions/", include("zhouji.web.questions.urls")),
    path("sources/", sources.sources, name="sources"),
    path("sources/<slug:name>/", sources.source, name="source"),
    path("policies/", policies.policies, name="policies"),
    path("policies/<slug:code>/", policies.policy, name="policy"),
    path("audit/", audit.audit, name="audit"),
]
handler400 = "zhouji.web.views.entrance.unreadable"
handler403 = "zhouji.web.views.entrance.not_allowed"
handler404 = "zhouji.web.views.entrance.missing"
handler500 = "zhouji.web.views.entrance.broken"
