"""A must or a value as someone drafts it: read with the whole plan, and what it would find on the registers as they are."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from django.db import connection

from lianfang.base import areas as paths
from lianfang.base.instants import day_of, iso, start_of
from lianfang.base.problems import Problem, Refused
from lianfang.gaps import plans
from lianfang.gaps.models import PlanInForce
from lianfang.gaps.plans import InForce
from lianfang.plan import amending, examples, reference
from lianfang.plan.loader import load
from lianfang.plan.model import Entry, Must, Plan
from lianfang.plan.sql import compile_must
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import Area

Kind = Literal["value", "must"]
_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_KEY = 64


@dataclass(frozen=True)
class Proposed:
    """What is drafted: an entry more of the value ``key``, or the must ``key``; ``text`` as the plan's file will have it."""

    kind: Kind
    key: str
    text: str


@dataclass(frozen=True)
class Checked:
    """A draft read with the whole plan in force.

    Attributes:
        before: the plan in force, and its musts.
        plan: what the plan would be.
        files: of that plan.
        musts: those that read the value, or the new one.
        since: the first day on which it holds; ``starts_at`` is its 00:00.
        history: the digest of what the plan has under the same key so far; ``says`` of what it would have from ``since``.
    """

    proposed: Proposed
    before: InForce
    plan: Plan
    files: Mapping[str, str]
    musts: tuple[str, ...]
    since: date
    starts_at: int
    history: str
    says: str


@dataclass(frozen=True)
class Tally:
    """Duties that had fallen due by an instant, those of them not met then (excused ones too), and those that cannot be told."""

    due: int
    gaps: int
    cannot_tell: int


@dataclass(frozen=True)
class Effect:
    """How one must stands now under the rule in force, if it has one, and as if the draft had been in force already."""

    must: str
    now: Tally | None
    then: Tally


@dataclass(frozen=True)
class Preview:
    """What a draft would find at an instant: by must, and the worked examples of the plan that it would contradict."""

    as_of: int
    effects: tuple[Effect, ...]
    examples: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the draft."""
        return {
            "as_of": self.as_of,
            "effects": [
                [one.must, None if one.now is None else _row(one.now), _row(one.then)] for one in self.effects
            ],
            "examples": list(self.examples),
        }

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> Preview:
        """Read what was kept."""
        effects = [
            Effect(must, None if now is None else Tally(*now), Tally(*then))
            for must, now, then in said["effects"]
        ]
        return cls(said["as_of"], tuple(effects), tuple(said["examples"]))


def _row(one: Tally) -> list[int]:
    return [one.due, one.gaps, one.cannot_tell]


def reaches_the_city(area: int, force: InForce) -> bool:
    """Do rights in this area (0: everywhere) hold for all of the plan's city?"""
    if area == 0:
        return True
    city = Area.objects.filter(gb_code=force.plan.city).values_list("id", flat=True).first()
    return city is not None and paths.is_within(int(city), area)


# reading


def checked(proposed: Proposed, *, present: int) -> Checked:
    """Read a draft with the whole plan in force, as ``lianfang plan check`` would.

    Args:
        proposed: the draft.
        present: now. What would begin earlier is refused: what was decided is not decided anew.

    Raises:
        Refused: whatever is wrong in it, with its line in the draft; a start that is past or beyond the plan; a key that
            is taken, or that the plan does not have; a change that would change more, or nothing.
    """
    force = plans.in_force()
    files = dict(PlanInForce.objects.values_list("files", flat=True).get(id=force.row))
    faults = list(_key_faults(proposed, force.plan))
    made, file, shift = _into(proposed, force.plan, files)
    plan = _loaded(made, file, shift, faults)
    since = _since(proposed, force.plan, plan)
    starts_at = start_of(since, plan.zone)
    _check_start(since, starts_at, present, plan)
    which = {proposed.kind: proposed.key}
    moved = amending.others_moved(force.plan, plan, **which)  # type: ignore[arg-type]
    if moved:
        raise Refused(Problem("draft/changes-more", facts={"moved": ", ".join(moved)}))
    plans.check_areas(plan, plans.area_codes())
    musts = tuple(_musts(proposed, plan))
    history = amending.history_of(force.plan, proposed.kind, proposed.key)
    says = amending.says_of(plan, proposed.kind, proposed.key, since)
    return Checked(proposed, force, plan, made, musts, since, starts_at, history, says)


def _musts(proposed: Proposed, plan: Plan) -> Sequence[str]:
    return amending.readers_of(plan, proposed.key) if proposed.kind == "value" else [proposed.key]


def _key_faults(proposed: Proposed, plan: Plan) -> Iterator[Problem]:
    """What is wrong with the key of a must that is new."""
    if proposed.kind == "must":
        if not _KEY.fullmatch(proposed.key) or len(proposed.key) > LONGEST_KEY:
            yield Problem("draft/bad-key", facts={"name": proposed.key})
        elif proposed.key in plan.musts:
            yield Problem("draft/key-taken", facts={"name": proposed.key})


def _into(proposed: Proposed, plan: Plan, files: Mapping[str, str]) -> tuple[dict[str, str], str, int]:
    """The files with the draft; in which of them it is, and behind which line."""
    if proposed.kind == "must":
        # A key that cannot name a must names no file either.
        key = proposed.key if _KEY.fullmatch(proposed.key) else "draft"
        return amending.with_must(files, key, proposed.text), amending.must_file(key), 0
    value = plan.values.get(proposed.key)
    if value is None:
        raise Refused(Problem("draft/unknown-value", facts={"value": proposed.key}))
    since = _day_in(proposed.text)
    made, line = amending.with_entry(files, value, since, proposed.text)
    return made, value.place.file, line


def _day_in(text: str) -> date:
    """The day from which an entry holds, as it is written."""
    found = re.match(r"- from: (\d{4}-\d{2}-\d{2})$", text.partition("\n")[0])
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError as error:
        raise Refused(Problem("draft/needs-a-start", line=1)) from error


def _loaded(files: Mapping[str, str], file: str, shift: int, faults: Sequence[Problem]) -> Plan:
    """The plan of these files. What is wrong in the draft's own file is said with its line in the draft, after ``faults``."""
    found = list(faults)
    with tempfile.TemporaryDirectory() as folder:
        plans.write_out(Path(folder), files)
        try:
            plan = load(Path(folder), catalogue())
        except Refused as refusal:
            # A key that will not do is said once.
            others = [one for one in refusal.problems if not (faults and one.facts.get("key") == "must")]
            found += [_of_draft(one, file, shift) for one in others]
    if found:
        raise Refused(found)
    return plan


def _of_draft(problem: Problem, file: str, shift: int) -> Problem:
    return replace(problem, file="", line=max(problem.line - shift, 0)) if problem.file == file else problem


def _since(proposed: Proposed, before: Plan, plan: Plan) -> date:
    if proposed.kind == "must":
        since = plan.musts[proposed.key].since if proposed.key in plan.musts else None
        if since is None:
            raise Refused(Problem("draft/needs-a-start"))
        return since
    entry = entry_of(before, plan, proposed.key)
    earlier = [one for one in before.values[proposed.key].entries if one.since < entry.since]
    if earlier and earlier[-1].value == entry.value:
        raise Refused(Problem("draft/no-change", facts={"start": entry.since.isoformat()}))
    return entry.since


def entry_of(before: Plan, after: Plan, value: str) -> Entry:
    """The entry that a value has more."""
    [entry] = [one for one in after.values[value].entries if one not in before.values[value].entries]
    return entry


def _check_start(since: date, starts_at: int, present: int, plan: Plan) -> None:
    if starts_at < present:
        facts = {"start": since.isoformat(), "present": iso(present, plan.zone)}
        raise Refused(Problem("draft/starts-in-the-past", facts=facts))
    if since > plan.until:
        facts = {"start": since.isoformat(), "until": plan.until.isoformat()}
        raise Refused(Problem("draft/starts-after-the-plan", facts=facts))


# what it would find


def preview(made: Checked, *, as_of: int) -> Preview:
    """What a draft would find, each must counted in one statement over the registers; nothing is written."""
    numbers = {one.must.key: one.number for one in made.before.musts}
    as_if = made.plan
    day = day_of(as_of - 1, made.plan.zone)
    if made.proposed.kind == "value":
        entry = entry_of(made.before.plan, made.plan, made.proposed.key)
        as_if = amending.as_if_begun(made.before.plan, made.proposed.key, entry, day=day)
    effects = []
    for key in made.musts:
        must = as_if.musts[key] if made.proposed.kind == "value" else amending.must_as_if_begun(as_if, key)
        now = _kept(numbers[key], as_of) if key in numbers else None
        effects.append(Effect(key, now, _counted(must, as_if, as_of)))
    return Preview(as_of, tuple(effects), tuple(_contradicted(made)))


def _kept(number: int, as_of: int) -> Tally:
    return _tally(f"SELECT * FROM gaps_duty WHERE must_id = {number}", as_of)


def _counted(must: Must, plan: Plan, as_of: int) -> Tally:
    return _tally(compile_must(must, plan, catalogue(), plans.dialect(), plans.area_codes()).select(), as_of)


def _tally(duties: str, as_of: int) -> Tally:
    """What duties come to at an instant, in one statement."""
    open_then = f"state = 0 AND (met_at IS NULL OR met_at > {as_of})"
    text = (
        "SELECT COALESCE(SUM(CASE WHEN state = 0 THEN 1 ELSE 0 END), 0),\n"
        f"       COALESCE(SUM(CASE WHEN {open_then} THEN 1 ELSE 0 END), 0),\n"
        "       COALESCE(SUM(CASE WHEN state > 0 THEN 1 ELSE 0 END), 0)\n"
        f"FROM (\n{duties}\n) AS d WHERE since <= {as_of}"
    )
    with connection.cursor() as cursor:
        cursor.execute(text.replace("%", "%%"), [])
        return Tally(*map(int, cursor.fetchone()))


def _contradicted(made: Checked) -> Iterator[str]:
    """The worked examples of the musts concerned that would come out otherwise, by their titles."""
    with tempfile.TemporaryDirectory() as folder:
        plans.write_out(Path(folder), made.files)
        found = examples.read_examples(Path(folder), made.plan, catalogue())
    for example in found:
        if example.must in made.musts and any(
            examples.run(example, made.plan, catalogue(), reference.duties)
        ):
            yield f"{example.must}: {example.title}"
