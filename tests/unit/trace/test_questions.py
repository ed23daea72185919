"""What the questions say beyond sums: why, how sure, who rode near, what chance would do, and what is left out."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from random import Random

import numpy as np
import pyarrow as pa
import pytest

from lianfang.base.problems import Refused
from lianfang.trace import disk, kernels, manifest, many, naive, rebuilding
from lianfang.trace.compiled import table_of
from lianfang.trace.further import further
from lianfang.trace.purging import purge
from lianfang.trace.questions import Questions, Window
from lianfang.trace.rules import Edition, Kept, Rules, in_force
from lianfang.trace.sharing import at_least, shared_places
from lianfang.trace.verifying import verify
from lianfang.trace.writer import Writer
from tests.unit.trace import worlds
from tests.unit.trace.worlds import DAY, HOUR, NOW, START, Row

WHOLE = Window(START, START + 4 * DAY, 900, 600)
A, B, C, D, E = 101, 202, 303, 404, 505


@pytest.fixture
def log(tmp_path):
    """A function that fills a log and opens it."""

    def filled(*given: Row | list[Row]) -> Questions:
        worlds.fresh(tmp_path / "log")
        with Writer(tmp_path / "log") as writer:
            # Each row a batch: the answers may not depend on how rows came.
            for rows in given:
                writer.append(worlds.table(rows if isinstance(rows, list) else [rows]), at=NOW)
        return Questions(tmp_path / "log")

    return filled


def at(person: int, place: int, enter: float, leave: float | None, kind: str = "home") -> Row:
    """A row in hours after the start."""
    end = None if leave is None else START + int(leave * HOUR)
    return Row(person, place, START + int(enter * HOUR), end, kind, "gate")


def test_how_sure_and_why(log):
    asked = log(at(A, 1, 0, 2), at(B, 1, 1, 3), at(C, 1, 1.7, 3), at(D, 1, 0, None, "shop"), at(E, 1, 1.9, 3))
    found = {c.person: c for c in asked.contacts(A, WHOLE).found}
    assert {who: c.confidence for who, c in found.items()} == {B: "firm", C: "near", D: "supposed"}
    (why,) = asked.why(A, D, WHOLE)
    assert (why.place, why.start, why.end, why.kinds) == (1, START, START + HOUR, ("home", "shop"))
    assert why.leave_supposed == (False, True)
    assert asked.contacts(999, WHOLE).visits == 0


def test_a_second_counts_once_though_two_feeds_tell_of_it(log):
    twice = at(B, 1, 1, 3)._replace(source="code")
    asked = log(at(A, 1, 0, 2), at(B, 1, 0.5, 1.5), twice, at(A, 2, 0.5, 1.5), at(B, 2, 0.75, 1.25))
    (contact,) = asked.contacts(A, WHOLE).found
    assert (contact.seconds, contact.times) == (int(1.5 * HOUR), 3)


def test_contacts_of_contacts_begin_with_the_first_exposure(log):
    asked = log(
        at(A, 1, 10, 11), at(B, 1, 10, 11), at(B, 2, 8, 9), at(C, 2, 8, 9), at(B, 3, 12, 13), at(D, 3, 12, 13)
    )
    said = further(asked, {A: WHOLE})
    assert [(one.person, one.depth, one.through) for one in said.found] == [(B, 1, (A,)), (D, 2, (B,))]
    late = further(asked, {A: WHOLE}, after=3 * HOUR)
    assert [one.person for one in late.found] == [B]
    assert (said.visits, said.windows[B].since) == ({A: 1}, START + 10 * HOUR)


def test_who_rode_near(log):
    def seat(person: int, carriage: int | None, row: int | None) -> Row:
        return at(person, 9, 1, 2, "train")._replace(carriage=carriage, row=row)

    asked = log(
        seat(A, 3, 10), seat(B, 3, 10), seat(C, 3, 12), seat(D, 3, 40), seat(E, 4, 10), seat(606, None, None)
    )
    said = asked.companions(A, 9, START, START + DAY, rows=3)
    assert [(c.person, c.relation) for c in said] == [
        (B, "same row"), (C, "near rows"), (D, "same carriage"), (E, "aboard"), (606, "aboard"),
    ]  # fmt: skip
    assert asked.companions(A, 9, START + DAY, START + 2 * DAY, rows=3) == []


def test_a_place_risky_since_then(log):
    asked = log(at(A, 1, 0, 2), at(A, 1, 20, 21), at(B, 1, 22, 23), at(C, 2, 22, 23), at(D, 1, 19, 20))
    said = asked.present([1], START + 20 * HOUR, START + 3 * DAY)
    assert [(p.person, p.visits) for p in said.found] == [(A, 1), (B, 1)]
    assert asked.present([1, 2], START, START + 3 * DAY, crowd=4) == ([], 5, True, 0)


def test_time_at_a_place_counts_each_second_once(log):
    chance = Random(3)  # noqa: S311 (a test, no secret)
    begun = [(chance.choice([A, B, C]), chance.choice([1, 2]), chance.randrange(0, 30)) for _ in range(80)]
    rows = [at(who, place, hour, hour + chance.choice([0, 1, 5])) for who, place, hour in begun]
    since, until = START + 3 * HOUR, START + 20 * HOUR
    asked, standing = log(rows), naive.standing(rows, worlds.RULES, 0)
    said, visits, *_ = asked.stayed(1, since, until)
    expected = naive.stayed(standing, 1, since, until)
    assert {one.person: tuple(one[1:]) for one in said} == expected
    assert visits == sum(there[-1] for there in expected.values())
    # Two names of one person.
    merged, *_ = asked.stayed(1, since, until, same={B: A})
    renamed = [row._replace(person=A if row.person == B else row.person) for row in standing]
    assert {one.person: tuple(one[1:]) for one in merged} == naive.stayed(renamed, 1, since, until)


def test_hours_between_visits_are_no_time_at_a_place_and_a_crowd_is_not_listed(log):
    apart = log(at(D, 1, 1, 1.25), at(D, 1, 5, 6), at(D, 1, 9, 9.25), at(E, 1, 5, 5.125))
    assert [one[:2] for one in apart.stayed(1, START, START + DAY, minimum=900)[0]] == [(D, 1.5 * HOUR)]
    assert apart.stayed(1, START, START + DAY, crowd=3) == ([], 4, True, 0)
    assert apart.stayed(9, START, START + DAY) == ([], 0, False, 0)


def test_all_meetings_in_one_pass_are_those_of_each_contact(log):
    chance = Random(4)  # noqa: S311 (a test, no secret)
    rows = [
        at(chance.choice([A, B, C, D]), chance.choice([1, 2]), hour, hour + chance.randrange(1, 5))
        for hour in (chance.randrange(30) for _ in range(60))
    ]
    asked = log(rows)
    each = [
        (other, met.place, met.start, met.end) for other in (B, C, D) for met in asked.why(A, other, WHOLE)
    ]
    assert sorted(map(tuple, asked.company(A, WHOLE).tolist())) == sorted(each)
    assert len(asked.company(999, WHOLE)) == 0


def test_a_crowd_is_counted_and_not_listed(tmp_path):
    worlds.fresh(tmp_path / "log")
    many = 300_000
    enter = START + np.arange(many) % 3600
    table = pa.table({
        "person": np.arange(many) + 10**12, "place": np.full(many, 7), "enter": enter, "leave": enter + 7200,
        "kind": pa.DictionaryArray.from_arrays(np.zeros(many, np.int32), ["shop"]),
        "source": pa.DictionaryArray.from_arrays(np.zeros(many, np.int32), ["code"]),
    })  # fmt: skip
    with Writer(tmp_path / "log") as writer:
        writer.append(table, at=NOW)
        writer.append(worlds.table([at(10**12, 8, 5, 6), at(B, 8, 5, 6)]), at=NOW)
    asked = Questions(tmp_path / "log")
    answer = asked.contacts(10**12, WHOLE)
    assert [c.person for c in answer.found] == [B]
    assert [(c.place, c.met) for c in answer.crowded] == [(7, many - 1)]
    said = asked.contacts_of_many([B, 10**12], [WHOLE] * 2)
    assert said.rows[:, 0].tolist() == [10**12, B]
    assert (said.visits.tolist(), said.crowded) == ([1, 2], {1: answer.crowded})
    rings = further(asked, {10**12: WHOLE})
    assert ([one.person for one in rings.found], rings.crowded, rings.unasked) == ([B], answer.crowded, 0)


def test_every_crowded_visit_is_said(log):
    rows = [at(A, 1, i / 8, i / 8 + 0.125) for i in range(600)]
    asked = log(rows + [at(B, 1, i, i + 1) for i in range(80)] + [at(C, 1, i, i + 1) for i in range(80)])
    window = Window(START, START + 4 * DAY, 60)
    answer = asked.contacts(A, window, crowd=1)
    assert (answer.found, len(answer.crowded), {c.met for c in answer.crowded}) == ([], 600, {2})
    assert len({c.enter for c in answer.crowded}) == 600
    assert asked.contacts_of_many([A], [window], crowd=1).crowded == {0: answer.crowded}


def test_whose_company_is_too_much_work_is_not_asked_and_that_is_said(log):
    asked = log(
        at(A, 1, 0, 1), at(B, 1, 0, 1), at(C, 1, 0.5, 1), at(B, 2, 2, 3), at(D, 2, 2, 3), at(C, 3, 2, 3), at(E, 3, 2, 3)
    )  # fmt: skip
    said = {most: further(asked, {A: WHOLE}, most=most) for most in (1, 8, 100)}
    rings = {most: [(one.person, one.depth) for one in one.found] for most, one in said.items()}
    first = [(B, 1), (C, 1)]
    assert rings == {1: first, 8: [*first, (D, 2)], 100: [*first, (D, 2), (E, 2)]}
    assert [one.unasked for one in said.values()] == [2, 1, 0]


def test_whoever_is_asked_about_is_however_much_it_takes_and_a_hub_takes_no_more_than_it_lists(log):
    hub = [at(1000 + n, place, 2, 3) for place in (2, 4) for n in range(50)]
    asked = log([
        at(A, 1, 0, 1), at(B, 1, 0, 1), at(C, 1, 0.5, 1), at(B, 2, 2, 3), at(C, 3, 2, 3), at(D, 3, 2, 3), at(C, 4, 2, 2.125), *hub,
    ])  # fmt: skip
    both = further(asked, {A: WHOLE, B: WHOLE}, most=1, crowd=10)
    assert (both.visits, list(both.windows), both.unasked) == ({A: 1, B: 2}, [A, B], 1)
    far = further(asked, {A: WHOLE}, most=40, crowd=10)
    # B was among fifty, who are only counted; C only passed through.
    assert ([(one.person, one.depth) for one in far.found], far.unasked) == ([(B, 1), (C, 1), (D, 2)], 0)
    assert [(one.place, one.met) for one in far.crowded] == [(2, 50)]


def test_shared_places_against_chance(log):
    crowd = [at(1000 + i, 1, i / 4, i / 4 + 1) for i in range(60)]
    asked = log(crowd, at(A, 1, 0, 1), at(B, 1, 5, 6), at(A, 2, 10, 11), at(B, 2, 10, 11), at(C, 3, 1, 2))
    answer = shared_places(asked, [A, B, C, 999], [WHOLE] * 4)
    assert [(s.place, s.cases) for s in answer.found] == [(2, (A, B)), (1, (A, B))]
    assert (answer.compared, answer.silent) == (3, 1)
    rare, busy = answer.found
    assert rare.p < 0.01 < busy.p
    share = 2 / 65
    assert rare.expected == pytest.approx(2 * (1 - (1 - share) ** 2) + share)
    assert rare.adjusted == pytest.approx(3 * rare.p)
    assert busy.adjusted == pytest.approx(min(1, max(3 * rare.p, 2 * busy.p)))


def test_the_tail_is_exact():
    chances = np.array([0.1, 0.5, 0.03, 0.7, 1e-9])
    for least in range(6):
        worlds_of = itertools.product([0, 1], repeat=5)
        exact = sum(
            math.prod(p if hit else 1 - p for p, hit in zip(chances, world, strict=True))
            for world in worlds_of
            if sum(world) >= least
        )
        assert at_least(chances, least) == pytest.approx(exact, rel=1e-12)


def test_what_retention_cut_short_is_said(log, tmp_path):
    asked = log(at(A, 1, 0, 2), at(B, 1, 0, 2), at(A, 1, 80, 82), at(B, 1, 80, 82))
    assert asked.contacts(A, WHOLE).cut_short == 0
    with Writer(tmp_path / "log") as writer:
        purge(writer, at=START + 9 * DAY)
    answer = asked.contacts(A, WHOLE)
    assert answer.cut_short == 2 * DAY
    said = (
        asked.present([1], START, WHOLE.until),
        asked.stayed(1, START, WHOLE.until),
        further(asked, {A: WHOLE}),
    )
    assert [one.cut_short for one in said] == [2 * DAY] * 3
    assert asked.contacts_of_many([A, 999], [WHOLE] * 2).cut_short.tolist() == [2 * DAY] * 2
    assert answer.found[0].seconds == 2 * HOUR


def test_an_index_whose_numbers_begin_too_late_is_read_no_further_back_than_it_is_long():
    """A number before the first piece: what lies in memory before the pieces is none of theirs."""
    strange, own = np.array([[-1, -1]], np.int64), np.arange(100, 110, dtype=np.int64)
    columns = [strange.view(np.int32).ravel()] * 3 + [own.view(np.int32)]
    bases, names = np.array([0, 0, 0, 5], np.int64)[3:], table_of(columns)[3:]
    room, answer = np.zeros((1, kernels.WORK), np.int32), np.zeros((1, kernels.FACTS), np.int64)
    start, end = np.array([[0], [1]], np.int64)
    many._put(room, start, end, end, answer, 0, bases, names)
    assert answer[0, kernels.PERSON] in own


def test_the_edition_in_force_and_the_cap():
    editions = [Edition("5", 200, 2 * DAY, 900), Edition("4", 100, 0, 900)]
    assert [getattr(in_force(editions, t), "key", None) for t in (50, 100, 250)] == [None, "4", "5"]
    with pytest.raises(Refused, match="trace/kept-too-long"):
        Rules(kept=(Kept(0, 29),))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda t: t.drop(["leave"]), "trace/no-column"),
        (lambda t: t.set_column(0, "person", pa.array(["x"] * len(t))), "trace/column-type"),
        (
            lambda t: t.set_column(4, "kind", pa.array([str(i) for i in range(len(t))])),
            "trace/too-many-codes",
        ),
    ],
)
def test_a_file_that_is_not_one_of_visits_is_refused_whole(tmp_path, change, code):
    worlds.fresh(tmp_path / "log")
    rows = worlds.table([at(i, 1, i / 100, i / 100 + 1) for i in range(300)])
    with Writer(tmp_path / "log") as writer:
        with pytest.raises(Refused, match=code):
            writer.append(change(rows), at=NOW)
        assert writer.live == 0


def test_a_request_is_answered_once(tmp_path):
    worlds.fresh(tmp_path / "log")
    rows = worlds.table([at(A, 1, 0, 1)])
    with Writer(tmp_path / "log") as writer:
        first = writer.append(rows, at=NOW, request="r")
        again = writer.append(rows, at=NOW, request="r")
        assert (first.added, again.added, again.repeated, writer.manifest.batch) == (1, 1, True, 1)
        with pytest.raises(Refused, match="record/request-reused"):
            writer.append(worlds.table([at(B, 1, 0, 1)]), at=NOW, request="r")


def test_a_withdrawal_outlives_the_merging_of_files_without_its_row(tmp_path, monkeypatch):
    """The file of the row is too large to be merged: only those of the withdrawal and of another visit are."""
    monkeypatch.setattr("lianfang.trace.writer.FILES_A_DAY", 1)
    monkeypatch.setattr("lianfang.trace.writer.ROWS_A_FILE", 8)
    folder = tmp_path / "log"
    worlds.fresh(folder)
    rows = [Row(n, 3, START + n, START + 900, "home", "gate") for n in range(8)]
    with Writer(folder) as writer:
        writer.append(worlds.table(rows), at=NOW)
        writer.append(worlds.table([rows[5]._replace(withdrawn=True)]), at=NOW)
        writer.append(worlds.table([rows[6]._replace(leave=START + 1800)]), at=NOW)
        assert writer.settle()
        assert [segment.rows for segment in writer.manifest.segments] == [8, 2]
        assert writer.live == 7
        assert verify(writer).whole
        rebuilding.rebuild(writer)
        assert writer.live == 7


def test_a_log_of_an_earlier_program_answers_as_it_did(tmp_path):
    """Its runs say the place beside each of a person's rows; merged or purged they are written without."""
    folder = tmp_path / "log"
    rows = [
        at(person, place, hour + person / 1000, hour + 2)
        for person in (A, B, C)
        for place, hour in ((1, 0), (2, 5), (7, 9))
    ]
    worlds.fresh(folder)
    with Writer(folder) as writer:
        writer.append(worlds.table(rows), at=NOW)
        run = writer.manifest.runs[0]
        arrays = {name: np.array(writer.section(run, name)) for name in run.sections}
        place = np.searchsorted(arrays["places_start"], arrays["mine"], side="right") - 1
        arrays["mine"] = np.stack([place, arrays["mine"]], axis=1).astype(np.int32)
        del arrays["row_jump"]
        sections, checksum = disk.write_sections(writer.disk, folder / run.path, arrays)
        old = replace(run, sections=sections, checksum=checksum)
        manifest.write(writer.disk, folder, writer.manifest.changed(runs=(old,)))
    assert verify(Questions(folder)).whole
    assert worlds.answers(folder, WHOLE) == worlds.expected(rows, -(2**62), WHOLE)


def test_what_is_replaced_again_leaves_no_file_behind(tmp_path):
    worlds.fresh(tmp_path / "log")
    with Writer(tmp_path / "log") as writer:
        for leave in range(1, 6):
            writer.append(worlds.table([at(A, 1, 0, leave), at(B, 1, leave, leave + 1)]), at=NOW)
            assert not verify(writer).strangers
    assert [c.seconds for c in Questions(tmp_path / "log").contacts(A, WHOLE).found] == [4 * HOUR]
