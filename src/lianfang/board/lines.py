"""One line, clause by clause: its musts with their numbers, and the clauses that nothing checks, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from lianfang.base.problems import Problem, Refused
from lianfang.base.words import LANGUAGES
from lianfang.board.cards import Deck, clauses_of, musts_of
from lianfang.board.numbers import Stood
from lianfang.board.shapes import ClauseRow, LinePage, MustRow
from lianfang.fronts.command.setting import Setting, known_then, leave_trace, setting_of
from lianfang.fronts.command.shapes import Words
from lianfang.gaps import plans
from lianfang.gaps.plans import Standing
from lianfang.plan.explain import sentence
from lianfang.plan.kinds import nearest
from lianfang.plan.model import LINES, Clause, Must
from lianfang.registers.access import Reader
from lianfang.registers.catalogue import catalogue


def line(
    key: str, *, reader: Reader, as_of: int, at: int, known_at: int | None = None, area: int = 0
) -> LinePage:
    """One line of an area; the arguments are those of :func:`lianfang.board.overview.board`.

    Raises:
        Refused: there is no such line; and what the board refuses.
    """
    if key not in LINES:
        raise Refused(Problem("board/no-such-line", facts={"line": key, **nearest(key, LINES)}))
    force = plans.in_force()
    known = known_then(force, at=at, known_at=known_at)
    setting = setting_of(force, reader, as_of, area)
    musts = musts_of(setting, key)
    together = [musts, *([one] for one in musts)]
    deck = Deck.of(setting, Stood.of(setting, known), together=together if known is None else [])
    leave_trace(reader, known, at=at)
    return LinePage(
        as_of=setting.instant(as_of),
        known_at=setting.instant(at if known_at is None else known_at),
        area=setting.place,
        card=deck.line(key),
        clauses=tuple(_clause(deck, clause, musts) for clause in clauses_of(force.plan, key)),
        without_clause=tuple(_must(deck, one) for one in musts if one.must.clause not in force.plan.clauses),
    )


def _clause(deck: Deck, clause: Clause, musts: Sequence[Standing]) -> ClauseRow:
    figures = [key for key, one in deck.setting.force.plan.figures.items() if one.clause == clause.key]
    return ClauseRow(
        clause.key, Words.of(clause.title), Words.of(clause.text), clause.kinds,
        tuple(_must(deck, one) for one in musts if one.must.clause == clause.key), tuple(figures),
        None if clause.because is None else Words.of(clause.because),
    )  # fmt: skip


def _must(deck: Deck, one: Standing) -> MustRow:
    must = one.must
    return MustRow(
        must.key, Words.of(must.title), sentence_of(deck.setting, must), must.key in deck.working, must.restricts,
        deck.stood.numbers([one]), deck.stood.trend([one]), deck.oldest([one]),
    )  # fmt: skip


def sentence_of(setting: Setting, must: Must) -> Words:
    """The must in one sentence, derived from what is checked."""
    said = {language: sentence(must, setting.force.plan, catalogue(), language) for language in LANGUAGES}
    return Words(zh=said["zh"], en=said["en"])
