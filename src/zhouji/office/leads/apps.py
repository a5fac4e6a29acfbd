"""The leads app."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "zhouji.office.leads"
    label = "leads"
    default_auto_field = "django.db.models.BigAutoField"
