"""Samples of every part; made anew for each language."""

from __future__ import annotations

from collections.abc import Sequence

from lianfang.ui.living.wording import say
from lianfang.ui.parts.facts import Fact, Facts, Period, Point, Step, TabLink, Tabs, Timeline
from lianfang.ui.parts.figures import Cards, Figure, Figures, LineCard
from lianfang.ui.parts.forms import Field, FilterBar, Form, Option
from lianfang.ui.parts.marks import Instead, Link, Notice, State, Status, Tag, Tone
from lianfang.ui.parts.part import Part
from lianfang.ui.parts.tables import Bulk, Cell, Choosable, Column, ColumnChooser, Pager, Row, Table
from lianfang.ui.pictures.coverage import coverage_bar
from lianfang.ui.pictures.sparklines import sparkline

HERE = "#samples"


def figures() -> Figures:
    """Every kind of figure."""
    people, at = say("people"), "02-12 24:00"
    return Figures(
        [
            Figure(
                say("in_hospital"),
                310,
                people,
                "reported",
                at,
                HERE,
                beside=306,
                difference=-4,
                change=-2,
                since=say("since"),
            ),
            Figure(say("new"), 5, people, "counted", at, HERE, cannot_tell=2),
            Figure(say("observed"), 12_665, people, "counted", at, HERE),
            Figure(say("estimate"), None, people, "counted", at, HERE, low=7, high=19, is_assumed=True),
            Figure(say("rooms"), None, say("room_unit"), "reported", at, HERE),
            Figure(say("names"), None, withheld=say("not_yours"), as_of=at),
        ],
        say("figures"),
    )


def cards() -> Cards:
    """Lines in all their states."""
    days = [f"02-{day:02}" for day in range(1, 15)]
    falling = [46, 44, 45, 41, None, None, 38, 33, 31, 30, 26, 24, 25, 23]
    trend = sparkline(say("trend"), list(zip(days, falling, strict=True)), unit=say("gap_unit"))
    return Cards(
        [
            LineCard(
                "1",
                say("line_gates"),
                HERE,
                14,
                2,
                coverage_bar(met=8412, late=310, excused=52, gaps=1204, cannot_tell=640, is_of_recorded=True),
                1204,
                HERE,
                640,
                HERE,
                52,
                trend,
                say("hours", n=62),
                HERE,
            ),
            LineCard(
                "2",
                say("line_homes"),
                HERE,
                9,
                0,
                coverage_bar(met=1999, gaps=1),
                1,
                HERE,
                trend=trend,
                oldest=say("hours", n=3),
                oldest_href=HERE,
            ),
            LineCard("3", say("line_isolation"), HERE, 11, 1, coverage_bar(met=214), trend=trend),
            LineCard("4", say("line_care"), HERE, 6, 0, None),
            LineCard("5", say("line_supplies"), HERE, 0, 7),
        ]
    )


def gap_table() -> Table:
    """A dense table with everything a table can have."""
    columns = [
        Column(say("must")),
        Column(say("area"), is_kept=True),
        Column(say("owner"), is_kept=True),
        Column(say("due"), href=HERE, is_kept=True),
        Column(say("over"), True, HERE, "descending"),
        Column(say("status"), is_kept=True),
    ]
    lines: list[tuple[str, str, str, str, str, Status, str]] = [
        ("m_declare", "north", "gate_team", "02-10 09:20", "62", "overdue", ""),
        ("m_meals", "river", "community_office", "02-12 12:00", "11", "overdue", ""),
        ("m_visit", "harbour", "community_office", "02-12 18:00", "5", "open", ""),
        ("m_fever", "hill", "", "", "", "cannot_tell", ""),
        ("long", "north", "gate_team", "02-11 08:00", "", "late", say("hours", n=2)),
        ("m_visit", "river", "community_office", "02-11 18:00", "", "excused", "→ 02-14"),
        ("m_declare", "hill", "gate_team", "02-12 07:45", "", "met", ""),
    ]
    rows = [_gap_row(at == 1, *line) for at, line in enumerate(lines)]
    return Table(
        say("gap_list"),
        columns,
        rows,
        State("empty", say("none_title"), say("none_more")),
        say("by_age"),
        totals=[Cell(say("all")), Cell(), Cell(), Cell(), Cell("78"), Cell()],
        pager=Pager(7, 1845, "", HERE),
        bulk=Bulk(
            HERE,
            say("give"),
            [Field("to", say("owner"), "select", options=[Option("g", say("gate_team"))], id="bulk-to")],
        ),
        chooser=ColumnChooser(
            HERE,
            [
                Choosable("area", say("area"), True),
                Choosable("owner", say("owner"), True),
                Choosable("due", say("due"), False),
            ],
        ),
    )


def _gap_row(
    chosen: bool, must: str, area: str, owner: str, due: str, over: str, status: Status, more: str
) -> Row:
    return Row(
        [
            Cell(say(must), HERE),
            Cell(say(area), note=say("district")),
            Cell(say(owner)) if owner else Cell(is_unknown=True),
            Cell(due) if due else Cell(is_unknown=True),
            Cell(over, tone="bad" if over else ""),
            Cell(part=Tag(status, more)),
        ],
        chosen,
        key="" if status == "met" else f"{must}-{area}",
    )


def empty_table() -> Table:
    """A table without rows."""
    columns = [Column(say("must")), Column(say("area")), Column(say("over"), is_number=True)]
    nothing = State("empty", say("empty_title"), say("empty_more"), Link(say("clear"), HERE))
    return Table(say("gap_list"), columns, [], nothing)


def filters() -> FilterBar:
    """A filter bar with saved filters."""
    return FilterBar(
        HERE,
        [
            Field("q", say("search"), "search"),
            Field(
                "area",
                say("area"),
                "select",
                options=[Option("", say("any")), Option("n", say("north"), True)],
            ),
            Field("status", say("status"), "select", options=[Option("", say("any"))]),
            Field("from", say("from"), "date", "2020-02-08"),
        ],
        HERE,
        [Link(say("today"), HERE), Link(say("mine"), HERE)],
    )


def form(wrong: bool) -> Form:
    """A form, as it is asked and as it comes back."""
    prefix = "w" if wrong else "r"
    return Form(
        HERE,
        [
            Field(
                "plate",
                say("plate"),
                hint=say("plate_hint"),
                errors=[say("plate_error")] if wrong else [],
                value="粤B12" if wrong else "",
                is_short=True,
                id=f"{prefix}-plate",
            ),
            Field("at", say("when"), "datetime-local", "2020-02-12T09:20", is_short=True, id=f"{prefix}-at"),
            Field(
                "direction",
                say("direction"),
                "radios",
                errors=[say("direction_error")] if wrong else [],
                options=[Option("in", say("inbound")), Option("out", say("outbound"))],
                id=f"{prefix}-direction",
            ),
            Field(
                "needs",
                say("needs"),
                "checks",
                options=[
                    Option("d", say("dialysis"), True),
                    Option("b", say("birth")),
                    Option("m", say("medicine")),
                ],
                is_optional=True,
                id=f"{prefix}-needs",
            ),
            Field(
                "note", say("note"), "textarea", hint=say("note_hint"), is_optional=True, id=f"{prefix}-note"
            ),
        ],
        say("record"),
        cancel=Link(say("cancel"), HERE),
    )


def facts() -> Facts:
    """One record: known, not known, withheld."""
    return Facts(
        [
            Fact(say("plate"), "粤B·12345"),
            Fact(say("gate"), say("east_gate"), HERE, "2020-02-12 09:20"),
            Fact(say("must"), say("long"), HERE),
            Fact(say("occupants"), is_unknown=True),
            Fact(say("driver"), withheld=say("not_yours")),
            Fact(say("status"), part=Tag("overdue", say("hours", n=62))),
            Fact(say("why"), say("why_text")),
        ]
    )


def timeline() -> Timeline:
    """What became of it."""
    return Timeline(
        [
            Step("2020-02-12 09:20", say("step_passed"), say("east_gate"), href=HERE),
            Step("2020-02-12 09:20", say("step_unsure"), tone="unsure"),
            Step("2020-02-12 09:50", say("step_due"), tone="gap"),
            Step("2020-02-12 10:05", say("step_task"), by=say("reader")),
            Step("2020-02-12 14:40", say("step_met"), by=say("gate_team"), tone="ok"),
        ]
    )


def period() -> Period:
    """The clock of a day."""
    points = [("18:00", "cut_off"), ("19:00", "brief"), ("20:00", "meeting"), ("08:00", "handover")]
    made = [Point(say(key), at, is_past=n < 2, is_next=n == 2) for n, (at, key) in enumerate(points)]
    return Period(made, say("clock"))


def tabs() -> Tabs:
    """The pages of one must."""
    return Tabs(
        [
            TabLink(say("tab_gaps"), HERE, "1,204", True),
            TabLink(say("tab_unsure"), HERE, "640"),
            TabLink(say("tab_met"), HERE, "8,722"),
            TabLink(say("tab_rule"), HERE),
        ],
        say("m_declare"),
    )


def tags() -> Sequence[Tag]:
    """Every status."""
    kinds: list[Status] = [
        "open",
        "overdue",
        "late",
        "met",
        "excused",
        "cannot_tell",
        "waiting",
        "withheld",
    ]
    return [Tag(kind) for kind in kinds]


def notices() -> Sequence[Part]:
    """Every tone."""
    tones: list[tuple[Tone, str]] = [
        ("info", "info_more"),
        ("warning", "warning_more"),
        ("error", "error_again"),
        ("success", "success_more"),
    ]
    return [Notice(tone, say(tone), say(more), Link(say("see"), HERE)) for tone, more in tones]


def states() -> Sequence[Part]:
    """Every state of a place where something would be."""
    kinds: list[Instead] = ["empty", "loading", "error", "stale", "withheld"]
    again = Link(say("again"), HERE)
    return [
        State(kind, say(f"{kind}_title"), say(f"{kind}_more"), again if kind == "error" else None)
        for kind in kinds
    ]
