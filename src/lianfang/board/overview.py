"""The board: the whole of an area at one instant, from what the brief and the list of gaps are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lianfang.base.instants import iso
from lianfang.base.words import Text
from lianfang.board import curve as curves
from lianfang.board import help as helping
from lianfang.board.cards import GENERAL, Deck, musts_of
from lianfang.board.heads import response_of
from lianfang.board.numbers import Stood
from lianfang.board.reported import reported_of
from lianfang.board.shapes import Board, NotGiven
from lianfang.fronts.command import gap_list, ledger
from lianfang.fronts.command.setting import Setting, known_then, leave_trace, setting_of
from lianfang.fronts.command.shapes import GapSaid, PlanSaid, Words
from lianfang.gaps import plans
from lianfang.gaps.keeping import Kept, written
from lianfang.gaps.known import Known
from lianfang.gaps.models import PlanInForce
from lianfang.plan.model import LINES
from lianfang.registers.access import Reader

OLDEST = 10
FIGURES: Kept[Board] = Kept(200, written)
"""The figures of areas at instants, for all who ask for the same."""
EARLIER = Text(
    "按较早时点所知只能重算数目，不能逐条列出",
    "for what was known earlier the numbers are worked out anew; no list is",
)
NO_RESPONSE = Text("方案没有写明应急响应", "the plan does not speak of the response")


def board(
    *, reader: Reader, as_of: int, at: int, known_at: int | None = None, area: int = 0, is_wall: bool = False
) -> Board:
    """The board of an area.

    Args:
        reader: who reads; without an area of their own they see the whole city.
        as_of: the instant that it speaks of.
        at: when it is asked for.
        known_at: leave out what was recorded later; None is all that is known at ``at``. An earlier instant is answered
            by the reference reading, which takes its time.
        area: a path code; 0 is the reader's area, or the plan's city.
        is_wall: leave out what names owners and records: nobody is there to be asked what for.

    Raises:
        Refused: no plan is in force; the area is not there, or out of the reader's reach; or ``known_at`` lies in the future.
    """
    force = plans.in_force()
    known = known_then(force, at=at, known_at=known_at)
    setting = setting_of(force, reader, as_of, area)
    if known is None:
        figures = FIGURES.answer((force.row, setting.area.id, as_of), lambda: _figures(setting, None, at))
    else:
        figures = _figures(setting, known, at)
    leave_trace(reader, known, at=at)
    return replace(
        figures,
        known_at=setting.instant(at if known_at is None else known_at),
        owners=None if is_wall else figures.owners,
        oldest=_oldest(setting, reader, at) if known is None and not is_wall else (),
    )


def _figures(setting: Setting, known: Known | None, at: int) -> Board:
    """All of a board that speaks of no record: the same for everyone who may see the area."""
    stood = Stood.of(setting, known)
    deck = Deck.of(
        setting, stood, together=[musts_of(setting, line) for line in LINES] if known is None else []
    )
    musts = list(setting.force.musts)
    return Board(
        as_of=setting.instant(setting.as_of),
        known_at="",
        plan=plan_said(setting),
        area=setting.place,
        response=response_of(setting),
        numbers=stood.numbers(musts),
        trend=stood.trend(musts),
        guards=deck.guards(),
        ledgers=tuple(ledger.days_of(replace(setting, names={setting.area.id: setting.area}), known, days=1)),
        reported=tuple(reported_of(setting, known)),
        lines=tuple(deck.line(line) for line in LINES if line != GENERAL),
        general=deck.line(GENERAL),
        areas=stood.tiles(musts),
        outside_areas=stood.outside(musts),
        curve=curves.curve_of(setting, known),
        owners=None if known is not None else helping.owners_of(setting, now=at),
        oldest=(),
        not_given=tuple(_not_given(setting, known)),
    )


def plan_said(setting: Setting) -> PlanSaid:
    """The plan in force."""
    plan, row = setting.force.plan, PlanInForce.objects.only("since").get(id=setting.force.row)
    return PlanSaid(key=plan.key, title=Words.of(plan.title), hash=plan.hash, since=iso(row.since, plan.zone))


def _oldest(setting: Setting, reader: Reader, at: int) -> tuple[GapSaid, ...]:
    listed = gap_list.make(reader=reader, as_of=setting.as_of, at=at, area=setting.area.id, limit=OLDEST)
    return tuple(listed.rows)


def _not_given(setting: Setting, known: Known | None) -> Iterator[NotGiven]:
    if known is not None:
        yield NotGiven("oldest", Words.of(EARLIER))
        yield NotGiven("owners", Words.of(EARLIER))
    elif setting.force.plan.response is None:
        yield NotGiven("owners", Words.of(NO_RESPONSE))
    if setting.force.plan.response is None:
        yield NotGiven("curve", Words.of(NO_RESPONSE))
    elif not curves.is_told(setting):
        yield NotGiven("curve", Words.of(curves.TOO_NEAR))
