"""One line, clause by clause: its musts with their numbers, and the clauses that nothing checks, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lianfang.base.problems import Problem, Refused
from lianfang.base.words import LANGUAGES, Text
from lianfang.board.cards import Deck, clauses_of, musts_of
from lianfang.board.numbers import Stood
from lianfang.board.shapes import ClauseRow, LinePage, MustRow
from lianfang.fronts.command.setting import Setting, known_then, leave_trace, setting_of
from lianfang.fronts.command.shapes import Words
from lianfang.gaps import plans
from lianfang.gaps.keeping import Kept, written
from lianfang.gaps.known import Known
from lianfang.gaps.plans import Standing
from lianfang.plan.explain import sentence
from lianfang.plan.kinds import nearest
from lianfang.plan.model import LINES, Clause, ClauseKind, Must
from lianfang.registers.access import Reader
from lianfang.registers.catalogue import catalogue

PAGES: Kept[LinePage] = Kept(200, written)
"""Lines in areas at instants, for all who ask for the same."""
UNSERVED = Text("方案尚未为其订出可核对的要求", "the plan has no must for it yet")
BY_KIND: Mapping[ClauseKind, Text] = {
    "figure": Text("以指标反映，不逐条核对", "it is shown by a figure and not checked record by record"),
    "measure": Text("属工作措施，没有可核对的记录", "it is work to be done, with no record to check it by"),
    "text": Text("属宣示性要求，列出而不计分", "it declares something: shown, and never scored"),
}
"""Why a clause of a kind has no must, where the plan says no more."""


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
    if known is None:
        page = PAGES.answer((force.row, key, setting.area.id, as_of), lambda: _page(key, setting, None))
    else:
        page = _page(key, setting, known)
    leave_trace(reader, known, at=at)
    return replace(page, known_at=setting.instant(at if known_at is None else known_at))


def _page(key: str, setting: Setting, known: Known | None) -> LinePage:
    """The same for everyone who may see the area."""
    plan, musts = setting.force.plan, musts_of(setting, key)
    together = [musts, *([one] for one in musts)]
    deck = Deck.of(setting, Stood.of(setting, known, musts), together=together if known is None else [])
    return LinePage(
        as_of=setting.instant(setting.as_of),
        known_at="",
        area=setting.place,
        card=deck.line(key),
        clauses=tuple(_clause(deck, clause, musts) for clause in clauses_of(plan, key)),
        without_clause=tuple(_must(deck, one) for one in musts if one.must.clause not in plan.clauses),
        areas=deck.stood.tiles(musts),
    )


def _clause(deck: Deck, clause: Clause, musts: Sequence[Standing]) -> ClauseRow:
    served = any(one.must.clause == clause.key for one in musts)
    figures = [key for key, one in deck.setting.force.plan.figures.items() if one.clause == clause.key]
    return ClauseRow(
        clause.key, Words.of(clause.title), Words.of(clause.text), clause.kinds,
        tuple(_must(deck, one) for one in musts if one.must.clause == clause.key), tuple(figures),
        None if served else Words.of(_because(clause)),
    )  # fmt: skip


def _because(clause: Clause) -> Text:
    """Why nothing checks a clause: what the plan says; else what its kind says."""
    if clause.because is not None:
        return clause.because
    if "must" in clause.kinds:
        return UNSERVED
    return BY_KIND["figure" if "figure" in clause.kinds else clause.kinds[0]]


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
