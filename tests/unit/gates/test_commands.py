"""The gates at the console: what is printed, in both languages and as JSON that fits its schema, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from lianfang.base.problems import Refused
from lianfang.cli import lanes, load, reconcile, risk, site
from lianfang.entry import clock
from lianfang.fronts.gates.schemas import PUBLISHED, schema
from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.demonstration import MADE_UP, is_made_up
from lianfang.registers.models import AtRisk, Conveyance, Journal, RiskArea, Site
from tests.unit.gates import movements, trips
from tests.unit.registers.city import FUTIAN, NANSHAN, NOON, City, lay, write

pytestmark = pytest.mark.django_db
AS_OF = "2020-02-10T18:00"


@pytest.fixture
def city(tmp_path) -> City:
    town = lay()
    movements.lay_more()
    trips.enact(tmp_path)
    return town


def say(command: Any, *words: str) -> str:
    """What a command prints; a refusal goes on to the caller, as it does to ``main``."""
    done = CliRunner().invoke(command, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def fits(text: str, file: str) -> Any:
    """The JSON printed, held against its published schema."""
    found = json.loads(text)
    jsonschema.validate(found, schema(PUBLISHED[file]))
    return found


def test_a_train_at_the_console(city):
    trip = trips.make(city.gate, trips.chance("console"), size=30)
    words = ("--conveyance", trip.ref, "--as-of", AS_OF)
    found = fits(say(reconcile.command, *words, "--json"), "reconcile.schema.json")
    lists = {one["difference"]: one["travellers"] for one in found["sets"][0]["differences"]}
    assert {ref for who in lists["manifest_not_screened"] for ref in who["refs"]} == trip.missing
    for lang, title, reason in (
        ("zh", "名单上有而未查验: 3", "姓名相同"),
        ("en", "on the manifest and not screened: 3", "the same name"),
    ):
        text = say(reconcile.command, *words, "--lang", lang)
        assert title in text
        assert reason in text
        assert all(ref in text for ref in trip.missing)
    assert Conveyance.objects.get(ref=trip.ref).reconciled_at is None
    say(reconcile.command, *words, "--done")
    assert Conveyance.objects.get(ref=trip.ref).reconciled_at is not None
    one, other = next(iter(trip.mistyped))
    kept = fits(say(reconcile.command, "--not-same", one, other), "reconcile.schema.json")
    assert kept["decision"] == "not_same"
    again = fits(say(reconcile.command, *words, "--json"), "reconcile.schema.json")
    assert len(again["sets"][0]["matched"]) == len(trip.mistyped) - 1


def test_a_gate_its_lanes_and_the_load_at_the_console(city):
    gate = Site.objects.get(id=city.gate).ref
    passed = {"at": NOON, "gate": city.gate, "direction": "in", "mode": "road", "vehicle": city.cars[0]}
    write("passage", {**passed, "vehicle_scope": "other_plate"})
    hours = ("--gate", gate, "--from", "2020-02-09", "--until", "2020-02-09")
    found = fits(say(reconcile.command, *hours, "--json"), "reconcile.schema.json")
    assert (found["since"], found["until"]) == ("2020-02-09T00:00:00+08:00", "2020-02-10T00:00:00+08:00")
    assert len(found["counter"]["missing"]) == 24
    assert "missing, not zero" in say(reconcile.command, *hours, "--lang", "en")
    laned = fits(say(lanes.command, *hours, "--json"), "lanes.schema.json")
    assert [row["lane"] for row in laned["rows"]] == ["declare"]
    assert "外地号牌" in say(lanes.command, *hours, "--lang", "zh")
    told = fits(
        say(load.command, "--from", "2020-02-09", "--days", "2", "--as-of", AS_OF, "--json"),
        "load.schema.json",
    )
    assert [(g["day"], g["seen"]) for g in told["gates"]] == [("2020-02-09", 1), ("2020-02-10", 0)]
    assert "Gate 1" in say(load.command, "--from", "2020-02-09", "--lang", "en")


def test_a_risk_area_at_the_console(city):
    person = write("person", {"area": NANSHAN})[0]
    write("declaration", {"made_at": NOON, "person": person, "stay_area": movements.WUHAN, "area": FUTIAN})
    words = ("add", "420100", "--from", "2020-02-05", "--document", "notice 7", "--as-of", AS_OF)
    added = fits(say(risk.command, *words, "--json"), "risk.schema.json")
    assert [row["ref"] for row in added["risk_areas"][0]["newly"]] == [trips.refs([person])[person]]
    assert RiskArea.objects.get().valid_from == NOON - 4 * 86400 - 12 * 3600
    assert "newly at risk 0" in say(risk.command, *words, "--lang", "en")
    assert "新涉险 0" in say(risk.command, "again", "--as-of", AS_OF)
    listed = fits(say(risk.command, "affected", "--as-of", AS_OF, "--json"), "risk.schema.json")
    assert (listed["total"], listed["persons"]) == (1, 1)
    assert "notice 7" in say(risk.command, "affected", "--lang", "en", "--as-of", AS_OF)
    gone = fits(say(risk.command, "withdraw", RiskArea.objects.get().ref, "--json"), "risk.schema.json")
    assert gone["persons"] == 1
    assert not AtRisk.objects.exists()


def test_an_area_that_a_demonstration_declares_leaves_it_one(city):
    made = By("made", "operator", purpose=MADE_UP)
    journal.append([journal.Entry(NOON, made, "load", "person")])
    try:
        shown = clock.start_evening(ends=NOON)
        say(risk.command, "add", "Futian", "--from", "2020-02-05", "--document", "notice 7")
        say(risk.command, "again")
        at = list(Journal.objects.filter(register="risk_area").values_list("at", flat=True))
        assert len(at) == 1
        assert shown <= at[0] <= NOON
        assert is_made_up()
        say(risk.command, "withdraw", RiskArea.objects.get().ref)
        assert clock.of_demonstration() is not None
    finally:
        clock.stop_evening()
    assert site.declaring().purpose == "response"


@pytest.mark.parametrize(
    ("command", "words", "code"),
    [
        (reconcile.command, (), "gates/one-of-both"),
        (reconcile.command, ("--gate", "g", "--from", "2020-02-09"), "gates/one-of-both"),
        (reconcile.command, ("--conveyance", "x", "--gate", "g", "--from", "2020-02-09", "--until", "2020-02-09"), "gates/one-of-both"),
        (reconcile.command, ("--conveyance", "x", "--until", "2020-02-09"), "gates/one-of-both"),
        (reconcile.command, ("--conveyance", "nobody"), "record/not-found"),
        (reconcile.command, ("--gate", "nobody", "--from", "2020-02-09", "--until", "2020-02-09"), "record/not-found"),
        (reconcile.command, ("--same", "a", "b"), "gates/not-two"),
        (lanes.command, (), "gates/passage-or-hours"),
        (lanes.command, ("--passage", "nobody"), "record/not-found"),
        (risk.command, ("withdraw", "nobody"), "record/not-found"),
        (risk.command, ("add", "Atlantis", "--from", "2020-02-05", "--document", "d"), "area/not-found"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_its_code(city, command, words, code):
    with pytest.raises(Refused) as refusal:
        say(command, *words)
    assert {problem.code for problem in refusal.value.problems} == {code}


def test_hours_that_end_before_they_begin_are_refused(city):
    gate = Site.objects.get(id=city.gate).ref
    with pytest.raises(Refused) as refusal:
        say(reconcile.command, "--gate", gate, "--from", "2020-02-10", "--until", "2020-02-09")
    assert [problem.code for problem in refusal.value.problems] == ["gates/no-hours"]
