"""``lianfang ledger`` and ``lianfang zones``, and their sections of the brief: shapes, words, the made-up city's ledgers."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, timedelta

import jsonschema
import pytest
from click.testing import CliRunner
from rich.cells import cell_len
from rich.console import Console

from lianfang.base.instants import end_of
from lianfang.base.problems import Refused
from lianfang.cli import demo
from lianfang.cli import ledger as ledger_command
from lianfang.cli import zones as zones_command
from lianfang.fronts.command import brief, ledger, pages, terminal, terminal_ledgers, zones
from lianfang.fronts.command.schemas import schema
from lianfang.fronts.command.shapes_alone import LedgerDays, Zones
from lianfang.gaps import plans
from lianfang.gaps.stocks import balances
from lianfang.registers.access import Reader
from lianfang.registers.actions import load
from lianfang.registers.models import REGISTERS, Area, Journal
from lianfang.synth import calendar
from lianfang.synth import city as synth
from tests.unit.gaps.cities import enact, lay_small
from tests.unit.registers.city import BY, CITY, FUTIAN, NANSHAN, write

pytestmark = pytest.mark.django_db

EVERYONE = Reader("ann", "operator")
END = end_of(date(2020, 2, 20), "Asia/Shanghai")
LATER = END + 86400


@pytest.fixture(autouse=True)
def _nothing_compiled():
    yield
    plans.forget()


def lay_returns(failings: synth.Failings, seed: int) -> synth.City:
    """The areas and returns of a made-up city of 2,000: all that its ledgers are read from."""
    made = synth.build(2000, seed, failings)
    wanted = [name for name in REGISTERS if name in ("area", "organisation", "site", "return")]
    tables = [(name, made.tables[name].columns, made.tables[name].rows()) for name in wanted]
    load(tables=iter(tables), identifiers=iter(()), by=BY, at=made.as_of)
    enact()
    return made


def days_of(made: synth.City, days: int):
    """Every ledger of the city and its districts on the last days."""
    city = Area.objects.get(gb_code="440300").id
    districts = Area.objects.filter(level="district").values_list("id", flat=True)
    areas = [city, *sorted(one for one in districts if city < one < city + 10**12)]
    found = balances(plans.in_force(), as_of=made.as_of, areas=areas, days=days)
    assert len({one.area for one in found}) == 11
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_the_ledgers_find_what_was_planted_no_more_and_no_fewer(seed):
    made = lay_returns("planted", seed)
    found = days_of(made, days=14)
    spoiled = {(one.ledger.key, one.area, one.day, one.verdict) for one in found if one.verdict != "balances"}
    planted = {(one.ledger, one.area, one.day, one.verdict) for one in made.stock_failings}
    assert spoiled == planted
    assert len(planted) == 18
    assert {one.verdict for one in made.stock_failings} == {
        "unexplained", "flows_not_reported", "opening_missing", "closing_missing",
    }  # fmt: skip
    assert {abs(one.difference) for one in found if one.verdict == "unexplained"} == {2}


def test_the_demonstration_notices_a_day_too_many_and_one_too_few(capsys):
    made = lay_returns("planted", 1)
    assert demo.stocks_agree(made)
    assert not demo.stocks_agree(replace(made, stock_failings=made.stock_failings[1:]))
    assert "found, not planted" in capsys.readouterr().err
    other = replace(made.stock_failings[0], verdict="unexplained", day=calendar.DISTRICTS_REPORT_FROM)
    assert not demo.stocks_agree(replace(made, stock_failings=[*made.stock_failings, other]))
    assert "planted, not found" in capsys.readouterr().err


def test_a_city_without_failings_balances_to_the_unit_but_for_the_day_that_nothing_comes_before():
    found = days_of(lay_returns("none", 1), days=15)
    assert len(found) == 5 * 11 * 15
    first = calendar.DISTRICTS_REPORT_FROM
    assert {one.verdict for one in found if one.day == first} == {"opening_missing"}
    assert {(one.verdict, one.difference) for one in found if one.day > first} == {("balances", 0)}
    moved = {one.ledger.key for one in found if one.day > first and one.came and one.went}
    assert moved == set(plans.in_force().plan.ledgers)


def send(figure: str, area: int, values: dict[int, float | None]) -> None:
    """Returns by day of February."""
    for day, value in values.items():
        write("return", {"figure": figure, "area": area, "day": date(2020, 2, day), "value": value})


@pytest.fixture
def city():
    """Contacts whose flows nobody reported, one district's wards that do not balance, two zones."""
    laid = lay_small()
    send("contacts_under_observation", CITY, {19: 665, 20: 554})
    send("in_hospital", NANSHAN, {19: 10, 20: 12})
    send("new_confirmed", NANSHAN, {20: 1})
    send("recovered", NANSHAN, {19: 1, 20: 1})
    send("dead", NANSHAN, {19: 0, 20: 0})
    send("confirmed", NANSHAN, {6: 60, 20: 61})
    send("confirmed", FUTIAN, {6: 60, 20: 60})
    return laid


@pytest.mark.usefixtures("city")
def test_what_is_made_is_what_the_schemas_say():
    days = ledger.make(reader=EVERYONE, as_of=END, at=LATER, days=2)
    jsonschema.validate(json.loads(days.model_dump_json()), schema(LedgerDays))
    told = zones.make(reader=EVERYONE, as_of=END, at=LATER)
    jsonschema.validate(json.loads(told.model_dump_json()), schema(Zones))
    whole = brief.make(reader=EVERYONE, as_of=END, at=LATER)
    assert whole.zones == told.zones
    assert whole.ledgers == [one for one in days.days if one.day == "2020-02-20"]
    assert {one.id for one in whole.figures} & {"contacts_added", "new_clusters", "suspects"} == set()


@pytest.mark.usefixtures("city")
def test_a_ledger_says_what_is_wanting_and_by_how_much():
    made = ledger.make(reader=EVERYONE, as_of=END, at=LATER, days=1, stock="contacts_under_observation")
    [contacts] = made.days
    assert (contacts.opening.value, contacts.closing.value, contacts.change) == (665, 554, -111)
    assert (contacts.verdict_words.zh, contacts.verdict_words.en) == ("当日增减未报", "flows not reported")
    assert [entry.value for entry in (*contacts.inflows, *contacts.outflows)] == [None, None, None]
    assert (contacts.opening.day, len(contacts.opening.returns)) == ("2020-02-19", 1)
    wards = ledger.make(reader=EVERYONE, as_of=END, at=LATER, days=1, stock="cases-in-hospital", area=NANSHAN)
    [one] = wards.days
    assert (one.verdict, one.difference, one.came, one.went) == ("unexplained", 1, 1, 0)
    assert one.outflows[0].title.en == "change of Recovered"


@pytest.mark.usefixtures("city")
def test_a_zone_says_why():
    told = {one.area: one for one in zones.make(reader=EVERYONE, as_of=END, at=LATER).zones}
    assert told["440304"].reason.en == (
        "low risk, since confirmed cases is 0 or new cases in 14 days is 0:"
        " confirmed cases 60, new cases in 14 days 0, clusters in 14 days not known"
    )
    nanshan = told["440305"]
    assert nanshan.reason.en == (
        "medium risk or high risk, cannot tell without clusters in 14 days:"
        " confirmed cases 61, new cases in 14 days 1, clusters in 14 days not known"
    )
    assert nanshan.reason.zh == (
        "中风险或高风险，无法判定，14天内聚集性疫情不详：累计确诊61，14天内新增确诊1，14天内聚集性疫情不详"
    )
    assert ([one.key for one in nanshan.possible], nanshan.since) == (["medium", "high"], "2020-02-17")
    assert nanshan.source is not None
    assert nanshan.source.status == "part"
    before = zones.make(reader=EVERYONE, as_of=end_of(date(2020, 2, 16), "Asia/Shanghai"), at=LATER).zones
    assert {one.reason.en for one in before} == {"no rule in force: the first holds from 2020-02-17"}


@pytest.mark.usefixtures("city")
def test_who_sees_what():
    bob = Reader("bob", "district_officer", area=FUTIAN)
    assert [one.area for one in zones.make(reader=bob, as_of=END, at=LATER).zones] == ["440304"]
    assert {one.area for one in ledger.make(reader=bob, as_of=END, at=LATER).days} == {"440304"}
    for make in (zones.make, ledger.make):
        with pytest.raises(Refused) as refusal:
            make(reader=bob, as_of=END, at=LATER, area=NANSHAN)
        assert [problem.code for problem in refusal.value.problems] == ["area/not-found"]
        with pytest.raises(Refused) as refusal:
            make(reader=EVERYONE, as_of=END, at=LATER, known_at=LATER + 1)
        assert [problem.code for problem in refusal.value.problems] == ["brief/known-at-after-as-of"]
    with pytest.raises(Refused) as refusal:
        ledger.make(reader=EVERYONE, as_of=END, at=LATER, stock="contact")
    [problem] = refusal.value.problems
    assert (problem.code, problem.facts["near"]) == ("ledger/no-such-stock", "contacts")


@pytest.mark.usefixtures("city")
def test_what_was_known_earlier_leaves_a_trace():
    write("case", {"classification": "CONFIRMED", "reported_on": date(2020, 2, 20), "area": CITY})
    write(
        "return", {"figure": "confirmed", "area": FUTIAN, "day": date(2020, 2, 19), "value": 60}, at=LATER - 9
    )
    told = zones.make(reader=EVERYONE, as_of=END - 86400, at=LATER, known_at=LATER - 10)
    assert [one.state for one in told.zones] == ["cannot_tell", "cannot_tell"]
    days = ledger.make(reader=EVERYONE, as_of=END, at=LATER, known_at=LATER - 1, days=1)
    assert [one.verdict for one in days.days if one.ledger == "contacts"] == ["flows_not_reported"]
    assert Journal.objects.filter(verb="read", register="case").count() == 2


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_eighty_columns_are_enough(language):
    out = io.StringIO()
    console = Console(file=out, width=80)
    days = ledger.make(reader=EVERYONE, as_of=END, at=LATER, days=3)
    terminal_ledgers.print_ledgers(days, language=language, console=console)
    told = zones.make(reader=EVERYONE, as_of=END, at=LATER)
    terminal_ledgers.print_zones(told, language=language, console=console)
    whole = brief.make(reader=EVERYONE, as_of=END, at=LATER)
    terminal.print_brief(whole, language=language, console=console)
    text = out.getvalue()
    assert max(cell_len(line) for line in text.splitlines()) <= 80
    for words in {
        "zh": ("存量增减", "当日增减未报", "−111", "中风险或高风险"),
        "en": ("Stocks and flows", "flows not reported", "−111", "medium risk or high risk"),
    }[language]:
        assert words in text  # fmt: skip
    page = pages.brief_page(whole, language=language)
    for words in {"zh": ("存量增减", "当日增减未报", "南山区"), "en": ("unexplained", "−111", "Nanshan")}[
        language
    ]:
        assert words in page


@pytest.mark.usefixtures("city")
def test_the_commands_print_and_write_json():
    run = CliRunner()
    words = ["--as-of", "2020-02-20", "--json"]
    done = run.invoke(
        ledger_command.command, [*words, "--stock", "contacts", "--days", "2"], catch_exceptions=False
    )
    assert [one["verdict"] for one in json.loads(done.output)["days"]] == [
        "opening_missing",
        "flows_not_reported",
    ]
    done = run.invoke(zones_command.command, [*words, "--area", "nanshan"], catch_exceptions=False)
    assert [one["state"] for one in json.loads(done.output)["zones"]] == ["cannot_tell"]
    for command in (ledger_command.command, zones_command.command):
        said = run.invoke(command, ["--as-of", "2020-02-20", "--lang", "zh"], catch_exceptions=False)
        assert (said.exit_code, "南山" in said.output or "深圳" in said.output) == (0, True)


def test_days_are_counted_back_from_the_last_that_is_over():
    lay_small()
    made = ledger.make(reader=EVERYONE, as_of=END + 3600, at=LATER, days=3, stock="contacts")
    assert [one.day for one in made.days] == [
        (date(2020, 2, 18) + timedelta(days=n)).isoformat() for n in range(3)
    ]
