"""Is all of a site's data made up? Only then may there be demo accounts, and only as long as it stays so."""

from __future__ import annotations

from lianfang.registers.models import Journal

MADE_UP = "demonstration"
LAYS = "maintenance"
"""The purpose under which areas and a plan are laid down: nobody's records."""
WRITES = ("load", "import", "record", "update", "withdraw", "excuse", "revoke_excuse")


def is_made_up() -> bool:
    """Was a made-up city loaded, and has nothing been recorded for any other purpose? The journal says so."""
    if not Journal.objects.filter(verb="load", purpose=MADE_UP).exists():
        return False
    return not Journal.objects.filter(verb__in=WRITES).exclude(purpose__in=(MADE_UP, LAYS)).exists()
