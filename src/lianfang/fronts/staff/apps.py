"""The app of this front: its templates; it has no tables."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Makes Django find the templates."""

    name = "lianfang.fronts.staff"
    label = "staff"
    verbose_name = "医护 Staff"
