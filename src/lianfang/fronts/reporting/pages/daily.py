"""The province's daily table: counted by district, zero said as zero, sent whole, with what changed since it was sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.entry.pages.working import framed, to, told
from lianfang.entry.rules import may
from lianfang.fronts.reporting.actions import send_daily
from lianfang.fronts.reporting.daily import Daily, Line, Value, daily, of_city
from lianfang.fronts.reporting.pages.frames import (
    CLIENT,
    client_field,
    of_class,
    receipt_field,
    receipt_form,
    sent_table,
)
from lianfang.registers import journal
from lianfang.registers.demonstration import is_made_up
from lianfang.registers.roles import PURPOSE_TITLES
from lianfang.ui import sheets
from lianfang.ui.pages import Page
from lianfang.ui.parts.forms import Field, FilterBar, Form, Option
from lianfang.ui.parts.marks import Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number, spoken

FORMATS = {"csv": sheets.CSV, "xlsx": sheets.XLSX}
LABELS = (
    Text("何人", "who"), Text("时间", "when"), Text("用途", "purpose"), Text("统计日", "day"), Text("说明", "note"),
)  # fmt: skip
MADE_UP = Text("演示：虚拟城市，并无真人", "demonstration: a made-up city, nobody is real")
UNCOUNTED = Text("无法判定：现行方案不计此数", "cannot tell: the plan in force does not count it")
MEND = Text(
    "请启用较新的方案：lianfang plan enact <方案文件夹>",
    "Put the newer plan in force: lianfang plan enact FOLDER",
)
NOTE = Text("零即零报告；表头为推定", "zero is a report of zero; the headings are assumed")


@dataclass(frozen=True)
class DailyPage:
    """What the table of a day shows."""

    page: Page
    lead: str
    filters: FilterBar
    notices: Sequence[Notice]
    table: Table
    changes: Table | None
    sent: Table
    form: Form | None
    receipt: Form | None
    take: Form | None


@may("gaps")
@of_class("submission")
@require_safe
@told
def show(request: Any) -> HttpResponse:
    """The table of a day."""
    day = _day(request, request.GET.get("day", ""))
    found = daily(day=day, reader=request.who.reader)
    title = found.table.title.text.to(spoken())
    can_send = request.who.may("sign") and of_city(request.who.reader)
    may_note = request.who.may("write") and of_city(request.who.reader)
    context = DailyPage(
        framed(request, title, current="reporting:daily"), _lead(found),
        FilterBar(reverse("reporting:daily"), [Field("day", _("Day"), "date", day.isoformat())]),
        list(_notices(found, request.at)), _table(found), _changes(found),
        sent_table(_("When it was sent"), found.submissions, may_note=may_note),
        _send_form(found, request.at) if can_send else None,
        receipt_form(found.submissions) if may_note else None, _take_form(found) if request.who.may("export") else None,
    )  # fmt: skip
    return render(request, "reporting/daily.html", vars(context))


@may("sign")
@of_class("submission")
@require_POST
@told
def send(request: Any) -> HttpResponse:
    """Write down that it was sent, with its values."""
    day, who = _day(request, request.POST.get("day", "")), request.who
    send_daily(
        day=day, receipt=request.POST.get("receipt", ""), by=who.by, reader=who.reader, at=request.at,
        request=request.POST.get(CLIENT, ""),
    )  # fmt: skip
    answer = to("reporting:daily")
    answer["Location"] += f"?day={day}"
    return answer


@may("export", fresh=True)
@of_class("submission")
@require_POST
@told
def take(request: Any) -> HttpResponse | StreamingHttpResponse:
    """The table as a file in the receiver's columns; the journal says who took it."""
    day, form = _day(request, request.POST.get("day", "")), request.POST.get("format", "")
    if form not in FORMATS:
        raise Refused(Problem("export/no-such-choice"))
    found, who, language = daily(day=day, reader=request.who.reader), request.who, spoken()
    title = found.table.title.text.to(language)
    rows = [
        [
            line.code,
            Text(line.zh, line.en).to(language),
            *(_written(line.values[one.key]) for one in found.table.columns),
        ]
        for line in found.lines
    ]
    said = f"{form},day={day},rows={len(rows)}"
    journal.append(
        [journal.Entry(request.at, who.reader, "export", "submission", fields=said, request=request.number)]
    )
    notes = [*([MADE_UP] if is_made_up() else []), NOTE, *([UNCOUNTED, MEND] if found.uncounted else [])]
    note = "; ".join(text.to(language) for text in notes)
    told_ = [
        who.account.name, instants.iso(request.at, settings.TIME_ZONE), PURPOSE_TITLES[who.reader.purpose].to(language),
        day.isoformat(), note,
    ]  # fmt: skip
    head: list[sheets.Values] = [
        [sheets.MARK, title], *zip((label.to(language) for label in LABELS), told_, strict=True), [],
        [found.table.code.text.to(language), found.table.place.text.to(language),
         *(one.title.text.to(language) for one in found.table.columns)],
    ]  # fmt: skip
    body = sheets.csv_lines(head, rows) if form == "csv" else sheets.workbook(title, head, rows)
    response = StreamingHttpResponse(body, content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="lianfang-daily-{day:%Y%m%d}.{form}"'
    return response


def _written(value: Value) -> float | int | str:
    """A cell of the file: what cannot be counted says so, it is never empty and never zero."""
    return UNCOUNTED.to(spoken()) if value.now is None else value.now


def _day(request: Any, text: str) -> date:
    """The day that is asked for; else the last one that is over.

    Raises:
        Refused: it is none, or still to come.
    """
    today = instants.day_of(request.at, settings.TIME_ZONE)
    if not text:
        return today - timedelta(days=1)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refused(Problem("daily/no-such-day", facts={"day": text[:20]})) from error
    if day > today:
        raise Refused(Problem("daily/no-such-day", facts={"day": text}))
    return day


def _lead(found: Daily) -> str:
    words = _("{day}, for {receiver}. Counted from records by district of residence; nothing is typed here.")
    return words.format(day=found.day.isoformat(), receiver=found.table.receiver.text.to(spoken()))


def _notices(found: Daily, at: int) -> Iterator[Notice]:
    if at < found.is_over:
        yield Notice("info", _("This day is not over: the table is sent after its 24:00."))
    elif not found.submissions:
        yield Notice("warning", _("The table of this day was not sent yet."))
    if found.uncounted:
        names = ", ".join(one.title.text.to(spoken()) for one in found.uncounted)
        words = _("The plan in force does not count these figures: {names}.").format(names=names)
        yield Notice("warning", words, MEND.to(spoken()))
    if found.is_zero:
        yield Notice(
            "info", _("Nothing new on this day: this is a report of zero, and it is sent all the same.")
        )
    if found.changes:
        yield Notice(
            "warning", _("Figures have changed since the table was sent: {n}").format(n=len(found.changes))
        )
    unsure = max((value.cannot_tell for line in found.lines for value in line.values.values()), default=0)
    if unsure:
        yield Notice(
            "info",
            _("Records whose day is not known are in no column; the number beside a figure says how many."),
        )
    if found.table.source.status != "confirmed":
        yield Notice("info", _("The headings are assumed: no source that we have gives the receiver's own."))


def _name(line: Line) -> str:
    return Text(line.zh, line.en).to(spoken())


def _table(found: Daily) -> Table:
    columns = [Column(found.table.place.text.to(spoken()), is_kept=True)]
    columns += [Column(one.title.text.to(spoken()), is_number=True) for one in found.table.columns]
    rows = [
        Row(
            [Cell(_name(line), note=line.code), *(_cell(line.values[one.key]) for one in found.table.columns)]
        )
        for line in found.lines
    ]
    return Table(_("By district"), columns, rows, State("empty", _("No district is on record")))


def _cell(value: Value) -> Cell:
    if value.now is None:
        return Cell(number(None), note=UNCOUNTED.to(spoken()), tone="unsure")
    note = _("{n} cannot tell").format(n=value.cannot_tell) if value.cannot_tell else ""
    return Cell(number(value.now), note=note, tone="unsure" if value.has_changed else "")


def _changes(found: Daily) -> Table | None:
    if not found.changes:
        return None
    titles = {one.key: one.title.text.to(spoken()) for one in found.table.columns}
    columns = [
        Column(_("district"), is_kept=True), Column(_("figure"), is_kept=True), Column(_("as it was sent"), is_number=True),
        Column(_("now"), is_number=True),
    ]  # fmt: skip
    rows = [
        Row(
            [
                Cell(_name(line)),
                Cell(titles[key]),
                Cell(number(value.sent)),
                Cell(number(value.now), tone="strong"),
            ]
        )
        for line, key, value in found.changes
    ]
    return Table(_("Changed since it was sent"), columns, rows, State("empty", _("none")))


def _send_form(found: Daily, at: int) -> Form | None:
    if at < found.is_over or (found.submissions and not found.changes):
        return None
    fields = [
        Field("day", "", "hidden", found.day.isoformat()),
        receipt_field(is_optional=True),
        client_field(),
    ]
    button = _("It was sent") if not found.submissions else _("The revision was sent")
    return Form(reverse("reporting:send_daily"), fields, button)


def _take_form(found: Daily) -> Form:
    formats = [Option("xlsx", "XLSX", is_chosen=True), Option("csv", "CSV")]
    fields = [
        Field("day", "", "hidden", found.day.isoformat()), Field("format", _("File format"), "radios", options=formats),
    ]  # fmt: skip
    return Form(reverse("reporting:daily_file"), fields, _("Take it away"))
