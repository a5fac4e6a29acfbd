"""Addresses of the data sources, under /sources/."""

from __future__ import annotations

from django.urls import path

from zhouji.web.sources import views

urlpatterns = [
    path("", views.sources, name="sources"),
    path("<slug:name>/", views.source, name="source"),
]
