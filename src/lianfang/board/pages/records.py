"""One record: its facts, the duties on it and why each stands as it does, what would close them, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.board import merging as merges
from lianfang.board.forms.questions import NOT_BY_FORM
from lianfang.board.pages import excuses, hand_out, ways
from lianfang.board.pages.asking import Asked, asked
from lianfang.board.pages.frames import framed, told
from lianfang.board.pages.gaps import remark
from lianfang.board.records import record
from lianfang.board.shapes import DutySaid, Fact, LinkFact, RecordPage, TestSaid, Trace, Was
from lianfang.board.work import open_on
from lianfang.entry.rules import may
from lianfang.fronts.exposure.offering import Offer, offered
from lianfang.gaps import plans
from lianfang.registers.actions.merging import OF
from lianfang.registers.catalogue import catalogue
from lianfang.registers.roles import PURPOSE_TITLES, ROLES
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts import facts as shown
from lianfang.ui.parts.facts import Facts, Step, Timeline
from lianfang.ui.parts.marks import Link, Notice, State, Status, Tag
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import moment, number, spoken

STATES: Mapping[str, Status] = {
    "gap": "overdue", "cannot_tell": "cannot_tell", "excused": "excused", "not_yet_due": "waiting", "late": "late",
    "met_in_time": "met",
}  # fmt: skip
SHAPES: Mapping[str, str] = {
    "yes": "met", "no": "overdue", "unknown": "cannot_tell", "not_asked": "waiting", "withheld": "withheld",
}  # fmt: skip
"""What a test comes out as → the shape and tone of its mark."""
SETTLED = ("met_in_time", "late")


@dataclass(frozen=True)
class TestShown:
    """One part of a rule, and what it comes out as: a word beside a shape."""

    words: str
    outcome: str
    shape: str


@dataclass(frozen=True)
class DutyShown:
    """One duty on the record that is open, or to come."""

    title: str
    href: str
    period: str
    tag: Tag
    why: str
    closes: str
    facts: Facts
    population: Sequence[TestShown]
    evidence: Sequence[TestShown]
    evidence_of: str


@dataclass(frozen=True)
class RecordShown:
    """What the page of a record shows."""

    page: Page
    lead: str
    notices: Sequence[Notice]
    facts: Facts
    links: Facts
    duties: Sequence[DutyShown]
    settled: Table | None
    history: Timeline | None
    journal: Timeline | None
    mend: str
    offer: Offer | None
    entries: str
    merge: str


@may("gaps", "people")
@require_safe
@told
def show(request: Any, register: str, ref: str) -> HttpResponse:
    """One record, and its duties as they stand at an instant."""
    given = asked(request)
    ask = ways.known_now(given)
    now = merges.went_into(register, ref, reader=ask.reader)
    if now is not None:
        return HttpResponseRedirect(reverse("board:record", args=[register, now]))
    made = record(register, ref, reader=ask.reader, as_of=ask.as_of, at=ask.at)
    tasks = open_on(made.reference, reader=ask.reader) if ask.names else {}
    title, zone = f"{made.title.to(spoken())} {made.reference}", plans.in_force().plan.zone
    page = framed(request, ask, title, current="board:gaps", trail=_trail(ask, title))
    context = RecordShown(
        page=page, lead=_lead(made), notices=[*_notices(given, made), *_merges(made)], facts=_facts(ask, made),
        links=Facts([_link(ask, one) for one in made.links]),
        duties=[_duty(ask, one, tasks, zone) for one in made.duties if one.state not in SETTLED],
        settled=_settled(ask, [one for one in made.duties if one.state in SETTLED]),
        history=_history(made) if made.history else None, journal=_journal(made) if made.journal else None,
        mend=_mend(request, made), offer=offered(request, made.register, made.reference),
        entries=reverse("board:record_journal", args=[made.register, made.reference]),
        merge=_merge(request, made),
    )  # fmt: skip
    return render(request, "board/record.html", vars(context))


def _mend(request: Any, made: RecordPage) -> str:
    """Where the record is mended, for whoever may write and by the general form."""
    if not request.who.may("write") or made.register in NOT_BY_FORM:
        return ""
    return reverse("board:edit_record", args=[made.register, made.reference])


def _merge(request: Any, made: RecordPage) -> str:
    """Where another record is merged into this one."""
    is_open = made.register in OF and request.who.may("people") and request.who.may("write")
    return reverse("board:merge", args=[made.register, made.reference]) if is_open else ""


def _merges(made: RecordPage) -> list[Notice]:
    """What was merged into it, and where that is undone."""
    return [
        Notice(
            "info", _("{ref} was merged into this record.").format(ref=one.gone_ref), "",
            Link(_("see it, or part them"), reverse("board:merged", args=[one.ref])),
        )
        for one in merges.merges_of(made.register, made.reference)
    ]  # fmt: skip


def _trail(ask: Asked, title: str) -> tuple[Crumb, ...]:
    board = [Crumb(_("Board"), ask.href("board"))] if ask.names else []
    gaps = [Crumb(_("Gaps"), ask.href("gaps"))] if ask.names else []
    return (*board, *gaps, Crumb(title))


def _lead(made: RecordPage) -> str:
    area = _("area not known") if made.area is None else made.area.name.to(spoken())
    return _("{area} · recorded at {moment}").format(area=area, moment=moment(made.recorded_at))


def _notices(given: Asked, made: RecordPage) -> list[Notice]:
    found = []
    if given.known_at is not None or not given.is_now:
        said = _("Duties are as of {moment}; the facts are those known now.").format(
            moment=moment(made.as_of)
        )
        found.append(Notice("info", said))
    open_ = sum(one.state in ("gap", "cannot_tell") for one in made.duties)
    if open_:
        more = _("Each says why, and what would close it.")
        found.append(Notice("warning", _("Open duties on this record: {n}").format(n=open_), more))
    return found


def _facts(ask: Asked, made: RecordPage) -> Facts:
    here = [] if made.area is None else [_area(ask, made)]
    return Facts([*here, *(_fact(one) for one in made.facts)])


def _area(ask: Asked, made: RecordPage) -> shown.Fact:
    area = made.area
    href = ask.within(area.code).href("board") if area and ask.names else ""
    return shown.Fact(_("area"), "" if area is None else area.name.to(spoken()), href)


def why_withheld(privacy: str) -> str:
    """Why a value of this class is left out."""
    if privacy == "identifying":
        return _("an identifier: shown to nobody here")
    return _("your purpose does not open it")


def _fact(one: Fact) -> shown.Fact:
    term = one.title.to(spoken())
    if one.withheld:
        return shown.Fact(term, withheld=why_withheld(one.privacy))
    if one.value is None:
        return shown.Fact(term, is_unknown=True)
    return shown.Fact(term, written(one.value, one.kind) if one.words is None else one.words.to(spoken()))


def written(value: str | float | bool, kind: str) -> str:
    """A value of a record as it is printed; ``kind`` is its column's."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return moment(value) if kind == "instant" else value
    return number(int(value) if value == int(value) else value)


def _link(ask: Asked, one: LinkFact) -> shown.Fact:
    term = one.title.to(spoken())
    if one.withheld:
        return shown.Fact(term, withheld=why_withheld("personal"))
    if one.reference is None:
        return shown.Fact(term, is_unknown=True)
    href = ask.href("record", one.register, one.reference) if ask.reader.reads(one.register) else ""
    return shown.Fact(term, one.reference, href, note=catalogue()[one.register].title.to(spoken()))


def _duty(ask: Asked, one: DutySaid, tasks: Mapping[tuple[str, int], str], zone: str) -> DutyShown:
    language = spoken()
    ways_on = [fact for fact in (hand_out.way(ask, one, tasks, zone=zone), excuses.way(ask, one)) if fact]
    return DutyShown(
        title=one.duty.title.to(language), href=ask.href("must", one.duty.must) if ask.names else "",
        period=one.duty.period or "", tag=Tag(STATES[one.state]), why=one.why.to(language),
        closes=one.closes.to(language), facts=Facts([*_deadlines(one), *ways_on]),
        population=[_test(test) for test in one.population], evidence=[_test(test) for test in one.evidence],
        evidence_of="" if one.evidence_register is None else one.evidence_register.to(language),
    )  # fmt: skip


def _settled(ask: Asked, duties: Sequence[DutySaid]) -> Table | None:
    """The duties that were met, the newest of each must."""
    if not duties:
        return None
    columns = [
        Column(_("must")), Column(_("status"), is_kept=True), Column(_("due"), is_kept=True), Column(_("met"), is_kept=True),
    ]  # fmt: skip
    rows = [
        Row(
            [
                Cell(one.duty.title.to(spoken()), ask.href("must", one.duty.must) if ask.names else "", one.duty.period or ""),
                Cell(part=Tag(STATES[one.state])), Cell(moment(one.due_at) if one.due_at else ""),
                Cell(moment(one.met_at) if one.met_at else ""),
            ]
        )
        for one in duties
    ]  # fmt: skip
    return Table(_("Met"), columns, rows, State("empty", _("none")), is_sticky=False)


def _deadlines(one: DutySaid) -> list[shown.Fact]:
    language = spoken()
    found = [
        shown.Fact(_("due"), "" if one.due_at is None else moment(one.due_at), note=one.deadline.to(language),
                   is_unknown=one.due_at is None),
    ]  # fmt: skip
    if one.met_at is not None:
        found.append(shown.Fact(_("met"), moment(one.met_at)))
    if one.gap is not None:
        owner = "" if one.owner_name is None else one.owner_name.to(language)
        found.append(shown.Fact(_("owner"), owner, is_unknown=one.owner_name is None))
        risen = one.gap.escalated_to
        if risen is not None:
            level = risen.level_words.to(language)
            note = _("{level}, since {moment}").format(level=level, moment=moment(risen.since))
            found.append(shown.Fact(_("risen to"), risen.area_name.to(language), note=note))
        # What is missing is said above, as the reason.
        rest = remark(one.gap.model_copy(update={"missing": []}))
        if rest:
            found.append(shown.Fact(_("remark"), rest))
    return found


def outcome_words() -> dict[str, str]:
    """What a test can come out as."""
    return {
        "yes": _("yes"), "no": _("no"), "unknown": _("not known"), "not_asked": _("nothing to ask yet"),
        "withheld": _("withheld"),
    }  # fmt: skip


def _test(one: TestSaid) -> TestShown:
    return TestShown(one.words.to(spoken()), outcome_words()[one.holds], SHAPES[one.holds])


def _history(made: RecordPage) -> Timeline:
    return Timeline([_was(made.register, one) for one in made.history])


def _was(register: str, one: Was) -> Step:
    columns = catalogue()[register].columns
    said = []
    for name, value in one.values.items():
        codes = columns[name].codes
        word = codes.codes[str(value)].to(spoken()) if codes and value in codes.codes else None
        before = _("not known") if value is None else word or written(value, columns[name].kind.value)
        said.append(_("{field} was {value}").format(field=field_title(register, name), value=before))
    said += [_("{field} changed").format(field=field_title(register, name)) for name in one.named]
    return Step(moment(one.until), str(_("; ")).join(said) or _("entered again, nothing changed"))


def field_title(register: str, name: str) -> str:
    """What a field of a register is called, by its name or its column's."""
    shape = catalogue()[register]
    if name in shape.columns:
        return shape.columns[name].title.to(spoken())
    links = {link.column: link for link in shape.links.values()} | dict(shape.links)
    return links[name].title.to(spoken()) if name in links else name


def verb_words() -> dict[str, str]:
    """What is done to records, as the journal has it."""
    return {
        "record": _("recorded"),
        "update": _("corrected"),
        "load": _("brought in"),
        "withdraw": _("withdrawn"),
        "merge": _("merged"),
        "unmerge": _("parted"),
    }


def _journal(made: RecordPage) -> Timeline:
    return Timeline([_trace(made.register, one) for one in made.journal])


def _trace(register: str, one: Trace) -> Step:
    language = spoken()
    role = ROLES[one.role].title.to(language) if one.role in ROLES else one.role
    purpose = PURPOSE_TITLES[one.purpose].to(language) if one.purpose in PURPOSE_TITLES else one.purpose
    fields = str(_(", ")).join(field_title(register, name) for name in one.fields if name != "id")
    by = " · ".join(part for part in (one.actor, role, purpose) if part)
    return Step(moment(one.at), verb_words().get(one.verb, one.verb), fields, by)
