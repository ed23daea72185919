"""R of the windows on the evening's page: as a sentence, a picture and a table; and what was known then beside what is known finally."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lianfang.fronts.forecasts.asking import Asked
from lianfang.fronts.forecasts.pages.framing import between, number_of, short
from lianfang.outlook.lines import WITHHELD
from lianfang.outlook.shapes import EstimateSaid, WindowSaid
from lianfang.ui.parts.marks import State, Tag
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.pictures.ribbons import Names, RibbonDay, Ribbons, ribbons
from lianfang.ui.writing import spoken

if TYPE_CHECKING:
    from lianfang.fronts.forecasts.evening import Compared, Evening

SHOWN = 14
DRAWN = 42


def readings(one: WindowSaid) -> list[EstimateSaid]:
    """Cases of unknown origin as imported and, where there are any, as local."""
    return [one.r] if one.r_if_local is None else [one.r, one.r_if_local]


def locals_of(one: WindowSaid) -> tuple[int, int]:
    """Local onsets of a window under both readings."""
    found = [each.local for each in readings(one)]
    return min(found), max(found)


def last_given(made: Evening) -> WindowSaid | None:
    """The last window all of whose days have been reported to nine tenths."""
    windows = [] if made.r is None else [one for one in made.r.windows if one.r.withheld != "unreported"]
    return windows[-1] if windows else None


def headline(made: Evening) -> str:
    """The last window in one sentence: R with its interval under both readings, or how many local onsets there were."""
    one = last_given(made)
    if one is None:
        return ""
    days = _("{start} to {end}").format(start=one.start, end=one.end)
    given = [each for each in reversed(readings(one)) if each.mean is not None]
    if not given:
        low, high = locals_of(one)
        few = _("{days}: {n} local onsets. Fewer than 11 tell no R; their number is what can be said.")
        return few.format(days=days, n=between((low, high), 0)) if low < 11 else days + _(": ") + _why(one)
    if len(readings(one)) == 1:
        return _("R for {days} is about {r}.").format(days=days, r=plain(given[0]))
    if len(given) == 1:
        said = _(
            "R for {days} is about {r} if those whose origin cannot be told were infected here; else {n} local onsets are too few for R."
        )
        return said.format(days=days, r=plain(given[0]), n=locals_of(one)[0])
    said = _(
        "R for {days} is about {here} if those whose origin cannot be told were infected here, against {away} if they were not."
    )
    return said.format(days=days, here=plain(given[0]), away=plain(given[1]))


def plain(of: EstimateSaid) -> str:
    """Mean and 95 % interval as they are published: as if every case infected alike."""
    ends = [of.quantiles.get(level) for level in ("0.025", "0.975")]
    if None in ends:
        return number_of(of.mean)
    return f"{number_of(of.mean)} ({number_of(ends[0])}–{number_of(ends[1])})"


def shown(of: EstimateSaid) -> str:
    """The 90 % interval that allows for cases that infect unevenly."""
    return "—" if of.low is None or of.high is None else f"{number_of(of.low)}–{number_of(of.high)}"


def picture(made: Evening) -> Ribbons | None:
    """R by the last day of its window; on the nowcast, hatched."""
    if made.r is None or not made.r.windows:
        return None
    still = {} if made.nowcast is None else {one.end: one for one in made.nowcast.windows}
    last = date.fromisoformat(made.r.windows[-1].end)
    given = [
        one.end
        for one in [*made.r.windows, *still.values()]
        if any(each.low is not None for each in readings(one))
    ]
    if not given:
        return None
    first = max(date.fromisoformat(given[0]), last - timedelta(days=DRAWN - 1))
    plain_ = {one.end: one for one in made.r.windows}
    days = []
    for at in range((last - first).days + 1):
        day = first + timedelta(days=at)
        key = day.isoformat()
        is_still = key in still
        days.append(_drawn(day, still[key] if is_still else plain_.get(key), is_still))
    names = Names(
        wide=_("90 % interval"), still=_("on what is not reported yet"), bound=_("R = 1"),
        lines=[_("origin unknown = imported"), _("origin unknown = local")],
    )  # fmt: skip
    return ribbons(_("R by the last day of its window"), days, names, bound=1.0)


def _drawn(day: date, one: WindowSaid | None, is_still: bool) -> RibbonDay:
    if one is None:
        return RibbonDay(short(day))
    given = [each for each in readings(one) if each.low is not None and each.high is not None]
    lows = [each.low for each in given if each.low is not None]
    highs = [each.high for each in given if each.high is not None]
    lines = [each.mean for each in readings(one)]
    return RibbonDay(short(day), (min(lows), max(highs)) if given else None, None, lines, None, is_still)


def table(ask: Asked, made: Evening) -> Table | None:
    """The last windows, those on the nowcast marked so."""
    if made.r is None:
        return None
    given = [one for one in made.r.windows if one.r.withheld != "unreported"]
    still = [] if made.nowcast is None else list(made.nowcast.windows)
    rows = [_row(ask, one, False) for one in given[-SHOWN:]] + [_row(ask, one, True) for one in still]
    columns = (
        Column(_("window"), is_kept=True), Column(_("local onsets"), True, is_kept=True),
        Column(_("R, origin unknown = imported"), True), Column(_("90 % interval shown"), True),
        Column(_("R, origin unknown = local"), True), Column(_("90 % interval shown"), True), Column(_("stands")),
    )  # fmt: skip
    note = _("In brackets the 95 % interval as if every case infected alike, as it is usually published; the interval that is shown allows"
             " for few cases infecting many.")  # fmt: skip
    return Table(
        _("R by window, the newest first"),
        columns,
        rows[::-1],
        State("empty", _("No window is long enough")),
        note,
    )


def _row(ask: Asked, one: WindowSaid, is_still: bool) -> Row:
    low, high = locals_of(one)
    href = ask.href("cases", by="onset", since=one.start, until=one.end, origin="here")
    cells = [Cell(f"{one.start} – {one.end[5:]}"), Cell(between((low, high), 0), "" if is_still else href)]
    for each in (one.r, one.r_if_local):
        cells += _estimate(each)
    state = Cell(_("estimated"), tone="unsure") if is_still else Cell(_("as reported"))
    return Row([*cells, state])


def _estimate(of: EstimateSaid | None) -> list[Cell]:
    if of is None:
        return [Cell(_("none is unknown"), tone="soft"), Cell()]
    if of.mean is None:
        return [Cell(WITHHELD[str(of.withheld)].to(spoken()), tone="soft"), Cell()]
    return [Cell(plain(of), tone="strong"), Cell(shown(of))]


def _why(one: WindowSaid) -> str:
    return WITHHELD[str(one.r.withheld)].to(spoken())


def compared(made: Evening) -> Table:
    """Plain R of the same windows, from what was known then and from what is known finally."""
    columns = (
        Column(_("window"), is_kept=True), Column(_("local onsets known then"), True), Column(_("plain R then"), True),
        Column(_("local onsets known finally"), True), Column(_("plain R finally"), True), Column(_("then"), is_kept=True),
    )  # fmt: skip
    rows = [_pair(one) for one in reversed(made.compared)]
    later = "" if made.compared_at is None else made.compared_at.isoformat()
    empty = State(
        "empty", _("Nothing more is known yet than on that day"),
        _("Choose an earlier day as known at: what it showed then is set beside what is known now."),
    )  # fmt: skip
    note = (
        _(
            "Two readings where origins cannot be told. Where R was held back, it would have shown a calm that was none."
        )
        if rows
        else ""
    )
    caption = _("Known then against known finally") + (f" ({later})" if later else "")
    return Table(caption, columns, rows, empty, note)


def _pair(one: Compared) -> Row:
    return Row(
        [
            Cell(f"{one.start} – {short(one.end)}"), Cell(between(one.then_local, 0)),
            Cell(_both(one.then), tone="" if one.was_given else "soft"),
            Cell(between(one.finally_local, 0)), Cell(_both(one.finally_), tone="strong") if one.is_final else Cell(part=Tag("withheld")),
            Cell(_("R was given")) if one.was_given else Cell(part=Tag("withheld")),
        ]
    )  # fmt: skip


def _both(readings_: tuple[float | None, ...]) -> str:
    """R of both readings; *too few* for one that has fewer than 11 local onsets."""
    found = [_("too few") if mean is None else number_of(mean) for mean in readings_]
    return found[0] if len(set(found)) == 1 else "–".join(found)
