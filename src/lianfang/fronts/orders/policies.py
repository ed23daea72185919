"""When an order may be issued: everything that is wrong with one is told at once, and with anything wrong there is none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from lianfang.base.instants import iso
from lianfang.base.problems import Problem
from lianfang.base.words import Text
from lianfang.fronts.orders.values import duration
from lianfang.plan.model import Plan

AT_MOST = frozenset({"home_isolation", "collective_isolation", "home_observation"})
"""Kinds whose end is bound by the date of the evidence. A seal, whose evidence is a case, is bound from its start; a stay in
hospital by recovery."""
MACHINES = frozenset(
    ["model", "system", "automatic", "automatically", "algorithm", "computer", "software", "bot", "robot"]
)
"""Words that stand in for a name where nobody decided, anywhere in it."""
MACHINES_ALONE = MACHINES | frozenset(
    ["ai", "auto", "machine", "rule", "engine", "lianfang", "电脑", "机器", "程序", "规则", "软件", "联防"]
)
"""Those that do so alone: beside another word they may be somebody's name."""
MACHINES_WITHIN = ("模型", "系统", "算法", "自动", "计算机", "人工智能", "机器人")
"""Those that do so in a script without spaces."""
NEEDED = {
    "kind": Text("措施类别", "kind"),
    "basis": Text("法律依据", "legal basis"),
    "evidence": Text("事实依据", "evidence"),
    "evidence_at": Text("事实发生时间", "instant of the evidence"),
    "starts_at": Text("开始时间", "start"),
    "ends_at": Text("到期时间", "end"),
    "where": Text("执行场所", "place"),
    "whom": Text("对象", "whom it is for"),
    "support_contact": Text("生活保障联系人", "support contact"),
    "decider": Text("决定人", "decider"),
    "notice_at": Text("送达时间", "time of the notice"),
    "appeal_told_at": Text("告知申诉途径时间", "time at which the way of appeal was told"),
}
"""What no order lacks, as people say it."""
NOT_AT_THE_DOOR = frozenset({"ends_at", "notice_at"})
"""What an oral order has not yet: it is why it lapses."""


@dataclass(frozen=True)
class Draft:
    """An order before it is one. Links are ids of rows; what is not told is None or empty, and refused.

    Attributes:
        replaces: the reference of the order that this one extends or, of an oral one, puts in writing.
    """

    area: int
    kind: str = ""
    person: int | None = None
    household: int | None = None
    site: int | None = None
    place: int | None = None
    stay: int | None = None
    contact: int | None = None
    case: int | None = None
    decided_by: int | None = None
    basis: str = ""
    evidence: str = ""
    evidence_at: int | None = None
    starts_at: int | None = None
    ends_at: int | None = None
    decider: str = ""
    support_contact: str = ""
    notice_at: int | None = None
    appeal_told_at: int | None = None
    replaces: str = ""

    @property
    def whom(self) -> tuple[int | None, int | None, int | None]:
        """Person, household, place sealed."""
        return self.person, self.household, self.site


def faults(draft: Draft, plan: Plan, at: int, *, oral: bool = False) -> list[Problem]:
    """Everything that keeps an order from being issued; nothing where it may be."""
    lacking = [name for name in missing(draft) if not (oral and name in NOT_AT_THE_DOOR)]
    found = []
    if lacking:
        said = [NEEDED[name] for name in lacking]
        words = Text("、".join(one.zh for one in said), ", ".join(one.en for one in said))
        found.append(Problem("order/incomplete", facts={"missing": words, "field": lacking[0]}))
    found += people_faults(draft.decider)
    return [*found, *_instant_faults(draft, plan, at)]


def missing(draft: Draft) -> list[str]:
    """What an order needs and this one lacks, in the order of a form."""
    there = {name: getattr(draft, name, None) for name in NEEDED}
    there["whom"] = any(draft.whom)
    there["where"] = _is_placed(draft)
    return [name for name, said in there.items() if not (said.strip() if isinstance(said, str) else said)]


def _is_placed(draft: Draft) -> bool:
    if draft.kind == "seal":
        return draft.site is not None
    if draft.kind in {"collective_isolation", "hospital_isolation"}:
        return draft.place is not None
    return draft.household is not None or draft.place is not None


def people_faults(decider: str, second: str = "") -> Iterator[Problem]:
    """Of who decides and who signs: people, and two."""
    for name in (decider, second):
        if name.strip() and not is_person(name):
            yield Problem("order/no-person", facts={"name": name.strip()[:60], "field": "decider"})
    if decider.strip() and plain(decider) == plain(second):
        yield Problem("order/one-person", facts={"name": decider.strip()[:60]})


def is_person(name: str) -> bool:
    """Could this be somebody's name? Not that of a machine, nor without a letter."""
    said = plain(name)
    words = "".join(one if one.isalpha() else " " for one in said).split()
    if not words or any(word in MACHINES for word in words) or any(word in said for word in MACHINES_WITHIN):
        return False
    return "".join(words) not in MACHINES_ALONE


def plain(name: str) -> str:
    """A name as two are compared: full and half width, case and spaces are no difference."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _instant_faults(draft: Draft, plan: Plan, at: int) -> Iterator[Problem]:
    if draft.evidence_at is not None and draft.evidence_at > at:
        yield Problem("order/evidence-later", facts={"field": "evidence_at"})
    for field in ("notice_at", "appeal_told_at"):
        if (getattr(draft, field) or 0) > at:
            yield Problem("order/signed-later", facts={"field": field})
    if draft.starts_at is None:
        return
    if draft.evidence_at is not None and draft.starts_at < draft.evidence_at:
        yield Problem("order/not-yet", facts={"field": "starts_at"})
    if draft.ends_at is not None:
        if draft.ends_at <= draft.starts_at:
            yield Problem("order/no-term", facts={"field": "ends_at"})
        last = last_end(draft, plan)
        if last is not None and draft.ends_at > last:
            yield Problem("order/too-long", facts={"until": iso(last, plan.zone), "field": "ends_at"})


def last_end(draft: Draft, plan: Plan) -> int | None:
    """The last instant at which the order may end; None where nothing bounds it, or what does is not known yet.

    Raises:
        Refused: the plan does not say for that instant.
    """
    if draft.kind in AT_MOST and draft.evidence_at is not None and draft.starts_at is not None:
        return draft.evidence_at + duration(plan, "order_at_most", draft.starts_at)
    if draft.kind == "seal" and draft.starts_at is not None:
        return draft.starts_at + duration(plan, "order_at_most", draft.starts_at)
    return None
