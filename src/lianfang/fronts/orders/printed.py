"""Letters as a PDF: a sheet each. Needs the extra ``print``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.util import find_spec
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Language
from lianfang.fronts.orders.letters import Letter
from lianfang.ui.paper.parts import Column, Document, Grid, Heading, Line, NewSheet, Part, Prose


def printed(letters: Sequence[Letter], *, language: Language, at: int) -> bytes:
    """All letters as one file.

    Raises:
        Refused: what draws on paper is not installed here.
    """
    if find_spec("fpdf") is None or find_spec("justmytype_intl_cjk") is None:
        raise Refused(Problem("brief/no-printing"))
    from lianfang.ui.paper.sheets import drawn

    made = Document(
        title=_("Orders"), language=language, head=(_("Lianfang"), ""), foot=(), sheet=_("sheet {n} of {of}"),
        made_at=datetime.fromtimestamp(at, ZoneInfo(settings.TIME_ZONE)), parts=list(_parts(letters)),
    )  # fmt: skip
    return drawn(made)


def _parts(letters: Sequence[Letter]) -> Iterator[Part]:
    for n, one in enumerate(letters):
        if n:
            yield NewSheet()
        yield Heading(f"{one.title}  {one.number}")
        yield from (Prose(text) for text in one.says)
        yield Grid([Column("", 1), Column("", 3)], [Line([term, text]) for term, text in one.facts])
        yield from (Prose(text) for text in one.rights)
        if one.signs:
            yield Grid([Column("", 1), Column("", 3)], [Line([text, "\n\n"]) for text in one.signs])
        yield Prose(one.foot, is_soft=True)
