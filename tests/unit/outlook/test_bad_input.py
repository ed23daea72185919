"""Whatever is wrong with the input is said with a code, where it is, and how to mend it; the answers fit their schema."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

from lianfang.base.problems import CATALOGUE, Refused
from lianfang.cli import outlook
from lianfang.outlook import shapes
from tests.arch.source import ROOT

SCHEMA = ROOT / "docs" / "reference" / "outlook.schema.json"
DAYS = [date(2020, 2, 1) + timedelta(days=n) for n in range(30)]
GOOD = "day,I\n" + "".join(f"{day},{5 + n % 3}\n" for n, day in enumerate(DAYS))
SI = ["--si", "6.3,4.2"]


def run(tmp_path, words, files):
    """One command on files written for it; their names in the words stand for them."""
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    words = [str(tmp_path / word) if word in files else word for word in words]
    return CliRunner().invoke(outlook.command, words)


def codes(result):
    assert isinstance(result.exception, Refused), result.output
    for problem in result.exception.problems:
        assert "{" not in problem.line_of_text("zh") + problem.line_of_text("en")
    return [(problem.code, problem.line) for problem in result.exception.problems]


SERIES = {
    "gap": ("day,I\n2020-02-01,3\n2020-02-04,2\n", "outlook/gap", 3),
    "revision": ("day,I\n2020-02-01,3\n2020-02-02,-2\n", "outlook/negative", 0),
    "blank": ("day,I\n2020-02-01,3\n2020-02-02,\n", "outlook/count-missing", 0),
    "all zeros": ("day,I\n" + "".join(f"{day},0\n" for day in DAYS), "outlook/no-case", 0),
    "one case": (
        "day,I\n" + "".join(f"{day},{int(n == 3)}\n" for n, day in enumerate(DAYS)),
        "outlook/one-case",
        0,
    ),
    "order": ("day,I\n2020-02-02,3\n2020-02-01,2\n", "outlook/out-of-order", 3),
    "twice": ("day,I\n2020-02-02,3\n2020-02-02,2\n", "outlook/out-of-order", 3),
    "no date": ("day,I\n2020-02-30,3\n", "outlook/bad-cell", 2),
    "blank day": ("day,I\n,3\n", "outlook/bad-cell", 2),
    "a half": ("day,I\n2020-02-01,2.5\n", "outlook/bad-cell", 2),
    "not a number": ("day,I\n2020-02-01,nan\n", "outlook/bad-cell", 2),
    "no column": ("day,n\n2020-02-01,2\n", "outlook/column-missing", 1),
    "no days": ("I\n2\n", "outlook/column-missing", 1),
    "short": ("day,I\n2020-02-01,2\n2020-02-02,2\n", "outlook/too-short", 0),
    "empty": ("day,I\n", "outlook/empty", 0),
    "too wide": ("day,I\n2020-02-01,2,3\n", "outlook/unreadable", 2),
    "a column twice": ("day,I,I\n" + "".join(f"{day},1,2\n" for day in DAYS), "outlook/column-twice", 1),
    "falling total": ("day,total\n2020-02-01,5\n2020-02-02,4\n", "outlook/fall", 3),
}


@pytest.mark.parametrize("name", list(SERIES))
def test_a_series_that_cannot_be_used(tmp_path, name):
    text, code, line = SERIES[name]
    assert codes(run(tmp_path, ["r", "x.csv", *SI], {"x.csv": text})) == [(code, line)]


INTERVALS = {
    "no mass": ("lag_days,w\n0,0\n1,0\n2,0\n", "outlook/serial-without-mass"),
    "negative": ("lag_days,w\n0,0\n1,1.5\n2,-0.5\n", "outlook/serial-negative"),
    "at zero": ("lag_days,w\n0,0.5\n1,0.5\n", "outlook/serial-at-zero"),
    "half": ("lag_days,w\n0,0\n1,0.5\n", "outlook/serial-not-one"),
    "a lag left out": ("lag_days,w\n0,0\n2,1\n", "outlook/serial-lags"),
    "blank": ("lag_days,w\n0,0\n1,\n", "outlook/serial-without-mass"),
}


@pytest.mark.parametrize("name", list(INTERVALS))
def test_a_serial_interval_that_cannot_be_used(tmp_path, name):
    text, code = INTERVALS[name]
    result = run(tmp_path, ["r", "x.csv", "--si-file", "si.csv"], {"x.csv": GOOD, "si.csv": text})
    assert [found for found, _ in codes(result)] == [code]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--si", "0.8,1"], "outlook/serial-moments"),
        (["--si", "6.3,0"], "outlook/serial-moments"),
        ([], "outlook/serial-missing"),
        ([*SI, "--as-of", "2021-01-01"], "outlook/as-of-outside"),
        ([*SI, "--known-at", "2020-02-12"], "outlook/known-at-of-a-series"),
        ([*SI, "--window", "40"], "outlook/too-short"),
    ],
)
def test_a_question_that_has_no_answer(tmp_path, words, code):
    assert [found for found, _ in codes(run(tmp_path, ["r", "x.csv", *words], {"x.csv": GOOD}))] == [code]


GROUPED = "setting,exposed,infected\nhome,3,1\n"
SPREADS = {
    "more infected": (["--groups", "x.csv"], GROUPED + "home,2,3\n", "outlook/more-infected", 3),
    "a group not known": (["--groups", "x.csv"], GROUPED + "home,,3\n", "outlook/bad-cell", 3),
    "fewer than none": (["x.csv"], "infected\n1\n-1\n", "outlook/bad-cell", 3),
    "nothing known": (["x.csv"], "infected\nNA\nNA\n", "outlook/empty", 0),
    "its own infector": (["--pairs", "x.csv"], "infector,infected\na,b\nb,b\n", "outlook/bad-cell", 3),
}


def test_a_list_in_which_nobody_has_a_delay_says_why(tmp_path):
    text = (
        "onset,reported\n"
        + "".join(f"{DAYS[n % 9 + 5]},{DAYS[n % 9]}\n" for n in range(20))
        + f"{DAYS[3]},\n"
    )
    result = run(tmp_path, ["nowcast", "x.csv"], {"x.csv": text})
    assert [code for code, _ in codes(result)] == [
        "outlook/empty",
        "outlook/rows-left-out",
        "outlook/rows-left-out",
    ]
    assert [each.facts["count"] for each in result.exception.problems[1:]] == [1, 20]


def test_how_stays_ended_is_told_where_the_file_says_it(tmp_path):
    words, files = GOOD_CALLS["stay, and how it ended"]
    made = json.loads(run(tmp_path, [*words, "--json"], files).output)
    first = {one["way"]: one["share"] for one in made["stay"]["ways"] if one["days"] == 7}
    assert first == {"discharged": pytest.approx(6 / 8), "died": pytest.approx(1 / 8)}
    assert run(tmp_path, [word for word in words if word != "--stay"], files).exit_code == 2


@pytest.mark.parametrize("name", list(SPREADS))
def test_a_spread_that_cannot_be_used(tmp_path, name):
    words, text, code, line = SPREADS[name]
    assert codes(run(tmp_path, ["spread", *words], {"x.csv": text})) == [(code, line)]


def test_a_level_curve_neither_doubles_nor_halves(tmp_path):
    text = "day,I\n" + "".join(f"{day},{10**9}\n" for day in DAYS)
    made = json.loads(run(tmp_path, ["r", "x.csv", *SI, "--json"], {"x.csv": text}).output)
    assert [made["growth"][key] for key in ("rate", "doubling_days", "halving_days")] == [0.0, None, None]


def test_counted_imports_are_not_taken_for_local_spread(tmp_path):
    """Nobody was infected here: three imported cases a day are little more than three a day to come."""
    rows = "".join(f"{day},0,3\n" for day in DAYS)
    made = json.loads(
        run(tmp_path, ["forecast", "x.csv", *SI, "--json"], {"x.csv": "day,local,imported\n" + rows}).output
    )
    assert made["imports"] == "lately"
    assert [day["mean"] for day in made["days"]] == pytest.approx([3.5] * 7, abs=0.7)


def listing(n=60, origin="local"):
    rng = np.random.default_rng(1)
    rows = []
    for onset in rng.integers(0, 30, n * 4):
        reported = DAYS[0] + timedelta(days=int(onset + rng.gamma(4, 1.2)))
        rows.append(f"{DAYS[onset]},{reported},{origin if onset % 2 else ''}\n")
    return "onset,reported,origin\n" + "".join(rows)


PAIRS = "EL,ER,SL,SR\n" + "".join(f"0,1,{3 + n % 4},{4 + n % 4}\n" for n in range(20))
COUNTS = "infected,cases\n0,20\n1,6\n,3\n5,2\n"
GROUPS = "setting,exposed,infected\n" + "home,3,1\nhome,2,0\n" * 5 + "work,9,0\n" * 6 + ",1,1\n"
GOOD_CALLS = {
    "r of a series": (["r", "x.csv", *SI], {"x.csv": GOOD}),
    "r, uncertain": (["r", "x.csv", *SI, "--si-unsure", "0.5,0.3"], {"x.csv": GOOD}),
    "r, from pairs": (["r", "x.csv", "--si-data", "p.csv"], {"x.csv": GOOD, "p.csv": PAIRS}),
    "r of a list": (["r", "--cases", "x.csv", *SI, "--known-at", "2020-03-01"], {"x.csv": listing()}),
    "r of numbered days": (
        ["r", "x.csv", *SI], {"x.csv": "day,I\n" + "".join(f"{n},{n % 5}\n" for n in range(1, 31))},
    ),
    "delays": (["delays", "x.csv"], {"x.csv": PAIRS}),
    "delays of a list": (
        ["delays", "x.csv", "--from", "onset", "--to", "reported", "--group", "origin", "--period", "2020-02-10"],
        {"x.csv": listing()},
    ),
    "stay": (
        ["delays", "x.csv", "--from", "onset", "--to", "reported", "--stay", "--as-of", "2020-02-20"],
        {"x.csv": listing()},
    ),
    "delays, as known": (
        ["delays", "x.csv", "--from", "onset", "--to", "reported", "--reported", "reported", "--known-at", "2020-02-20"],
        {"x.csv": listing()},
    ),
    "nowcast": (["nowcast", "x.csv", *SI, "--known-at", "2020-03-01"], {"x.csv": listing()}),
    "forecast, serial interval as a distribution": (
        ["forecast", "x.csv", "--si-file", "si.csv"], {"x.csv": GOOD, "si.csv": "lag_days,w\n0,0\n1,0.25\n2,0.5\n3,0.25\n"},
    ),
    "stay, and how it ended": (
        ["delays", "x.csv", "--from", "in", "--to", "out", "--stay", "--died", "dead", "--as-of", "2020-03-20"],
        {"x.csv": "in,out,dead\n" + "2020-02-01,2020-02-08,\n" * 6 + "2020-02-01,2020-02-05,yes\n2020-02-01,,\n"},
    ),
    "spread, and settings": (["spread", "x.csv", "--groups", "g.csv"], {"x.csv": COUNTS, "g.csv": GROUPS}),
    "spread that says nothing": (["spread", "x.csv"], {"x.csv": "infected\n0\n0\n"}),
    "forecast": (["forecast", "x.csv", *SI], {"x.csv": GOOD}),
    "forecast with arrivals": (
        ["forecast", "x.csv", *SI, "--arrivals", "a.csv", "--closed", "2020-02-10"], {"x.csv": GOOD, "a.csv": GOOD},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(GOOD_CALLS))
def test_every_answer_fits_its_schema_and_is_said_in_both_languages(tmp_path, name):
    words, files = GOOD_CALLS[name]
    result = run(tmp_path, [*words, "--json"], files)
    assert result.exception is None, result.exception
    assert "NaN" not in result.output
    jsonschema.validate(json.loads(result.output), json.loads(SCHEMA.read_text("utf-8")))
    for language in ("zh", "en"):
        said = run(tmp_path, [*words, "--lang", language], files)
        assert said.exception is None, said.exception
        assert "nan" not in said.output
        assert "None" not in said.output


def test_known_at_leaves_out_what_was_reported_later(tmp_path):
    words, files = GOOD_CALLS["delays, as known"]
    made = json.loads(run(tmp_path, [*words, "--json"], files).output)
    rows = [line.split(",") for line in files["x.csv"].splitlines()[1:]]
    assert made["crude"]["n"] == sum(reported <= "2020-02-20" for _, reported, _ in rows) < len(rows)
    assert made["basis"]["known_at"] == "2020-02-20"
    assert run(tmp_path, words[:6] + words[8:], files).exit_code == 2


def test_days_counted_by_number_stay_numbers(tmp_path):
    words, files = GOOD_CALLS["r of numbered days"]
    made = json.loads(run(tmp_path, [*words, "--json"], files).output)
    assert (made["windows"][0]["start"], made["windows"][0]["end"]) == ("2", "8")


def test_the_published_schema_is_not_stale():
    if os.environ.get("LIANFANG_WRITE") == "1":
        SCHEMA.write_text(shapes.text(), "utf-8")
    assert SCHEMA.read_text("utf-8") == shapes.text(), "LIANFANG_WRITE=1 writes it anew"
    jsonschema.Draft202012Validator.check_schema(shapes.schema())


def test_every_problem_of_the_engine_is_used():
    codes_ = {code for code in CATALOGUE if code.startswith("outlook/")}
    source = "".join(
        path.read_text("utf-8")
        for folder in ("outlook", "cli")
        for path in (ROOT / "src" / "lianfang" / folder).rglob("*.py")
    )
    assert [code for code in sorted(codes_) if f'"{code}"' not in source] == []


WITHOUT = """
import sys
import django
django.setup()
sys.modules["numpy"] = sys.modules["scipy"] = None
from click.testing import CliRunner
from lianfang.cli.outlook import command
from lianfang.base.problems import Refused
assert "delays" in CliRunner().invoke(command, ["--help"]).output
found = CliRunner().invoke(command, ["r", sys.argv[1], "--si", "6.3,4.2"]).exception
assert isinstance(found, Refused), found
print(found.problems[0].code)
"""


def test_the_command_line_starts_without_the_engines_packages(tmp_path):
    (tmp_path / "x.csv").write_text(GOOD, "utf-8")
    setting = {**os.environ, "DJANGO_SETTINGS_MODULE": "lianfang.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, str(tmp_path / "x.csv")],
        env=setting,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "outlook/extra-missing", done.stderr


def test_the_manual_names_no_option_that_is_not_there():
    text = (ROOT / "docs" / "how" / "estimate-from-csv.md").read_text("utf-8")
    calls = [line.split()[2:] for line in text.splitlines() if line.startswith("    lianfang outlook ")]
    assert {call[0] for call in calls} == set(outlook.command.commands)
    for call in calls:
        known = {name for option in outlook.command.commands[call[0]].params for name in option.opts}
        assert [word for word in call if word.startswith("--") and word not in known] == []
