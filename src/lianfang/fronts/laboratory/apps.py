"""The app of this front: its templates; it has no tables."""

from django.apps import AppConfig


class LaboratoryConfig(AppConfig):
    """Makes Django find the templates."""

    name = "lianfang.fronts.laboratory"
    label = "laboratory"
    verbose_name = "检测 Laboratory"
