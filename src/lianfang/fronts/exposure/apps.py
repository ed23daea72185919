"""The app of this front: its templates; it has no tables."""

from django.apps import AppConfig


class ExposureConfig(AppConfig):
    """Makes Django find the templates."""

    name = "lianfang.fronts.exposure"
    label = "exposure"
    verbose_name = "暴露追踪 Exposure"
