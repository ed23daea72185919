"""``migrate``, as Django has it; but where nothing has been made yet, all tables are made at once (``registers.birth``)."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from lianfang.registers import birth


class Command(Migrate):
    """Brings a site's tables up to this program's schema."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Bear a site that has no tables; then whatever is left to migrate."""
        is_whole = not any(options[one] for one in ("app_label", "fake", "plan", "check_unapplied"))
        connection = connections[options["database"]]
        if is_whole and birth.is_unborn(connection):
            birth.bear(connection)
        super().handle(*args, **options)
