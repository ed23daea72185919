"""Where the plans that come with the product lie."""

from __future__ import annotations

from pathlib import Path

import lianfang


def folder(name: str) -> Path | None:
    """The folder of a shipped plan, in an installed package or in a checkout; None if there is none of that name."""
    package = Path(lianfang.__file__).parent
    for plans in (package / "plans", package.parent.parent / "plans"):
        if (plans / name / "plan.yaml").is_file():
            return plans / name
    return None
