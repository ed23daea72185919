"""What two persons signed on a page, and whether a plan that is to come into force has it still."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lianfang.base.instants import day_of
from lianfang.gaps.models import PlanDraft
from lianfang.plan import amending
from lianfang.plan.model import Plan
from lianfang.registers import journal
from lianfang.registers.access import By


def lost(plan: Plan) -> list[PlanDraft]:
    """The signed changes that a plan does not have, or has otherwise."""
    return list(_lost(plan))


def _lost(plan: Plan) -> Iterator[PlanDraft]:
    for one in PlanDraft.objects.filter(signed_at__isnull=False, outcome="").order_by("id"):
        since = day_of(one.starts_at, plan.zone)
        if amending.says_of(plan, one.kind, one.key, since) != one.says:
            yield one


def drop(drafts: Sequence[PlanDraft], *, by: By, at: int) -> None:
    """Changes are given up by whoever puts a plan without them in force; inside the caller's transaction."""
    for one in drafts:
        PlanDraft.objects.filter(pk=one.pk).update(outcome="dropped", ended_by=by.name, ended_at=at)
    journal.append([entry("drop_draft", one, by, at) for one in drafts])


def entry(verb: str, one: PlanDraft, by: By, at: int, request: str = "") -> journal.Entry:
    """The journal's entry of a step of a draft: which key, never what it says."""
    return journal.Entry(at, by, verb, "plan_draft", one.pk, one.ref, f"{one.kind},{one.key}", request)
