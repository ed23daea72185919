"""``lianfang outlook decide`` on the agent-based city, in small; and every calendar that cannot be."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace

import jsonschema
import numpy as np
import pytest
import yaml
from click.testing import CliRunner

from lianfang.base.problems import Refused
from lianfang.cli import outlook
from lianfang.fronts.resumption import weighing
from lianfang.outlook.deciding import (
    asking,
    calendars,
    engine,
    flipping,
    posterior,
    reading,
    resuming,
    search,
    shapes,
    telling,
    worlds,
)
from lianfang.outlook.deciding.orders import Decision, Learnt, Line
from lianfang.outlook.scenario import Closing, Opening

FILE = """
agents: 3000
infected: {福田区: 5, 宝安区: 5, 龙岗区: 5}
policies:
  testing: [{seeking: 0.8}]
  isolation: [{place: bed, since: 2020-02-12}]
  closings: [{sector: school}]
first: 2020-02-10
days: 21
decided: [manufacturing, trade]
earliest:
  - {sector: trade, district: 福田区, opens_on: 2020-02-14}
calendars:
  - name: all-at-once
    title: {zh: 同时, en: at once}
    lines: [{opens_on: 2020-02-17}]
  - name: batches
    title: {zh: 分批, en: in batches}
    lines: [{opens_on: 2020-02-24}, {batch: 1, opens_on: 2020-02-17}, {batch: 3, opens_on: null}]
  - name: industry
    title: {zh: 工业先, en: industry first}
    lines: [{opens_on: null}, {sector: manufacturing, opens_on: 2020-02-10}]
limits:
  beds: {most: 25, accepted: 0.2}
  local: {most: 60, within: 14, accepted: 0.2}
uncertain:
  transmission: {low: 0.8, high: 1.25}
  imported: {low: 0.8, high: 1.25}
worlds: {fit: 4, search: 50, city: 20}
"""


def run(tmp_path, text, *words):
    (tmp_path / "x.yaml").write_text(text, "utf-8")
    return CliRunner().invoke(outlook.command, ["decide", str(tmp_path / "x.yaml"), *words])


def asked(tmp_path, text=FILE):
    (tmp_path / "x.yaml").write_text(text, "utf-8")
    return reading.read(tmp_path / "x.yaml", Decision)


def test_a_frontier_on_the_city(tmp_path, monkeypatch):
    monkeypatch.setattr(search, "ROUNDS", 10)
    monkeypatch.setattr(resuming, "POINTS", 5)
    monkeypatch.setattr(resuming, "WORST", 4)
    monkeypatch.setattr(flipping, "HALVINGS", 1)
    done = run(tmp_path, FILE, "--json", "--resume", str(tmp_path / "kept"))
    assert done.exception is None, done.exception
    made = json.loads(done.stdout)
    jsonschema.validate(made, json.loads(shapes.text("decide")))
    assert made["groups"] == 2 * 10 * 3
    assert [each["name"] for each in made["written"]] == ["all-at-once", "batches", "industry"]
    assert {tried["on"] for each in made["written"] for tried in each["tried"]} == {"surrogate", "city"}
    gains = [each["tried"][1]["person_days"]["value"] for each in made["frontier"]]
    assert gains == sorted(gains)
    assert made["chosen"] in {each["name"] for each in [*made["frontier"], *made["written"]]} | {None}
    assert all(
        ("city", "select") in {(tried["on"], tried["worlds"]) for tried in each["tried"]}
        for each in made["written"]
    )
    assert "path: 10/10" in done.stderr
    for each in made["written"]:
        assert ("city", "worst") in {(tried["on"], tried["worlds"]) for tried in each["tried"]}
    assert made["worst"]["transmission"] == pytest.approx(1.25 * 1.25)
    assert [(one["parameter"], one["source"]) for one in made["drawn"]] == [
        ("transmission", "prior"), ("imported", "prior"),
    ]  # fmt: skip
    kept = [one for one in made["checks"] if one["kept"]]
    assert [one["name"] for one in kept] == ([] if made["chosen"] is None else [made["chosen"]])
    again = run(tmp_path, FILE, "--lang", "en", "--resume", str(tmp_path / "kept"))
    assert "P(beds exceeded): in the search" in again.stdout or "No calendar keeps" in again.stdout
    assert "runs:" not in again.stderr


def test_a_calendar_that_opens_when_all_days_are_over_is_said_to_do_nothing(tmp_path):
    assert asking.late(asked(tmp_path)) == []
    # The first of March is the last of the 21 days.
    last = FILE.replace("{opens_on: 2020-02-24}", "{opens_on: 2020-03-01}")
    assert asking.late(asked(tmp_path, last)) == []
    (remark,) = asking.late(asked(tmp_path, FILE.replace("{opens_on: 2020-02-24}", "{opens_on: 2020-03-02}")))
    assert (remark.code, remark.what.en.split()[0]) == ("outlook/scenario-after", "batches:")


def test_the_city_s_orders_follow_the_calendar(tmp_path):
    of = asking.question(asked(tmp_path))
    city = of.city
    assert isinstance(city, engine.Engine)
    ordered = city.ordered(of.written["batches"])
    assert set(ordered.closings) == {Closing(sector=name) for name in ("school", "manufacturing", "trade")}
    assert ordered.isolation[0].since == 2
    assert len(ordered.openings) == 2 * 10 * 2
    assert Opening("trade", "宝安区", 1, 14) in ordered.openings
    draw = worlds.drawn(of.uncertain, 1, "fit", 1)
    got = city.run(of.written["industry"], draw)
    assert got.person_days[0] <= of.groups.person_days(of.written["industry"])
    assert got.person_days[0] > 0.8 * of.groups.person_days(of.written["industry"])
    seen = city.traces([of.written["industry"]], draw)
    assert (seen.work.sum(), seen.beds.max(), seen.local[:, :14].sum()) == (
        got.person_days[0],
        got.beds[0],
        got.local[0],
    )


def test_groups_are_the_city_s_people(tmp_path):
    of = asking.question(asked(tmp_path))
    assert isinstance(of.city, engine.Engine)
    city = of.city.city
    staff = city.staff()[[city_sector(city, name) for name in ("manufacturing", "trade")]]
    assert np.array_equal(of.groups.goes.sum(axis=0), staff.reshape(-1))
    assert of.groups.residents.sum() == 3000


def test_in_the_worst_case_more_are_infected_and_fewer_comply(tmp_path):
    of = asking.question(
        asked(tmp_path, FILE.replace("worlds:", "worst: {hazards: 2, complies: 0.5}\nworlds:"))
    )
    draws = of.draws("worst", 4)
    opens = of.written["all-at-once"]
    usual, bad = (of.city.run(opens, each).local for each in (draws, worlds.worst(draws, of.high)))
    assert of.high == 1.25
    assert (bad > usual).all()


def test_draws_come_from_a_calibration_s_answer(tmp_path):
    rows = [[1.0, 0.1 + at / 1000, 0.5, 0.8] for at in range(200)]
    spread = {"low": 0.1, "median": 0.2, "high": 0.3}
    learnt = {
        "name": "r_after", "title": {"zh": "R", "en": "R"}, "prior": spread, "posterior": spread, "sd_ratio": 0.6, "bits": 0.4,
        "verdict": "little", "said": {"zh": "少", "en": "a little"},
    }  # fmt: skip
    said = {
        "basis": {"file": "onsets.yaml", "sha256": "0", "version": "1"}, "series_sha256": "0", "first": "2020-01-01",
        "as_of": "2020-02-12", "measures_from": "2020-01-24", "local": 68, "imported": 200, "cannot_tell": 0,
        "cannot_tell_taken_as": None, "left_out": 0, "serial_mean": 6.3, "serial_sd": 4.2, "parameters": [learnt], "bits": 1.0,
        "said": {"zh": "少", "en": "little"}, "seed": 1, "steps": 100, "autocorrelation": 9.0, "worth": 10, "accepted": 0.4,
        "library": "emcee", "remarks": [], "draws": rows,
    }  # fmt: skip
    (tmp_path / "kept.json").write_text(json.dumps(said), "utf-8")
    found = posterior.of(Learnt(answer="kept.json"), tmp_path)
    assert found is not None
    assert (found.name, found.local, found.verdict) == ("onsets.yaml", 68, "little")
    assert list(found.r_under) == [row[1] for row in rows]
    inline = posterior.of(Learnt(name="onsets.yaml", local=68, r_under=[row[1] for row in rows]), tmp_path)
    assert inline is not None
    assert inline.sign == found.sign
    assert not found.is_short
    short = {"code": "deciding/short-chain", "what": {"zh": "x", "en": "x"}, "mend": {"zh": "x", "en": "x"}}
    (tmp_path / "kept.json").write_text(json.dumps({**said, "remarks": [short]}), "utf-8")
    again = posterior.of(Learnt(answer="kept.json"), tmp_path)
    assert again is not None
    assert again.is_short
    asked_ = weighing.calibrated((tmp_path / "kept.json").read_text("utf-8"))
    assert asked_ is not None
    pasted = posterior.of(Learnt.model_validate(asked_), tmp_path)
    for each, told in ((found, False), (again, True), (pasted, True)):
        answer = SimpleNamespace(leading=None, best=None)
        codes = [remark.code for remark in telling.remarks(answer, 1.0, each)]  # type: ignore[arg-type]
        assert ("deciding/calibration-short" in codes) == told
    beyond = json.dumps({**said, "draws": [[1.0, 101.0, 0.5, 0.8]] * 200})
    for text in (
        "{}",
        "no",
        beyond,
        json.dumps({**said, "draws": rows[:3]}),
        json.dumps({**said, "parameters": []}),
    ):
        (tmp_path / "kept.json").write_text(text, "utf-8")
        with pytest.raises(Refused, match="deciding/calibration"):
            posterior.of(Learnt(answer="kept.json"), tmp_path)


def city_sector(city, name):
    return [sector.name for sector in city.sectors].index(name)


def test_few_lines_say_the_same_calendar(tmp_path):
    of = asking.question(asked(tmp_path))
    rng = np.random.default_rng(1)
    for _ in range(5):
        opens = rng.choice([0, 7, 14, 21], of.groups.count)
        lines = calendars.lines_of(opens, of.groups, date(2020, 2, 10), 21)
        back, problems = calendars.laid(lines, of.groups, date(2020, 2, 10), 21)
        assert problems == []
        assert np.array_equal(back, opens)
    assert calendars.lines_of(np.zeros(60, np.int64), of.groups, date(2020, 2, 10), 21) == [
        Line(sector=name, opens_on=date(2020, 2, 10)) for name in ("manufacturing", "trade")
    ]


BAD = {
    "unknown sector": ("[manufacturing, trade]", "[manufacturing, trades]", "deciding/unknown-name"),
    "decided twice": ("[manufacturing, trade]", "[trade, trade]", "deciding/twice"),
    "unknown in a line": ("{sector: manufacturing, opens_on", "{sector: construction, opens_on", "deciding/unknown-name"),
    "unknown district": ("district: 福田区", "district: 福田", "deciding/unknown-name"),
    "unknown home": ("宝安区: 5", "宝安: 5", "deciding/unknown-name"),
    "no such batch": ("{batch: 3,", "{batch: 4,", "deciding/batch"),
    "before the first": ("{batch: 1, opens_on: 2020-02-17}", "{batch: 1, opens_on: 2020-02-07}", "deciding/before-first"),
    "not covered": ("lines: [{opens_on: null}, ", "lines: [", "deciding/not-covered"),
    "batches reversed": ("{batch: 3, opens_on: null}", "{batch: 2, opens_on: 2020-02-16}", "deciding/batch-order"),
    "too early": ("lines: [{opens_on: 2020-02-17}]", "lines: [{opens_on: 2020-02-12}]", "deciding/too-early"),
    "name twice": ("name: industry", "name: batches", "deciding/twice"),
    "a name of the search": ("name: industry", "name: path-12", "deciding/own-name"),
    "same": ("[{opens_on: null}, {sector: manufacturing, opens_on: 2020-02-10}]", "[{opens_on: 2020-02-17}]", "deciding/same-calendar"),
    "range": ("transmission: {low: 0.8", "transmission: {low: 1.8", "deciding/prior"),
    "kind": ("  testing:", "  tests:", "deciding/unknown-name"),
    "measure": ("{seeking: 0.8}", "{seeks: 0.8}", "deciding/measure"),
    "value": ("{seeking: 0.8}", "{seeking: much}", "deciding/measure"),
    "limits": ("  beds: {most: 25, accepted: 0.2}\n  local: {most: 60, within: 14, accepted: 0.2}", "  beds: null", "deciding/no-limit"),
    "a word": ("days: 21", "days: three", "deciding/bad-value"),
    "fewer than nobody": ("宝安区: 5", "宝安区: -50", "deciding/bad-value"),
    "past the last year": ("first: 2020-02-10", "first: 9999-12-20", "deciding/bad-value"),
    "a factor beyond sense": ("imported: {low: 0.8, high: 1.25}", "imported: {low: 0.8, high: 1.0e+9}", "deciding/bad-value"),
    "closed as well": (
        "[{sector: school}]", "[{sector: school}, {sector: trade, district: 宝安区, until: 2020-02-20}]", "deciding/decided-closed"
    ),
    "longer than looked at": ("within: 14, ", "within: 22, ", "deciding/window"),
    "longer than looked at, unsaid": ("within: 14, ", "", "deciding/window"),
    "all who arrive": ("agents: 3000\n", "agents: 3000\narrivals_infected: [0.0001]\n", "deciding/arrivals"),
    "no calibration": ("worlds: {fit", "calibrated: {answer: none.json}\nworlds: {fit", "deciding/calibration"),
    "half a calibration": ("worlds: {fit", "calibrated: {name: x}\nworlds: {fit", "deciding/missing"),
    "no worse": (
        "worlds: {fit", "worst: {hazards: 1, arrivals: 1, complies: 1}\nworlds: {fit", "outlook/scenario-worst"
    ),
    "a worst case beyond sense": ("worlds: {fit", "worst: {hazards: 0.5}\nworlds: {fit", "deciding/bad-value"),
    "too seldom": ("accepted: 0.2}\n  local", "accepted: 0.0001}\n  local", "deciding/cannot-be-shown"),
    "too short": ("days: 21", "days: 7", "deciding/bad-value"),
    "lone": ("accepted: 0.2}\n  local", "accepted: 1.0}\n  local", "deciding/bad-value"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(BAD))
def test_a_decision_that_cannot_be_asked(tmp_path, name):
    old, new, code = BAD[name]
    assert old in FILE
    refused = run(tmp_path, FILE.replace(old, new)).exception
    assert isinstance(refused, Refused), refused
    assert {problem.code for problem in refused.problems} == {code}
    assert all(
        "{" not in problem.line_of_text("zh") + problem.line_of_text("en") for problem in refused.problems
    )


def test_two_calendars_are_too_few(tmp_path):
    told = yaml.safe_load(FILE)
    told["calendars"] = told["calendars"][:2]
    refused = run(tmp_path, yaml.safe_dump(told, allow_unicode=True)).exception
    assert isinstance(refused, Refused)
    assert [problem.code for problem in refused.problems] == ["deciding/bad-value"]
