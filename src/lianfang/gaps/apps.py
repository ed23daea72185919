"""The app that keeps what the plan finds."""

from __future__ import annotations

from django.apps import AppConfig


class GapsConfig(AppConfig):
    """Duties and tallies, kept up from every write."""

    name = "lianfang.gaps"
    label = "gaps"

    def ready(self) -> None:
        """Listen to every write of the registers."""
        # The app registry must be full before models are imported.
        from lianfang.gaps.upkeep import UPKEEP
        from lianfang.registers import changes

        if UPKEEP not in changes.LISTENERS:
            changes.LISTENERS.append(UPKEEP)
