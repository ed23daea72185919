"""One sample from its request to the person who is told; one pool with what is in it; and the steps that are open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.problems import Refused
from lianfang.entry.forms import new_client
from lianfang.entry.pages.frame import tell as tell_form
from lianfang.entry.pages.working import linked, to, told
from lianfang.entry.rules import may
from lianfang.fronts.laboratory import actions, reading
from lianfang.fronts.laboratory.forms import Once, Take
from lianfang.fronts.laboratory.pages.samples import listed
from lianfang.fronts.laboratory.pages.shared import (
    framed,
    name_of,
    of_samples,
    result_fact,
    result_word,
    said,
    site_name,
    step_tag,
    written,
)
from lianfang.fronts.laboratory.results import of_pool
from lianfang.fronts.laboratory.standing import (
    ANSWERS,
    NEGATIVE,
    POSITIVE,
    Taken,
    answer_of,
    standing,
    step_of,
)
from lianfang.fronts.laboratory.values import limits
from lianfang.gaps.lists import journal
from lianfang.registers import recurring
from lianfang.registers.access import opens_sensitive, rows
from lianfang.registers.models import Pool, Sample, TestResult
from lianfang.registers.models.clinical_codes import SAMPLE_CONDITION, SAMPLE_MATERIAL, SAMPLE_REASON
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact, Facts, Step, Timeline
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Link, Notice, State
from lianfang.ui.parts.tables import Column, Table
from lianfang.ui.writing import spoken


@dataclass(frozen=True)
class SamplePage:
    """What the page of a sample, or of a pool, shows; ``forms`` are the steps that are open."""

    page: Page
    acts: Sequence[Link]
    notices: Sequence[Notice]
    facts: Facts
    timeline: Timeline
    forms: Sequence[Form]
    table: Table | None = None


@may("people")
@of_samples
@require_safe
@told
def show(request: Any, ref: str) -> HttpResponse:
    """One sample."""
    return _shown(request, reading.sample(ref, request.who.reader))


@may("write")
@of_samples
@require_POST
@told
def take(request: Any, ref: str) -> HttpResponse:
    """A requested sample is taken."""
    found = reading.sample(ref, request.who.reader)
    form = Take(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        swab = actions.Swab(given["barcode"].strip(), given["taken_at"], ref, material=given["material"])
        try:
            actions.take(
                swabs=[swab],
                reader=request.who.reader,
                by=request.who.by,
                at=request.at,
                request=given["client"],
            )
        except Refused as refusal:
            tell_form(
                form, refusal, {"laboratory/barcode-taken": "barcode", "laboratory/in-the-future": "taken_at"}
            )
        else:
            return to("laboratory:sample", ref)
    return _shown(request, found, form)


@may("write")
@of_samples
@require_POST
@told
def tell(request: Any, ref: str) -> HttpResponse:
    """A result was told to the person."""
    found = reading.result(ref, request.who.reader)
    client = request.POST.get("client", "")[:64]
    actions.tell(refs=[ref], reader=request.who.reader, by=request.who.by, at=request.at, request=client)
    if found.sample is not None:
        return to("laboratory:sample", found.sample.ref)
    return to("laboratory:pool", found.pool.ref) if found.pool is not None else to("laboratory:results")


@may("people")
@of_samples
@require_safe
@told
def pool(request: Any, ref: str) -> HttpResponse:
    """One pool with its samples."""
    found, at = reading.pool(ref, request.who.reader), request.at
    given = reading.answers(pools=[found.pk], at=at)["pool"].get(found.pk, [])
    stands = standing(given)
    result = None if stands is None else stands.result
    shown, held = list(of_pool(found, request.who.reader)), limits(at)
    journal(request.who.reader, at=at, counts={"sample": len(shown), "test_result": len(given)})
    columns = [Column(title) for title in (_("barcode"), _("how far"), _("reason"), _("laboratory"), _("taken"),
                                           _("sent"), _("received"))]  # fmt: skip
    table = Table(
        _("Its samples"),
        columns,
        listed(shown, at, held, request.who.reader),
        State("empty", _("Nobody here may see its samples")),
    )
    sees = opens_sensitive(request.who.reader)
    title = _("Pool {barcode}").format(barcode=found.barcode)
    context = SamplePage(
        framed(request, title, *_way()), (), list(_pool_notices(found, result)) if sees else (),
        Facts([
            Fact(_("laboratory"), site_name(found.laboratory), is_unknown=found.laboratory is None),
            Fact(_("samples"), str(len(shown))),
            result_fact(result, sees),
        ]),
        Timeline(list(_of_pool(found, at, sees))), list(_pool_forms(request, found, result)) if sees else (), table,
    )  # fmt: skip
    return render(request, "laboratory/sample.html", vars(context))


@may("write")
@of_samples
@require_POST
@told
def split(request: Any, ref: str) -> HttpResponse:
    """A pool is taken apart."""
    client = request.POST.get("client", "")[:64]
    actions.split(ref=ref, reader=request.who.reader, by=request.who.by, at=request.at, request=client)
    return to("laboratory:pool", ref)


def _way() -> tuple[Crumb, ...]:
    return (Crumb(_("Samples"), reverse("laboratory:samples")),)


def _pool_notices(found: Pool, result: str | None) -> Iterator[Notice]:
    if found.split_at is not None:
        yield Notice("info", _("The pool is split: each sample is due alone."))
    elif result not in (None, NEGATIVE):
        yield Notice("warning", _("The pool is not negative: split it, and test each sample alone."))


def _pool_forms(request: Any, found: Pool, result: str | None) -> Iterator[Form]:
    if request.who.may("write") and found.split_at is None and result not in (None, NEGATIVE):
        yield _once(reverse("laboratory:split", args=[found.ref]), _("Split the pool"))
    told = TestResult.objects.filter(pool=found, told_at=None, result=NEGATIVE) if result == NEGATIVE else ()
    for one in told:
        if request.who.may("write"):
            yield _once(
                reverse("laboratory:tell", args=[one.ref]), _("All in the pool have been told: negative")
            )


def _once(action: str, button: str) -> Form:
    return Form(action, fields_of(Once(initial={"client": new_client()})), button)


def _shown(request: Any, found: Sample, form: Take | None = None) -> HttpResponse:
    at = request.at
    [state] = reading.taken(Sample.objects.filter(id=found.pk), at)
    title = _("Sample {barcode}").format(barcode=name_of(found))
    page = framed(request, title, *_way(), has_errors=form is not None)
    given = list(TestResult.objects.filter(reading.known_by(at), sample=found).order_by("resulted_at", "id"))
    journal(request.who.reader, at=at, counts={"sample": 1, "test_result": len(given)}, ref=found.ref)
    context = SamplePage(
        page, list(_links(request, found, state)), list(_notices(request, found, state)),
        _facts(request, found, state), Timeline(_steps(found, given, request)),
        list(_forms(request, found, given, form)),
    )  # fmt: skip
    return render(request, "laboratory/sample.html", vars(context), status=422 if form is not None else 200)


def _facts(request: Any, found: Sample, state: Taken) -> Facts:
    held, at = limits(request.at), request.at
    step = step_of(state, at, receive=held.receive, result=held.result)
    stands, sees = answer_of(state), opens_sensitive(request.who.reader)
    language = spoken()
    facts = [
        Fact(_("barcode"), found.barcode or "", is_unknown=not found.barcode),
        Fact(_("how far"), part=step_tag(step, sees)),
        result_fact(None if stands is None else stands.result, sees),
        Fact(_("laboratory"), site_name(found.laboratory), is_unknown=found.laboratory is None),
    ]
    for term, codes, code in (
        (_("reason"), SAMPLE_REASON, found.reason), (_("material"), SAMPLE_MATERIAL, found.material),
        (_("condition on receipt"), SAMPLE_CONDITION, found.condition),
    ):  # fmt: skip
        facts.append(
            Fact(term, "" if code is None else codes.codes[code].to(language), is_unknown=code is None)
        )
    if found.pool is not None:
        facts.append(Fact(_("pool"), found.pool.barcode, reverse("laboratory:pool", args=[found.pool.ref])))
    return Facts([*facts, *_whose(request, found)])


def _whose(request: Any, found: Sample) -> Iterator[Fact]:
    """Of whom it is, for those who may read that: by reference and never by name."""
    reader = request.who.reader
    routes = {"case": "tracing:case", "contact": "tracing:contact", "order": "orders:order"}
    titles = {
        "case": _("case"), "contact": _("contact"), "screening": _("screening at a gate"), "order": _("order"),
        "person": _("person"),
    }  # fmt: skip
    for name, title in titles.items():
        if getattr(found, f"{name}_id") is None or not reader.reads(name):
            continue
        kept = rows(type(getattr(found, name)), reader).filter(id=getattr(found, f"{name}_id")).first()
        if kept is not None:
            own = linked(routes[name], kept.ref) if name in routes else ""
            yield Fact(title, kept.ref, own or linked("board:record", name, kept.ref))


def _links(request: Any, found: Sample, state: Taken) -> Iterator[Link]:
    if _asks_for_a_case(request, found, state):
        href = linked("tracing:open_case", sample=found.ref)
        if href:
            yield Link(_("Open a case"), href)


def _asks_for_a_case(request: Any, found: Sample, state: Taken) -> bool:
    stands = answer_of(state)
    if stands is None or stands.result != POSITIVE or not opens_sensitive(request.who.reader):
        return False
    at = request.at if stands.at is None else stands.at
    known = recurring.answered([(found, at)], settings.TIME_ZONE)
    return not known and bool(request.who.reader.reads("case"))


def _notices(request: Any, found: Sample, state: Taken) -> Iterator[Notice]:
    if _asks_for_a_case(request, found, state):
        yield Notice("error", _("The sample is positive, and no case is known of it."))
    stands = answer_of(state) if opens_sensitive(request.who.reader) else None
    if (
        stands is not None
        and found.taken_at is not None
        and stands.at is not None
        and stands.at < found.taken_at
    ):
        yield Notice(
            "warning", _("Its result is older than the sample: one of the two is not this person's.")
        )


def _steps(found: Sample, given: Sequence[TestResult], request: Any) -> list[Step]:
    at, sees = request.at, opens_sensitive(request.who.reader)
    told: list[tuple[int | None, Step]] = [
        (found.requested_at, Step("", _("requested"))), (found.taken_at, Step("", _("taken"), site_name(found.taken_by))),
        (found.sent_at, Step("", _("sent to the laboratory"), site_name(found.laboratory))),
        (found.received_at, Step("", _("received by the laboratory"), site_name(found.laboratory))),
    ]  # fmt: skip
    timed: list[tuple[int, Step]] = [
        (int(instant), step) for instant, step in told if instant is not None and instant <= at
    ]
    timed += (
        [pair for one in given for pair in _result_steps(one, at)] if sees else _neutral(found, given, at)
    )
    if found.pool is not None:
        timed += list(_pool_timed(found.pool, at, sees))
    timed.sort(key=lambda pair: pair[0])
    return [Step(said(instant), s.what, s.more, s.by, s.href, s.tone) for instant, s in timed]


def _of_pool(found: Pool, at: int, sees: bool) -> Iterator[Step]:
    """The steps of a pool; without its result and what followed from that, to whom their purpose does not open it."""
    for instant, step in sorted(_pool_timed(found, at, sees), key=lambda pair: pair[0]):
        yield Step(said(instant), step.what, step.more, tone=step.tone)


def _pool_timed(found: Pool, at: int, sees: bool) -> Iterator[tuple[int, Step]]:
    if found.made_at <= at:
        yield found.made_at, Step("", _("put into pool {barcode}").format(barcode=found.barcode))
    if not sees:
        return
    for one in TestResult.objects.filter(reading.known_by(at), pool=found):
        yield from _result_steps(one, at)
    if found.split_at is not None and found.split_at <= at:
        yield found.split_at, Step("", _("pool split"), tone="unsure")


def _neutral(found: Sample, given: Sequence[TestResult], at: int) -> list[tuple[int, Step]]:
    """That there is an answer, once, to whom their purpose does not open what came out: how many there were, whether of the
    pool or of the sample, and who was told of which says it.
    """
    pooled = (
        TestResult.objects.filter(reading.known_by(at), pool=found.pool) if found.pool is not None else ()
    )
    told = [_reported(one) for one in (*given, *pooled) if one.result in ANSWERS]
    whens = [when for when in told if when is not None]
    return [(min(whens), Step("", _("result: {result}").format(result=_("withheld"))))] if whens else []


def _reported(one: TestResult) -> int | None:
    return one.resulted_at if one.resulted_at is not None else one.tested_at


def _result_steps(one: TestResult, at: int) -> Iterator[tuple[int, Step]]:
    when = _reported(one)
    tone = {"POSITIVE": "gap", "NEGATIVE": "ok"}.get(one.result, "unsure")
    what = _("pool result: {result}") if one.pool_id is not None else _("result: {result}")
    if when is not None:
        step = Step("", what.format(result=result_word(one.result)), site_name(one.laboratory), tone=tone)  # type: ignore[arg-type]
        yield when, step
    if one.told_at is not None and one.told_at <= at:
        yield one.told_at, Step("", _("told to the person"))


def _forms(request: Any, found: Sample, given: Sequence[TestResult], form: Take | None) -> Iterator[Form]:
    if not request.who.may("write"):
        return
    if found.taken_at is None or form is not None:
        form = form or Take(initial={"client": new_client(), "taken_at": written(request.at)})
        action = reverse("laboratory:take", args=[found.ref])
        yield Form(action, fields_of(form), _("Record that it was taken"), general=general_of(form))
    if not opens_sensitive(request.who.reader):  # nobody tells a person what they may not read
        return
    stands = standing(reading.answers(samples=[found.pk], at=request.at)["sample"].get(found.pk, []))
    for one in given:
        if one.told_at is None and one.result in ANSWERS and stands is not None and stands.row == one.pk:
            word = result_word(one.result)
            action = reverse("laboratory:tell", args=[one.ref])
            yield _once(action, _("The person has been told: {result}").format(result=word))
