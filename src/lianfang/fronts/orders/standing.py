"""What is asked of a person now: worked out from orders, stays in hospital, contacts and cases each time it is asked.

Nothing of it is kept. A fact that is corrected or taken back changes the answer at once, and with it every pass. Who holds a
person is an order with an end, or a bed in a hospital; without either nobody is stopped, and what cannot be told is said so
and asked of a supervisor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from lianfang.base.words import Text

Kind = Literal["none", "watch", "at_home", "collective", "in_hospital", "cannot_tell"]
Verdict = Literal["go", "call"]

KINDS: Mapping[Kind, Text] = {
    "in_hospital": Text("住院", "in hospital"),
    "collective": Text("集中隔离", "isolate collectively"),
    "at_home": Text("居家隔离", "isolate at home"),
    "cannot_tell": Text("无法判定", "cannot be told"),
    "watch": Text("健康监测", "watch"),
    "none": Text("无措施", "none"),
}
"""From what binds most to what binds least."""
OF_ORDER: Mapping[str, Kind] = {
    "hospital_isolation": "in_hospital", "collective_isolation": "collective", "home_isolation": "at_home",
    "seal": "at_home", "home_observation": "watch",
}  # fmt: skip
_WHY_ORDER: Mapping[str, Text] = {
    "hospital_isolation": Text(
        "住院隔离措施令 {number} 在执行", "the order {number} of isolation in hospital is in force"
    ),
    "collective_isolation": Text(
        "集中隔离措施令 {number} 在执行", "the order {number} of collective isolation is in force"
    ),
    "home_isolation": Text(
        "居家隔离措施令 {number} 在执行", "the order {number} of isolation at home is in force"
    ),
    "seal": Text(
        "所住单元的封控措施令 {number} 在执行", "the order {number} seals the unit in which they live"
    ),
    "home_observation": Text(
        "居家健康监测措施令 {number} 在执行", "the order {number} of health watch at home is in force"
    ),
}
_ADMITTED = Text("正在住院", "they are in a hospital's care")
_WATCHED = Text("密切接触者，观察期未满；未下达措施令，不受限制",
                "they were close to a case and the time of watch is not over; no order binds them")  # fmt: skip
_AFTER = Text("出院后观察期未满；未下达措施令，不受限制",
              "they are watched after a stay in hospital; no order binds them")  # fmt: skip
_UNSURE = Text("密切接触者，末次接触时间不明，无法判定观察期",
               "they were close to a case, and when they last were is not known, so the time of watch cannot be told")  # fmt: skip
_FREE = Text("没有在执行的措施令，也不在观察期内", "no order is in force and no time of watch runs")


@dataclass(frozen=True)
class Used:
    """A record that the answer rests on."""

    register: str
    ref: str


@dataclass(frozen=True)
class OrderFact:
    """An order for the person, their household, or the unit in which they live. ``ruled_out``: its case is none any more."""

    ref: str
    number: str
    kind: str
    starts_at: int
    ends_at: int
    released_at: int | None = None
    ruled_out: bool = False
    issuer: str = ""


@dataclass(frozen=True)
class ContactFact:
    """That they were close to a case. ``is_open``: the case stands, and the watch was neither ended nor handed over."""

    ref: str
    last_contact_at: int | None
    is_open: bool = True
    issuer: str = ""


@dataclass(frozen=True)
class BedFact:
    """A stay in a hospital, by a bed or by the case itself; ``until`` None where it goes on."""

    register: str
    ref: str
    since: int
    until: int | None = None
    issuer: str = ""


@dataclass(frozen=True)
class CaseFact:
    """That they are watched after a stay in hospital, until an instant."""

    ref: str
    watched_until: int
    issuer: str = ""


@dataclass(frozen=True)
class Facts:
    """All that is known of one person and matters here."""

    orders: Sequence[OrderFact] = ()
    contacts: Sequence[ContactFact] = ()
    beds: Sequence[BedFact] = ()
    cases: Sequence[CaseFact] = ()


@dataclass(frozen=True)
class Rules:
    """The dated values by which it is worked out, of one version of the plan.

    Attributes:
        plan: the version: the first letters of its hash.
        watched_for: seconds from the last contact; None where the plan does not say for now.
        good_for: seconds after which an answer that rests on nothing with an end is to be asked again.
    """

    plan: str
    watched_for: int | None
    good_for: int


@dataclass(frozen=True)
class Standing:
    """What is asked of a person at an instant.

    Attributes:
        why: one sentence in plain words.
        until: when this answer ends; there is none without an end.
        issuer: who answers for it.
        used: the records on which it rests; empty where there are none.
        next_start: when the next order begins that has been issued and binds nobody yet; None where there is none.
    """

    kind: Kind
    why: Text
    at: int
    until: int
    rule: str
    issuer: str = ""
    used: Sequence[Used] = field(default_factory=tuple)
    is_bound: bool = False
    next_start: int | None = None

    @property
    def verdict(self) -> Verdict:
        """What a guard sees. Nobody is stopped without an order, a bed, or a doubt that a supervisor can settle."""
        return "call" if self.is_bound or self.kind == "cannot_tell" else "go"


def standing(facts: Facts, rules: Rules, at: int) -> Standing:
    """What is asked of someone now: the hardest of all that holds."""
    order = list(KINDS)
    found = sorted(
        _all(facts, rules, at), key=lambda one: (order.index(one.kind), not one.is_bound, -one.until)
    )
    begins = _next_start(facts.orders, at)
    if not found:
        return Standing("none", _FREE, at, at + rules.good_for, rules.plan, next_start=begins)
    first = found[0]
    # One answer for all that is alike: two orders of a kind hold until the later one ends.
    used = tuple(used for one in found if one.kind == first.kind for used in one.used)
    return replace(first, used=used, next_start=begins)


def _all(facts: Facts, rules: Rules, at: int) -> Iterator[Standing]:
    """Everything that holds at an instant, one answer each."""
    for order in facts.orders:
        if _is_in_force(order, at):
            why = Text(*(words.format(number=order.number) for words in _WHY_ORDER[order.kind]))
            used = (Used("order", order.ref),)
            until = _end(order)
            yield Standing(OF_ORDER[order.kind], why, at, until, rules.plan, order.issuer, used, True)
    for bed in facts.beds:
        if bed.since <= at and (bed.until is None or at < bed.until):
            used = (Used(bed.register, bed.ref),)
            until = at + rules.good_for
            yield Standing("in_hospital", _ADMITTED, at, until, rules.plan, bed.issuer, used, True)
    for case in facts.cases:
        if at < case.watched_until:
            used = (Used("case", case.ref),)
            yield Standing("watch", _AFTER, at, case.watched_until, rules.plan, case.issuer, used)
    for contact in facts.contacts:
        yield from _of_contact(contact, rules, at)


def _of_contact(contact: ContactFact, rules: Rules, at: int) -> Iterator[Standing]:
    used = (Used("contact", contact.ref),)
    if not contact.is_open:
        return
    if contact.last_contact_at is None or rules.watched_for is None:
        yield Standing("cannot_tell", _UNSURE, at, at + rules.good_for, rules.plan, contact.issuer, used)
    elif at < contact.last_contact_at + rules.watched_for:
        until = contact.last_contact_at + rules.watched_for
        yield Standing("watch", _WATCHED, at, until, rules.plan, contact.issuer, used)


def _end(order: OrderFact) -> int:
    """When it ends: one that another takes the place of later ends then."""
    return order.ends_at if order.released_at is None else min(order.ends_at, order.released_at)


def _next_start(orders: Sequence[OrderFact], at: int) -> int | None:
    """When the next of the orders begins that bind nobody yet."""
    to_come = (one.starts_at for one in orders if one.starts_at > at and _is_in_force(one, one.starts_at))
    return min(to_come, default=None)


def _is_in_force(order: OrderFact, at: int) -> bool:
    """Whether anybody has lifted it or not: an order binds nobody after its end, nor on a case that is none."""
    lifted = order.released_at is not None and order.released_at <= at
    return order.starts_at <= at < order.ends_at and not lifted and not order.ruled_out
