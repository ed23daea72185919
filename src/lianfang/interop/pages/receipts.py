"""What became of a file: its receipt, its rejected rows to take along, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base import instants
from lianfang.base.problems import Problem
from lianfang.base.words import Language
from lianfang.entry.pages.working import notices, to, told
from lianfang.entry.rules import may
from lianfang.gaps import plans
from lianfang.interop import bringing
from lianfang.interop.pages.frames import framed
from lianfang.interop.receipts import Receipt, Rejection, receipt_of
from lianfang.registers import journal
from lianfang.registers.access import Reader
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import ImportBatch
from lianfang.ui import sheets
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.forms import Form
from lianfang.ui.parts.marks import Link, Notice, State, Status
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment, number, spoken

MOST_SHOWN = 200
"""Rejected rows that the page shows; all are in the file to take along."""
LOOKS: dict[str, Status] = {"dry": "waiting", "running": "late", "done": "met", "undone": "excused"}


@dataclass(frozen=True)
class StatusTag:
    """How an import stands: a shape and its word."""

    template: ClassVar[str] = "ui/parts/tag.html"
    status: Status
    word: str
    more: str = ""


@dataclass(frozen=True)
class ReceiptPage:
    """What became of one import."""

    page: Page
    notices: Sequence[Notice]
    balance: Figures
    facts: Facts
    rejected: Table
    rejected_href: str
    undo_href: str


@dataclass(frozen=True)
class UndoPage:
    """What taking an import back would do."""

    page: Page
    lead: str
    form: Form


def status_tag(status: str) -> StatusTag:
    """How an import stands."""
    words = {"dry": _("foretold"), "running": _("unfinished"), "done": _("imported"), "undone": _("taken back")}  # fmt: skip
    return StatusTag(LOOKS[status], words[status])


def visible(reader: Reader, *, people: bool) -> QuerySet[ImportBatch]:
    """The imports into registers that a reader may read, begun from within their area; those of the console are the whole
    site's."""
    names = [one.name for one in catalogue() if reader.reads(one.name) and (people or not one.personal)]
    found = ImportBatch.objects.exclude(status="dry").filter(receipt__register__in=names)
    if reader.area == 0:
        return found
    low, high = reader.span()
    return found.filter(Q(receipt__area__gte=low) & Q(receipt__area__lt=high))


def _batch(request: Any, ref: str) -> ImportBatch:
    found = visible(request.who.reader, people=request.who.may("people")).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def _takes_rejected(request: Any, kept: ImportBatch) -> bool:
    """May the reader take the rejected rows along? Whoever sent the file, and whoever may take lists away."""
    return bool(kept.receipt.get("login") == request.who.by.name or request.who.may("export"))


@may("import")
@require_safe
@told
def show(request: Any, ref: str) -> HttpResponse | StreamingHttpResponse:
    """The receipt; asked for ``rejected``, those rows as a file."""
    kept = _batch(request, ref)
    if "rejected" in request.GET:
        return _rejected(request, kept)
    receipt, zone = receipt_of(kept), plans.in_force().plan.zone
    undo = reverse("interop:undo", args=[ref]) if kept.status in ("done", "running") else ""
    context = ReceiptPage(
        framed(request, receipt.file), _state(receipt), balance(receipt), facts(receipt, kept, zone),
        rejected_table(receipt),
        request.path + "?rejected=csv" if receipt.rejected and _takes_rejected(request, kept) else "", undo,
    )  # fmt: skip
    return render(request, "interop/receipt.html", vars(context))


def _state(receipt: Receipt) -> list[Notice]:
    said = notices(receipt.suspicions, "warning") + notices(receipt.notes, "info")
    if receipt.status == "done":
        tone = "warning" if receipt.rejected else "success"
        return [Notice(tone, _("The file is brought in."), _rest(receipt)), *said]  # type: ignore[arg-type]
    if receipt.status == "undone":
        return [Notice("info", _("This import was taken back as a whole.")), *said]
    return [Notice("warning", _("This import is unfinished: what is counted here is in.")), *said]


def _rest(receipt: Receipt) -> str:
    if not receipt.rejected:
        return ""
    return _("Mend the rejected rows in the file and send the same file again: what is in already stays unchanged.")  # fmt: skip


def balance(receipt: Receipt) -> Figures:
    """The five counts, which balance."""
    titles = {
        "read": _("read"), "created": _("created"), "updated": _("updated"), "unchanged": _("unchanged"),
        "rejected": _("rejected"),
    }  # fmt: skip
    return Figures(
        [Figure(title, getattr(receipt, name)) for name, title in titles.items()], _("row balance")
    )


def facts(receipt: Receipt, kept: ImportBatch, zone: str) -> Facts:
    """How the file was read, by whom and when."""
    said = kept.receipt
    who = said.get("login", "")
    found = [
        Fact(_("state"), part=status_tag(receipt.status)),
        Fact(_("register"), catalogue()[receipt.register].title.to(spoken())),
        Fact(_("mapping"), receipt.mapping), *how_read(receipt.facts),
        Fact(_("rows of the file"), number(receipt.rows)),
        Fact(_("blank rows, rows left out"), f"{number(receipt.blank)}, {number(receipt.left_out)}"),
        Fact(_("people and vehicles made"), f"{number(receipt.people_made)}, {number(receipt.vehicles_made)}"),
        Fact(_("begun"), moment(instants.iso(kept.started_at, zone))),
        Fact(_("brought in by"), who or _("the console")), Fact(_("reference"), receipt.batch), Fact("SHA-256", receipt.digest),
    ]  # fmt: skip
    return Facts(found)


def how_read(said: Any) -> list[Fact]:
    """What was found out of a file's form, in words."""
    titles = {
        "format": _("format"), "encoding": _("encoding"), "delimiter": _("delimiter"), "sheet": _("sheet"),
        "date_system": _("date system"), "header_row": _("header row"),
    }  # fmt: skip
    words = {"comma": _("comma"), "tab": _("tab"), "semicolon": _("semicolon")}
    return [
        Fact(titles[name], words.get(str(value), str(value)))
        for name, value in said.items()
        if name in titles
    ]


def rejected_table(receipt: Receipt) -> Table:
    """The first rejected rows, each fault with how to mend it."""
    language = spoken()
    found = list(islice(receipt.rejections(), MOST_SHOWN))
    rows = [
        Row([
            Cell(number(one.row)), _column(fault.column, receipt.register),
            Cell(fault.value) if fault.value is not None else Cell("—", tone="soft"),
            Cell(problem.what(language), note=problem.mend(language)), Cell(problem.code, tone="soft"),
        ])
        for one in found
        for fault, problem in zip(one.faults, map(_titled, one.problems(receipt.file)), strict=True)
    ]  # fmt: skip
    columns = [
        Column(_("row"), is_kept=True), Column(_("column")), Column(_("value")), Column(_("what, and how to mend it")),
        Column(_("code"), is_kept=True),
    ]  # fmt: skip
    note = _("a value about a person is not shown")
    if len(found) == MOST_SHOWN:
        note += _(", ") + _("the first {n} rows").format(n=number(MOST_SHOWN))
    return Table(_("Rejected rows"), columns, rows, State("empty", _("No row was rejected")), note)


def _titled(problem: Problem) -> Problem:
    """The same problem with a register called by its title."""
    named = str(problem.facts.get("register", ""))
    if named not in catalogue():
        return problem
    return replace(problem, facts={**problem.facts, "register": catalogue()[named].title.to(spoken())})


def _column(name: str, register: str) -> Cell:
    """The file's column; of what no column of the file gave, the register's, by its title."""
    shape = catalogue()[register] if register in catalogue() else None  # noqa: SIM401 -- a catalogue has no get
    fact = shape and (shape.columns.get(name) or shape.links.get(name))
    return Cell(name) if fact is None else Cell(fact.title.to(spoken()), note=name)


def _rejected(request: Any, kept: ImportBatch) -> StreamingHttpResponse:
    """The rejected rows as a CSV file: row, column, value where it is nobody's, what is wrong, how to mend it.

    Raises:
        Http404: they are not this reader's to take.
    """
    if not _takes_rejected(request, kept):
        raise Http404
    receipt, language = receipt_of(kept), spoken()
    fields = f"csv,rejected={receipt.rejected}"
    journal.append([
        journal.Entry(
            request.at, request.who.reader, "export", receipt.register, ref=kept.ref, fields=fields, request=request.number
        )
    ])  # fmt: skip
    columns = [_("row"), _("column"), _("value"), _("what"), _("how to mend it"), _("code")]
    lines = sheets.csv_lines([columns], _lines(receipt.rejections(), receipt.file, language))
    response = StreamingHttpResponse(lines, content_type=sheets.CSV)
    response["Content-Disposition"] = f'attachment; filename="rejected-{receipt.batch}.csv"'
    return response


def _lines(found: Iterable[Rejection], file: str, language: Language) -> Iterator[Sequence[Any]]:
    for one in found:
        for fault, problem in zip(one.faults, map(_titled, one.problems(file)), strict=True):
            said = problem.what(language), problem.mend(language)
            yield one.row, fault.column, fault.value, *said, problem.code


@may("import", fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
@told
def undo(request: Any, ref: str) -> HttpResponse:
    """Ask whether to take an import back, and do it."""
    kept = _batch(request, ref)
    if request.method == "POST":
        bringing.take_back(batch=kept.ref, by=request.who.by, at=request.at)
        return to("interop:import", ref)
    receipt = receipt_of(kept)
    lead = _("{created} records go, {updated} are as before; people and vehicles made for them go, unless named elsewhere.")  # fmt: skip
    form = Form(
        request.path, [], _("Undo the import"), is_grave=True,
        cancel=Link(_("cancel"), reverse("interop:import", args=[ref])),
    )  # fmt: skip
    context = UndoPage(
        framed(
            request,
            _("Take back {file}").format(file=receipt.file),
            Crumb(ref, reverse("interop:import", args=[ref])),
        ),
        lead.format(created=number(receipt.created), updated=number(receipt.updated)),
        form,
    )
    return render(request, "interop/undo.html", vars(context))
