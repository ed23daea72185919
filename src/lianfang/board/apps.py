"""The board as a part of the site: its templates; it has no tables."""

from django.apps import AppConfig


class BoardConfig(AppConfig):
    """Makes Django find the templates."""

    name = "lianfang.board"
    label = "board"
