"""The app of this front: its templates; it has no tables."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Makes Django find the templates."""

    name = "lianfang.fronts.reporting"
    label = "reporting"
    verbose_name = "报告 Reporting"
