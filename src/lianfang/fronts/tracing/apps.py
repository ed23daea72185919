"""The app of this front: its templates; it has no tables."""

from django.apps import AppConfig


class TracingConfig(AppConfig):
    """Makes Django find the templates."""

    name = "lianfang.fronts.tracing"
    label = "tracing"
    verbose_name = "流调 Tracing"
