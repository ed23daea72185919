"""The log answers as the naive reading does, whatever was appended, corrected, purged, merged or rebuilt."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.trace import ahead, many, merging, rebuilding, sorting
from lianfang.trace import writer as writer_module
from lianfang.trace.purging import purge
from lianfang.trace.questions import Questions
from lianfang.trace.verifying import verify
from lianfang.trace.writer import Writer
from tests.unit.trace import worlds

SMALL = [
    (sorting, "ROWS_A_BUCKET", 3), (merging, "ROWS_A_BLOCK", 5), (writer_module, "RUNS_AT_MOST", 2),
    (writer_module, "IN_PARALLEL", 4), (writer_module, "FILES_A_DAY", 1), (writer_module, "ROWS_A_FILE", 6),
    (many, "TOGETHER", 1), (ahead, "in_memory", lambda address: False),
]  # fmt: skip
"""So that a few rows go the ways of many: several buckets and blocks, both threads, and files that are never in memory."""
LATE = worlds.START + 12 * worlds.DAY


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds.steps, worlds.windows, st.booleans())
def test_equals_the_naive_reading(steps, window, watching):
    with contextlib.ExitStack() as small, tempfile.TemporaryDirectory() as name:
        for module, of, value in SMALL:
            small.enter_context(mock.patch.object(module, of, value))
        folder = Path(name) / "log"
        worlds.fresh(folder)
        given_rows, kept_from = [], -(2**62)
        reader = Questions(folder)
        with Writer(folder) as writer:
            for step in steps:
                if step == "settle":
                    writer.settle()
                elif step == "rebuild":
                    rebuilding.rebuild(writer)
                elif step == "reopen":
                    reader = Questions(folder)
                elif isinstance(step, int):
                    kept_from = max(kept_from, worlds.RULES.horizon(step))
                    assert purge(writer, at=step).kept_from == kept_from
                else:
                    receipt = writer.append(worlds.table(step), at=worlds.NOW)
                    taken = [row for row in step if row.enter >= kept_from and _fits(row)]
                    given_rows += taken
                    assert receipt.read == len(step)
                    assert sum(receipt.rejected.values()) == len(step) - len(taken)
                    assert receipt.read == sum(
                        n for name, n in receipt.counts().items() if isinstance(n, int) and name != "read"
                    ) + sum(receipt.rejected.values())
                if watching:
                    reader.contacts(worlds.PEOPLE[0], window)
        want = worlds.expected(given_rows, kept_from, window)
        assert worlds.answers(folder, window) == want
        reader.contacts(worlds.PEOPLE[0], window)
        assert reader.live == want[0]
        assert verify(reader).whole
        assert not verify(reader).strangers


def _fits(row):
    """Whether a row is one that the rules take."""
    return row.withdrawn or row.leave is None or row.enter <= row.leave <= row.enter + worlds.RULES.longest
