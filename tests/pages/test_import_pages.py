"""Files brought in on pages: looked at, mapped, foretold, confirmed once, gone on with, taken back; nobody writes beyond their area."""

from __future__ import annotations

import io
import os
import re
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianfang.base.instants import DAY, HOUR
from lianfang.entry import clock
from lianfang.gaps import plans
from lianfang.interop import uploads, working
from lianfang.interop.pages import sending
from lianfang.interop.working import Order
from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.models import Grant, ImportBatch, Journal, Passage, Site
from lianfang.registers.models import Mapping as Saved
from tests import door
from tests.unit.gaps.cities import enact
from tests.unit.registers.city import BY, CITY, FUTIAN, NANSHAN, lay, write

pytestmark = pytest.mark.django_db

ON_FILES_ALONE = pytest.mark.skipif(
    os.environ.get("LIANFANG_TEST_DATABASE", "sqlite") != "sqlite", reason="the database has no part in it"
)
HEADER = "编号,时间,关口,方向,车牌,身份证号"
WELL = "1,2020-02-09 08:00,一号卡口,进,粤B12345,", "2,2020-02-09 08:01,一号卡口,出,粤B12346,"


@pytest.fixture(autouse=True)
def _city(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A small city with the gates' musts; work is done at once, inside the test's transaction."""
    monkeypatch.setattr(working, "START", lambda work: work())
    lay()
    enact("gates.yaml")
    yield
    plans.forget()
    for folder in uploads.root().iterdir() if uploads.root().is_dir() else ():
        uploads.forget(folder / "file" / "x")


def browser(area: int = NANSHAN, login: str = "d", role: str = "district_command") -> Client:
    return door.signed_in(door.account(login, role=role, area=area), purpose="response")


def send(client: Client, content: bytes | str, name: str = "过车.csv") -> Any:
    data = content.encode("gb18030") if isinstance(content, str) else content
    return client.post("/imports", {"file": SimpleUploadedFile(name, data)})


def text(*lines: str) -> str:
    return "\r\n".join((HEADER, *lines)) + "\r\n"


def words(response: Any) -> str:
    body = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[body.index("<main") :]))


def answers(response: Any) -> dict[str, str]:
    """What a form says as it came."""
    body = response.content.decode()
    said = dict(re.findall(r'<input type="text"[^>]*name="([^"]+)"(?: value="([^"]*)")?', body))
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', body, re.DOTALL):
        said[name] = next(iter(re.findall(r'value="([^"]*)" selected', inside)), "")
    return said


def mapped(client: Client, sent: str, name: str = "gate/sheet", **more: str) -> Any:
    """Answer the wizard as it guesses, and what it cannot guess."""
    form = answers(client.get(sent + "?register=passage"))
    assert (form["gate.from"], form["vehicle.from"], form["at.from"]) == ("关口", "车牌", "时间")
    said = {"mapping": name, "mode.fixed": "road", "direction.codes": "进=in，出=out", **more}
    return client.post(sent + "?register=passage", {**form, **said})


def brought(client: Client, content: str, name: str = "gate/sheet", **more: str) -> str:
    """All the way; the receipt's address."""
    sent = send(client, content)["Location"]
    assert mapped(client, sent, name, **more).status_code == 303
    assert confirm(client, sent).status_code == 303
    return str(client.get(sent)["Location"])


def hidden(response: Any) -> dict[str, str]:
    """What a form carries along unseen."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    return dict(found)


def confirm(client: Client, sent: str) -> Any:
    return client.post(sent + "/confirm", hidden(client.get(sent + "/confirm")))


def balance(response: Any) -> list[int]:
    found = re.findall(r"(?:read|created|updated|unchanged|rejected) ([\d,]+) counted", words(response))
    return [int(one.replace(",", "")) for one in found]


def test_a_file_goes_all_the_way_and_twice_confirmed_is_in_once():
    client = browser()
    response = send(client, text(*WELL, "3,x,一号卡口,进,粤B12347,110105194912310021"))
    sent = response["Location"]
    seen = words(client.get(sent))
    assert "gb18030" in seen
    assert "粤B12346" in seen
    assert mapped(client, sent, direction="").status_code == 303
    assert Passage.objects.count() == 0
    foretold = client.get(sent)
    assert balance(foretold) == [3, 2, 0, 0, 1]
    assert "import/date" in words(foretold)
    assert "110105194912310021" not in words(foretold)
    assert client.get(sent + "/confirm").status_code == 200
    shown = hidden(client.get(sent + "/confirm"))
    for _ in range(2):
        assert client.post(sent + "/confirm", shown)["Location"] == sent
    assert (Passage.objects.count(), ImportBatch.objects.filter(status="done").count()) == (2, 1)
    [upload] = [uploads.find(sent.rsplit("/", 1)[1], reader_of("d"))]
    assert upload is not None
    assert not upload.is_there, "the file is deleted once it is in"
    receipt = client.get(sent)["Location"]
    page = client.get(receipt)
    assert balance(page) == [3, 2, 0, 0, 1]
    rejected = b"".join(client.get(receipt + "?rejected=csv").streaming_content).decode()
    assert rejected.startswith("\ufeffrow,column,value")
    assert "3,时间" not in rejected
    assert "4,时间,," in rejected
    assert {e.actor for e in Journal.objects.filter(verb="record", register="passage")} == {"d"}
    with CaptureQueriesContext(connection) as one:
        client.get("/imports")
    told = {"file": "x", "digest": "0", "mapping": "x", "status": "done", "started_at": 0}
    said = {"area": NANSHAN, "register": "passage", "login": "d"}
    ImportBatch.objects.bulk_create(ImportBatch(ref=f"{n}" * 16, receipt=said, **told) for n in range(2))
    with CaptureQueriesContext(connection) as three:
        client.get("/imports")
    assert len(one) == len(three)
    # the same file again, under the mapping that was kept: what is in is unchanged
    again = send(client, text(*WELL, "3,2020-02-09 08:02,一号卡口,进,粤B12347,"))["Location"]
    assert "gate/sheet" in words(client.get(again))
    client.post(again, {"foretell": "yes", "mapping": "gate/sheet", "expected": "3"})
    assert balance(client.get(again)) == [3, 1, 0, 2, 0]
    client.post(again, {"drop": ""})
    assert client.get(again).status_code == 404
    assert client.get(receipt + "/undo").status_code == 200
    assert client.post(receipt + "/undo").status_code == 303
    assert Passage.objects.count() == 0
    assert "taken back" in words(client.get(receipt))
    refused = client.post(receipt + "/undo")
    assert (refused.status_code, "nothing to take back" in words(refused)) == (422, True)


def reader_of(login: str) -> Any:
    from lianfang.registers.access import Reader

    return Reader(login, "district_command", NANSHAN)


def test_rows_of_other_areas_are_rejected_by_name_and_nothing_there_changes():
    elsewhere = {"kind": "gate", "mode": "road", "name_zh": "二号卡口", "name_en": "Gate 2", "area": FUTIAN}
    write("site", elsewhere)
    city = browser(CITY, "c", "city_command")
    brought(city, text("7,2020-02-09 08:00,二号卡口,进,粤B55555,"), "all/gates")
    before = list(Passage.objects.values())
    client = browser()
    sent = send(client, text(*WELL, "8,2020-02-09 08:00,二号卡口,进,粤B12348,"))["Location"]
    assert mapped(client, sent).status_code == 303
    foretold = client.get(sent)
    assert balance(foretold) == [3, 2, 0, 0, 1]
    # a gate elsewhere is like one that is not there
    assert "import/no-link" in words(foretold)
    confirm(client, sent)
    # a row of one's own gate under the key that a row elsewhere has; a row that says it lies elsewhere
    lines = "编号,时间,关口,方向,区域\r\n7,2020-02-09 09:00,一号卡口,in,\r\n9,2020-02-09 09:00,一号卡口,in,福田区\r\n"
    sent = send(client, lines.encode())["Location"]
    form = answers(client.get(sent + "?register=passage"))
    assert form["area.from"] == "区域"
    Saved.objects.filter(key="all/gates").update(key="other")
    Saved.objects.all().delete()
    said = {"mapping": "all/gates", "mode.fixed": "road"}
    assert client.post(sent + "?register=passage", {**form, **said}).status_code == 303
    foretold = client.get(sent)
    assert (balance(foretold), words(foretold).count("import/outside")) == ([2, 0, 0, 0, 2], 2)
    confirm(client, sent)
    assert [row for row in Passage.objects.values() if row["id"] == before[0]["id"]] == before
    assert Passage.objects.filter(area_id=FUTIAN).count() == 1
    # the city's import is not there for the district
    theirs = ImportBatch.objects.filter(receipt__login="c", status="done").get().ref
    assert client.get(f"/imports/{theirs}").status_code == 404
    assert client.post(f"/imports/{theirs}/undo").status_code == 404
    assert theirs in city.get("/imports").content.decode()
    assert theirs not in client.get("/imports").content.decode()


def test_an_import_that_broke_off_goes_on_and_writes_nothing_twice(monkeypatch: pytest.MonkeyPatch):
    client = browser()
    lines = [f"{n},2020-02-09 08:{n:02d},一号卡口,进,粤B{12345 + n}," for n in range(40)]
    sent = send(client, text(*lines))["Location"]
    mapped(client, sent)
    told = working.Live.progress

    def stops(self: working.Live, what: str, done: int, of: int | None) -> None:
        told(self, what, done, of)
        raise working.Stopped

    def breaks(self: working.Live, what: str, done: int, of: int | None) -> None:
        raise OSError("the disk is full")

    for hold, said in ((stops, "broke off"), (breaks, "The work broke off: OSError")):
        monkeypatch.setattr(working.Live, "progress", hold)
        confirm(client, sent)
        page = client.get(sent)
        assert said in words(page)
        assert 0 < Passage.objects.count() == balance(page)[0] < 40
        assert client.post(sent, {"drop": ""}).status_code == 422
    upload = uploads.find(sent.rsplit("/", 1)[1], reader_of("d"))
    assert upload is not None
    assert uploads.sweep(upload.at + uploads.BROKEN * HOUR - 1) == 0
    monkeypatch.setattr(working.Live, "progress", told)
    confirm(client, sent)
    assert balance(client.get(client.get(sent)["Location"])) == [40, 40, 0, 0, 0]
    assert Passage.objects.count() == 40


def bomb() -> bytes:
    """A workbook whose one sheet would unpack to 40 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(40):
                sheet.write(b" " * (1 << 20))
    return out.getvalue()


def sound() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    for n in range(200):
        book.active.append([n, f"x{n}"])  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


@ON_FILES_ALONE
def test_what_is_no_table_is_refused_before_it_is_parsed_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch):
    client = browser()
    bad: dict[str, tuple[bytes, str]] = {
        "empty.csv": (b"", "No file came"), "blank.csv": (b" \r\n\r\n", "No file came"),
        "cut.xlsx": (sound()[:3000], "cannot be read"), "bomb.xlsx": (bomb(), "is not accepted"),
        "old.xls": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old .xls"), "photo.csv": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "PNG"),
        "page.csv": (b"<!DOCTYPE html><html>", "XML / HTML"), "noise.csv": (bytes(range(256)) * 20, "NUL"),
        "latin.csv": ("n\u00famero,a\u00f1o\r\n\u00e9,\u00e8\r\n".encode("latin-1") + b"\xff\xfe\xfa", "neither UTF-8"),
        "paper.xlsx": (b"%PDF-1.7", "PDF"), "gz.csv": (b"\x1f\x8b\x08\0", "gzip"),
    }  # fmt: skip
    for name, (content, said) in bad.items():
        begun = time.perf_counter()
        response = send(client, content, name)
        assert response.status_code == 422, name
        assert said in words(response), (name, words(response)[:400])
        assert time.perf_counter() - begun < 2, name
    assert client.post("/imports").status_code == 422
    monkeypatch.setattr(sending, "MOST", 1000)
    response = send(client, b"a,b\r\n" * 500)
    assert (response.status_code, "larger than" in words(response)) == (422, True)
    client.handler.enforce_csrf_checks = True
    assert send(client, text(*WELL)).status_code == 403, "a form of another site"
    assert [path for path in uploads.root().rglob("*") if path.is_file()] == []


@ON_FILES_ALONE
def test_a_file_is_its_senders_alone_and_goes_when_its_time_is_over_and_the_wizard_says_what_is_lacking():
    client, other = browser(), browser(login="e")
    sent = send(client, text(*WELL), "../../etc/过车 1.csv")["Location"]
    ref = sent.rsplit("/", 1)[1]
    upload = uploads.find(ref, reader_of("d"))
    assert upload is not None
    assert upload.name == "过车 1.csv"
    assert upload.path.parent.parent.parent == uploads.root()
    assert (Path(upload.path).stat().st_mode & 0o077, upload.path.parent.stat().st_mode & 0o077) == (0, 0)
    for path in (sent, sent + "/confirm"):
        assert door.plain(other.get(path)) == door.plain(other.get("/no-such-page"))
    assert ref not in other.get("/imports").content.decode()
    assert client.get(sent + "/confirm")["Location"] == sent, "nothing to confirm before it was foretold"
    other_time = clock.now() - HOUR
    old = door.account("f", role="district_command", area=NANSHAN)
    stale = door.signed_in(old, purpose="response", factor_at=other_time)
    assert stale.get(sent + "/confirm")["Location"].startswith("/sign-in/again")
    assert uploads.sweep(upload.at + uploads.WAITS * HOUR - 1) == 0
    assert uploads.sweep(upload.at + uploads.WAITS * HOUR) == 1
    assert client.get(sent).status_code == 404
    client = browser(role="subdistrict_officer", login="s")
    sent = send(client, text(*WELL))["Location"]
    assert client.get(sent + "?register=passage").status_code == 422, "of another class"
    sent = send(other, text(*WELL))["Location"]
    form = answers(other.get(sent + "?register=passage"))
    response = other.post(sent + "?register=passage", {**form, "mapping": "a b", "key0": "", "blank": "不详"})
    said = words(response)
    assert response.status_code == 422
    assert "A mapping has a name" in said
    assert "No column was chosen" in said
    assert answers(response)["blank"] == "不详"
    response = other.post(sent + "?register=passage", {**form, "mapping": "x", "key0": "身份证号"})
    assert "no key holds it" in words(response) or "passage.mode may not be empty" in words(response)
    assert mapped(other, sent, "gate/one").status_code == 303
    third = send(other, text(*WELL))["Location"]
    response = mapped(other, third, "gate/one", blank="-")
    assert (response.status_code, "has the name gate/one" in words(response)) == (422, True)
    assert Site.objects.count() == 1


def test_what_is_written_is_what_was_shown_by_whoever_may_still_and_as_of_when_it_is_written(
    monkeypatch: pytest.MonkeyPatch,
):
    client = browser()
    sent = send(client, text(*WELL))["Location"]
    mapped(client, sent)
    seen = hidden(client.get(sent + "/confirm"))
    client.post(sent, {"foretell": "yes", "mapping": "gate/sheet"})
    for said in ({}, seen):
        refused = client.post(sent + "/confirm", said)
        assert (refused.status_code, "foretold anew" in words(refused)) == (422, True)
    assert Passage.objects.count() == 0
    # it waits for its turn: an hour later the grant has ended
    waiting: list[Any] = []
    begun = clock.now()
    clock_says = [begun]
    monkeypatch.setattr(clock, "real", lambda: clock_says[0])
    monkeypatch.setattr(working, "START", waiting.append)
    confirm(client, sent)
    upload = uploads.find(sent.rsplit("/", 1)[1], reader_of("d"))
    assert upload is not None
    assert uploads.sweep(upload.at + uploads.WAITS * HOUR) == 0, "at work"
    grant = Grant.objects.get(account__login="d")
    clock_says[0] = begun + HOUR
    Grant.objects.filter(pk=grant.pk).update(ends_at=begun + 1)
    waiting.pop()()
    Grant.objects.filter(pk=grant.pk).update(ends_at=grant.ends_at)
    clock_says[0] = begun
    assert "your grant had ended" in words(client.get(sent))
    assert Passage.objects.count() == 0
    # and another time it has not, and what is written is recorded as of then
    confirm(client, sent)
    clock_says[0] = begun + HOUR
    waiting.pop()()
    assert set(Passage.objects.values_list("recorded_at", flat=True)) == {begun + HOUR}
    assert uploads.sweep(upload.at + uploads.WAITS * HOUR) == 1


def test_a_signature_below_a_table_is_no_record_and_what_is_wrong_is_said_in_words_not_in_codes():
    client = browser()
    rows = [
        HEADER.split(","),
        *(line.split(",") for line in WELL),
        ["3", "", "", "", "=A1+1", ""],
        ["审核：张三"],
    ]
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(out)
    sent = send(client, out.getvalue(), "过车.xlsx")["Location"]
    seen = words(client.get(sent))
    assert ("formula without a kept result" in seen, "[import/" in seen) == (True, False)
    mapped(client, sent, **{"gate.from": "", "gate.by": "", "gate.fixed": "无此卡口"})
    told = words(client.get(sent))
    assert "gate gate — No such site is recorded." in told, told
    signed = text(*WELL, "审核：张三,,,,,")
    sent = send(client, signed)["Location"]
    mapped(client, sent, "gate/again")
    told = words(client.get(sent))
    assert balance(client.get(sent)) == [3, 2, 0, 0, 1]
    assert "4 — The row says nothing but its number." in told


def test_in_a_demonstration_a_file_goes_in_whatever_its_clock_says_of_the_grant(
    settings: Any, tmp_path: Path
):
    settings.HOME = tmp_path
    Journal.objects.all().delete()
    journal.append([journal.Entry(1, By("console", "operator", purpose="demonstration"), "load", "passage")])
    clock.start_evening(ends=clock.real() - 300 * DAY)
    holder = door.account("d")
    door.grant(holder, "district_command", NANSHAN, purposes=["demonstration"])
    client = door.signed_in(holder, purpose="demonstration")
    sent = send(client, text(*WELL))["Location"]
    mapped(client, sent)
    assert "2 records will be new" in words(client.get(sent + "/confirm"))
    confirm(client, sent)
    assert Passage.objects.count() == 2


def test_only_known_encodings_are_read_and_rejected_rows_are_their_senders_or_go_by_a_right():
    client = browser(login="o", role="subdistrict_officer")
    sent = send(client, text(*WELL))["Location"]
    for name in ("zip", "base64", "utf-8%00", "undefined"):
        assert client.get(f"{sent}?encoding={name}").status_code == 422
    form = {"foretell": "yes", "mapping": "x", "encoding": "zip"}
    assert client.post(sent, form).status_code == 422
    boss = browser()
    receipt = brought(boss, text(*WELL, "3,x,一号卡口,进,粤B12347,"))
    assert "rejected=csv" in boss.get(receipt).content.decode()
    b"".join(boss.get(receipt + "?rejected=csv").streaming_content)
    assert Journal.objects.get(verb="export").fields == "csv,rejected=1"
    # of another class: not in the list, not there
    assert receipt not in client.get("/imports").content.decode()
    assert client.get(receipt).status_code == 404
    other = browser(login="p")
    ImportBatch.objects.filter(ref=receipt.rsplit("/", 1)[1]).update(
        receipt={**ImportBatch.objects.get(status="done").receipt, "register": "site"}
    )
    assert client.get(receipt).status_code == 200
    assert client.get(receipt + "?rejected=csv").status_code == 404
    assert other.get(receipt + "?rejected=csv").status_code == 200


def test_a_made_up_citys_own_clock_ends_nobodys_right_to_bring_a_file_in(monkeypatch: pytest.MonkeyPatch):
    client, evening = browser(), clock.real() - 7 * 365 * 24 * HOUR
    monkeypatch.setattr(clock, "now", lambda: evening)
    sent = send(client, text(*WELL))["Location"]
    assert uploads.sweep(clock.real() + HOUR) == 0, (
        "a server deletes by the real clock, by which the file came"
    )
    mapped(client, sent)
    waiting: list[Any] = []
    with monkeypatch.context() as patch:
        patch.setattr(working, "START", waiting.append)
        confirm(client, sent)
    assert uploads.sweep(clock.real() + uploads.WAITS * HOUR) == 0, "at work"
    waiting.pop()()
    assert balance(client.get(client.get(sent)["Location"])) == [2, 2, 0, 0, 0]
    assert set(Passage.objects.values_list("recorded_at", flat=True)) == {evening}


def test_whose_right_ends_while_their_file_is_written_writes_no_further_piece(
    monkeypatch: pytest.MonkeyPatch,
):
    client = browser()
    lines = [f"{n},2020-02-09 08:{n:02d},一号卡口,进,粤B{12345 + n}," for n in range(40)]
    sent = send(client, text(*lines))["Location"]
    mapped(client, sent)
    told, grant = working.Live.progress, Grant.objects.get(account__login="d")

    def ends(self: working.Live, what: str, done: int, of: int | None) -> None:
        Grant.objects.filter(pk=grant.pk).update(ended_at=clock.real())
        told(self, what, done, of)

    monkeypatch.setattr(working.Live, "progress", ends)
    confirm(client, sent)
    Grant.objects.filter(pk=grant.pk).update(ended_at=None)
    assert "your grant had ended" in words(client.get(sent))
    assert Passage.objects.count() == 10, "the piece at which it ended, and none after it"


def test_a_disk_that_is_full_keeps_no_file_at_work_for_ever(monkeypatch: pytest.MonkeyPatch):
    client = browser()
    sent = send(client, text(*WELL))["Location"]

    def full(*_said: Any) -> None:
        raise OSError("no space left on device")

    kept = uploads.find(sent.rsplit("/", 1)[1], reader_of("d"))
    assert kept is not None
    order = Order(BY, reader_of("d"), clock.real, "Asia/Shanghai", lambda: True, clock.real)
    with monkeypatch.context() as patch:
        patch.setattr(uploads, "_write", full)
        with pytest.raises(OSError, match="no space"):
            working.read(kept, order)
    assert working.live(kept.ref) is None
    assert client.post(sent, {"drop": ""}).status_code == 303
    assert client.get(sent).status_code == 404


def test_what_was_foretold_of_a_file_that_was_sent_twice_is_shown_anew_before_it_is_written():
    client = browser()
    first = send(client, text(*WELL))["Location"]
    mapped(client, first)
    shown = hidden(client.get(first + "/confirm"))
    second = send(client, text(*WELL))["Location"]
    client.post(second, {"foretell": "yes", "mapping": "gate/sheet"})
    # one dry run is kept of a file: that of the first is gone, and nothing is confirmed of which nothing can be shown
    assert client.get(first + "/confirm")["Location"] == first
    assert client.post(first + "/confirm", shown)["Location"] == first
    assert Passage.objects.count() == 0
    confirm(client, second)
    assert Passage.objects.count() == 2
