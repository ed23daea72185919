"""The report card and the daily table: filled from records, zero said, sent once, revised openly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from lianfang.entry import clock
from lianfang.fronts.reporting.daily import code_of, daily
from lianfang.fronts.tracing import cases
from lianfang.gaps import plans
from lianfang.gaps.figures import figures
from lianfang.registers.access import By, Reader
from lianfang.registers.models import Account, Area, Case, Journal, Return, Submission
from tests import door
from tests.pages.test_work_pages import hidden, look
from tests.unit.interop.files import BY, lay_areas, plan
from tests.unit.registers.city import write

pytestmark = pytest.mark.django_db
NOON = 1581480000  # 2020-02-12 12:00 in Shanghai
HOUR = 3600


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[int, int]]:
    """The shipped plan in force over its areas, and who sits in them; laid once."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOON)
        lay_areas()
        plans.enact(folder=plan(), by=BY, at=NOON - 40 * 86_400)
        city = Area.objects.get(gb_code="440300").pk
        nanshan = Area.objects.get(gb_code="440305").pk
        door.account("ed", role="epidemiologist", area=city)
        door.account("cara", role="city_command", area=city)
        door.account("dan", role="district_command", area=nanshan)
        yield city, nanshan
        transaction.set_rollback(True)
    plans.forget()


@pytest.fixture
def places(laid: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return laid


def browser(login: str) -> Client:
    return door.signed_in(Account.objects.get(login=login))


def case(area: int, **more: Any) -> Case:
    row = {"area": area, "classification": "CONFIRMED", "found_at": NOON - HOUR, **more}
    return Case.objects.get(id=write("case", row)[0])


WHOLE = {"sex": "female", "age": 40, "occupation": "RETIRED", "onset_on": date(2020, 2, 10)}


def test_a_card_names_what_is_missing_and_is_sent_within_its_clock(places: tuple[int, int]) -> None:
    city, nanshan = places
    bare = case(city)
    page = browser("ed").get(f"/cases/{bare.ref}/card")
    assert page.status_code == 200
    text = look(page)
    assert "60 minutes are left" in text
    assert "asked for" in text
    assert "age" in text
    refused = browser("ed").post(f"/cases/{bare.ref}/card/sent", {"receipt": "1"})
    assert (refused.status_code, "The card lacks lines" in look(refused)) == (422, True)
    assert not Submission.objects.exists()

    full = case(city, district=nanshan, infection_source="<b>", **WHOLE)
    page = browser("ed").get(f"/cases/{full.ref}/card")
    form = hidden(page, f"/cases/{full.ref}/card/sent")
    sent = [browser("ed").post(f"/cases/{full.ref}/card/sent", form).status_code for _ in range(2)]
    full.refresh_from_db()
    assert (sent, full.card_at, Submission.objects.count()) == ([303, 303], NOON, 1)
    page = browser("ed").get(f"/cases/{full.ref}/card")
    assert "in time" in look(page)
    kept = Submission.objects.get()
    note = f"/submissions/{kept.ref}/receipt"
    assert browser("ed").post(note, {**hidden(page, note), "receipt": "GD-2020-7"}).status_code == 303
    assert "GD-2020-7" in look(browser("ed").get(f"/cases/{full.ref}/card"))
    again = browser("ed").post(note, {"receipt": "other"})
    assert (again.status_code, "has its receipt" in look(again)) == (422, True)

    late = case(city, district=nanshan, **WHOLE | {"found_at": NOON - 3 * HOUR})
    assert "60 minutes ago" in look(browser("ed").get(f"/cases/{late.ref}/card"))
    unknown = case(city, **WHOLE | {"found_at": None})
    assert "cannot be told" in look(browser("ed").get(f"/cases/{unknown.ref}/card"))
    # A case elsewhere is not there.
    assert browser("dan").get(f"/cases/{unknown.ref}/card").status_code == 404


DAY = date(2020, 2, 11)
DAY_ENDS, DAY_LONG = NOON - 12 * HOUR, 24 * HOUR


def test_the_table_of_a_day_is_zero_and_not_silent_is_sent_and_revised(places: tuple[int, int]) -> None:
    city, nanshan = places
    page = browser("cara").get("/daily-table")
    assert page.status_code == 200
    assert "report of zero" in look(page)
    form = hidden(page, "/daily-table/sent")
    assert form["day"] == "2020-02-11"
    done = [
        browser("cara").post("/daily-table/sent", {**form, "receipt": "R-1"}).status_code for _ in range(2)
    ]
    assert (done, Submission.objects.get().receipt) == ([303, 303], "R-1")
    zeros = Return.objects.filter(figure=code_of("new_confirmed"), day=DAY)
    districts = sum(line.area > 0 for line in daily(day=DAY, reader=Reader("x", "city_command")).lines) - 1
    assert (districts, zeros.count()) == (10, 11)
    assert set(zeros.values_list("value", flat=True)) == {0}
    nothing = browser("cara").post("/daily-table/sent", {"day": "2020-02-11"})
    assert (nothing.status_code, "no figure has changed" in look(nothing)) == (422, True)

    # Late news of that day: a revision, shown beside what was sent. One case has no district (trap 4).
    case(city, district=nanshan, reported_on=DAY)
    case(city, reported_on=DAY, classification="CONFIRMED_NO_SYMPTOMS")
    case(city, district=nanshan, discharged_on=date(2020, 2, 10), reported_on=date(2020, 1, 20))
    page = browser("cara").get("/daily-table?day=2020-02-11")
    changes = {
        (row.cells[0].text, row.cells[1].text): (row.cells[2].text, row.cells[3].text)
        for row in page.context["changes"].rows
    }
    assert changes["Shenzhen", "new confirmed"] == ("0", "1")
    assert changes["Nanshan", "new confirmed"] == ("0", "1")
    assert changes["Shenzhen", "new symptomless"] == ("0", "1")
    assert ("Nanshan", "new symptomless") not in changes
    found = daily(day=DAY, reader=Reader("x", "city_command"))
    rest = found.lines[-1]
    assert (rest.area, rest.values["new_symptomless"].now, rest.values["new_confirmed"].now) == (0, 1, 0)
    for column in found.table.columns:
        told = [line.values[column.key].now for line in found.lines]
        values = [one for one in told if one is not None]
        assert (values, values[0]) == (told, sum(values[1:])), column.key
    form = hidden(page, "/daily-table/sent")
    assert browser("cara").post("/daily-table/sent", form).status_code == 303
    assert Submission.objects.filter(kind="daily_table", day=DAY).count() == 2
    assert not daily(day=DAY, reader=Reader("x", "city_command")).changes

    # A district sees its row, and does not send; today is not over.
    own = browser("dan").get("/daily-table?day=2020-02-11")
    assert [row.cells[0].text for row in own.context["table"].rows] == ["Nanshan"]
    refused = browser("dan").post("/daily-table/sent", {"day": "2020-02-11"})
    assert (refused.status_code, "sent whole, by the city" in look(refused)) == (422, True)
    early = browser("cara").post("/daily-table/sent", {"day": "2020-02-12"})
    assert (early.status_code, "is not over" in look(early)) == (422, True)


def test_who_was_suspected_on_a_day_stays_so_when_confirmed_later(places: tuple[int, int]) -> None:
    city, nanshan = places
    one = case(
        city, district=nanshan, classification="SUSPECT", reported_on=DAY, found_at=DAY_ENDS - 9 * HOUR
    )
    other = case(city, district=nanshan, classification="CONFIRMED_NO_SYMPTOMS", reported_on=DAY)
    for row, code in ((one, "SUSPECT"), (other, "CONFIRMED_NO_SYMPTOMS")):
        told = {
            "case": row.pk,
            "classification": code,
            "definition": "5",
            "classified_at": DAY_ENDS - 9 * HOUR,
        }
        write("classification", {**told, "area": city})
    reader, by = Reader("ed", "epidemiologist", city), By("ed", "epidemiologist", city)

    def of(day: date) -> dict[str, float | None]:
        return {
            key: one.now
            for key, one in daily(day=day, reader=Reader("x", "city_command")).lines[0].values.items()
        }

    was = of(DAY)
    assert (was["new_suspect"], was["new_symptomless"], was["new_confirmed"]) == (1, 1, 0)
    for row in (one, other):
        cases.classify(
            ref=row.ref, classification="CONFIRMED", reason="positive", reader=reader, by=by, at=NOON
        )
    assert of(DAY) == was
    assert of(date(2020, 2, 12))["new_confirmed"] == 2
    other.refresh_from_db()
    assert other.reported_on == date(2020, 2, 12)
    cases.classify(
        ref=one.ref, classification="SUSPECT", reason="mistaken", reader=reader, by=by, at=NOON + HOUR
    )
    one.refresh_from_db()
    assert one.confirmed_at is None
    assert of(DAY) == was


def test_the_table_leaves_as_a_file_with_its_label_and_a_trace(places: tuple[int, int]) -> None:
    for form in ("csv", "xlsx"):
        answer = browser("cara").post("/daily-table/file", {"day": "2020-02-11", "format": form})
        assert answer.status_code == 200
        body = b"".join(answer.streaming_content)
        if form == "csv":
            lines = body.decode("utf-8-sig").splitlines()
            assert lines[0].startswith("联防导出 Lianfang export")
            assert (
                next(line for line in lines if line.startswith("area code")).split(",")[2] == "new confirmed"
            )
            assert any(line.startswith("440305,") for line in lines)
    assert (
        list(Journal.objects.filter(verb="export", register="submission").values_list("actor", flat=True))
        == ["cara"] * 2
    )


def test_the_card_is_read_for_its_purpose_and_every_reading_is_in_the_journal(
    places: tuple[int, int],
) -> None:
    one = case(places[0], **WHOLE)
    ed = Account.objects.get(login="ed")
    shut = door.signed_in(ed, purpose="response")
    assert shut.get(f"/cases/{one.ref}/card").status_code == 422
    assert shut.post(f"/cases/{one.ref}/card/sent", {"receipt": "1"}).status_code == 422
    kept = Journal.objects.filter(verb="read", register="case", ref=one.ref)
    assert not kept.exists()
    assert browser("ed").get(f"/cases/{one.ref}/card").status_code == 200
    assert kept.count() == 1


def test_who_was_watched_on_a_day_stays_so_when_the_watch_has_ended(places: tuple[int, int]) -> None:
    city, nanshan = places
    over = DAY_ENDS
    of: dict[str, object] = {
        "case": case(city).pk, "area": nanshan, "identified_at": over - 2 * DAY_LONG, "category": "HIGH_RISK",
    }  # fmt: skip
    write(
        "contact",
        {**of, "status": "FOLLOW_UP"},
        {**of, "status": "COMPLETED", "ended_at": over + HOUR},
        {**of, "status": "COMPLETED", "ended_at": over},
        {**of, "status": "COMPLETED", "ended_at": over - 1},
        {**of, "status": "NO_FOLLOW_UP"},
        # Of these two nobody can tell: when it ended, and whether it was a close contact.
        {**of, "status": "COMPLETED"},
        {**of, "status": "FOLLOW_UP", "category": None},
        {**of, "status": "FOLLOW_UP", "category": "MEDIUM_RISK_MED"},
    )
    counts = {
        line.area: (line.values["contacts_observed"].now, line.values["contacts_observed"].cannot_tell)
        for line in daily(day=DAY, reader=Reader("x", "city_command")).lines
    }
    assert (counts[city], counts[nanshan]) == ((3, 2), (3, 2))


def test_who_is_positive_again_is_no_new_case_in_any_column_and_what_the_table_says_the_figures_say(
    places: tuple[int, int],
) -> None:
    city, nanshan = places
    reader, before = Reader("x", "city_command"), date(2020, 1, 20)
    first = case(
        city, district=nanshan, reported_on=before, discharged_on=date(2020, 2, 1), outcome="RECOVERED"
    )
    case(city, district=nanshan, reported_on=before, died_on=DAY, outcome="DECEASED")
    case(city, district=nanshan, reported_on=before, outcome="RECOVERED", number=9)
    again = {"district": nanshan, "reported_on": DAY, "earlier_case": first.pk}
    was = daily(day=DAY, reader=reader).lines[0].values
    for code in ("CONFIRMED", "CONFIRMED_NO_SYMPTOMS", "SUSPECT"):
        case(city, classification=code, discharged_on=DAY, **again)
    now = daily(day=DAY, reader=reader).lines[0].values
    assert now == was
    said = {key: (one.now, one.cannot_tell) for key, one in now.items()}
    assert (said["confirmed"], said["discharged"], said["deaths"], said["new_deaths"]) == (
        (3, 0),
        (1, 1),
        (1, 0),
        (1, 0),
    )
    counted = {
        one.figure.key: (one.value, one.cannot_tell)
        for one in figures(as_of=DAY_ENDS, areas=[city])
        if one.kind == "counted"
    }
    assert counted["recovered"] == said["discharged"]
    assert (counted["in_hospital"], counted["positive_again"]) == ((0, 1), (3, 0))


def test_the_count_on_a_figure_s_page_opens_its_rows_for_whoever_may_know_why_they_count(
    places: tuple[int, int],
) -> None:
    nanshan = places[1]
    gone = {"district": nanshan, "reported_on": date(2020, 1, 20), "discharged_on": date(2020, 2, 1)}
    one, other = case(nanshan, **gone), case(nanshan, **gone, died_on=DAY, outcome="DECEASED")
    case(nanshan, district=nanshan, reported_on=date(2020, 1, 20), outcome="RECOVERED", number=9)
    ed = Account.objects.get(login="ed")
    reads = door.signed_in(ed, purpose="case_investigation")
    rows = reads.get("/figures?figure=recovered&as_of=2020-02-12T00:00:00").context["table"].rows
    [href] = [row.cells[3].href for row in rows]
    for code, area in (("440300", [one.ref]), ("440305", [one.ref]), ("440304", [])):
        page = reads.get(href.replace("area=440300", f"area={code}"))
        assert [row.cells[0].text for row in page.context["table"].rows] == area, code
        assert "behind 'Recovered'" in page.context["notices"][0].what
        unsure = reads.get(href + "&unsure=1").context["table"].rows
        assert len(unsure) == 1
        assert unsure[0].cells[0].text not in (one.ref, other.ref)
    shut = door.signed_in(ed, purpose="response")
    assert shut.get(href).status_code == 404
    told = shut.get("/figures?figure=recovered&as_of=2020-02-12T00:00:00").context
    assert (told["rows"], {row.cells[3].href for row in told["table"].rows}) == (None, {""})
    assert reads.get("/registers/case?behind=passages_in").status_code == 404


def test_what_an_older_plan_in_force_does_not_count_is_no_zero_anywhere_and_a_change_once_it_is_counted(
    places: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site that was brought up to date goes by its own plan until the newer one is put in force."""
    force, city = plans.in_force(), places[0]
    reported = replace(force.plan.figures["recovered"], counted=None)
    kept = {key: one for key, one in force.plan.figures.items() if key != "new_recovered"}
    older = replace(force, plan=replace(force.plan, figures={**kept, "recovered": reported}))
    with monkeypatch.context() as patch:
        patch.setattr(plans, "in_force", lambda: older)
        page = browser("cara").get("/daily-table?day=2020-02-11")
        text = look(page)
        assert (page.status_code, "report of zero" in text) == (200, False)
        assert "does not count these figures: new discharged, discharged." in text
        assert "lianfang plan enact FOLDER" in text
        for row in page.context["table"].rows:
            assert [one.text for one in row.cells[5:7]] == ["—", "—"]
            assert {one.note for one in row.cells[5:7]} == {
                "cannot tell: the plan in force does not count it"
            }
        sent = {**hidden(page, "/daily-table/sent"), "receipt": "R-1"}
        assert browser("cara").post("/daily-table/sent", sent).status_code == 303
        file = browser("cara").post("/daily-table/file", {"day": "2020-02-11", "format": "csv"})
        lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert (
        next(one for one in lines if one.startswith("440305,")).split(",")[6:8]
        == ["cannot tell: the plan in force does not count it"] * 2
    )
    assert any("Put the newer plan in force" in one for one in lines)
    returns = Return.objects.filter(day=DAY, area=city)
    assert returns.filter(figure=code_of("new_deaths"), value=0).exists()
    assert not returns.filter(figure__in=[code_of("discharged"), code_of("new_discharged")]).exists()
    page = browser("cara").get("/daily-table?day=2020-02-11")
    changes = {
        (row.cells[1].text, row.cells[2].text, row.cells[3].text) for row in page.context["changes"].rows
    }
    assert changes == {("new discharged", "—", "0"), ("discharged", "—", "0")}
    assert browser("cara").post("/daily-table/sent", hidden(page, "/daily-table/sent")).status_code == 303
    assert returns.get(figure=code_of("discharged")).value == 0
