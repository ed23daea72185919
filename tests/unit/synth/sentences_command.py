"""Tasks, in plain Python from the plan's sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.unit.synth.reading import HOURS, Tables, Verdict, start, verdict

AGENCIES = {"police", "transport", "education", "industry", "market_regulator"}


def _task(
    since: str, within: int, shows: str, agencies: bool = False
) -> Callable[[Tables, int], Iterator[Verdict]]:
    def sentence(tables: Tables, now: int) -> Iterator[Verdict]:
        """A task that was not returned shows something so long after an instant of its own."""
        for task in tables["task"].values():
            kind = tables["organisation"][task["unit_id"]]["kind"]
            if (
                task["clause"] is None
                or task["returned_at"] is not None
                or (agencies and kind not in AGENCIES)
            ):
                continue
            if task["assigned_at"] < start("2020-01-15"):
                yield task["id"], 0, "cannot_tell"
            elif task[since] + within <= now:
                yield task["id"], 0, verdict(task[shows] is not None)

    return sentence


SENTENCES = {
    "task-received-in-time": _task("assigned_at", 2 * HOURS, "received_at"),
    "task-closed-in-time": _task("due_at", 24 * HOURS, "closed_at"),
    "agency-task-answered": _task("due_at", 2 * HOURS, "evidence_at", agencies=True),
}
