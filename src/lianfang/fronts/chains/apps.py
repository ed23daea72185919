"""The app of this front: its templates; it has no tables."""

from django.apps import AppConfig


class ChainsConfig(AppConfig):
    """Makes Django find the templates."""

    name = "lianfang.fronts.chains"
    label = "chains"
    verbose_name = "传播链 Chains"
