"""Taking a list away as a file: what for, in which form; written down in the journal before the first row leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
from lianfang.board import exports, listing
from lianfang.board.exports import Listing
from lianfang.board.gap_pages import gaps_counted
from lianfang.board.pages import registers, tasks, ways
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.filters import narrowed
from lianfang.board.pages.frames import told
from lianfang.board.pages.gaps import titles
from lianfang.board.work import DUES, SORTS, WHICH, tasks_counted
from lianfang.entry.pages.frame import frame
from lianfang.entry.rules import may
from lianfang.entry.tables import area_names
from lianfang.records import Register
from lianfang.registers import journal
from lianfang.registers.access import Reader, withheld
from lianfang.registers.demonstration import is_made_up
from lianfang.registers.models import REGISTERS
from lianfang.registers.roles import PURPOSE_TITLES, ROLES
from lianfang.registers.withholding import LISTED
from lianfang.ui import sheets
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import Field, Form, Option
from lianfang.ui.parts.marks import Link, Notice
from lianfang.ui.writing import moment, number, spoken

FORMATS = {"csv": sheets.CSV, "xlsx": sheets.XLSX}
MADE_UP = Text("演示：虚拟城市，并无真人", "demonstration: a made-up city, nobody is real")
LABELS = (
    Text("何人", "who"), Text("时间", "when"), Text("用途", "purpose"), Text("截至", "as of"), Text("筛选", "filter"),
    Text("行数", "rows"), Text("导出编号", "number of the export"), Text("说明", "note"),
)  # fmt: skip
WITHHELD = Text(
    "不列出的真人（整个登记簿在本区域内的行数）",
    "withheld as real persons (rows of the whole register in the area)",
)
EVERYTHING = Text("全部", "all")
NOTE = Text("空格表示不详；时间为城市时区", "an empty cell is not known; times are of the city's zone")


@dataclass(frozen=True)
class Chosen:
    """Which list: what it is called, its part of the navigation, where it is on a page, as of when, and what narrows it.

    Attributes:
        filters: what was applied, and nothing else.
        columns: its header.
        count: how long it is, up to one more than pages count to; nothing of it is read.
        is_of_an_instant: is it judged as of the instant that the page shows, whenever it is taken?
        withheld: rows that are shown to nobody; None where a list leaves none out.
    """

    title: str
    current: str
    href: str
    as_of: int
    filters: Sequence[tuple[str, str]]
    columns: Callable[[Language], Sequence[str]]
    count: Callable[[], int]
    make: Callable[[Language], Listing]
    withheld: int | None = None
    is_of_an_instant: bool = False


@dataclass(frozen=True)
class ExportPage:
    """What is to be known before a list is taken away."""

    page: Page
    notices: Sequence[Notice]
    facts: Facts
    form: Form


@may("export", fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
@told
def show(request: Any, name: str) -> HttpResponse | StreamingHttpResponse:
    """Ask what for and in which form; sent, give the file."""
    make = {"gaps": _gaps, "tasks": _tasks}.get(name, _register)
    if make is _register:
        registers.register_of(request, name)  # what is not there is not there, whatever was chosen
    chosen = make(request, ask := _for_purpose(request, asked(request)), name)
    count = chosen.count()
    if request.method != "POST":
        return _page(request, chosen, count)
    if request.POST.get("format") not in FORMATS:
        raise Refused(Problem("export/no-such-choice"))
    if request.POST.get("count") != str(count):
        return _page(request, chosen, count, has_changed=True)
    return _file(request, ask.reader, name, chosen, chosen.make(spoken()))


def _page(request: Any, chosen: Chosen, count: int, *, has_changed: bool = False) -> HttpResponse:
    """The question; asked again where the list is not as long any more as it was said to be."""
    page = frame(
        request, _("Export"), current=chosen.current, has_errors=has_changed,
        trail=(Crumb(chosen.title, chosen.href), Crumb(_("Export"))),
    )  # fmt: skip
    notices = []
    if has_changed:
        what = _("The list is not as long as when you were asked: nothing was taken away.")
        notices = [Notice("error", what, _("Look at it again, and take it away if it is what you want."))]
    facts = [
        Fact(_("list"), chosen.title), Fact(_("as of"), moment(iso(chosen.as_of, settings.TIME_ZONE))),
        Fact(_("filter"), _narrowing(chosen, spoken())), Fact(_("rows"), registers.at_most(count)),
        Fact(_("columns"), str(_(", ")).join(chosen.columns(spoken()))),
    ]  # fmt: skip
    if chosen.withheld is not None:
        facts.append(Fact(WITHHELD.to(spoken()), number(chosen.withheld)))
    context = ExportPage(page, notices, Facts(facts), _form(request, chosen, count))
    return render(request, "board/export.html", vars(context), status=422 if has_changed else 200)


def _for_purpose(request: Any, ask: Asked) -> Asked:
    """What is asked, read for the purpose that is named: it decides which columns there are.

    Raises:
        Refused: it is none of the reader's.
    """
    purpose = request.POST.get("purpose", "") if request.method == "POST" else ask.reader.purpose
    if purpose not in request.who.grant.purposes:
        raise Refused(Problem("export/no-such-choice"))
    return replace(ask, reader=replace(ask.reader, purpose=purpose))


def _form(request: Any, chosen: Chosen, count: int) -> Form:
    language, held = spoken(), request.POST.get("purpose", request.who.purpose)
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
        Field("count", "", "hidden", str(count)),
    ]
    query = request.GET.copy()
    if chosen.is_of_an_instant:
        query["as_of"] = iso(chosen.as_of, settings.TIME_ZONE)
    return Form(
        f"{request.path}?{query.urlencode()}",
        fields,
        _("Take it away"),
        cancel=Link(_("cancel"), chosen.href),
    )


def _register(request: Any, ask: Asked, name: str) -> Chosen:
    shape = registers.register_of(request, name)
    reader, narrowing = registers._reader(ask), registers._narrowed(request, shape, ask)
    _every, shown = registers._shown(request, shape, reader)
    language = spoken()
    if beyond := listing.beyond(shape, reader, narrowing):
        titles_ = [
            shape.columns[one].title.to(language) if one in shape.columns else _("day") for one in beyond
        ]
        raise Refused(Problem("export/filter-not-applicable", facts={"filters": ", ".join(titles_)}))
    found = list(_applied(shape, reader, narrowing))
    if (figure := registers.figure_of(request, shape)) is not None:
        at = moment(iso(ask.as_of, settings.TIME_ZONE))
        found.append((_("figure"), f"{figure.title.to(language)} · {at}"))
    return Chosen(
        shape.title.to(language), registers.CURRENT, _back(request, "register", name), request.at, [*_area(ask), *found],
        lambda tongue: exports.register_columns(name, shown, reader=reader, language=tongue),
        lambda: listing.counted(name, reader=reader, asked=narrowing),
        lambda tongue: exports.register_rows(name, shown, reader=reader, asked=narrowing, language=tongue),
        withheld(REGISTERS[name], reader) if name in LISTED else None,
    )  # fmt: skip


def _applied(shape: Register, reader: Reader, narrowing: listing.Narrowed) -> Iterator[tuple[str, str]]:
    """What narrows the list, in words."""
    language = spoken()
    for key in listing.filters(shape, reader):
        value, column = narrowing.codes.get(key, ""), shape.columns[key]
        words = column.codes.codes.get(value) if column.codes is not None else None
        if value:
            yield column.title.to(language), words.to(language) if words is not None else value
    if narrowing.day is not None:
        yield _("day"), narrowing.day.isoformat()


def _gaps(request: Any, given: Asked, name: str) -> Chosen:
    ask, chosen = ways.known_now(given), narrowed(request)
    told_ = {key: getattr(chosen, key) for key in ("must", "line", "owner", "age", "reach", "kind", "sort")}
    return Chosen(
        titles()[chosen.kind], "board:gaps", _back(request, "gaps"), ask.as_of, [*_area(ask), *chosen.query().items()],
        exports.gap_columns, lambda: gaps_counted(reader=ask.reader, as_of=ask.as_of, area=ask.area, **told_),
        lambda tongue: exports.gap_rows(reader=ask.reader, as_of=ask.as_of, area=ask.area, language=tongue, **told_),
        is_of_an_instant=True,
    )  # fmt: skip


def _tasks(request: Any, given: Asked, name: str) -> Chosen:
    ask = tasks.now_unless_named(given, request.at)
    said, wanted, sort = tasks.wanted_of(request, ask)
    closed = {"which": WHICH, "due": DUES, "sort": SORTS}
    applied = [(key, value) for key, value in said.items() if value in closed.get(key, (value,))]
    return Chosen(
        _("Tasks"), "board:tasks", _back(request, "tasks"), ask.as_of, [*_area(ask), *applied],
        exports.task_columns, lambda: tasks_counted(wanted, reader=ask.reader, as_of=ask.as_of, at=ask.at),
        lambda tongue: exports.task_rows(
            wanted, reader=ask.reader, as_of=ask.as_of, at=ask.at, sort=sort, language=tongue
        ),
        is_of_an_instant=True,
    )  # fmt: skip


def _area(ask: Asked) -> list[tuple[str, str]]:
    area = ask.area or ask.reader.area
    return [(_("area"), area_names({area}).get(area, ""))] if area else []


def _back(request: Any, route: str, *names: str) -> str:
    kept = request.GET.urlencode()
    return reverse(f"board:{route}", args=names) + (f"?{kept}" if kept else "")


def _narrowing(chosen: Chosen, language: Language) -> str:
    return "; ".join(f"{key} = {value}" for key, value in chosen.filters) or EVERYTHING.to(language)


def _file(request: Any, reader: Reader, name: str, chosen: Chosen, rows: Listing) -> StreamingHttpResponse:
    """The file; the journal says who took how many rows of what, for which purpose and under which number."""
    language, form = spoken(), request.POST["format"]
    if form == "xlsx" and rows.count > sheets.MOST_ROWS - 20:
        raise Refused(Problem("export/too-long", facts={"most": sheets.MOST_ROWS}))
    journal.append([
        journal.Entry(request.at, reader, "export", register, fields=f"{form},rows={count}", request=request.number)
        for register, count in sorted(rows.registers.items()) or [(name, 0)]
    ])  # fmt: skip
    head = [*_labels(request, chosen, rows, reader.purpose, language), [], rows.columns]
    response = StreamingHttpResponse(_body(form, chosen.title, head, rows), content_type=FORMATS[form])
    at = iso(request.at, settings.TIME_ZONE)[:16].replace(":", "").replace("-", "").replace("T", "-")
    response["Content-Disposition"] = f'attachment; filename="lianfang-{name}-{at}.{form}"'
    return response


def _body(form: str, title: str, head: Sequence[sheets.Values], rows: Listing) -> Iterator[bytes]:
    if form == "csv":
        return sheets.csv_lines(head, rows.rows())
    sheets.refuse_what_no_sheet_holds(len(head) + rows.count)
    return sheets.workbook(title, head, rows.rows())


def _labels(
    request: Any, chosen: Chosen, rows: Listing, purpose: str, language: Language
) -> list[sheets.Values]:
    who = request.who
    role, place = (
        ROLES[who.grant.role].title.to(language),
        area_names({who.grant.area}).get(who.grant.area, ""),
    )
    said = [
        " · ".join(part for part in (who.account.name, who.account.login, role, place) if part),
        iso(request.at, settings.TIME_ZONE), PURPOSE_TITLES[purpose].to(language), iso(chosen.as_of, settings.TIME_ZONE),
        _narrowing(chosen, language), rows.count, request.number, _note(language),
    ]  # fmt: skip
    labelled = zip((label.to(language) for label in LABELS), said, strict=True)
    left_out: list[sheets.Values] = (
        [[WITHHELD.to(language), chosen.withheld]] if chosen.withheld is not None else []
    )
    return [[sheets.MARK, chosen.title], *labelled, *left_out]


def _note(language: Language) -> str:
    note = NOTE.to(language)
    return f"{MADE_UP.to(language)}; {note}" if is_made_up() else note
