"""The board's answers worked out again from the lists, a row at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lianfang.base import areas as paths
from lianfang.gaps import plans
from lianfang.gaps.lists import Found, Gap, gaps, owners_of
from lianfang.gaps.models import Duty
from lianfang.registers.access import Reader

EVERYONE = Reader("ann", "operator")


def all_gaps(at: int, area: int) -> tuple[Gap, ...]:
    """The whole list of gaps."""
    return gaps(reader=EVERYONE, at=at, now=at, area=area, limit=0).rows


def due_by_owner(at: int, area: int) -> dict[tuple[int, int], int]:
    """(Owner, must's number) → duties due, each duty's owner looked up as the list does."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    for standing in plans.in_force().musts:
        rows = list(_due(standing.number, at, area))
        owned = owners_of([(standing, rows)], "gap")
        for row in rows:
            if (standing.number, row.subject) in owned:
                found[owned[standing.number, row.subject].id, standing.number] += 1
    return found


def _due(must: int, at: int, area: int) -> Iterator[Found]:
    for d in Duty.objects.filter(must_id=must, state=0, since__lte=at):
        if d.area_id is not None and paths.is_within(d.area_id, area):
            yield Found(
                d.must_id, d.subject_id, d.period, d.area_id, d.due_at, d.evidence_id, d.state, d.since
            )


def overdue_by_owner(found: tuple[Gap, ...], at: int) -> dict[tuple[int, str], list[int]]:
    """(Owner, must) → how many gaps, and the seconds for which they are overdue."""
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for gap in found:
        if gap.owner is not None and gap.due_at is not None:
            mine = sums[gap.owner.id, gap.must.key]
            mine[0], mine[1] = mine[0] + 1, mine[1] + at - gap.due_at
    return sums
