"""Passes: issued from what is asked of a person now, looked at by the site, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.orders import tokens
from lianfang.fronts.orders.asking import person_of, standing_of, standings_of
from lianfang.fronts.orders.tokens import Said, Seen
from lianfang.fronts.orders.values import duration
from lianfang.gaps import plans
from lianfang.registers import journal, keys
from lianfang.registers.access import By, Reader
from lianfang.registers.actions import record
from lianfang.registers.models import Area, Pass
from lianfang.registers.requests import once


@dataclass(frozen=True)
class Issued:
    """A pass and its line of text."""

    row: Pass
    line: str


def issue_pass(
    *, person: str, by: By, reader: Reader, at: int, given_to: str = "", request: str = ""
) -> Issued:
    """Issue a pass for a person: what it says is what is asked of them now, until that ends or the next order begins, and for a
    day at most.

    Args:
        person: their reference.
        by: who issues it.
        reader: the same, reading.
        at: now.
        given_to: the reference of whoever takes it for a child or an elder; empty for themselves.
        request: the client's id of this write.

    Raises:
        Refused: the person or the other one is not in reach.
    """

    def act() -> dict[str, Any]:
        holder = person_of(person, reader)
        other = person_of(given_to, reader).pk if given_to else None
        found = standing_of(holder.pk, at=at)
        # What is ordered from later on is not asked of them yet, and will be before the day is over.
        ends = found.until if found.next_start is None else min(found.until, found.next_start)
        longest = min(duration(plans.in_force().plan, "pass_valid_for", at), tokens.LONGEST)
        row = {
            "person": holder.pk, "issued_at": at, "valid_until": min(at + longest, ends), "verdict": found.verdict,
            "given_to": other, "area": by.area or holder.area_id,
        }  # fmt: skip
        return {"ref": record(register="pass", rows=[row], by=by, at=at).refs[0]}

    content = [by.name, person, given_to]
    made = once(request=request, verb="issue_pass", content=content, at=at, act=act)
    row = Pass.objects.get(ref=made["ref"])
    return Issued(row, line_of(row))


def line_of(row: Pass) -> str:
    """The line of text of a pass: the same whenever it is asked for."""
    area = Area.objects.get(id=row.area_id)
    verdict: tokens.Verdict = "go" if row.verdict == "go" else "call"
    said = Said(row.ref, row.issued_at, row.valid_until, area.gb_code or area.ref, verdict)
    return tokens.written(said, keys.sign_pass)


def revoke(*, ref: str, by: By, at: int) -> None:
    """Take a pass back.

    Raises:
        Refused: there is none in reach.
    """
    reach = Reader(by.name, by.role, by.area, by.purpose).scope()
    found = Pass.objects.filter(reach, ref=ref).first()
    if found is None:
        raise Refused(Problem("record/not-found", facts={"register": "pass", "value": ref[:40]}))
    if found.revoked_at is None:
        record(register="pass", rows=[{"id": found.pk, "revoked_at": at}], by=by, at=at)


def look(line: str, *, reader: Reader, at: int) -> Seen:
    """What a gate that is connected is told: a pass lets pass only while what is asked of its holder still does. The look is
    journalled; nothing but the verdict and its end leaves.
    """
    seen = tokens.looked_at(line, tokens.public_keys(keys.export_pass_key()), at=at)
    row = None if seen.said is None else Pass.objects.filter(ref=seen.said.ref).first()
    journal.append(
        [journal.Entry(at, reader, "read", "pass", None if row is None else row.pk, row.ref if row else "")]
    )
    if seen.verdict != "go":
        return seen
    if row is None or row.revoked_at is not None or standing_of(row.person_id, at=at).verdict != "go":
        return Seen("call", "revoked", seen.said)
    return seen


def no_longer_good(at: int) -> dict[str, int]:
    """Passes whose term runs and which say *pass* no longer with reason until its end: reference → instant from which on. That is
    0 of those taken back or overtaken by what came since; else the next order, recorded since, begins within the term.
    """
    running = list(Pass.objects.filter(valid_until__gt=at - tokens.TOLERANCE, verdict="go").order_by("id"))
    asked = standings_of([one.person_id for one in running if one.revoked_at is None], at=at)
    found = dict[str, int]()
    for one in running:
        if one.revoked_at is not None or asked[one.person_id].verdict != "go":
            found[one.ref] = 0
            continue
        begins = asked[one.person_id].next_start
        if begins is not None and begins < one.valid_until:
            found[one.ref] = begins
    return found
