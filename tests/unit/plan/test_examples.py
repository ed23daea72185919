"""Worked examples are read cell by cell, and a wrong one says where it is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lianfang.base import areas
from lianfang.base.problems import Refused
from lianfang.plan import reference
from lianfang.plan.check import check
from lianfang.plan.examples import Example, parse, read_examples, run
from lianfang.plan.loader import load
from lianfang.plan.sheets import Findings
from tests.plan_catalogue import CATALOGUE

FOLDER = Path(__file__).parents[2] / "plans" / "good"
GOOD = load(FOLDER, CATALOGUE)

TEXT = """\
# Examples

## held-for-questions: Held / 留置

Prose, which nobody reads.

### area

| ref | level | inside | gb_code |
|:---|---|---|---|
| Shenzhen | city | | 440300 |
| Longhua | district | Shenzhen | |

passage

| ref | at | direction | screened | screened_at | gate | area |
|-----|----|-----------|----------|-------------|------|------|
| p1 | 2020-02-09 08:00 | in | yes | 2020-02-09 08:05 | north | Longhua |
| p2 | 2020-02-09 08:00 | in | no | | north | |
| p3 | 2020-02-09 08:00 | in | |

as of 2020-02-09 12:00

| subject | state |
|---|---|
| p1 | met in time |
| p2 | 缺口 |
| p3 | cannot tell |
"""


def read(text: str) -> tuple[list[Example], Findings]:
    findings = Findings()
    return parse(text, "x.md", GOOD, CATALOGUE, findings), findings


def test_an_example_is_read() -> None:
    (example,), findings = read(TEXT)
    assert findings.problems == []
    assert (example.must, example.title, example.line) == ("held-for-questions", "Held / 留置", 3)
    passages = example.tables["passage"]
    assert passages[1]["at"] == 1581206400
    assert (passages[1]["screened"], passages[2]["screened"], passages[3]["screened"]) == (True, False, None)
    assert passages[1]["gate_id"] == passages[2]["gate_id"] == 1
    city = example.areas["440300"]
    assert passages[2]["area_id"] == city
    assert passages[1]["area_id"] == areas.child(city, 1)
    assert set(example.tables["site"]) == {1}
    assert run(example, GOOD, CATALOGUE, reference.duties) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "found"),
    [
        ("| p2 | 缺口 |", "| p2 | met in time |", 27, "gap"),
        ("| p3 | cannot tell |\n", "", 24, "cannot tell"),
        ("as of 2020-02-09 12:00", "as of 2020-02-09 09:59", 26, "not yet due"),
    ],
)
def test_what_differs_is_told_at_its_line(old: str, new: str, line: int, found: str) -> None:
    (example,), _ = read(TEXT.replace(old, new))
    differing = run(example, GOOD, CATALOGUE, reference.duties)
    assert differing[0].code == "plan/example-differs"
    assert (differing[0].line, differing[0].facts["found"]) == (line, found)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("## held-for", "## hold-for", "plan/unknown-must", 3),
        ("passage\n\n", "pasage\n\n", "plan/example-table", 16),
        ("as of 2020-02-09 12:00", "as of noon", "plan/example-cell", 24),
        ("as of 2020-02-09 12:00", "passage", "plan/example-asks-nothing", 3),
        ("| p2 | 2020", "| p1 | 2020", "plan/example-ref", 19),
        ("| p3 | cannot", "| p4 | cannot", "plan/example-ref", 28),
        ("| Longhua |\n", "| Longgang |\n", "plan/example-ref", 18),
        ("| p1 | met in time |", "| p1 | fine |", "plan/example-cell", 26),
        ("| direction |", "| directon |", "plan/example-column", 18),
        ("| in | no |", "| inwards | no |", "plan/unknown-code", 19),
        ("| in | no |", "| | no |", "plan/example-must-say", 19),
        ("| in | no |", "| in | perhaps |", "plan/example-cell", 19),
        ("2020-02-09 08:05", "2020-02-09", "plan/example-cell", 18),
    ],
)
def test_a_wrong_table_is_refused_at_its_line(old: str, new: str, code: str, line: int) -> None:
    assert old in TEXT
    _, findings = read(TEXT.replace(old, new, 1))
    assert (code, line) in [(problem.code, problem.line) for problem in findings.problems]


def test_a_plan_is_checked_with_its_examples(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(FOLDER, folder)
    (folder / "examples").mkdir()
    (folder / "examples" / "gates.md").write_text(TEXT, "utf-8")
    report = check(folder, CATALOGUE)
    assert report.is_good
    assert report.clauses == {"must": 1, "figure": 1, "measure": 1, "text": 1}
    assert (report.examples, report.assumed) == (1, ("grace",))
    assert report.clause_lines("en")[0] == "2.1  must  Not one car missed (musts 3, figures 0)"
    assert report.lines("en")[4:] == [
        "clauses 4: must 1 · figure 1 · measure 1 · text (not measurable) 1",
        "clauses served by musts 2 · by figures 1 (both 1) · by nothing yet 2, of these with a reason 2",
        "musts 4 · figures 1 · values 4 · ledgers 0 · zonings 0",
        "values assumed 1: grace",
        "examples 1, differing 0",
    ]
    assert report.clause_lines("en")[3].endswith("(musts 0, figures 0): Declaratory")
    assert report.lines("zh")[4] == "条款 4：要求 1 · 指标 1 · 措施 1 · 文字（不可衡量） 1"
    (folder / "examples" / "gates.md").write_text(TEXT.replace("缺口", "late"), "utf-8")
    report = check(folder, CATALOGUE)
    assert not report.is_good
    assert report.as_json()["differing"][0]["code"] == "plan/example-differs"


def test_wrong_examples_refuse_the_check(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    (folder / "examples").mkdir(parents=True)
    (folder / "examples" / "gates.md").write_text("## nothing: x\n", "utf-8")
    with pytest.raises(Refused, match="plan/unknown-must"):
        read_examples(folder, GOOD, CATALOGUE)
