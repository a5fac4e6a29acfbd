"""Addresses of the leads, under /leads/."""

from __future__ import annotations

from django.urls import path

from zhouji.web.leads import lead_views, list_views

urlpatterns = [
    path("", list_views.leads, name="leads"),
    path("send/", list_views.send_many, name="leads-send"),
    path("undo/", list_views.undo, name="leads-undo"),
    path("<id:number>/", lead_views.lead, name="lead"),
    path("<id:number>/send/", lead_views.send, name="lead-send"),
    path("<id:number>/take/", lead_views.take, name="lead-take"),
    path("<id:number>/ask/", lead_views.ask, name="lead-ask"),
    path("<id:number>/hand-back/", lead_views.hand_back, name="lead-hand-back"),
    path("<id:number>/return/", lead_views.give_back, name="lead-return"),
    path("<id:number>/reopen/", lead_views.reopen, name="lead-reopen"),
    path("<id:number>/close/", lead_views.close, name="lead-close"),
]
