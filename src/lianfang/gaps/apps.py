"""The app of the gaps."""

from django.apps import AppConfig


class GapsConfig(AppConfig):
    """Duties and gaps, kept."""

    name = "lianfang.gaps"
    label = "gaps"
    verbose_name = "缺口 Gaps"
