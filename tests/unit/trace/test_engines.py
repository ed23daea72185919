"""Other engines read the log's files as they are and give the same answers: DuckDB always, Spark where it is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lianfang.trace import sql
from lianfang.trace.questions import RELATIONS, Questions, Window
from lianfang.trace.sharing import shared_places
from lianfang.trace.since import since
from lianfang.trace.writer import Writer
from tests.unit.trace import worlds
from tests.unit.trace.worlds import DAY, HOUR, NOW, PEOPLE, PLACES, RULES, START, Row

Ask = Callable[[str], list[tuple[Any, ...]]]
WINDOW = Window(START + HOUR, START + 4 * DAY, 300)


def _duckdb(files: list[str], standing: str) -> Iterator[Ask]:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    connection.execute(
        f"CREATE VIEW visits AS SELECT * FROM read_parquet({files}, hive_partitioning = false)"
    )
    connection.execute(f"CREATE VIEW standing AS {standing}")
    yield lambda text: connection.execute(text).fetchall()
    connection.close()


def _spark(files: list[str], standing: str) -> Iterator[Ask]:
    pyspark = pytest.importorskip("pyspark.sql", reason="pyspark is not in the lock; install it to run this")
    session = (
        pyspark.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    )
    session.read.parquet(*files).createOrReplaceTempView("visits")
    session.sql(standing).createOrReplaceTempView("standing")
    yield lambda text: [tuple(row) for row in session.sql(text).collect()]
    session.stop()


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> Questions:
    """A log with every oddity, in several batches."""
    folder: Path = tmp_path_factory.mktemp("engines") / "log"
    worlds.fresh(folder)
    with Writer(folder) as writer:
        for batch in range(4):
            writer.append(worlds.table(_rows(batch)), at=NOW)
    return Questions(folder)


def _rows(batch: int) -> list[Row]:
    """Rows that meet, repeat and contradict those of other batches."""
    found = []
    for i in range(150):
        step = (i * 7 + batch) % 64
        enter = START + 6000 * step
        leave = None if i % 5 == 0 else enter + (i * 977 + batch * 331) % 20000
        found.append(Row(
            PEOPLE[(i * 3 + batch) % 5], PLACES[i % 3], enter, leave, worlds.KINDS[i % 3], worlds.SOURCES[i % 2],
            i % 11 == batch, *(None if i % 4 == 0 else i % n for n in (2, 9, 5)),
        ))  # fmt: skip
    return found


# Spark's own client leaves its sockets to the collector.
QUIET = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


@pytest.mark.parametrize("engine", [_duckdb, pytest.param(_spark, marks=QUIET)])
def test_another_engine_gives_the_same_answers(engine, log):
    files = [str(log.folder / segment.path) for segment in log.manifest.segments]
    for ask in engine(files, sql.standing(RULES, log.kept_from)):
        assert ask("SELECT COUNT(*) FROM standing") == [(log.live,)]
        want = {
            (p, c.person): (c.seconds, c.first, c.last, c.times)
            for p in PEOPLE
            for c in log.contacts(p, WINDOW).found
        }
        assert len(want) > 6
        assert {row[:2]: row[2:] for row in ask(sql.contacts(PEOPLE, WINDOW))} == want
        there = {tuple(p) for p in log.present(PLACES[:2], START + DAY, START + 2 * DAY).found}
        assert set(ask(sql.present(PLACES[:2], START + DAY, START + 2 * DAY))) == there
        told = set()
        # In ten minutes, some are there by a visit from before alone, which a rule ended.
        for until, places in ((START + 2 * DAY, PLACES[:2]), (START + DAY + 600, PLACES[:1])):
            said = since(log, np.array(places), START + DAY, until)
            columns = (said.people, said.seconds, said.first, said.last, said.times, said.sure)
            rows = set(zip(*(column.tolist() for column in columns), strict=True))
            assert set(ask(sql.since(places, START + DAY, until))) == rows
            told |= {row[-1] for row in rows}
        assert told == {True, False}
        shared = {(s.place, len(s.cases)) for s in shared_places(log, PEOPLE[:3], [WINDOW] * 3).found}
        assert set(ask(sql.shared_places(PEOPLE[:3], WINDOW))) == shared
        for ride in PLACES:
            rode = {
                (c.person, RELATIONS.index(c.relation))
                for c in log.companions(PEOPLE[0], ride, START, START + 4 * DAY, rows=2)
            }
            assert set(ask(sql.companions(PEOPLE[0], ride, START, START + 4 * DAY, rows=2))) == rode
