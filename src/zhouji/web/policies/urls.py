"""Addresses of the policy library, under /policies/."""

from __future__ import annotations

from django.urls import path

from zhouji.web.policies import views

urlpatterns = [
    path("", views.policies, name="policies"),
    path("<slug:code>/", views.policy, name="policy"),
]
