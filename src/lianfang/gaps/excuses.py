"""Excuses as duties and tallies see them: which excuse counts from when until when, kept up with the duty.

An excuse hangs on a duty's key. While it holds, and the duty is due and not met, the duty is *excused* and no gap:
from the later of deadline and beginning until before the earlier of evidence and end. Of a met duty, of one that cannot be
told, and where there is no duty, it counts for nothing; it lies ready for when that changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from lianfang.base import areas as paths
from lianfang.base.instants import HOUR
from lianfang.gaps import tallies
from lianfang.gaps.models import Excuse
from lianfang.gaps.running import run
from lianfang.plan import reference

DUTY_OF = "d.must_id = e.must_id AND d.subject_id = e.subject_id AND d.period = e.period"
COUNTS = "must_id, area_id, counts_from, counts_until"


class Span(NamedTuple):
    """Of an excuse, where and from when until when it counts; None where it counts for nothing."""

    must_id: int
    area_id: int
    counts_from: int | None
    counts_until: int | None


def _settle(where: str) -> str:
    """The statement that works out anew when excuses count: ``docs/algorithms/must.md`` §4."""
    return f"""
UPDATE gaps_excuse AS e SET
  area_id = COALESCE((SELECT d.area_id FROM gaps_duty AS d WHERE {DUTY_OF}), area_id),
  (counts_from, counts_until) = (
    SELECT CASE WHEN d.due_at > e.begins_at THEN d.due_at ELSE e.begins_at END,
           CASE WHEN d.met_at < e.ends_at THEN d.met_at ELSE e.ends_at END
    FROM gaps_duty AS d
    WHERE {DUTY_OF} AND d.state = 0 AND e.begins_at < e.ends_at AND d.due_at < e.ends_at
      AND (d.met_at IS NULL OR (d.met_at > d.due_at AND d.met_at > e.begins_at)))
WHERE {where} RETURNING {COUNTS}"""


def count(spans: Iterable[Any], sign: int, into: tallies.Change) -> None:
    """Add (or with −1, take back) what begins and what ceases to be excused."""
    for must, area, begins, ends in spans:
        if begins is not None:
            into[must, area, begins // HOUR, "excused"] += sign
            into[must, area, ends // HOUR, "excused"] -= sign


def settle(ids: Collection[int], into: tallies.Change) -> None:
    """Let the tallies follow excuses that are new or have changed; what they counted before is the caller's to take back."""
    count(run(_settle("e.id IN ({ids})"), ids), +1, into)


def counted(ids: Collection[int]) -> list[Span]:
    """The spans that excuses count at present."""
    return [Span(*row) for row in run(f"SELECT {COUNTS} FROM gaps_excuse WHERE id IN ({{ids}})", ids)]


def follow(subjects: Collection[int], into: tallies.Change) -> None:
    """After the duties of subjects were read again: let their excuses and the tallies follow.

    Nearly every write touches no excused duty: then this is one look-up in an index.
    """
    found = run(f"SELECT id, {COUNTS} FROM gaps_excuse WHERE subject_id IN ({{ids}})", subjects)
    if found:
        count((row[1:] for row in found), -1, into)
        settle({row[0] for row in found}, into)


def rebuild(number: int) -> None:
    """Work out when the excuses of one must count, from its duties as they are."""
    with connection.cursor() as cursor:
        cursor.execute(_settle("e.must_id = %s"), [number])


def counts_at(at: int) -> str:
    """Does an excuse ``e`` count at an instant? (Said with the condition of the indexes that are there for it.)"""
    return f"e.counts_from IS NOT NULL AND e.counts_from <= {at} AND e.counts_until > {at}"


def is_excused_at(at: int) -> str:
    """Is a duty ``d`` excused at an instant? One look-up in an index for each."""
    return f"EXISTS (SELECT 1 FROM gaps_excuse AS e WHERE {DUTY_OF} AND {counts_at(at)})"


def any_at(at: int) -> bool:
    """Is any duty excused at an instant?"""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM gaps_excuse AS e WHERE {counts_at(at)})")
        return bool(cursor.fetchone()[0])


def of_subject(subject: int, *, at: int) -> set[tuple[int, int]]:
    """The duties of one record that are excused at an instant, by must's number and period."""
    kept = Excuse.objects.filter(subject_id=subject, counts_from__lte=at, counts_until__gt=at)
    return set(kept.values_list("must_id", "period"))


def as_known(known_at: int, keys: Mapping[int, str]) -> list[reference.Excuse]:
    """The excuses that were recorded by ``known_at``, each with the end that it had then.

    Args:
        keys: must's number → its key, of the musts asked for.
    """
    kept = Excuse.objects.filter(recorded_at__lte=known_at, must_id__in=list(keys)).order_by("id")
    return [
        reference.Excuse(
            keys[e.must_id], e.subject_id, e.period, e.begins_at,
            e.ends_at if e.revoked_at is not None and e.revoked_at <= known_at else e.until,
            e.reason, e.given_by, e.approved_by,
        )
        for e in kept
    ]  # fmt: skip


class Said(NamedTuple):
    """What excuses of one must have in common."""

    must_id: int
    reason: str
    given_by: str
    approved_by: str


@dataclass(frozen=True)
class Share:
    """How many duties are excused for one reason by the same two people, and when the first and the last of these excuses end."""

    said: Said
    count: int
    first_end: int
    last_end: int


def shares(*, at: int, area: int = 0) -> dict[int, list[Share]]:
    """Must's number → why and by whom its duties are excused at an instant, the most first."""
    low, high = paths.span(area) if area else (0, 10**18)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT must_id, reason, given_by, approved_by, COUNT(*), MIN(ends_at), MAX(ends_at) FROM gaps_excuse"
            " WHERE counts_from IS NOT NULL AND counts_from <= %s AND counts_until > %s AND area_id >= %s AND area_id < %s"
            " GROUP BY must_id, reason, given_by, approved_by",
            [at, at, low, high],
        )
        return in_order(Share(Said(*row[:4]), *row[4:]) for row in cursor.fetchall())


def in_order(found: Iterable[Share]) -> dict[int, list[Share]]:
    """Shares by must's number, the most first."""
    by_must: dict[int, list[Share]] = defaultdict(list)
    for share in sorted(found, key=lambda share: (-share.count, share.said)):
        by_must[share.said.must_id].append(share)
    return dict(by_must)
