"""Build hook: compile the messages and carry the plans.

Hatchling runs it for wheels and for editable installs; `python hatch_build.py` compiles the messages alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_messages(root: Path) -> list[Path]:
    """Write a .mo beside every .po of the product and return those written."""
    written = []
    for source in sorted(root.glob("src/lianfang/locale/*/LC_MESSAGES/django.po")):
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parts[-3])
        target = source.with_suffix(".mo")
        partial = target.with_suffix(".mo.partial")
        with partial.open("wb") as file:
            write_mo(file, catalog)
        partial.replace(target)
        written.append(target)
    return written


class MessagesAndPlans(BuildHookInterface):
    """What a wheel holds beside the Python source."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the messages; put the top-level plans/ into a wheel as lianfang/plans."""
        root = Path(self.root)
        compile_messages(root)
        plans = root / "plans"
        if self.target_name == "wheel" and version != "editable" and plans.is_dir():
            build_data["force_include"][str(plans)] = "lianfang/plans"


if __name__ == "__main__":
    compile_messages(Path(__file__).resolve().parent)
