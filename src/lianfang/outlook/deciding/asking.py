"""From the file of ``lianfang outlook decide`` to a question, and to its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.deciding import checked, posterior, reading, shapes, telling
from lianfang.outlook.deciding.calendars import laid, written
from lianfang.outlook.deciding.checking import CHECKS, CONFIDENCE, design
from lianfang.outlook.deciding.engine import Engine, groups_of
from lianfang.outlook.deciding.estimating import Limit, Limits
from lianfang.outlook.deciding.flipping import FARTHEST, flips
from lianfang.outlook.deciding.orders import Decision
from lianfang.outlook.deciding.resuming import WORST, Question
from lianfang.outlook.deciding.resuming import answer as answered
from lianfang.outlook.deciding.search import Choices
from lianfang.outlook.deciding.sharing import rests_on, words
from lianfang.outlook.deciding.worlds import Kept, drawn
from lianfang.outlook.scenario import (
    Capacity,
    Closing,
    Gate,
    Isolation,
    Margins,
    Policies,
    Protection,
    Testing,
    Tracing,
    Worst,
    build,
    figures,
)
from lianfang.outlook.shapes import Remark

KINDS: Mapping[str, Any] = {
    "gates": Gate, "testing": Testing, "tracing": Tracing, "protection": Protection, "isolation": Isolation,
    "capacity": Capacity, "closings": Closing,
}  # fmt: skip

Told = Callable[[str, int, int], None]


def answer(
    path: Path, *, keep: Path | None = None, told: Told = lambda stage, done, of: None
) -> shapes.DecisionSaid:
    """Read the file, search, verify on the city, say what would change the answer.

    Args:
        path: the file.
        keep: a file to be kept while it runs, and to go on from.
        told: hears how far each stage is.

    Raises:
        Refused: the file cannot be used.
    """
    asked = reading.read(path, Decision)
    basis, learnt = rests_on(path), posterior.of(asked.calibrated, path.parent)
    of = replace(question(asked, told), posterior=None if learnt is None else learnt.r_under)
    sign = "" if learnt is None else f" {learnt.sign}"
    kept = Kept(keep, f"decide {basis.sha256} {basis.version}{sign}")
    found = answered(of, kept, told)
    turned = flips(found, kept, told)
    titles = {each.name: words(each.title) for each in asked.calendars}
    weight = of.city.weight if isinstance(of.city, Engine) else 1.0
    return shapes.DecisionSaid.model_validate(
        {
            "basis": basis, "city": asked.city, "disease": asked.disease, "agents": asked.agents, "weight": weight,
            "first": asked.first.isoformat(), "days": asked.days, "decided": asked.decided, "groups": of.groups.count,
            "local_within": of.window, "seed": asked.seed,
            "written": [telling.calendar(of, each, asked.first, titles[each.name], found) for each in found.written],
            "frontier": [telling.calendar(of, each, asked.first, None, found) for each in telling.frontier_of(found)],
            "chosen": None if found.best is None else found.best.name,
            "leading": None if found.leading is None else found.leading.name,
            "next": None if found.after is None else found.after.name, "confidence": CONFIDENCE,
            "checks": checked.checks(found), "worst": checked.worst(found, asked.worst), "drawn": checked.drawn(found, learnt),
            "limits": telling.limits(found), "flips": telling.flips(turned), "surrogate": telling.surrogate(found),
            "said": telling.summary(found), "remarks": [*telling.remarks(found, weight, learnt), *late(asked)],
        }
    )  # fmt: skip


def late(asked: Decision) -> list[Remark]:
    """Which calendars have lines that begin when all days are over: they say never."""
    last = asked.first + timedelta(days=asked.days - 1)
    names = [
        each.name
        for each in asked.calendars
        if any(line.opens_on is not None and line.opens_on > last for line in each.lines)
    ]
    problem = Problem("outlook/scenario-after", facts={"names": ", ".join(names), "last": last})
    return [Remark.of(problem)] if names else []


def question(asked: Decision, told: Told = lambda stage, done, of: None) -> Question:
    """What is asked, with the city made.

    Raises:
        Refused: names that are not known, calendars that cannot be, limits that are none.
    """
    margins = _margins(asked)
    sectors = [work.sector.name for work in margins.works]
    wrong = [name for name in asked.decided if name not in sectors]
    if wrong:
        known = ", ".join(sectors)
        raise Refused(
            [Problem("deciding/unknown-name", facts={"name": name, "known": known}) for name in wrong]
        )
    if len(set(asked.decided)) < len(asked.decided):
        raise Refused([Problem("deciding/twice", facts={"name": "decided"})])
    limits = _limits(asked)
    window = window_of(asked)
    engine = Engine(
        build(margins, asked.agents, asked.seed), figures.disease(asked.disease), policies(asked), tuple(asked.decided),
        asked.days, window, sum(margins.districts.values()) / asked.agents, lambda done, of: told("runs", done, of),
        _worst(asked),
    )  # fmt: skip
    engine.arrivals(_most_imported(asked))
    groups = groups_of(engine)
    earliest, problems = laid(asked.earliest, groups, asked.first, asked.days, unsaid=0)
    if problems:
        raise Refused(problems)
    opens = written(asked.calendars, groups, asked.first, asked.days, earliest)
    days = tuple(range(0, asked.days, asked.every))
    # Nobody works in some groups: when these open decides nothing.
    fixed = np.where(groups.back[:, -1] > 0, -1, earliest).astype(np.int64)
    choices = Choices(days, earliest, fixed, groups.batches)
    by_name = {calendar.name: days_ for calendar, days_ in zip(asked.calendars, opens, strict=True)}
    return Question(
        engine, groups, choices, by_name, limits, window, asked.uncertain, asked.worlds, asked.seed
    )


def window_of(asked: Decision) -> int:
    """Days of the limit on local infections; all that are looked at where there is no such limit.

    Raises:
        Refused: ``deciding/window``: it is of more days than are looked at.
    """
    local = asked.limits.local
    if local is not None and local.within > asked.days:
        raise Refused(Problem("deciding/window", facts={"within": local.within, "days": asked.days}))
    return asked.days if local is None else local.within


def _worst(asked: Decision) -> Worst:
    """What the planned worst case assumes.

    Raises:
        Refused: ``outlook/scenario-worst``: it is no worse than expected.
    """
    return Worst(**asked.worst.model_dump())


def _most_imported(asked: Decision) -> float:
    """The greatest factor on infected arrivals in any run of the city, those that ask how far it may move among them."""
    counts = {"fit": asked.worlds.fit, "select": asked.worlds.city, "city": asked.worlds.city}
    counts |= {"worst": min(asked.worlds.city, WORST)}
    counts |= {f"check{at + 1}": design(_limits(asked)).worlds for at in range(CHECKS)}
    draws = {name: drawn(asked.uncertain, asked.seed, name, count) for name, count in counts.items()}
    most = {name: max(draw.imported for draw in of) for name, of in draws.items()}
    return max(most["select"] * FARTHEST, *most.values())


def policies(asked: Decision) -> Policies:
    """What is ordered whatever opens.

    Raises:
        Refused: ``deciding/unknown-name``, ``deciding/measure``; ``deciding/decided-closed``: what is decided is closed here as well.
    """
    unknown = [kind for kind in asked.policies if kind not in KINDS]
    if unknown:
        known = ", ".join(KINDS)
        raise Refused(
            [Problem("deciding/unknown-name", facts={"name": kind, "known": known}) for kind in unknown]
        )
    found = {
        kind: tuple(_measure(kind, each, asked) for each in rows) for kind, rows in asked.policies.items()
    }
    shut = {each.sector for each in found.get("closings", ()) if each.sector in asked.decided}
    if shut:
        raise Refused([Problem("deciding/decided-closed", facts={"sector": name}) for name in sorted(shut)])
    return Policies(name="decide", **found)


def _measure(kind: str, row: Mapping[str, Any], asked: Decision) -> Any:
    made = KINDS[kind]
    names = {field.name for field in fields(made)}
    for name in row:
        if name not in names:
            raise _wrong(kind, name, ", ".join(sorted(names)))
    value = dict(row)
    for name in ("since", "until"):
        if isinstance(value.get(name), date):
            value[name] = max((value[name] - asked.first).days, 0)
    try:
        return TypeAdapter(made).validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _wrong(kind, ".".join(str(part) for part in first["loc"]), first["msg"]) from error


def _wrong(kind: str, name: str, detail: str) -> Refused:
    return Refused(Problem("deciding/measure", facts={"kind": kind, "name": name, "detail": detail}))


def _margins(asked: Decision) -> Margins:
    changed: dict[str, Any] = {} if asked.margins is None else asked.margins.changed()
    made = figures.margins(asked.city, **changed)
    unknown: Sequence[str] = [name for name in asked.infected if name not in made.districts]
    if unknown:
        known = ", ".join(made.districts)
        raise Refused(
            [Problem("deciding/unknown-name", facts={"name": name, "known": known}) for name in unknown]
        )
    changed["infected"] = asked.infected
    if asked.arrivals_infected is not None:
        changed["arrivals_infected"] = tuple(asked.arrivals_infected)
    return figures.margins(asked.city, **changed)


def _limits(asked: Decision) -> Limits:
    given = {"beds": asked.limits.beds, "rooms": asked.limits.rooms, "local": asked.limits.local}
    found = {name: Limit(each.most, each.accepted) for name, each in given.items() if each is not None}
    if not found:
        raise Refused(Problem("deciding/no-limit"))
    return found
