"""Drafts of musts and values: what they say, how they stand, and what a value was and will be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import yaml
from django.db.models import Q

from lianfang.base.instants import day_of
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.board.heads import in_force
from lianfang.board.musts import value_words
from lianfang.fronts.command.shapes import Words
from lianfang.gaps import drafts as reading
from lianfang.gaps import plans
from lianfang.gaps.drafting import proposed_of
from lianfang.gaps.drafts import Preview, reaches_the_city
from lianfang.gaps.models import PlanDraft
from lianfang.gaps.plans import InForce
from lianfang.plan import amending
from lianfang.plan.model import Entry, Plan, Value
from lianfang.plan.walking import values_of
from lianfang.registers.access import Reader

LISTED = 200


@dataclass(frozen=True)
class DraftShown:
    """A draft, what it says, and what it would find.

    Attributes:
        said: its fields as they are written.
        plan: the plan with it, where it can be read: the one in force for a signed one.
        found: None for a reader whose rights are for a part of the city.
        problems: why it cannot be signed as it is.
        now: of a value, its entry in force before.
        counted_for: of a value, its entry in whose place it was counted.
        until: of a value, its next entry, already to come.
        musts: those that it concerns, of ``plan``.
        beside: the other drafts of the same key that wait.
    """

    draft: PlanDraft
    said: Mapping[str, Any]
    since: date
    plan: Plan | None
    found: Preview | None
    problems: Sequence[Problem]
    now: Entry | None
    counted_for: Entry | None
    until: Entry | None
    musts: Sequence[str]
    beside: Sequence[PlanDraft]


@dataclass(frozen=True)
class EntryShown:
    """What a value is from a day on: over, in force or to come; ``draft`` is the reference of the draft by which it came."""

    entry: Entry
    words: Words
    when: str
    draft: str


@dataclass(frozen=True)
class ValueShown:
    """A value with its history, the newest first, the musts and figures that read it, and the drafts of it that wait."""

    value: Value
    entries: Sequence[EntryShown]
    musts: Sequence[str]
    figures: Sequence[str]
    waiting: Sequence[PlanDraft]


def listed() -> list[PlanDraft]:
    """The drafts, the newest first: all that wait, then the last of the others."""
    waits, newest = Q(signed_at=None, outcome=""), PlanDraft.objects.order_by("-id")
    return [*newest.filter(waits), *newest.exclude(waits)[:LISTED]]


def draft_of(ref: str) -> PlanDraft:
    """One draft.

    Raises:
        Refused: there is none of this reference.
    """
    found = PlanDraft.objects.filter(ref=ref).first()
    if found is None:
        raise Refused(Problem("draft/not-found", facts={"ref": ref[:40]}))
    return found


def said_of(draft: PlanDraft) -> Mapping[str, Any]:
    """What a draft says, field by field, as texts."""
    said: Any = yaml.load(draft.text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes texts, lists and mappings only
    found: Mapping[str, Any] = said[0] if isinstance(said, list) else said
    return found


def title_of(draft: PlanDraft, plan: Plan) -> Text:
    """What a draft is about, in words."""
    if draft.kind == "value":
        value = plan.values.get(draft.key)
        return Text(draft.key, draft.key) if value is None else value.title
    title = said_of(draft)["title"]
    return Text(title["zh"], title["en"])


def shown(draft: PlanDraft, *, reader: Reader, present: int) -> DraftShown:
    """All that a page says of a draft.

    Args:
        draft: it.
        reader: who looks.
        present: the city's now.
    """
    force = plans.in_force()
    found = Preview.of_json(draft.found) if reaches_the_city(reader.area, force) else None
    plan, problems = _read(draft, force, present)
    now = counted_for = until = None
    since = day_of(draft.starts_at, force.plan.zone)
    if draft.kind == "value" and draft.key in force.plan.values:
        entries = force.plan.values[draft.key].entries
        # What it takes the place of: where one is to come before it, that.
        now = in_force(
            force.plan, draft.key, max(since - timedelta(days=1), day_of(present - 1, force.plan.zone))
        )
        counted_for = in_force(force.plan, draft.key, day_of(draft.found["as_of"] - 1, force.plan.zone))
        until = next((one for one in entries if one.since > since), None)
    musts = () if plan is None else _musts(draft, plan)
    waiting = PlanDraft.objects.filter(kind=draft.kind, key=draft.key, signed_at=None, outcome="")
    beside = list(waiting.exclude(pk=draft.pk)) if draft.state == "waiting" else []
    return DraftShown(
        draft, said_of(draft), since, plan, found, problems, now, counted_for, until, musts, beside
    )


def _read(draft: PlanDraft, force: InForce, present: int) -> tuple[Plan | None, Sequence[Problem]]:
    if draft.state == "signed":
        return force.plan, ()
    if draft.state != "waiting":
        return None, ()
    try:
        made = reading.checked(proposed_of(draft), present=present)
    except Refused as refusal:
        return None, refusal.problems
    overtaken = Problem("draft/overtaken", facts={"key": draft.key})
    return made.plan, () if made.history == draft.history else (overtaken,)


def _musts(draft: PlanDraft, plan: Plan) -> Sequence[str]:
    if draft.kind == "value":
        return amending.readers_of(plan, draft.key)
    return [draft.key] if draft.key in plan.musts else []


def entry_from(plan: Plan, key: str, since: date) -> Entry | None:
    """What a value is from this very day on."""
    value = plan.values.get(key)
    return None if value is None else next((one for one in value.entries if one.since == since), None)


def value_of(key: str) -> Value:
    """One value of the plan in force.

    Raises:
        Refused: it has none of this name.
    """
    found = plans.in_force().plan.values.get(key)
    if found is None:
        raise Refused(Problem("draft/unknown-value", facts={"value": key[:64]}))
    return found


def value_shown(key: str, *, present: int) -> ValueShown:
    """A value with its history.

    Raises:
        Refused: the plan in force has no such value.
    """
    value, plan = value_of(key), plans.in_force().plan
    drafts = list(PlanDraft.objects.filter(kind="value", key=key, outcome="").order_by("-id"))
    signed = {day_of(one.starts_at, plan.zone): one.ref for one in drafts if one.state == "signed"}
    day = day_of(present - 1, plan.zone)
    entries = [
        EntryShown(one, value_words(value, one), _when(value, n, day), signed.get(one.since, ""))
        for n, one in enumerate(value.entries)
    ]
    return ValueShown(
        value, entries[::-1], amending.readers_of(plan, key), figures_reading(plan, key),
        [one for one in drafts if one.state == "waiting"],
    )  # fmt: skip


def _when(value: Value, n: int, day: date) -> str:
    begun = [number for number, one in enumerate(value.entries) if one.since <= day]
    return "to_come" if n not in begun else "in_force" if n == begun[-1] else "over"


def figures_reading(plan: Plan, key: str) -> list[str]:
    """The counted figures that read a value."""
    return [
        name
        for name, figure in plan.figures.items()
        if figure.counted is not None and key in values_of(figure.counted.where, figure.counted.at)
    ]
