"""Addresses of the household files, under /households/."""

from __future__ import annotations

from django.urls import path

from zhouji.web.households import views

urlpatterns = [
    path("<id:household_id>/", views.household, name="household"),
]
