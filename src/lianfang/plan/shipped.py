"""Where the plans that come with the product lie."""

from __future__ import annotations

from pathlib import Path

import lianfang


def folders() -> list[Path]:
    """The folders of all shipped plans."""
    found = {path.parent.name: path.parent for plans in _roots()[::-1] for path in plans.glob("*/plan.yaml")}
    return [found[name] for name in sorted(found)]


def folder(name: str) -> Path | None:
    """The folder of a shipped plan, in an installed package or in a checkout; None if there is none of that name."""
    for plans in _roots():
        if (plans / name / "plan.yaml").is_file():
            return plans / name
    return None


def exchange() -> Path | None:
    """The folder of what belongs to no city: how other systems write their files."""
    return next((plans / "exchange" for plans in _roots() if (plans / "exchange").is_dir()), None)


def _roots() -> tuple[Path, Path]:
    package = Path(lianfang.__file__).parent
    return package / "plans", package.parent.parent / "plans"
