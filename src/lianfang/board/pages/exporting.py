"""Taking a list away as a file: what for, in which form; written down in the journal before the first row leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Language, Text
from lianfang.board import exports
from lianfang.board.exports import Listing
from lianfang.board.pages import registers, tasks, ways
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.filters import narrowed
from lianfang.board.pages.frames import told
from lianfang.board.pages.gaps import titles
from lianfang.entry.pages.frame import frame
from lianfang.entry.rules import may
from lianfang.entry.tables import area_names
from lianfang.registers import journal
from lianfang.registers.access import Reader
from lianfang.registers.demonstration import is_made_up
from lianfang.registers.roles import PURPOSE_TITLES, ROLES
from lianfang.ui import sheets
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import Field, Form, Option
from lianfang.ui.parts.marks import Link
from lianfang.ui.writing import moment, number, spoken

FORMATS = {"csv": sheets.CSV, "xlsx": sheets.XLSX}
MADE_UP = Text("演示：虚拟城市，并无真人", "demonstration: a made-up city, nobody is real")
LABELS = (
    Text("何人", "who"), Text("时间", "when"), Text("用途", "purpose"), Text("截至", "as of"), Text("筛选", "filter"),
    Text("行数", "rows"), Text("导出编号", "number of the export"), Text("说明", "note"),
)  # fmt: skip
EVERYTHING = Text("全部", "all")
NOTE = Text("空格表示不详；时间为城市时区", "an empty cell is not known; times are of the city's zone")


@dataclass(frozen=True)
class Chosen:
    """Which list: what it is called, its part of the navigation, where it is on a page, as of when, and what narrows it."""

    title: str
    current: str
    href: str
    as_of: int
    filters: Sequence[tuple[str, str]]
    make: Callable[[Language], Listing]


@dataclass(frozen=True)
class ExportPage:
    """What is to be known before a list is taken away."""

    page: Page
    facts: Facts
    form: Form


@may("export", fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
@told
def show(request: Any, name: str) -> HttpResponse | StreamingHttpResponse:
    """Ask what for and in which form; sent, give the file."""
    if name not in _LISTS:
        registers.register_of(request, name)  # what is not there is not there, whatever else is wrong
    ask = _for_purpose(request, asked(request))
    chosen = _LISTS.get(name, _register)(request, ask, name)
    listing = chosen.make(spoken())
    if request.method == "POST":
        return _file(request, ask.reader, name, chosen, listing)
    page = frame(
        request, _("Export"), current=chosen.current,
        trail=(Crumb(chosen.title, chosen.href), Crumb(_("Export"))),
    )  # fmt: skip
    facts = [
        Fact(_("list"), chosen.title), Fact(_("as of"), moment(iso(chosen.as_of, settings.TIME_ZONE))),
        Fact(_("filter"), _narrowing(chosen, spoken())), Fact(_("rows"), number(listing.count)),
        Fact(_("columns"), str(_(", ")).join(listing.columns)),
    ]  # fmt: skip
    return render(request, "board/export.html", vars(ExportPage(page, Facts(facts), _form(request, chosen))))


def _for_purpose(request: Any, ask: Asked) -> Asked:
    """What is asked, read for the purpose that is named: it decides which columns there are.

    Raises:
        Refused: it is none of the reader's.
    """
    purpose = request.POST.get("purpose", "") if request.method == "POST" else ask.reader.purpose
    if purpose not in request.who.grant.purposes:
        raise Refused(Problem("export/no-such-choice"))
    return replace(ask, reader=replace(ask.reader, purpose=purpose))


def _form(request: Any, chosen: Chosen) -> Form:
    language, held = spoken(), request.who.purpose
    purposes = [
        Option(one, PURPOSE_TITLES[one].to(language), one == held) for one in request.who.grant.purposes
    ]
    formats = [
        Option("csv", "CSV", is_chosen=True, hint=_("text in UTF-8, for other systems")),
        Option("xlsx", "XLSX", hint=_("a workbook, for spreadsheets")),
    ]
    fields = [
        Field("purpose", _("What for"), "radios", options=purposes),
        Field("format", _("File format"), "radios", options=formats),
    ]
    return Form(request.get_full_path(), fields, _("Take it away"), cancel=Link(_("cancel"), chosen.href))


def _register(request: Any, ask: Asked, name: str) -> Chosen:
    shape = registers.register_of(request, name)
    reader, narrowing = registers._reader(ask), registers._narrowed(request, shape)
    _every, shown = registers._shown(request, shape, reader)
    language = spoken()
    found = []
    for key, value in [
        *narrowing.codes.items(),
        ("day", (narrowing.day and narrowing.day.isoformat()) or ""),
    ]:
        title = shape.columns[key].title.to(language) if key in shape.columns else _("day")
        codes = shape.columns[key].codes if key in shape.columns else None
        words = codes.codes.get(value) if codes is not None else None
        if value:
            found.append((title, words.to(language) if words is not None else value))
    return Chosen(
        shape.title.to(language), registers.CURRENT, _back(request, "register", name), request.at, [*_area(ask), *found],
        lambda tongue: exports.register_rows(name, shown, reader=reader, asked=narrowing, language=tongue),
    )  # fmt: skip


def _gaps(request: Any, given: Asked, name: str) -> Chosen:
    ask, chosen = ways.known_now(given), narrowed(request)
    told_ = {key: getattr(chosen, key) for key in ("must", "line", "owner", "age", "kind", "sort")}
    return Chosen(
        titles()[chosen.kind], "board:gaps", _back(request, "gaps"), ask.as_of, [*_area(ask), *chosen.query().items()],
        lambda tongue: exports.gap_rows(reader=ask.reader, as_of=ask.as_of, area=ask.area, language=tongue, **told_),
    )  # fmt: skip


def _tasks(request: Any, given: Asked, name: str) -> Chosen:
    ask = tasks.now_unless_named(given, request.at)
    said, wanted, sort = tasks.wanted_of(request, ask)
    return Chosen(
        _("Tasks"), "board:tasks", _back(request, "tasks"), ask.as_of, [*_area(ask), *said.items()],
        lambda tongue: exports.task_rows(
            wanted, reader=ask.reader, as_of=ask.as_of, at=ask.at, sort=sort, language=tongue
        ),
    )  # fmt: skip


_LISTS: Mapping[str, Callable[[Any, Asked, str], Chosen]] = {"gaps": _gaps, "tasks": _tasks}
"""The lists that are no register's."""


def _area(ask: Asked) -> list[tuple[str, str]]:
    area = ask.area or ask.reader.area
    return [(_("area"), area_names({area}).get(area, ""))] if area else []


def _back(request: Any, route: str, *names: str) -> str:
    kept = request.GET.urlencode()
    return reverse(f"board:{route}", args=names) + (f"?{kept}" if kept else "")


def _narrowing(chosen: Chosen, language: Language) -> str:
    return "; ".join(f"{key} = {value}" for key, value in chosen.filters) or EVERYTHING.to(language)


def _file(request: Any, reader: Reader, name: str, chosen: Chosen, listing: Listing) -> StreamingHttpResponse:
    """The file; the journal says who took how many rows of what, for which purpose and under which number."""
    language, form = spoken(), request.POST.get("format")
    if form not in FORMATS:
        raise Refused(Problem("export/no-such-choice"))
    if form == "xlsx" and listing.count > sheets.MOST_ROWS - 20:
        raise Refused(Problem("export/too-long", facts={"most": sheets.MOST_ROWS}))
    journal.append([
        journal.Entry(request.at, reader, "export", register, fields=f"{form},rows={count}", request=request.number)
        for register, count in sorted(listing.registers.items()) or [(name, 0)]
    ])  # fmt: skip
    head = [*_labels(request, chosen, listing, reader.purpose, language), [], listing.columns]
    response = StreamingHttpResponse(_body(form, chosen.title, head, listing), content_type=FORMATS[form])
    at = iso(request.at, settings.TIME_ZONE)[:16].replace(":", "").replace("-", "").replace("T", "-")
    response["Content-Disposition"] = f'attachment; filename="lianfang-{name}-{at}.{form}"'
    return response


def _body(form: str, title: str, head: Sequence[sheets.Values], listing: Listing) -> Iterator[bytes]:
    if form == "csv":
        return sheets.csv_lines(head, listing.rows())
    return sheets.pieces(sheets.workbook(title, head, listing.rows()))


def _labels(
    request: Any, chosen: Chosen, listing: Listing, purpose: str, language: Language
) -> list[sheets.Values]:
    who = request.who
    role, place = (
        ROLES[who.grant.role].title.to(language),
        area_names({who.grant.area}).get(who.grant.area, ""),
    )
    said = [
        " · ".join(part for part in (who.account.name, who.account.login, role, place) if part),
        iso(request.at, settings.TIME_ZONE), PURPOSE_TITLES[purpose].to(language), iso(chosen.as_of, settings.TIME_ZONE),
        _narrowing(chosen, language), listing.count, request.number, _note(language),
    ]  # fmt: skip
    rows = zip((label.to(language) for label in LABELS), said, strict=True)
    return [[sheets.MARK, chosen.title], *rows]


def _note(language: Language) -> str:
    note = NOTE.to(language)
    return f"{MADE_UP.to(language)}; {note}" if is_made_up() else note
