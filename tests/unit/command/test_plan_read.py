"""``lianfang plan read``: what it prints, writes, and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from lianfang.base.problems import Refused
from lianfang.cli import plan
from lianfang.interop.texts import MOST
from tests.arch.source import ROOT

SCHEMA = json.loads((ROOT / "docs" / "reference" / "commands.schema.json").read_text("utf-8"))
TEXT = "关于春耕的通知\n一、守住公路关口，不漏一车、不漏一人。\n二、下拨种子。\n"


def run(*words: str) -> tuple[int, str]:
    """Run ``plan read``; what it refuses is raised."""
    result = CliRunner().invoke(plan.read, words, catch_exceptions=False)
    return result.exit_code, result.output


def fits(text: str, name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(text)
    jsonschema.validate(found, {**SCHEMA, "$ref": f"#/$defs/{name.replace(' ', '%20')}"})
    return found


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "notice.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_json_fits_its_schema_and_adds_up(notice: Path) -> None:
    code, text = run(str(notice), "--json")
    found = fits(text, "plan read")
    assert code == 0
    assert (found["plan"], found["draft"], found["remarks"]) == ("shenzhen_2020", None, [])
    assert found["counts"]["demands"] == {"phrase": 3, "likeness": 0, "no": 1}  # type: ignore[index]
    assert sum(found["counts"]["clauses"].values()) == len(found["clauses"]) == 67  # type: ignore[index, arg-type]


@pytest.mark.parametrize(("language", "said"), [("zh", "切出要求项 4 = "), ("en", "demands cut 4 = ")])
def test_people_read_it_in_both_languages(notice: Path, language: str, said: str) -> None:
    code, text = run(str(notice), "--lang", language)
    assert code == 0
    assert said in text
    assert "不漏一车" in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found_and_places_do_not_depend_on_it(notice: Path, encoding: str) -> None:
    before = json.loads(run(str(notice), "--json")[1])
    notice.write_bytes(TEXT.encode(encoding))
    assert json.loads(run(str(notice), "--json")[1]) == before


def test_a_draft_is_checked_without_an_error(notice: Path, tmp_path: Path) -> None:
    folder = tmp_path / "spring"
    code, text = run(str(notice), "--draft", str(folder), "--json")
    assert (code, fits(text, "plan read")["draft"]) == (0, str(folder))
    checked = CliRunner().invoke(plan.check, [str(folder), "--json"], catch_exceptions=False)
    assert checked.exit_code == 0
    report = fits(checked.output, "plan check")
    assert (report["demands"], report["warnings"]) == (4, [])
    again = json.loads(run(str(notice), "--plan", str(folder), "--json")[1])
    assert again["counts"]["clauses"] == {"phrase": 4, "likeness": 0, "no": 0}


BROKEN = {
    "directive/empty": b" \n\t ",
    "directive/not-text": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 9,
    "directive/encoding": "一、须报数".encode() + b"\xff\xff\xff",
    "directive/too-long": "一、须报数。\n".encode() * (10_000_000 // 19),
    "directive/no-demands": "天气晴，微风。".encode(),
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_text_that_cannot_be_read_is_refused(code: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.txt"
    path.write_bytes(BROKEN[code])
    assert (len(BROKEN[code]) > MOST) == (code == "directive/too-long")
    with pytest.raises(Refused) as refusal:
        run(str(path))
    assert [problem.code for problem in refusal.value.problems] == [code]
    assert "{" not in str(refusal.value)
    exit_code, text = run(str(path), "--json")
    assert exit_code == 2
    assert [problem["code"] for problem in fits(text, "refused")["problems"]] == [code]  # type: ignore[attr-defined]


def test_other_wrong_words_are_refused(notice: Path, tmp_path: Path) -> None:
    (tmp_path / "hollow").mkdir()
    gb = tmp_path / "gb.txt"
    gb.write_bytes(TEXT.encode("gb18030"))
    for words, code in {
        (str(tmp_path),): "directive/is-a-folder",
        (str(tmp_path / "none.txt"),): "directive/no-file",
        (str(notice), "--plan", "nowhere"): "record/not-found",
        (str(notice), "--plan", str(tmp_path / "hollow")): "plan/no-plan",
        (str(notice), "--draft", str(tmp_path)): "directive/draft-exists",
        (str(notice), "--encoding", "klingon"): "import/unknown-encoding",
        (str(gb), "--encoding", "utf-8"): "directive/encoding",
    }.items():
        with pytest.raises(Refused) as refusal:
            run(*words)
        assert [problem.code for problem in refusal.value.problems] == [code]


def test_a_file_that_the_disk_does_not_give_is_refused(notice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", deny)
    with pytest.raises(Refused, match=r"directive/unreadable.*Permission denied"):
        run(str(notice))


def test_a_text_without_numbers_is_cut_and_remarked_on(notice: Path) -> None:
    notice.write_text("各区必须每日报数，不得瞒报。天气晴。", "utf-8")
    code, text = run(str(notice), "--json")
    found = fits(text, "plan read")
    assert code == 0
    assert [problem["code"] for problem in found["remarks"]] == ["directive/not-numbered"]  # type: ignore[attr-defined]
    assert [rest["text"] for rest in found["prose"]] == ["天气晴"]  # type: ignore[attr-defined]


def test_a_plan_without_clauses_is_remarked_on(notice: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bare"
    folder.mkdir()
    shipped = (ROOT / "plans" / "shenzhen_2020" / "plan.yaml").read_text("utf-8")
    (folder / "plan.yaml").write_text(shipped, "utf-8")
    found = fits(run(str(notice), "--plan", str(folder), "--json")[1], "plan read")
    assert [problem["code"] for problem in found["remarks"]] == ["directive/no-clauses"]  # type: ignore[attr-defined]
