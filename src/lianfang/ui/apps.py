"""The app that holds the frame of every page."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates and styles; no tables."""

    name = "lianfang.ui"
    label = "ui"
