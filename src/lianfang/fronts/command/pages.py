"""Pages of the command's front."""

from lianfang.base.words import Language
from lianfang.fronts.command.shapes import Brief


def brief_page(brief: Brief, *, language: Language) -> str:
    """The brief as a page."""
    return ""
