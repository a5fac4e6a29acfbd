"""The address of the workbench."""

from __future__ import annotations

from django.urls import path

from zhouji.web.workbench import views

urlpatterns = [
    path("", views.workbench, name="workbench"),
]
