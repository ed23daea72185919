"""The feed: what the registers tell of where people were becomes visits, and stays what the registers tell.

Whoever a change since the last feed touches is read anew: the visits that the registers tell of them are held against those
that the log has from the registers, and the difference is appended. So a row that is given again changes nothing, a
corrected row corrects its visits, and a withdrawn row withdraws them; what files brought is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from lianfang.base.instants import HOUR
from lianfang.base.problems import Refused
from lianfang.fronts.exposure import telling, touching, visits
from lianfang.fronts.exposure.deriving import SOURCES, Span, visits_of
from lianfang.gaps import plans
from lianfang.plan.model import Plan
from lianfang.registers import changes, journal, pseudonyms
from lianfang.registers.access import By
from lianfang.registers.models import VisitsFed

if TYPE_CHECKING:
    from lianfang.trace.naive import Row
    from lianfang.trace.writer import Writer

AT_ONCE = 2_000
"""Persons whose visits are appended together."""
Progress = Callable[[str, int, int], None]


@dataclass
class Fed:
    """What became of a feed.

    Attributes:
        persons: read anew.
        purged: visits that were deleted because their term was over.
        rejected: reason → visits that the log did not take.
    """

    persons: int = 0
    added: int = 0
    replaced: int = 0
    withdrawn: int = 0
    purged: int = 0
    rejected: dict[str, int] = field(default_factory=dict)

    def said(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def feed(
    *, plan: Plan, by: By, at: int, anew: bool = False, on_progress: Progress = lambda what, done, of: None
) -> Fed:
    """Bring the log to what the registers tell at an instant, and delete what is no longer kept. Makes the log if there is none.

    Args:
        anew: read everybody, not only whom a change touched.

    Raises:
        Refused: another writes the log; the plan lacks a value.
    """
    folder, rules = visits.folder(), visits.rules(plan)
    from lianfang.trace import manifest, writer
    from lianfang.trace.purging import purge
    from lianfang.trace.rebuilding import rebuild

    if not (folder / manifest.NAME).exists():
        writer.create(folder, rules=rules, at=rules.horizon(at))
    done = Fed()
    with writer.Writer(folder) as log:
        if rules.horizon(at) - log.kept_from >= HOUR or rules.kept != log.manifest.rules.kept:
            done.purged = purge(log, at=at, kept=rules.kept).visits
            # Also where no visit went: a purge that was stopped halfway may have left names behind.
            forget(log)
        last = _last(log)
        if rules != log.manifest.rules:
            # Another length of a row asks for other rows of everybody.
            last = last if rules.longest == log.manifest.rules.longest else None
            rebuild(log, rules=rules)
        # Taken in turn, so that no write of a smaller number is still on its way.
        with transaction.atomic():
            changes.begin()
            newest = journal.newest()
        whom = (
            touching.everyone() if anew or last is None else touching.touched(last, newest, at, rules.longest)
        )
        span = Span(max(rules.horizon(at), log.kept_from), at, rules.longest)
        for piece in _pieces(sorted(whom)):
            _mend(log, piece, span, done)
            on_progress("feed", done.persons, len(whom))
        log.settle()
        telling.forget(log.kept_from)
        _keep(newest, at, log.manifest.batch)
    lacks = "".join(f" rejected {reason}={count}" for reason, count in sorted(done.rejected.items()))
    gone = f" purged={done.purged}" if done.purged else ""
    _note(by, at, f"feed persons={done.persons}{gone}{lacks}")
    return done


def keep_up(*, by: By, at: int) -> Fed | None:
    """Feed a log that is there already, by the plan in force; None where there is no log, no plan, or the feed was refused, such
    as while another writes. A feed that fails stands in the journal.

    Raises:
        Exception: what stopped the feed, such as a full disk.
    """
    try:
        force = plans.current() if visits.is_made() else None
        return None if force is None else feed(plan=force.plan, by=by, at=at)
    except Refused as refusal:
        _note(by, at, "feed refused " + ",".join(problem.code for problem in refusal.problems))
        return None
    except Exception as error:
        _note(by, at, f"feed failed {type(error).__name__}")
        raise


def _note(by: By, at: int, what: str) -> None:
    journal.append([journal.Entry(at, by, "trace", "person", fields=what[:200])])


def note_purged(*, before: int, visits: int, people: int, by: By, at: int) -> None:
    """A deletion that was asked for by itself stands in the journal: from before when, and how many."""
    _note(by, at, f"purge before={before} visits={visits} people={people}")


def fed_at() -> int | None:
    """When the log was last brought to what the registers tell; None: never."""
    return VisitsFed.objects.filter(id=1).values_list("at", flat=True).first()


def _last(log: Writer) -> VisitsFed | None:
    """Where the last feed ended; None where this log was never fed, or is older than that."""
    known = VisitsFed.objects.filter(id=1).first()
    return None if known is None or known.batch > log.manifest.batch else known


def _keep(newest: int, at: int, batch: int) -> None:
    VisitsFed.objects.update_or_create(id=1, defaults={"journal": newest, "at": at, "batch": batch})


def _mend(log: Writer, people: Sequence[int], span: Span, done: Fed) -> None:
    """Append what differs between what the registers tell of some persons and what the log holds from the registers."""
    import pyarrow as pa

    told = visits_of(people, span, pseudonyms.of)
    pseudonyms.remember([person for person in people if told[pseudonyms.of(person)]])
    rows = [row for person, mine in told.items() for row in _differing(log, person, mine, span)]
    done.persons += len(people)
    if not rows:
        return
    columns = {name: [getattr(row, name) for row in rows] for name in rows[0]._fields}
    types = {"kind": pa.string(), "source": pa.string(), "withdrawn": pa.bool_()}
    table = pa.table(
        {name: pa.array(column, types.get(name, pa.int64())) for name, column in columns.items()}
    )
    receipt = log.append(table, at=span.at)
    done.added += receipt.added
    done.replaced += receipt.replaced
    done.withdrawn += receipt.withdrawn
    for reason, count in receipt.rejected.items():
        done.rejected[reason] = done.rejected.get(reason, 0) + count


def forget(log: Writer) -> None:
    """Of whom the log holds nothing any more there is no way back either, and it is not kept that they were named."""
    merged = pseudonyms.merged()
    others: dict[int, list[int]] = {}
    for other, kept in merged.items():
        others.setdefault(kept, [kept]).append(other)
    for pieces, forget_these in (
        (pseudonyms.known(), pseudonyms.forget),
        (telling.named(), telling.forget_all),
    ):
        for piece in pieces:
            names = [(one, name) for one in piece for name in {one, *others.get(merged.get(one, one), ())}]
            forget_these(_gone(log, names))


def _gone(log: Writer, names: Sequence[tuple[int, int]]) -> list[int]:
    """Of (pseudonym, one of all names of the same person) those pseudonyms whose person the log knows under none."""
    import numpy as np

    from lianfang.trace import numbers

    found = numbers.find(log.people, np.array([name for _one, name in names], np.int64)) != numbers.NONE
    held = {one for (one, _name), is_held in zip(names, found.tolist(), strict=True) if is_held}
    return sorted({one for one, _name in names} - held)


def _differing(log: Writer, person: int, told: Iterable[Row], span: Span) -> Iterator[Row]:
    from lianfang.trace.recorded import recorded

    known = {_key(row): row for row in recorded(log, person, span.since, span.at + HOUR, SOURCES)}
    wanted = {_key(row): row for row in told}
    for key, row in wanted.items():
        if known.get(key) != row:
            yield row
    for key, row in known.items():
        if key not in wanted:
            yield row._replace(leave=None, withdrawn=True)


def _key(row: Row) -> tuple[int, int, int, str]:
    return row.person, row.place, row.enter, row.source


def _pieces(people: Sequence[int]) -> Iterator[Sequence[int]]:
    return (people[start : start + AT_ONCE] for start in range(0, len(people), AT_ONCE))
