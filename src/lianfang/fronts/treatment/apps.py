"""The app of this front: its templates; it has no tables."""

from django.apps import AppConfig


class TreatmentConfig(AppConfig):
    """Makes Django find the templates."""

    name = "lianfang.fronts.treatment"
    label = "treatment"
    verbose_name = "救治 Treatment"
