"""The report card of a case: each of its lines from a record, what is missing by name, and the clock that runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Language, Text
from lianfang.fronts.reporting.daily import cards_of
from lianfang.fronts.reporting.receivers import Card, CardLine, case_card
from lianfang.gaps import plans
from lianfang.registers.access import Reader, check_sensitive, rows
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import Case, Identifier, Submission

ON_RECORD = Text("已登记，此处不显示", "on record, and not shown here")
YES, NO = Text("是", "yes"), Text("否", "no")
WITHIN = "report_card_within"


@dataclass(frozen=True)
class Filled:
    """One line: its title, what a record says, and whether the receiver asks for it or insists on it."""

    column: str
    title: Text
    words: Text | None
    must: str
    is_identity: bool


@dataclass(frozen=True)
class CaseCard:
    """A card, filled.

    Attributes:
        due: until when it is to be sent; None where nobody knows when the case was found, or the plan has no term.
    """

    form: Card
    case: Case
    lines: Sequence[Filled]
    due: int | None
    sent: Sequence[Submission]

    @property
    def missing(self) -> list[Filled]:
        """The lines that the receiver asks for and no record fills."""
        return [line for line in self.lines if line.must != "no" and line.words is None]

    @property
    def lacking(self) -> list[Filled]:
        """Those of them without which the card is not sent."""
        return [line for line in self.missing if line.must == "yes"]


def card(*, ref: str, reader: Reader) -> CaseCard:
    """The card of a case within reach.

    Raises:
        Refused: there is none of that reference, for this reader; or what they read for does not open what a card says.
    """
    case = rows(Case, reader).filter(ref=ref).select_related("district", "home", "area").first()
    if case is None:
        raise Refused(Problem("record/not-found", facts={"register": "case", "value": ref}))
    check_sensitive(reader)
    form = case_card()
    kinds = (
        set(Identifier.objects.filter(person=case.person_id).values_list("kind", flat=True))
        if case.person_id
        else set()
    )
    asked = [line for line in form.lines if all(getattr(case, name) in of for name, of in line.when.items())]
    lines = [_filled(line, case, kinds) for line in asked]
    return CaseCard(form, case, lines, _due(case), cards_of(case.pk, reader))


def _due(case: Case) -> int | None:
    if case.found_at is None:
        return None
    plan = plans.in_force().plan
    value = plan.values.get(WITHIN)
    held = [
        entry.value
        for entry in (value.entries if value is not None else ())
        if isinstance(entry.value, int) and instants.start_of(entry.since, plan.zone) <= case.found_at
    ]
    return case.found_at + held[-1] if held else None


def _filled(line: CardLine, case: Case, kinds: set[str]) -> Filled:
    shape = catalogue()["case"]
    register, _, part = line.of.rpartition(".")
    if register == "person":
        title = line.title.text if line.title else Text(part, part)
        there = ON_RECORD if _IDENTIFIERS.get(part, part) in kinds else None
        return Filled(line.of, title, there, line.must, is_identity=True)
    column = shape.columns.get(line.of)
    title = column.title if column else shape.links[line.of].title
    return Filled(line.of, title, _words(case, line.of), line.must, is_identity=False)


_IDENTIFIERS = {"document": "document", "telephone": "telephone", "name": "name"}


def _words(case: Case, name: str) -> Text | None:
    shape, value = catalogue()["case"], getattr(case, name)
    if value is None:
        return None
    if name in shape.links:
        return Text(value.name_zh, value.name_en)
    column = shape.columns[name]
    if column.codes is not None:
        return column.codes.codes[value]
    if isinstance(value, bool):
        return YES if value else NO
    if column.kind.value == "instant":
        text = instants.iso(value, plans.in_force().plan.zone)[:16].replace("T", " ")
    else:
        text = f"{value:g}" if isinstance(value, float) else str(value)
    return Text(text, text)


def said(line: Filled, language: Language) -> str:
    """What a line says, or nothing."""
    return "" if line.words is None else line.words.to(language)
