"""The web app: templates, components, static files."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "zhouji.web"
    label = "web"
