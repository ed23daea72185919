"""Import and exchange as a part of the site: its pages' templates; it has no tables."""

from django.apps import AppConfig


class InteropConfig(AppConfig):
    """Makes Django find the templates."""

    name = "lianfang.interop"
    label = "interop"
