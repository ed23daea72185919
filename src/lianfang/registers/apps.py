"""The one Django app with domain tables."""

from __future__ import annotations

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """The city's tables."""

    name = "lianfang.registers"
    label = "registers"
