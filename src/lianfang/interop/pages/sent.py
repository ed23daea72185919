"""One file that was sent: how it is read, what would become of it, the work on it while it goes on, and the confirmation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base.problems import Problem, Refused
from lianfang.entry.pages.working import notices, to, told
from lianfang.entry.rules import may
from lianfang.interop import uploads, working
from lianfang.interop.pages import decoded, mapping
from lianfang.interop.pages.decoded import problems_of
from lianfang.interop.pages.frames import framed, order, refuse_what_is_not_theirs, upload_of
from lianfang.interop.pages.receipts import balance, how_read, rejected_table
from lianfang.interop.receipts import Receipt, receipt_of
from lianfang.interop.uploads import Upload
from lianfang.interop.working import Live
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import ImportBatch
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.figures import Figures
from lianfang.ui.parts.forms import Field, Form
from lianfang.ui.parts.marks import Link, Notice
from lianfang.ui.parts.tables import Table
from lianfang.ui.writing import number, spoken

AGAIN = 2
"""Seconds after which a page about work that goes on asks again, where there is a script; else a link does."""


@dataclass(frozen=True)
class ForetoldPage:
    """What would become of a file."""

    page: Page
    notices: Sequence[Notice]
    lead: str
    balance: Figures
    facts: Facts
    rejected: Table
    confirm: str
    back: Link
    drop: str


@dataclass(frozen=True)
class WorkingPage:
    """How far the work on a file has come; the page asks again by itself."""

    page: Page
    said: str
    done: int
    of: int
    stop: str


@dataclass(frozen=True)
class ConfirmPage:
    """The last question."""

    page: Page
    notices: Sequence[Notice]
    lead: str
    form: Form


@may("import")
@require_http_methods(["GET", "HEAD", "POST"])
@told
def show(request: Any, ref: str) -> HttpResponse:
    """The file, in whatever state it is; sent a form, have it read, mapped, stopped or deleted."""
    upload = upload_of(request, ref)
    if "register" in request.GET:
        return mapping.show(request, upload)
    if request.method == "POST":
        act = next((act for name, act in _ACTS.items() if name in request.POST), None)
        return to("interop:sent", ref) if act is None else act(request, upload)
    return _shown(request, upload)


def _shown(request: Any, upload: Upload) -> HttpResponse:
    going = working.live(upload.ref)
    if going is not None:
        return _going(request, upload, going)
    if not upload.is_there:
        if upload.batch:
            return to("interop:import", upload.batch)
        raise Refused(Problem("import/sent-away", facts={"hours": uploads.WAITS}))
    begun = ImportBatch.objects.filter(ref=upload.batch, status="running").first() if upload.batch else None
    dry = ImportBatch.objects.filter(ref=upload.dry).first() if upload.dry else None
    if (dry or begun) and "again" not in request.GET:
        return _foretold(request, upload, receipt_of(begun or dry), begun)  # type: ignore[arg-type]
    return decoded.show(request, upload)


def _going(request: Any, upload: Upload, going: Live) -> HttpResponse:
    if going.is_waiting:
        said = _("Another file is being worked on; this one is next.")
    elif going.is_stopped:
        said = _("It stops after this piece.")
    elif going.of:
        said = _("{done} of {of} rows").format(done=number(going.done), of=number(going.of))
    else:
        said = _("{done} rows so far").format(done=number(going.done))
    context = WorkingPage(
        framed(request, upload.name, every=AGAIN), said, going.done, going.of or 0,
        "" if going.is_stopped else reverse("interop:sent", args=[upload.ref]),
    )  # fmt: skip
    return render(request, "interop/working.html", vars(context))


def _foretold(request: Any, upload: Upload, receipt: Receipt, begun: ImportBatch | None) -> HttpResponse:
    shape = catalogue()[receipt.register]
    half = begun is not None
    said = [*problems_of(upload), *notices(receipt.suspicions, "warning"), *notices(receipt.notes, "info")]
    if half:
        said.insert(
            0, Notice("warning", _("This import broke off. What is in stays in and is not written twice."))
        )
    lead = _("Nothing is written yet: this is what would become of the file.") if not half else ""
    facts = Facts([
        Fact(_("register"), shape.title.to(spoken())), Fact(_("mapping"), receipt.mapping), *how_read(receipt.facts),
        Fact(_("rows of the file"), number(receipt.rows)),
        Fact(_("people and vehicles made"), f"{number(receipt.people_made)}, {number(receipt.vehicles_made)}"),
    ])  # fmt: skip
    context = ForetoldPage(
        framed(request, upload.name), said, lead, balance(receipt), facts, rejected_table(receipt),
        reverse("interop:confirm", args=[upload.ref]),
        Link(_("read it otherwise"), reverse("interop:sent", args=[upload.ref]) + "?again=1"),
        "" if half else reverse("interop:sent", args=[upload.ref]),
    )  # fmt: skip
    return render(request, "interop/foretold.html", vars(context) | {"is_half": half})


@may("import", fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
@told
def confirm(request: Any, ref: str) -> HttpResponse:
    """Ask whether to write, and begin to; sent twice, it is done once. What is written is what was shown."""
    upload = upload_of(request, ref)
    loaded, dry = upload.loaded, ImportBatch.objects.filter(ref=upload.dry).first() if upload.dry else None
    if loaded is None or not (dry or uploads.is_half(upload)):
        return to("interop:sent", ref)
    refuse_what_is_not_theirs(request, loaded)
    if request.method == "POST":
        if upload.is_there and working.live(ref) is None:
            shown = request.POST.get("dry", ""), request.POST.get("batch", "")
            working.write(upload, order(request), shown=shown, accept_cut="accept" in request.POST)
        return to("interop:sent", ref)
    receipt = receipt_of(dry) if dry else None
    cut = [p for p in receipt.suspicions if p.code != "import/count-differs"] if receipt else []
    fields = [Field("accept", _("Bring it in although it seems cut"), "check")] if cut else []
    fields += [Field("dry", "", "hidden", upload.dry), Field("batch", "", "hidden", upload.batch)]
    form = Form(
        request.path, fields, _("Write it"), cancel=Link(_("cancel"), reverse("interop:sent", args=[ref]))
    )
    context = ConfirmPage(
        framed(request, _("Confirm"), Crumb(upload.name, reverse("interop:sent", args=[ref]))),
        notices(cut, "warning"), _confirm_lead(receipt), form,
    )  # fmt: skip
    return render(request, "interop/confirm.html", vars(context))


def _confirm_lead(receipt: Receipt | None) -> str:
    if receipt is None:
        return ""
    said = _("{created} records will be new, {updated} changed; {unchanged} stay as they are and {rejected} are rejected.")  # fmt: skip
    counts = {
        name: number(getattr(receipt, name)) for name in ("created", "updated", "unchanged", "rejected")
    }
    return said.format(**counts)


def _stop(request: Any, upload: Upload) -> HttpResponse:
    """Stop the work on the file after the piece that it is at."""
    working.stop(upload.ref)
    return to("interop:sent", upload.ref)


def _drop(request: Any, upload: Upload) -> HttpResponse:
    """Delete the file; not while it is worked on or half in.

    Raises:
        Refused: it is.
    """
    if working.live(upload.ref) is not None or uploads.is_half(upload):
        raise Refused(Problem("import/at-work"))
    uploads.drop(upload)
    return to("interop:imports")


_ACTS: Mapping[str, Callable[[Any, Upload], HttpResponse]] = {
    "foretell": decoded.foretell, "stop": _stop, "drop": _drop,
}  # fmt: skip
