"""One draft: what it says, what it would find now, who did what with it, and the steps that are this reader's to take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.instants import iso
from lianfang.base.problems import Refused
from lianfang.board.draft_forms import SendBack, Sign, Step
from lianfang.board.drafts import DraftShown, draft_of, entry_from, shown, title_of
from lianfang.board.musts import value_words
from lianfang.board.pages.asking import present
from lianfang.board.pages.drafts import crumb, page_now, state_words
from lianfang.board.pages.frames import told
from lianfang.board.pages.musts import status_words
from lianfang.entry.forms import new_client
from lianfang.entry.pages.frame import tell
from lianfang.entry.rules import may
from lianfang.gaps import drafting, plans
from lianfang.gaps.drafts import Preview, Tally
from lianfang.gaps.models import PlanDraft
from lianfang.plan.explain import sentence
from lianfang.registers.catalogue import catalogue
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Fact, Facts, Timeline
from lianfang.ui.parts.facts import Step as Happened
from lianfang.ui.parts.figures import Figure, Figures
from lianfang.ui.parts.forms import Form, fields_of, general_of
from lianfang.ui.parts.marks import Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment, number, spoken

ASIDES = ("return_draft", "count_draft")
"""Steps behind a fold."""


@dataclass(frozen=True)
class StepForm:
    """One step under its heading."""

    id: str
    title: str
    lead: str
    form: Form


@dataclass(frozen=True)
class DraftPage:
    """What the page of a draft shows."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    facts: Facts
    found: Figures | None
    effects: Table | None
    withheld: State | None
    sentences: Sequence[tuple[str, str, str]]
    text: str
    timeline: Timeline
    steps: Sequence[StepForm]
    asides: Sequence[StepForm]


@may("draft", "sign")
@require_safe
@told
def show(request: Any, ref: str) -> HttpResponse:
    """A draft."""
    return page_of(request, draft_of(ref))


def page_of(
    request: Any, draft: PlanDraft, *, failed: str = "", form: BaseForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a draft; with a form that could not be taken, what is wrong with it and all that was typed."""
    at = present(request.at)
    # Asked first: of a plan that comes into force meanwhile this page says nothing yet.
    seen = drafting.shown_of(draft)
    made, plan = shown(draft, reader=request.who.reader, present=at), plans.in_force().plan
    title = title_of(draft, made.plan or plan).to(spoken())
    steps = [_step(draft, verb, one) for verb, one in _forms(request, made, seen, failed, form)]
    context = DraftPage(
        page=page_now(request, title, crumb(), has_errors=bool(failed)), lead=_lead(made),
        notices=[*_failed(made, form), *_notices(request, made)], facts=_facts(made),
        found=None if made.found is None else _figures(made.found),
        effects=None if made.found is None else _effects(made, made.found),
        withheld=None if made.found is not None else State(
            "withheld", _("What it would find is withheld"), _("Your rights are for a part of the city.")
        ),
        sentences=list(_sentences(made)), text=draft.text, timeline=_timeline(draft),
        steps=[one for one in steps if one.id not in ASIDES or one.id == failed],
        asides=[one for one in steps if one.id in ASIDES and one.id != failed],
    )  # fmt: skip
    return render(request, "board/draft.html", vars(context), status=status)


def _failed(made: DraftShown, form: BaseForm | None) -> list[Notice]:
    """What is wrong with a step whose form is not offered any more: the draft does not wait."""
    is_offered = made.draft.state == "waiting" and made.found is not None
    return [] if form is None or is_offered else [Notice("error", said) for said in general_of(form)]


def _lead(made: DraftShown) -> str:
    draft = made.draft
    if draft.kind == "must":
        return _("A new must of the plan.")
    new, plan = made.said["is"], made.plan
    entry = None if plan is None else entry_from(plan, draft.key, made.since)
    if plan is not None and entry is not None:
        new = value_words(plan.values[draft.key], entry).to(spoken())
    new = ", ".join(new) if isinstance(new, list) else new
    if made.until is not None:
        value = plans.in_force().plan.values[draft.key]
        then = value_words(value, made.until).to(spoken())
        new = _("{new} (until {day}, then {then})").format(new=new, day=made.until.since, then=then)
    if draft.state != "waiting" or made.now is None:
        return _("{new} from {day}").format(new=new, day=made.since)
    value = plans.in_force().plan.values[draft.key]
    old = value_words(value, made.now).to(spoken())
    return _("{new} from {day}, instead of {old}").format(new=new, day=made.since, old=old)


def _notices(request: Any, made: DraftShown) -> Iterator[Notice]:
    language, draft = spoken(), made.draft
    if draft.state == "waiting" and _is_own(request, draft):
        yield Notice("info", _("You drafted it: another has to sign."))
    if draft.state == "signed":
        what = _("Signed: in force from {day} 00:00.").format(day=made.since)
        yield Notice("success", what, _("Earlier days stay under the earlier rule."))
    if draft.state == "waiting" and draft.base != plans.in_force().plan.hash:
        what = _("The plan in force has changed since it was counted what it would find.")
        yield Notice("warning", what, _("Count again before you sign."))
    if made.beside:
        what = _("Other drafts of the same wait too: when one is signed, the others are to be drafted anew.")
        yield Notice("info", what, ", ".join(f"{one.drafted_by} {one.ref}" for one in made.beside))
    if made.problems:
        more = " ".join(f"{p.what(language)} {p.mend(language)}" for p in made.problems)
        yield Notice("warning", _("As it is, it cannot be signed."), more)
    if draft.state == "waiting" and made.found is not None and made.found.examples:
        titles = "; ".join(made.found.examples)
        yield Notice("warning", _("Worked examples of the plan would come out otherwise."), titles)
    if draft.kind == "must" and made.plan is not None and draft.key in made.plan.musts:
        columns = made.plan.musts[draft.key].not_recommended
        if columns:
            more = _("It goes by where people come from ({columns}).").format(columns=", ".join(columns))
            yield Notice("warning", _("Not recommended."), more)


def _is_own(request: Any, draft: PlanDraft) -> bool:
    return bool(draft.drafted_by.casefold() == request.who.by.name.casefold())


def _facts(made: DraftShown) -> Facts:
    draft, source = made.draft, made.said["source"]
    is_value = draft.kind == "value"
    href = reverse("board:value", args=[draft.key]) if is_value else ""
    if not is_value and draft.state == "signed" and made.musts:
        href = reverse("board:must", args=[draft.key])
    return Facts([
        Fact(_("state"), state_words()[draft.state]),
        Fact(_("value") if is_value else _("must"), draft.key, href),
        Fact(_("starts"), _("{day} 00:00").format(day=made.since), note=_("in the city's zone")),
        Fact(_("source"), source["document"], note=source.get("note", "")),
        Fact(_("how sure"), status_words()[source["status"]]),
        Fact(_("reference"), draft.ref),
    ])  # fmt: skip


def _at(instant: int) -> str:
    return moment(iso(instant, plans.in_force().plan.zone))


def _figures(found: Preview) -> Figures:
    """In force now: so many duties, gaps, cannot-tells; and how many fewer or more than under the rule in force."""
    then = [one.then for one in found.effects]
    now = [one.now for one in found.effects if one.now is not None]
    unit, at = _("duties"), _at(found.as_of)
    names = (("due", _("duties due")), ("gaps", _("gaps")), ("cannot_tell", _("cannot be told")))
    return Figures([
        Figure(
            title, sum(getattr(one, name) for one in then), unit, as_of=at,
            change=_change(now, then, name), since=_("against the rule in force"),
        )
        for name, title in names
    ], _("what it would find if it were in force now"))  # fmt: skip


def _change(now: Sequence[Tally], then: Sequence[Tally], name: str) -> int | None:
    if not now:
        return None
    return sum(getattr(one, name) for one in then) - sum(getattr(one, name) for one in now)


def _effects(made: DraftShown, found: Preview) -> Table | None:
    """By must, beside the rule in force; nothing for one must that is new."""
    if not found.effects:
        return Table(
            _("By must"), [Column(_("must"))], [],
            State("empty", _("No must reads it"), _("It changes no duty; figures and the brief may read it.")),
        )  # fmt: skip
    columns = [
        Column(_("must")), Column(_("due now"), is_number=True), Column(_("due with it"), is_number=True),
        Column(_("gaps now"), is_number=True), Column(_("gaps with it"), is_number=True),
        Column(_("cannot be told now"), is_number=True), Column(_("cannot be told with it"), is_number=True),
    ]  # fmt: skip
    note = _(
        "As of {moment}, with the registers as they are, as if it had been in force all the time; excused ones are among the gaps."
    )
    day = ""
    if made.counted_for is not None:
        day = made.counted_for.since.isoformat()
        note = _(
            "As of {moment}, with the registers as they are, in place of the value since {day}; excused ones are among the gaps."
        )
    return Table(
        _("By must"), columns, [_effect(made, one.must, one.now, one.then) for one in found.effects],
        State("empty", _("No must reads it")), note.format(moment=_at(found.as_of), day=day), is_sticky=False,
    )  # fmt: skip


def _effect(made: DraftShown, key: str, now: Tally | None, then: Tally) -> Row:
    plan = made.plan or plans.in_force().plan
    must = plan.musts.get(key)
    named = Cell(
        key if must is None else must.title.to(spoken()),
        "" if now is None else reverse("board:must", args=[key]),
    )
    cells = [named]
    for name in ("due", "gaps", "cannot_tell"):
        cells += [
            Cell("—") if now is None else Cell(number(getattr(now, name))),
            Cell(number(getattr(then, name)), tone="strong"),
        ]
    return Row(cells)


def _sentences(made: DraftShown) -> Iterator[tuple[str, str, str]]:
    """What its musts ask, in both languages, with the values as they would be."""
    if made.plan is None:
        return
    for key in made.musts:
        must = made.plan.musts[key]
        zh, en = (sentence(must, made.plan, catalogue(), language) for language in ("zh", "en"))  # type: ignore[arg-type]
        yield must.title.to(spoken()), zh, en


def _timeline(draft: PlanDraft) -> Timeline:
    steps = [Happened(_at(draft.drafted_at), _("drafted"), "", draft.drafted_by)]
    if draft.signed_at is not None:
        said = _("the plan {hash} came into force with it").format(hash=draft.plan[:8])
        steps.append(Happened(_at(draft.signed_at), _("signed"), said, draft.signed_by, tone="ok"))
    if draft.ended_at is not None:
        steps.append(
            Happened(
                _at(draft.ended_at), state_words()[draft.outcome], draft.words, draft.ended_by, tone="gap"
            )
        )
    return Timeline(steps)


# steps


def _forms(
    request: Any, made: DraftShown, seen: drafting.Shown, failed: str, form: BaseForm | None
) -> Iterator[tuple[str, BaseForm]]:
    draft = made.draft
    if draft.state != "waiting" or made.found is None:
        return
    is_own, signs = _is_own(request, draft), request.who.may("sign")
    offered = {
        "sign_draft": signs and not is_own and not made.problems,
        "return_draft": signs and not is_own,
        "withdraw_draft": is_own,
        "count_draft": not made.problems,
    }
    for verb, is_offered in offered.items():
        if verb == failed and form is not None:
            yield verb, form
        elif is_offered:
            yield verb, _new(verb, seen)


def _new(verb: str, seen: drafting.Shown, data: Any = None) -> Step:
    kind = {"return_draft": SendBack, "sign_draft": Sign}.get(verb, Step)
    initial = {"client": new_client(), **vars(seen)}
    return kind(data, initial=initial, auto_id=f"{verb}-%s")


def _step(draft: PlanDraft, verb: str, form: BaseForm) -> StepForm:
    titles = {
        "sign_draft": (_("Sign"), _("You have read it and its source. The plan is checked again, and the musts are read anew.")),
        "return_draft": (_("Return"), _("It is not signed; who drafted it may draft it anew.")),
        "withdraw_draft": (_("Withdraw"), _("You take back what you drafted.")),
        "count_draft": (_("Count again"), _("On the registers as they are now.")),
    }  # fmt: skip
    title, lead = titles[verb]
    fields = [replace(one, is_optional=False) for one in fields_of(form)]
    made = Form(
        reverse(f"board:{verb}", args=[draft.ref]), fields, title, general=general_of(form),
        is_grave=verb in {"return_draft", "withdraw_draft"},
    )  # fmt: skip
    return StepForm(verb, title, lead, made)


Act = Callable[[Any, str, dict[str, Any], dict[str, Any]], Any]


def _taken(verb: str, *rights: str, act: Act, fresh: bool = False) -> Callable[..., HttpResponse]:
    """A view that takes one step."""

    @may(*rights, fresh=fresh)
    @require_POST
    @told
    def take(request: Any, ref: str) -> HttpResponse:
        draft = draft_of(ref)
        form = _new(verb, drafting.shown_of(draft), request.POST)
        if form.is_valid():
            more = {"by": request.who.by, "at": request.at}
            try:
                act(request, draft.ref, form.cleaned_data, more)
            except Refused as refusal:
                # Shown again, it is what is true now that is signed.
                seen = drafting.shown_of(draft_of(ref))
                form = _new(verb, seen, {**request.POST.dict(), **vars(seen)})
                form.is_valid()
                tell(form, refusal, {"draft/needs-a-reason": "words"} if verb == "return_draft" else {})
            else:
                return HttpResponseRedirect(reverse("board:draft", args=[draft.ref]), status=303)
        return page_of(request, draft_of(ref), failed=verb, form=form, status=422)

    take.__name__, take.__doc__ = verb, f"Take the step ``{verb}``."
    return take


def _sign(request: Any, ref: str, said: dict[str, Any], more: dict[str, Any]) -> None:
    shown = [drafting.Shown(said["plan"], said["found"])]
    drafting.sign(refs=[ref], present=present(request.at), request=said["client"], shown=shown, **more)


def _send_back(request: Any, ref: str, said: dict[str, Any], more: dict[str, Any]) -> None:
    drafting.send_back(refs=[ref], words=said["words"], request=said["client"], **more)


def _withdraw(request: Any, ref: str, said: dict[str, Any], more: dict[str, Any]) -> None:
    drafting.withdraw(refs=[ref], request=said["client"], **more)


def _count(request: Any, ref: str, said: dict[str, Any], more: dict[str, Any]) -> None:
    drafting.count_again(refs=[ref], present=present(request.at), **more)


sign_draft = _taken("sign_draft", "sign", act=_sign, fresh=True)
return_draft = _taken("return_draft", "sign", act=_send_back)
withdraw_draft = _taken("withdraw_draft", "draft", act=_withdraw)
count_draft = _taken("count_draft", "draft", "sign", act=_count)
