"""Addresses of the entrance and the audit trail, at the root."""

from __future__ import annotations

from django.urls import path

from zhouji.web.accounts import views

urlpatterns = [
    path("", views.entrance, name="entrance"),
    path("login/", views.log_in, name="login"),
    path("logout/", views.log_out, name="logout"),
    path("language/", views.choose_language, name="language"),
    path("stay/", views.stay, name="stay"),
    path("audit/", views.audit, name="audit"),
]
