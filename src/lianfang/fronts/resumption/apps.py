"""The app of this front: its templates; it has no tables."""

from django.apps import AppConfig


class ResumptionConfig(AppConfig):
    """Makes Django find the templates."""

    name = "lianfang.fronts.resumption"
    label = "resumption"
    verbose_name = "推演 What if"
