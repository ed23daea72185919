"""``lianfang excuse``, ``task``, and what of both shows in ``gaps`` and the brief: printed, as JSON, and as a page."""

from __future__ import annotations

import csv
import io
import json

import jsonschema
import pytest
from click.testing import CliRunner
from rich.console import Console

from lianfang.base.instants import iso
from lianfang.base.problems import Refused
from lianfang.cli import excuse, gaps, task
from lianfang.fronts.command import brief, excuse_list, gap_list, pages, task_list, terminal
from lianfang.fronts.command.schemas import schema
from lianfang.fronts.command.shapes import Brief, ExcuseList, GapList, MustSaid, TaskList
from lianfang.gaps import plans
from lianfang.gaps.excusing import Draft
from lianfang.gaps.excusing import excuse as let_off
from lianfang.registers.access import Reader
from lianfang.registers.models import Journal, Passage, Task
from tests.arch.source import ROOT
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import BY, FUTIAN, NOON, passage, write

pytestmark = pytest.mark.django_db

HOUR, DAY = 3600, 86400
ZONE = "Asia/Shanghai"
MUST = "screened-at-the-gate"
EVERYONE = Reader("ann", "operator")
AT = NOON + 2 * DAY
COMMANDS = json.loads((ROOT / "docs" / "reference" / "commands.schema.json").read_text("utf-8"))


@pytest.fixture
def city():
    """Three passages that were not screened; one excused for five days, all two days old."""
    made = lay_small()
    ids = write("passage", *[passage(made, n, screened=False, screened_at=None) for n in range(3)])
    given = {
        "reason": "other",
        "words": "断电",
        "begins_at": NOON,
        "until": NOON + 5 * DAY,
        "approved_by": "li",
    }
    let_off(drafts=[Draft(MUST, ids[0], **given)], by=BY, at=NOON)  # type: ignore[arg-type]
    yield made
    plans.forget()


def run(command, *words: str, operator: str = "console") -> str:
    """Run a command; what it refuses is raised."""
    result = CliRunner(env={"LIANFANG_OPERATOR": operator}).invoke(command, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def refs_of(command, name: str, *words: str, operator: str = "console") -> list[str]:
    """The references that a writing command prints, held against its published schema."""
    found = json.loads(run(command, name, *words, "--json", operator=operator))
    where = f"#/$defs/{command.callback.__module__.rpartition('.')[2]}%20{name}"
    jsonschema.validate(found, {**COMMANDS, "$ref": where})
    refs: list[str] = found["refs"]
    return refs


def must_said(made: Brief) -> MustSaid:
    """The must of a brief."""
    return next(must for line in made.lines for must in line.musts if must.must == MUST)


def printed(print_it, made, language: str) -> str:
    """What the terminal shows."""
    console = Console(width=80, file=io.StringIO(), force_terminal=False)
    print_it(made, language=language, console=console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_brief_says_what_is_excused_why_by_whom_and_what_has_risen(city):
    made = brief.make(reader=EVERYONE, as_of=AT, at=AT)
    jsonschema.validate(json.loads(made.model_dump_json()), schema(Brief))
    must = must_said(made)
    assert (must.due, must.excused, must.gaps, must.late) == (3, 1, 2, 0)
    [one] = must.excuses
    assert (one.count, one.reason, one.given_by, one.approved_by) == (1, "other", "test", "li")
    assert one.first_end == one.last_end == iso(NOON + 5 * DAY, ZONE)
    assert [(e.level, e.count) for e in must.escalated] == [("subdistrict", 2)]
    assert must.by_area[0].excused == 1
    said = (
        "The ladder 'How a gap rises up the tree' (after 1 d to the subdistrict, after 2 d to the district,"
        " after 3 d to the city) is assumed: no source says so."
    )
    assert [p.what.en for p in made.problems if p.code == "escalation/assumed"] == [said]
    for language, words in (("en", ["approved by li", "subdistrict 2"]), ("zh", ["li批准", "街道 2"])):
        shown = printed(terminal.print_brief, made, language).replace("\n", " ")
        page = pages.brief_page(made, language=language)  # type: ignore[arg-type]
        for word in words:
            assert word in " ".join(shown.split())
            assert word in page


def test_a_brief_of_what_was_known_before_says_the_same(city):
    now = brief.make(reader=EVERYONE, as_of=AT, at=AT)
    then = brief.make(reader=EVERYONE, as_of=AT, at=AT + 1, known_at=AT)
    assert must_said(then).model_dump() == must_said(now).model_dump()
    before = brief.make(reader=EVERYONE, as_of=AT, at=AT, known_at=NOON - 1)
    assert must_said(before).excused == 0


def test_gaps_say_how_far_they_have_risen_and_leave_the_excused_out(city):
    text = run(gaps.command, "--must", MUST, "--as-of", iso(AT + HOUR, ZONE), "--json")
    listed = json.loads(text)
    jsonschema.validate(listed, schema(GapList))
    assert listed["total"] == 2
    risen = listed["rows"][0]["escalated_to"]
    assert (risen["level"], risen["area"], risen["owner_name"]["en"]) == ("district", "440305", "Command")
    assert risen["since"] == iso(AT + 15 * 60, ZONE)
    young = run(gaps.command, "--must", MUST, "--as-of", iso(NOON + HOUR, ZONE), "--escalated", "--json")
    assert (json.loads(young)["total"], json.loads(young)["escalated"]) == (0, True)
    assert "区级" in run(
        gaps.command, "--must", MUST, "--as-of", iso(AT + HOUR, ZONE), "--escalated", "--lang", "zh"
    )


def test_the_list_of_what_is_excused_and_its_table(city):
    listed = gap_list.make(reader=EVERYONE, as_of=AT, at=AT, kind="excused")
    jsonschema.validate(json.loads(listed.model_dump_json(by_alias=True)), schema(GapList))
    [row] = listed.rows
    assert row.excuse is not None
    assert (row.excuse.words, row.excuse.approved_by, row.state.en, row.escalated_to) == (
        "断电",
        "li",
        "excused",
        None,
    )
    assert "approved by li" in printed(terminal.print_gaps, listed, "en").replace("\n", " ")
    [cells] = list(csv.DictReader(io.StringIO(gap_list.as_csv(listed, language="en").lstrip("\ufeff"))))
    assert cells["reason of the excuse"] == "other, to be said in words: 断电"
    assert cells["excused until"] == iso(NOON + 5 * DAY, ZONE)


def test_an_excuse_is_given_listed_and_ended_at_the_console(city):
    ref = Passage.objects.order_by("id")[1].ref
    words = f"--must {MUST} --subject {ref} --reason life_first --from {iso(NOON, ZONE)} --until 2020-03-01".split()
    with pytest.raises(Refused) as refusal:
        run(excuse.command, "give", *words, "--approved-by", "console")
    assert [p.code for p in refusal.value.problems] == ["excuse/one-person"]
    again = [*words, "--approved-by", "wang", "--request", "a"]
    [made] = refs_of(excuse.command, "give", *again)
    assert run(excuse.command, "give", *again).split() == ["1:", made]
    listed = json.loads(run(excuse.command, "list", "--as-of", iso(AT, ZONE), "--json"))
    jsonschema.validate(listed, schema(ExcuseList))
    assert (listed["total"], [row["counts"] for row in listed["rows"]]) == (2, [True, True])
    assert listed["rows"][1]["subject"] == ref
    assert refs_of(excuse.command, "end", made, "--from", iso(NOON + DAY, ZONE)) == [made]
    assert json.loads(run(excuse.command, "list", "--as-of", iso(AT, ZONE), "--json"))["total"] == 1
    shown = run(excuse.command, "list", "--as-of", iso(AT, ZONE), "--all", "--lang", "en")
    assert "ended early by console" in " ".join(shown.split())
    assert Journal.objects.filter(verb="read", register="passage").exists()


def test_an_officer_sees_the_excuses_and_tasks_of_their_own_area(city):
    Task.objects.all().delete()
    for reader, many in ((EVERYONE, 1), (Reader("bob", "officer", area=FUTIAN), 0)):
        assert excuse_list.make(reader=reader, as_of=AT, at=AT).total == many
    run(task.command, "assign", "--must", MUST, "--due", "2030-01-01", "--as-of", iso(AT, ZONE))
    for reader, many in ((EVERYONE, 2), (Reader("bob", "officer", area=FUTIAN), 0)):
        assert task_list.make(reader=reader, as_of=2_000_000_000).total == many


def test_a_task_from_gap_to_close_at_the_console(city):
    given = ["--must", MUST, "--due", "2030-01-01", "--as-of", iso(AT, ZONE)]
    refs = refs_of(task.command, "assign", *given)
    assert (len(refs), refs_of(task.command, "assign", *given)) == (2, [])
    one, other = refs
    refs_of(task.command, "receive", *refs, operator="chen")
    refs_of(task.command, "return", other, "--outcome", "not_ours", operator="chen")
    refs_of(task.command, "evidence", one, "--words", "补测记录", operator="chen")
    with pytest.raises(Refused):
        run(task.command, "verify", one, operator="chen")
    refs_of(task.command, "verify", one, operator="ann")
    refs_of(task.command, "close", one, operator="ann")
    assert json.loads(run(task.command, "list", "--json"))["total"] == 0
    listed = json.loads(run(task.command, "list", "--all", "--json"))
    jsonschema.validate(listed, schema(TaskList))
    assert sorted(row["state"] for row in listed["rows"]) == ["closed", "returned"]
    assert "补测记录" in run(task.command, "list", "--all", "--lang", "zh")
    shown = json.loads(run(gaps.command, "--must", MUST, "--json"))
    # The excuse has ended by now, and closing a task closes no gap.
    assert [row["task"] and row["task"]["state"] for row in shown["rows"]] == [None, "closed", "returned"]


def test_work_on_a_clause_is_handed_to_any_unit(city):
    words = ["--clause", "2.2", "--unit", "指挥部", "--title", "增援", "--due"]
    [ref] = refs_of(task.command, "assign", *words, "2030-01-01")
    [row] = task_list.make(reader=EVERYONE, as_of=2_000_000_000, overdue=True).rows
    assert (row.ref, row.clause, row.is_overdue) == (ref, "2.2", True)
    with pytest.raises(Refused) as refusal:
        run(task.command, "assign", *words, "2020-03-01")
    assert [p.code for p in refusal.value.problems] == ["task/due-before-assigned"]
