"""The paper tally of one post and day: printed empty, filled in by hand, and entered again in one form, all shifts at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.board.forms import questions
from lianfang.board.forms.answers import Draft, read, refuse, said_of, text_of
from lianfang.board.forms.fields import fields
from lianfang.board.forms.questions import Question
from lianfang.board.pages.entering import REQUEST, client_of, fresh_if_sent
from lianfang.board.pages.frames import told
from lianfang.board.pages.registers import CURRENT, register_of
from lianfang.entry.pages.frame import frame
from lianfang.entry.rules import may
from lianfang.records import Kind, Register
from lianfang.registers.actions import record
from lianfang.registers.models import Site
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.forms import ErrorSummary, Field, FilterBar
from lianfang.ui.writing import spoken

REGISTER = "shift_tally"
SHARED = ("site", "kind")
TIMES = ("starts_at", "ends_at")
SHIFTS, MOST = 3, 12
"""Three shifts of eight hours unless said; no more than one every two hours."""


@dataclass(frozen=True)
class TallyPage:
    """What the sheet shows: a row a count, a column a shift; empty before a post and a day are chosen."""

    page: Page
    action: str
    choose: FilterBar
    hidden: Sequence[Field]
    shared: Sequence[Field]
    shifts: Sequence[int]
    rows: Sequence[tuple[str, Sequence[Field]]]
    summary: ErrorSummary | None


@dataclass
class Sheet:
    """A sheet as far as it is filled in: the texts of each shift, and what is wrong with each."""

    drafts: list[Draft]
    general: Sequence[Problem] = ()
    request: str = ""


def _for_whoever_reads_tallies(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """To others there is no such page, whatever the verb: asked before the verb is."""

    @wraps(view)
    def answered(request: Any) -> HttpResponse:
        register_of(request, REGISTER)
        return view(request)

    return answered


@may("write")
@_for_whoever_reads_tallies
@require_http_methods(["GET", "HEAD", "POST"])
@told
def show(request: Any) -> HttpResponse:
    """The sheet."""
    shape = register_of(request, REGISTER)
    asked = {one.name: one for one in questions.new(shape)}
    if request.method == "POST":
        return _enter(request, shape, asked)
    day, count = _day(request.GET.get("day", "")), _count(request.GET.get("shifts", ""))
    texts = {"site": request.GET.get("site", "")[:64].strip(), "kind": "post"}
    if day is None or not texts["site"]:
        lacking = [Problem("form/no-sheet")] if "day" in request.GET else []
        return _page(request, shape, asked, Sheet([Draft(texts)], lacking), is_empty=True)
    drafts = [Draft({**texts, **_times(shape, day, n, count)}) for n in range(count)]
    return _page(request, shape, asked, Sheet(drafts))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if instants.is_written(instants.start_of(day, "UTC")) else None


def _count(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) < 9
    return int(text) if is_number and 1 <= int(text) <= MOST else SHIFTS


def _times(shape: Register, day: date, n: int, count: int) -> dict[str, str]:
    begins, ends = instants.start_of(day, settings.TIME_ZONE), instants.end_of(day, settings.TIME_ZONE)
    moments = (begins + (ends - begins) * n // count, begins + (ends - begins) * (n + 1) // count)
    return {name: text_of(shape.columns[name], at) for name, at in zip(TIMES, moments, strict=True)}


def _counts(shape: Register) -> list[str]:
    return [column.name for column in shape.columns.values() if column.kind is Kind.NUMBER]


def _enter(request: Any, shape: Register, asked: dict[str, Question]) -> HttpResponse:
    client, count = client_of(request), _count(request.POST.get("shifts", ""))
    shared = {name: request.POST.get(name, "").strip() for name in SHARED}
    drafts, filled = [], []
    for n in range(count):
        said = {name: request.POST.get(f"{name}-{n}", "").strip() for name in (*TIMES, *_counts(shape))}
        draft = Draft({**shared, **said})
        if any(said[name] for name in _counts(shape)):
            draft = _read(shape, asked, draft.texts, request.who.reader)
            filled.append(draft)
        drafts.append(draft)
    general = [] if filled else [Problem("form/nothing-asked")]
    if filled and not any(draft.problems for draft in filled):
        try:
            rows = [draft.row for draft in filled]
            record(register=REGISTER, rows=rows, by=request.who.by, at=request.at, request=client)
        except Refused as refusal:
            for problem in refusal.problems:
                refuse(filled[max(problem.line - 1, 0)], asked, problem)
        else:
            query = urlencode({"day": drafts[0].texts["starts_at"][:10]})
            return HttpResponseRedirect(f"{reverse('board:register', args=[REGISTER])}?{query}", status=303)
    problems: dict[str, list[Problem]] = {"": [p for draft in drafts for p in draft.problems.get("", ())]}
    return _page(
        request, shape, asked, Sheet(drafts, [*general, *problems[""]], fresh_if_sent(client, problems))
    )


def _read(shape: Register, asked: dict[str, Question], said: dict[str, str], reader: Any) -> Draft:
    """One shift: it lies in the area of its post."""
    draft = read(shape, [one for one in asked.values() if one.name != shape.area], said, reader)
    site = draft.row.get("site")
    home = site and Site.objects.filter(id=site).values_list("area_id", flat=True).first()
    if home and reader.sees(home):
        draft.row[shape.area] = home
    elif home:
        draft.problems["site"].append(Problem("form/outside", facts={"field": asked["site"]}))
    return draft


def _page(
    request: Any, shape: Register, asked: dict[str, Question], sheet: Sheet, *, is_empty: bool = False
) -> HttpResponse:
    reader, language = request.who.reader, spoken()
    first = sheet.drafts[0]
    wrong = {
        name: next((d.problems[name] for d in sheet.drafts if d.problems.get(name)), []) for name in SHARED
    }
    shared = fields([asked[name] for name in SHARED], first.texts, wrong, reader)
    rows = [] if is_empty else list(_rows(shape, asked, sheet, reader))
    cells = [cell for _title, row in rows for cell in row]
    general = [said_of(problem, language) for problem in sheet.general]
    summary = ErrorSummary([*([] if is_empty else shared), *cells], general)
    title = _("Paper tally of a post")
    page = frame(
        request, title, current=CURRENT, has_errors=bool(summary.rows),
        trail=(Crumb(_("Records"), reverse("board:registers")),
               Crumb(shape.title.to(language), reverse("board:register", args=[REGISTER])), Crumb(title)),
    )  # fmt: skip
    hidden = [Field(REQUEST, "", "hidden", sheet.request or client_of(request)),
              Field("shifts", "", "hidden", str(len(sheet.drafts)))]  # fmt: skip
    context = TallyPage(
        page, request.path, _choose(request, asked, first.texts, reader), hidden, shared,
        range(1, len(sheet.drafts) + 1), rows, summary if summary.rows else None,
    )  # fmt: skip
    return render(request, "board/tally.html", vars(context), status=422 if summary.rows else 200)


def _rows(
    shape: Register, asked: dict[str, Question], sheet: Sheet, reader: Any
) -> Iterator[tuple[str, Sequence[Field]]]:
    names = (*TIMES, *_counts(shape))
    columns = [
        fields([asked[name] for name in names], draft.texts, draft.problems, reader) for draft in sheet.drafts
    ]
    for place, name in enumerate(names):
        yield asked[name].title.to(spoken()), [
            replace(
                column[place], name=f"{name}-{n}", id=f"f-{name}-{n}",
                label=_("{question}, shift {n}").format(question=column[place].label, n=n + 1),
            )
            for n, column in enumerate(columns)
        ]  # fmt: skip


def _choose(request: Any, asked: dict[str, Question], texts: dict[str, str], reader: Any) -> FilterBar:
    [site] = fields([asked["site"]], texts, {}, reader)
    chosen = request.GET.get("day", "")[:10] or texts.get("starts_at", "")[:10]
    day = Field("day", _("day"), "date", chosen, is_short=True)
    count = str(_count(request.POST.get("shifts", request.GET.get("shifts", ""))))
    shifts = Field("shifts", _("shifts a day"), "text", count, is_short=True, inputmode="numeric")
    sheet = [replace(site, id="choose-site"), day, shifts]
    return FilterBar(request.path, sheet, button=_("Open the sheet"))
