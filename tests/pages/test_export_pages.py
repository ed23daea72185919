"""Lists taken away: the rows of the page and no others, as many as it says, with who, when, what for; nothing of it is a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from itertools import product
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianfang.base.instants import HOUR
from lianfang.board import listing
from lianfang.entry import clock
from lianfang.gaps import plans
from lianfang.interop import uploads, working
from lianfang.registers.actions import withdraw
from lianfang.registers.models import REGISTERS, Journal, Organisation, Passage, Site, Task
from lianfang.ui import sheets
from tests import door
from tests.pages.test_import_pages import answers, confirm, hidden
from tests.unit.gaps.cities import enact
from tests.unit.registers.city import BY, CITY, FUTIAN, NANSHAN, NOON, City, lay, passage, write
from tests.unit.ui.test_sheets import FORMULAS

pytestmark = pytest.mark.django_db
AS_OF = "2020-02-10"


@pytest.fixture
def city() -> Any:
    """A small city, two cars through its gate and one through another's, the gates' musts in force."""
    made = lay()
    [other] = write(
        "site", {"kind": "gate", "mode": "road", "name_zh": "二号", "name_en": "Two", "area": FUTIAN}
    )
    write("passage", passage(made), passage(made, 1, at=NOON + 5, occupants=3))
    write("passage", {**passage(made, 2), "gate": other, "area": FUTIAN})
    enact("gates.yaml")
    yield made
    plans.forget()


def browser(role: str = "district_command", area: int = NANSHAN, purpose: str = "response") -> Client:
    return door.signed_in(door.account(f"{role}{area}{purpose}", role=role, area=area), purpose=purpose)


def counted(client: Client, path: str) -> str:
    """How many rows the form said there are."""
    return hidden(client.get(path))["count"]


def taken(client: Client, path: str, form: str = "csv", purpose: str = "response") -> list[list[Any]]:
    """The rows of the file, asked for as the form asks."""
    response = client.post(path, {"format": form, "purpose": purpose, "count": counted(client, path)})
    assert response.status_code == 200, response.content.decode()
    assert response.streaming
    assert re.fullmatch(
        rf'attachment; filename="lianfang-\w+-\d{{8}}-\d{{4}}\.{form}"', response["Content-Disposition"]
    )
    data = b"".join(response.streaming_content)
    if form == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    sheet: Any = openpyxl.load_workbook(io.BytesIO(data)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def parts(rows: list[list[Any]]) -> tuple[dict[str, Any], list[str], list[list[Any]]]:
    """Labels, header, list."""
    assert rows[0][0] == sheets.MARK
    end = next(number for number, row in enumerate(rows) if not any(row))
    return {row[0]: row[1] for row in rows[1:end]}, list(rows[end + 1]), rows[end + 2 :]


def test_a_list_is_taken_away_as_it_is_seen_and_says_for_whom(city: City):
    client = browser()
    unit = Organisation.objects.get(id=city.command)
    told = {"area_id": NANSHAN, "assigned_at": NOON, "due_at": NOON + HOUR, "recorded_at": NOON}
    Task.objects.create(title="=1+1", unit=unit, **told)
    total = {"passage": 2, "tasks": 1, f"gaps?as_of={AS_OF}&sort=must": 0}
    for form, (name, count) in product(("csv", "xlsx"), total.items()):
        expected = count
        route, _, query = name.partition("?")
        seen = client.get(
            f"/{route}?{query}" if route in ("gaps", "tasks") else f"/registers/{route}?{query}"
        )
        href = re.search(r'href="(/export/[^"]+)"', seen.content.decode())
        assert href, name
        path = href[1].replace("&amp;", "&")
        page = client.get(path)
        assert page.status_code == 200
        said, header, rows = parts(taken(client, path, form))
        if route == "gaps":
            expected = int(re.search(r"Nanshan: ([\d,]+) in this list", seen.content.decode())[1])  # type: ignore[index]
            assert expected > 2
            assert [row[0] for row in rows] == sorted(row[0] for row in rows), "in the order of the page"
            assert said["as of"].startswith("2020-02-11T00:00:00")
        assert (len(rows), str(said["rows"])) == (expected, str(expected)), name
        assert f"<dd>{expected}</dd>" in page.content.decode().replace("\n", "")
        assert "district_command" in said["who"]
        assert "Nanshan" in said["who"]
        assert (said["purpose"], len(header)) == ("response", len(rows[0]))
        entries = Journal.objects.filter(verb="export", request=said["number of the export"])
        assert sum(int(one.fields.partition("rows=")[2]) for one in entries) == expected
        assert {one.purpose for one in entries} == {"response"}
        assert all(one.fields.startswith(form) for one in entries)


def test_what_is_narrowed_hidden_or_elsewhere_is_not_in_the_file(city: City):
    client = browser()
    _, header, rows = parts(
        taken(client, "/export/passage?column=gate&column=occupants&screened=yes&direction=out")
    )
    assert rows == []
    said, header, rows = parts(taken(client, "/export/passage?column=gate&column=occupants&direction=in"))
    assert header[0] == "record"
    assert {"gate", "gate reference", "occupants"} < set(header)
    assert "direction = inbound" in said["filter"]
    assert sorted(row[header.index("occupants")] for row in rows) == ["", "3"]
    elsewhere = Passage.objects.get(area_id=FUTIAN).ref
    assert elsewhere not in str(taken(client, "/export/passage"))
    assert len(parts(taken(browser("city_command", CITY), "/export/passage"))[2]) == 3
    # what is sensitive is there for case investigation and for nothing else
    sensitive = "/export/case?column=outcome&column=severity"
    write("case", {"source_key": "c", "classification": "CONFIRMED", "area": NANSHAN, "severity": "SEVERE"})
    for purpose, shown in (("case_investigation", True), ("response", False)):
        _, header, rows = parts(taken(client, sensitive, purpose=purpose))
        assert ("severity" in header) is shown, purpose
        assert len(rows) == 1
    for bad in ({"format": "pdf", "purpose": "response"}, {"format": "csv", "purpose": "supervision"}, {}):
        assert client.post("/export/passage", bad).status_code == 422
    assert {client.get("/export/nothing").status_code, client.post("/export/nothing").status_code} == {404}
    assert client.get("/export/person_secret").status_code == 404
    worker = browser("community_officer")
    assert worker.get("/export/passage").status_code == 404
    assert "/export/" not in worker.get("/gaps").content.decode()
    old = door.account("old", role="district_command", area=NANSHAN)
    stale = door.signed_in(old, purpose="response", factor_at=clock.now() - HOUR)
    assert stale.get("/export/passage")["Location"].startswith("/sign-in/again?next=")
    count = Journal.objects.filter(verb="export").count()
    assert stale.post("/export/passage", {"format": "csv", "purpose": "response"})["Location"].startswith(
        "/sign-in"
    )
    assert Journal.objects.filter(verb="export").count() == count


def test_no_name_is_a_formula_and_what_was_taken_away_comes_back_equal(
    city: City, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(working, "START", lambda work: work())
    client = browser()
    names = [text for text in FORMULAS if text.isprintable() and text == text.strip()]
    assert len(names) >= 40
    shops: list[dict[str, object]] = [
        {"kind": "shop", "name_zh": text, "name_en": f"{n}", "area": NANSHAN, "opened_at": NOON + n}
        for n, text in enumerate(names)
    ]
    write("site", *shops)
    wanted = "&".join(f"column={name}" for name in ("kind", "name_zh", "name_en", "area", "opened_at"))
    path = f"/export/site?kind=shop&{wanted}"
    for form in ("csv", "xlsx"):
        _, header, rows = parts(taken(client, path, form))
        found = [str(row[header.index("Chinese name")]) for row in rows]
        if form == "csv":
            assert not [
                cell
                for cell in found
                if cell.lstrip("\u200b\ufeff").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
            ]
            found = [sheets.plain(cell) for cell in found]
        assert sorted(found) == sorted(names)
    before = {one.name_en: _values(one) for one in Site.objects.filter(kind="shop")}
    response = client.post(path, {"format": "csv", "purpose": "response", "count": counted(client, path)})
    data = b"".join(response.streaming_content)
    withdraw(
        register="site",
        ids=list(Site.objects.filter(kind="shop").values_list("id", flat=True)),
        by=BY,
        at=NOON,
    )
    sent = client.post("/imports", {"file": SimpleUploadedFile("again.csv", data)})["Location"]
    form_ = answers(client.get(sent + "?register=site"))
    assert form_["opened_at.from"], "an exported header is known by its words"
    said = {**form_, "mapping": "back/site", "key0": "record"}
    assert client.post(sent + "?register=site", said).status_code == 303
    confirm(client, sent)
    assert {one.name_en: _values(one) for one in Site.objects.filter(kind="shop")} == before
    for folder in uploads.root().iterdir():
        uploads.forget(folder / "file" / "x")


def _values(row: Any) -> dict[str, Any]:
    fields = REGISTERS["site"]._meta.fields
    return {
        f.attname: getattr(row, f.attname)
        for f in fields
        if f.name not in ("id", "ref", "source_key", "recorded_at")
    }


def test_a_file_is_what_its_label_says_and_as_long_as_the_form_said(
    city: City, monkeypatch: pytest.MonkeyPatch
):
    client = browser(purpose="case_investigation")
    write(
        "case",
        {"source_key": "c", "classification": "CONFIRMED", "area": NANSHAN, "severity": "SEVERE"},
        {"source_key": "d", "classification": "CONFIRMED", "area": NANSHAN, "severity": "MILD"},
    )
    path = "/export/case?severity=SEVERE"
    said, _, rows = parts(taken(client, path, purpose="case_investigation"))
    assert (len(rows), "severity" in said["filter"]) == (1, True)
    assert said["withheld as real persons (rows of the whole register in the area)"] == "0"
    # another purpose may not narrow by it: the file would be longer than its label says
    form = {"format": "csv", "purpose": "response", "count": "1"}
    assert client.post(path, form).status_code == 422
    assert client.get("/export/passage?purpose=x&seen=x").status_code == 200
    # longer than it was when asked
    shown = counted(client, "/export/passage")
    write("passage", passage(city, 2, at=NOON + 9))
    again = client.post("/export/passage", {"format": "csv", "purpose": "response", "count": shown})
    assert (again.status_code, again.streaming, hidden(again)["count"]) == (422, False, "3")
    monkeypatch.setattr(listing, "MOST_COUNTED", 2)
    monkeypatch.setattr(listing, "MOST_TAKEN", 2)
    assert "more than 2" in client.get("/export/passage").content.decode()
    form = {"format": "csv", "purpose": "response", "count": "3"}
    refused = client.post("/export/passage", form)
    assert (refused.status_code, "taken away at once" in refused.content.decode()) == (422, True)
    assert not Journal.objects.filter(verb="export", register="passage").exists()


def archived(client: Client, purpose: str, *forms: str, **more: str) -> dict[str, list[list[str]]]:
    """File → rows of the archive that is taken away."""
    response = client.post("/exports", {"form": list(forms), "purpose": purpose, **more})
    assert (response.status_code, response.streaming) == (200, True), response.content.decode()
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as found:  # type: ignore[arg-type]
        texts = {name: found.read(name).decode("utf-8-sig") for name in found.namelist()}
    return {name: list(csv.reader(io.StringIO(text, newline=""))) for name, text in texts.items()}


def test_records_leave_for_other_systems_within_reach_and_purpose_and_the_journal_knows(city: City):
    near, far = write(
        "case",
        {"classification": "CONFIRMED", "area": NANSHAN, "onset_on": date(2020, 2, 3), "infection_source": "=1+1"},
        {"classification": "CONFIRMED", "area": FUTIAN},
    )  # fmt: skip
    write("contact", {"case": near, "identified_at": NOON, "area": NANSHAN})
    refs = dict(REGISTERS["case"].objects.filter(id__in=[near, far]).values_list("id", "ref"))
    epi = browser("epidemiologist")
    page = epi.get("/exports").content.decode()
    assert [key in page for key in ("godata/cases", "sormas/cases_import", "who/case_report")] == [True] * 3
    assert epi.post("/exports", {"purpose": "response"}).status_code == 422
    assert epi.post("/exports", {"purpose": "supervision", "form": "godata/cases"}).status_code == 422
    shut = archived(epi, "response", "godata/cases", "godata/contacts")
    said, header, rows = parts(shut["godata-cases.csv"])
    assert (list(shut), len(rows)) == (["godata-cases.csv", "godata-contacts.csv"], 1)
    assert ("2020-02-03" in rows[0], refs[near] in rows[0], said["purpose"]) == (False, True, "response")
    entries = Journal.objects.filter(verb="export", request=said["number of the export"]).order_by("id")
    told = [(one.register, one.fields, one.purpose) for one in entries]
    assert told == [
        ("case", "godata/cases,rows=1", "response"),
        ("contact", "godata/contacts,rows=1", "response"),
    ]
    whole = archived(epi, "case_investigation", "godata/cases", "sormas/cases_import", bare="on")
    cells = {cell for file in whole.values() for row in file for cell in row}
    assert whole["godata-cases.csv"][0] == header
    assert "2020-02-03" in cells
    assert not any(cell.startswith("=") for cell in cells)
