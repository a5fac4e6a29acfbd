"""Addresses of the requests to a department, under /questions/."""

from __future__ import annotations

from django.urls import path

from zhouji.web.questions import views

urlpatterns = [
    path("", views.questions, name="questions"),
    path("<id:number>/", views.question, name="question"),
    path("<id:number>/answer/", views.answer, name="question-answer"),
    path("<id:number>/identify/", views.identify, name="question-identify"),
]
