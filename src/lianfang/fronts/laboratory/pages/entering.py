"""What is entered by hand: barcodes that were scanned, a result, a request for a sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base.problems import Problem, Refused
from lianfang.entry.forms import new_client
from lianfang.entry.pages.frame import tell
from lianfang.entry.pages.working import to, told
from lianfang.entry.rules import may
from lianfang.fronts.laboratory import actions
from lianfang.fronts.laboratory.forms import Enter, Handle, Request
from lianfang.fronts.laboratory.pages.shared import choices, framed, of_cases, of_samples, written
from lianfang.registers.access import Reader, rows
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS, TestResult
from lianfang.ui.pages import Page
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Link
from lianfang.ui.writing import spoken

REASONS = ("case", "contact", "screening", "order", "staff_member")
"""The records that may be the reason for a sample."""
AT_FIELD = {
    "laboratory/unknown-barcode": "barcodes", "laboratory/twice": "barcodes", "laboratory/no-laboratory": "laboratory",
    "laboratory/in-the-future": "resulted_at", "laboratory/before-taken": "resulted_at", "laboratory/not-found": "ref",
}  # fmt: skip


@dataclass(frozen=True)
class EnterPage:
    """A form of its own, with what it is for."""

    page: Page
    lead: str
    form: Form


@may("write")
@of_samples
@require_http_methods(["GET", "HEAD", "POST"])
@told
def handle(request: Any) -> HttpResponse:
    """Barcodes that were scanned: sent, received, or put into one pool."""
    offered = choices()
    if request.method != "POST":
        return _page(request, Handle(initial={"client": new_client()}, laboratories=offered), *_handling())
    form = Handle(request.POST, laboratories=offered)
    if form.is_valid():
        try:
            return _handled(request, form.cleaned_data)
        except Refused as refusal:
            _tell(form, refusal)
    return _page(request, form, *_handling())


def _handling() -> tuple[str, str, str]:
    lead = _("All of them or none: if one cannot be done, nothing is, and it is named.")
    return _("Scan barcodes"), lead, reverse("laboratory:handle")


def _handled(request: Any, given: Mapping[str, Any]) -> HttpResponse:
    who: dict[str, Any] = {
        "reader": request.who.reader, "by": request.who.by, "at": request.at, "request": given["client"],
    }  # fmt: skip
    codes: Sequence[str] = given["barcodes"]
    if given["act"] == "pool":
        ref = actions.make_pool(barcode=given["pool"].strip(), barcodes=codes, **who)
        return to("laboratory:pool", ref)
    if given["act"] == "send":
        actions.send(barcodes=codes, laboratory=given["laboratory"], **who)
    else:
        actions.receive(barcodes=codes, laboratory=given["laboratory"], condition=given["condition"], **who)
    return to("laboratory:samples")


@may("write")
@of_samples
@require_http_methods(["GET", "HEAD", "POST"])
@told
def enter(request: Any) -> HttpResponse:
    """One result by hand."""
    offered = choices()
    lead = _("A result whose barcode nobody knows is kept with it, and joined when its sample is recorded.")
    said = _("Enter a result"), lead, reverse("laboratory:enter")
    if request.method != "POST":
        begun = {
            "client": new_client(),
            "resulted_at": written(request.at),
            "barcode": request.GET.get("barcode", "")[:64],
        }
        return _page(request, Enter(initial=begun, laboratories=offered), *said)
    form = Enter(request.POST, laboratories=offered)
    if form.is_valid():
        given = form.cleaned_data
        one = actions.Reported(
            given["barcode"].strip(), given["result"], given["resulted_at"], given["tested_at"], given["laboratory"],
            given["method"], given["cycle_threshold"],
        )  # fmt: skip
        try:
            [ref] = actions.enter_results(
                reported=[one],
                reader=request.who.reader,
                by=request.who.by,
                at=request.at,
                request=given["client"],
            )
        except Refused as refusal:
            _tell(form, refusal)
        else:
            return _on(ref, request.who.reader)
    return _page(request, form, *said)


def _on(ref: str, reader: Reader) -> HttpResponse:
    """To the sample or pool to which a result was joined, if the reader may see it; else to what belongs to nobody."""
    kept = rows(TestResult, reader).select_related("sample", "pool").filter(ref=ref).first()
    if kept is not None and kept.sample is not None:
        return to("laboratory:sample", kept.sample.ref)
    if kept is not None and kept.pool is not None:
        return to("laboratory:pool", kept.pool.ref)
    return to("laboratory:reconcile")


@may("write")
@of_samples
@of_cases
@require_http_methods(["GET", "HEAD", "POST"])
@told
def ask(request: Any) -> HttpResponse:
    """A sample is wanted of whom a record speaks: a case, a contact, a fever at a gate, an order, one of those who treat."""
    reader = request.who.reader
    registers = [(name, catalogue()[name].title.to(spoken())) for name in REASONS if reader.reads(name)]
    said = (
        _("Request a sample"),
        _("The record says of whom; the laboratory sees a barcode."),
        reverse("laboratory:request"),
    )
    if request.method != "POST":
        of = next((name for name, _title in registers if request.GET.get(name)), "")
        begun = {"client": new_client(), "of": of, "ref": request.GET.get(of, "")[:16]}
        return _page(request, Request(initial=begun, registers=registers, laboratories=choices()), *said)
    form = Request(request.POST, registers=registers, laboratories=choices())
    if form.is_valid():
        given = form.cleaned_data
        try:
            one = _asked(given["of"], given["ref"].strip(), reader, given["reason"], given["laboratory"])
            [ref] = actions.request_samples(
                asked=[one], by=request.who.by, at=request.at, request=given["client"]
            )
        except Refused as refusal:
            _tell(form, refusal)
        else:
            return to("laboratory:sample", ref)
    return _page(request, form, *said)


def _asked(
    register: str, ref: str, reader: Reader, reason: str | None, laboratory: int | None
) -> actions.Asked:
    """The request of a record within reach; whose it is comes along.

    Raises:
        Refused: there is no such record.
    """
    found: Any = rows(REGISTERS[register], reader).filter(ref=ref).first()
    if found is None:
        raise Refused(Problem("laboratory/not-found", facts={"ref": ref}))
    of = {register: found.pk}
    if getattr(found, "person_id", None) is not None:
        of["person"] = found.person_id
    return actions.Asked(of, found.area_id, reason, laboratory)


def _tell(form: Any, refusal: Refused) -> None:
    tell(form, refusal, {code: field for code, field in AT_FIELD.items() if field in form.fields})


def _page(request: Any, form: Any, title: str, lead: str, action: str) -> HttpResponse:
    page = framed(request, title, has_errors=bool(form.errors))
    made = Form(
        action, fields_of(form), title, general=general_of(form), cancel=Link(_("Samples"), reverse("laboratory:samples"))
    )  # fmt: skip
    return render(
        request,
        "laboratory/enter.html",
        vars(EnterPage(page, lead, made)),
        status=422 if form.errors else 200,
    )
