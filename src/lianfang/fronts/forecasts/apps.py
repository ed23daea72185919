"""The app of this front: its templates; it has no tables."""

from django.apps import AppConfig


class ForecastsConfig(AppConfig):
    """Makes Django find the templates."""

    name = "lianfang.fronts.forecasts"
    label = "forecasts"
    verbose_name = "研判 Outlook"
