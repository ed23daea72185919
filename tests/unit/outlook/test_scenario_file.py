"""Files of scenarios: what is wrong is said with its place and how to mend it; the answer fits its schema."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import yaml
from click.testing import CliRunner

from lianfang.base.problems import Refused
from lianfang.cli import outlook
from lianfang.outlook.scenario import answering, figures, reading, shapes
from lianfang.outlook.scenario.compiling import opened
from tests.arch.source import ROOT

SCHEMA = ROOT / "docs" / "reference" / "scenario.schema.json"
GUIDE = (ROOT / "docs" / "how" / "run-scenarios.md").read_text("utf-8")
EXAMPLE = GUIDE.split("```yaml\n")[1].split("```")[0]


def _written(folder: Path, **changed: Any) -> Path:
    example = yaml.safe_load(EXAMPLE)
    common = example["common"] | changed.pop("common", {})
    told = example | {"agents": 2000, "days": 40, "seeds": 2, "common": common} | changed
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
    return path


def _codes(path: Path) -> set[str]:
    result = CliRunner().invoke(outlook.command, ["scenario", str(path)])
    assert isinstance(result.exception, Refused), result.output
    for problem in result.exception.problems:
        assert "{" not in problem.what("zh") + problem.mend("en") + problem.what("en").split("(")[0]
    return {problem.code.removeprefix("outlook/scenario-") for problem in result.exception.problems}


def test_the_guides_example_runs_and_the_answer_fits_its_schema(tmp_path: Path) -> None:
    result = CliRunner().invoke(outlook.command, ["scenario", str(_written(tmp_path)), "--json"])
    assert result.exception is None, result.exception
    said = json.loads(result.output)
    jsonschema.validate(said, json.loads(SCHEMA.read_text("utf-8")))
    (study,) = said["studies"]
    assert [(each["name"], each["planned"]) for each in study["scenarios"]] == [
        ("all at once", "expected"), ("all at once", "worst"), ("by batch", "expected"), ("by batch", "worst"),
    ]  # fmt: skip
    assert [each["work_person_days"]["mean"] < 0 for each in study["differences"]] == [True, True]
    first = study["scenarios"][0]
    by_district = sum(sum(each["infections"]) for each in first["districts"])
    assert by_district == pytest.approx(first["infections"]["mean"])
    for language in ("zh", "en"):
        shown = CliRunner().invoke(outlook.command, ["scenario", str(_written(tmp_path)), "--lang", language])
        assert shown.exception is None
        assert "None" not in shown.output
        # Each probability with its interval; of two seeds 1.00 may be 0.16 as well.
        assert re.search(r"\)  (0.00 \(0.00–0.84\)|0.50 \(0.01–0.99\)|1.00 \(0.16–1.00\))  \d", shown.output)


def test_margins_of_ones_own_are_followed(tmp_path: Path) -> None:
    districts = dict.fromkeys(yaml.safe_load(_written(tmp_path).read_text("utf-8"))["city"]["infected"], 1000)
    whole = dict.fromkeys(figures.margins("shenzhen_2020").districts, 10) | districts
    own = {"districts": whole, "households": [0.0, 1.0], "ages": [0, 0, 1, 0, 0, 0, 0, 0]}
    city = reading.study(_written(tmp_path, city=own)).city
    assert set(np.diff(city.home_start)) <= {1, 2}
    assert set(city.age) == {2}
    lives = dict(zip(city.districts, np.diff(city.district_start), strict=True))
    assert lives["南山区"] == pytest.approx(2000 * 1000 / sum(whole.values()), abs=1)
    assert _codes(_written(tmp_path, city={"households": [0.5]})) == {"margins"}


def test_what_begins_when_the_run_is_over_is_said_to_do_nothing(tmp_path: Path) -> None:
    late = {"sector": "manufacturing", "district": None, "batch": None, "opens_on": date(2020, 3, 21)}
    within = late | {"opens_on": date(2020, 3, 20)}
    said = {}
    for name, opening in (("late", late), ("within", within)):
        path = _written(tmp_path, scenarios=[{"name": "a", "openings": [opening]}])
        said[name] = {one.code: one.what("en") for one in answering.remarks(reading.study(path))}
    assert said["late"]["outlook/scenario-after"].startswith(
        "a (openings): what begins after the last day that is run, 2020-03-20"
    )
    assert "outlook/scenario-after" not in said["within"]


def test_classes_close_and_open_by_sector_district_and_batch(tmp_path: Path) -> None:
    study = reading.study(_written(tmp_path))
    city = study.city
    sectors = [each.name for each in city.sectors]
    days = opened(study.scenarios["by batch"], city, 40).reshape(40, *city.shape)
    batches = days[:, sectors.index("manufacturing")]
    assert [int(batches[t].sum() // len(city.districts)) for t in (0, 9, 10, 16, 17, 23, 24)] == [
        0,
        0,
        1,
        1,
        2,
        2,
        3,
    ]
    assert days[:, sectors.index("school")].sum() == 0
    assert [int(days[t, sectors.index("hospitality")].min()) for t in (38, 39)] == [0, 1]
    assert days[:, sectors.index("finance")].min() == 1


BAD: dict[str, tuple[dict[str, Any], set[str]]] = {
    "a word that is not known": ({"common": {"gates": [{"screning": 0.5}]}}, {"file"}),
    "no name": ({"scenarios": [{"gates": []}]}, {"file"}),
    "a city that is not known": ({"city": {"figures": "atlantis"}}, {"unknown-figures"}),
    "no such district": ({"city": {"infected": {"Atlantis": 1}}}, {"margins"}),
    "all infected": ({"city": {"infected": {"南山区": 2000}}}, {"too-many-infected"}),
    "fewer than nobody infected": ({"city": {"infected": {"宝安区": -50}}}, {"file"}),
    "more infected than are anywhere": ({"city": {"infected": {"宝安区": 10**12}}}, {"file"}),
    "fewer than no beds accepted": ({"accept": {"beds": -5}}, {"file"}),
    "a city's seed below 0": ({"city": {"seed": -1}}, {"file"}),
    "days past the last year": ({"start": date(9999, 12, 20)}, {"file"}),
    "seeds without end": ({"seeds": 10**9}, {"file"}),
    "one agent": ({"agents": 1}, {"agents"}),
    "no days": ({"days": 0}, {"days"}),
    "no seed": ({"seeds": 0}, {"nothing-to-run"}),
    "a seed twice": ({"seeds": [1, 1]}, {"nothing-to-run"}),
    "no worse": ({"worst": {"hazards": 1, "arrivals": 1, "complies": 1}}, {"worst"}),
    "factor upside down": ({"disease": {"factor": [2, 1]}}, {"disease"}),
    "ends before it begins": ({"common": {"gates": [{"since": 5, "until": 5}]}}, {"measure"}),
    "over before the first day": ({"common": {"gates": [{"until": 0}]}}, {"measure"}),
    "quarantine for ever": ({"common": {"gates": [{"quarantine_days": 30000}]}}, {"measure"}),
    "share over 1": ({"common": {"testing": [{"seeking": 1.5}]}}, {"measure"}),
    "negative beds": ({"common": {"capacity": [{"beds": -1}]}}, {"measure"}),
    "negative share named": ({"common": {"tracing": [{"named": {"home": -0.1}}]}}, {"measure"}),
    "no such sector": ({"common": {"closings": [{"sector": "mining"}]}}, {"unknown-class", "opening"}),
    "no such batch": (
        {"common": {"closings": [{"sector": "school", "batch": 3}]}},
        {"unknown-class", "opening"},
    ),
    "opens what is open": ({"common": {"closings": []}}, {"opening"}),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_run_is_refused_with_a_code(name: str, tmp_path: Path) -> None:
    changed, codes = BAD[name]
    assert _codes(_written(tmp_path, **changed)) == codes


def test_opened_twice_and_no_yaml(tmp_path: Path) -> None:
    told = yaml.safe_load(EXAMPLE)["scenarios"][0]
    assert _codes(_written(tmp_path, scenarios=[told | {"openings": told["openings"] * 2}])) == {
        "opened-twice"
    }
    path = tmp_path / "broken.yaml"
    path.write_text("start: [", "utf-8")
    assert _codes(path) == {"file"}


def test_a_key_that_stands_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "twice.yaml"
    path.write_text(EXAMPLE.replace("scenarios:", "  closings: [{sector: trade}]\nscenarios:", 1), "utf-8")
    with pytest.raises(Refused) as refused:
        reading.study(path)
    (problem,) = refused.value.problems
    at = EXAMPLE[: EXAMPLE.index("scenarios:")].count("\n") + 1
    assert (problem.code, problem.line) == ("outlook/scenario-file", at)
    assert "closings" in problem.what("zh")
    repeated = EXAMPLE.replace("gates: [{", "gates: [&gate {", 1).replace(
        "openings: [{", "gates: [*gate]\n    openings: [{", 1
    )
    path.write_text(repeated, "utf-8")
    assert len(reading.study(path).scenarios["all at once"].gates) == 2


@pytest.mark.parametrize("jobs", ["0", "-2"])
def test_no_thread_is_too_few(jobs: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(outlook.command, ["scenario", str(_written(tmp_path)), "--jobs", jobs])
    assert result.exit_code == 2
    assert "--jobs" in result.output


def test_the_published_schema_is_not_stale() -> None:
    if os.environ.get("LIANFANG_WRITE") == "1":
        SCHEMA.write_text(shapes.text(), "utf-8")
    assert SCHEMA.read_text("utf-8") == shapes.text(), "LIANFANG_WRITE=1 writes it anew"
