"""The app of the door's pages."""

from __future__ import annotations

from django.apps import AppConfig


class EntryConfig(AppConfig):
    """Templates and pages; no tables."""

    name = "lianfang.entry"
    label = "entry"
