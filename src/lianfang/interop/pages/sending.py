"""The list of imports, and the form by which a file is sent: measured while it comes, looked at before anything parses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.entry.pages.working import to, told
from lianfang.entry.rules import may
from lianfang.gaps import plans
from lianfang.interop import bringing, uploads
from lianfang.interop.pages.frames import framed
from lianfang.interop.pages.receipts import status_tag, visible
from lianfang.interop.previews import refuse_what_is_no_table
from lianfang.interop.receipts import Receipt
from lianfang.interop.uploads import MOST, Upload
from lianfang.registers.catalogue import catalogue
from lianfang.ui.pages import Page
from lianfang.ui.parts.forms import ErrorSummary, Field
from lianfang.ui.parts.marks import State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment, number, spoken

FILE = "file"
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class ImportsPage:
    """What the list of imports shows; ``hours`` is how long a file waits."""

    page: Page
    action: str
    field: Field
    summary: ErrorSummary | None
    most: int
    hours: int
    waiting: Table | None
    table: Table


def _page(request: Any, problems: Sequence[Problem], status: int = 200) -> HttpResponse:
    language, zone = spoken(), plans.in_force().plan.zone
    errors = [f"{problem.what(language)} {problem.mend(language)}" for problem in problems]
    field = Field(FILE, _("CSV or .xlsx file"), "file", errors=errors)
    mine = uploads.of(request.who.reader)
    context = ImportsPage(
        framed(request, _("Imports"), has_errors=bool(errors)), reverse("interop:imports"), field,
        ErrorSummary([field]) if errors else None, MOST // MEGABYTE, uploads.WAITS,
        _waiting(mine, zone) if mine else None, _table(bringing.kept(visible(request.who.reader, people=request.who.may("people"))), zone),
    )  # fmt: skip
    return render(request, "interop/imports.html", vars(context), status=status)


def _waiting(found: Sequence[Upload], zone: str) -> Table:
    rows = [
        Row([Cell(one.name, reverse("interop:sent", args=[one.ref])), Cell(moment(instants.iso(one.at, zone)))])
        for one in found
    ]  # fmt: skip
    columns = [Column(_("file")), Column(_("sent"), is_kept=True)]
    return Table(_("Sent and not brought in yet"), columns, rows, State("empty", _("none")))


def _table(found: Sequence[tuple[Receipt, int, str]], zone: str) -> Table:
    language = spoken()
    rows = [
        Row([
            Cell(receipt.batch, reverse("interop:import", args=[receipt.batch]), note=receipt.file),
            Cell(moment(instants.iso(at, zone)), note=who), Cell(receipt.mapping),
            Cell(catalogue()[receipt.register].title.to(language) if receipt.register in catalogue() else ""),
            *(Cell(number(n)) for n in (receipt.read, receipt.created, receipt.updated, receipt.unchanged, receipt.rejected)),
            Cell(part=status_tag(receipt.status)),
        ])
        for receipt, at, who in found
    ]  # fmt: skip
    columns = [
        Column(_("import")), Column(_("when"), is_kept=True), Column(_("mapping")), Column(_("register")),
        *(Column(title, is_number=True) for title in (_("read"), _("created"), _("updated"), _("unchanged"), _("rejected"))),
        Column(_("state"), is_kept=True),
    ]  # fmt: skip
    return Table(_("Imports of your area"), columns, rows, State("empty", _("Nothing was brought in yet")))


class Landed(UploadedFile):
    """A file that has come whole, and where it lies."""

    def __init__(self, path: Path, name: str, size: int):
        super().__init__(path.open("rb"), name, size=size)
        self.path = path


class Landing(FileUploadHandler):
    """Writes the one file of a form into the home, for the owner alone, and stops where it is larger than is taken."""

    path: Path | None = None
    is_too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The first file of the form's field is kept; others are read past."""
        super().new_file(*args, **kwargs)
        self.is_mine = self.field_name == FILE and self.path is None
        if self.is_mine:
            self.path = uploads.incoming()
            self._out = self.path.open("wb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Some of it.

        Raises:
            StopUpload: it is too large; what is left of the request is read past.
        """
        if not self.is_mine:
            return
        if start + len(raw_data) > MOST:
            self.is_too_large = True
            self._out.close()
            raise StopUpload(connection_reset=False)
        self._out.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """All of it."""
        if not self.is_mine or self.path is None:
            return None
        self._out.close()
        return Landed(self.path, self.file_name or "", file_size)

    def upload_interrupted(self) -> None:
        """Nothing is left of what broke off."""
        if self.path is not None:
            self._out.close()


@may("import")
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Any) -> HttpResponse:
    """The imports of the reader's area; sent a file, take it.

    The form's token is looked at after the door: only then is it known where a file may be laid down.
    """
    landing = Landing(request)
    if request.method == "POST":
        request.upload_handlers = [landing]
    try:
        return _answered(request)
    finally:
        if landing.path is not None and landing.path.exists():
            uploads.forget(landing.path)


@csrf_protect
@told
def _answered(request: Any) -> HttpResponse:
    uploads.sweep(request.real)
    if request.method != "POST":
        return _page(request, [])
    landed = request.FILES.get(FILE)
    try:
        upload = _taken(request, landed)
    except Refused as refusal:
        return _page(request, refusal.problems, status=422)
    return to("interop:sent", upload.ref)


def _taken(request: Any, landed: Landed | None) -> Upload:
    if request.upload_handlers[0].is_too_large:
        raise Refused(Problem("import/too-large", facts={"most": MOST // MEGABYTE}))
    if landed is None:
        raise Refused(Problem("import/nothing-sent"))
    landed.close()
    named = landed.path.with_name(uploads.plain_name(landed.name or ""))
    landed.path.rename(named)
    try:
        refuse_what_is_no_table(named)
    except Refused:
        uploads.forget(named)
        raise
    return uploads.take(named, reader=request.who.reader, at=request.real)
