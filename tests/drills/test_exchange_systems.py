"""Files of Go.Data and SORMAS go in; balances and links equal a few plain lines over the same files."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lianfang.gaps import plans
from lianfang.interop import ages, leaving, mappings
from lianfang.interop.ordering import in_order
from lianfang.registers import keys
from lianfang.registers.access import Reader
from lianfang.registers.actions import record
from lianfang.registers.models import (
    Area,
    Case,
    CaseLink,
    Contact,
    Event,
    HealthCheck,
    Identifier,
    Participant,
    Person,
    Sample,
    TestResult,
)
from lianfang.ui import sheets
from tests.drills.test_exchange_lists import LARGE, balanced, read, take_in
from tests.unit.interop.files import AT, BY, ZONE, bring, lay_areas, plan

pytestmark = pytest.mark.django_db

READER = Reader("test", "console", purpose="case_investigation")
GODATA = ("followups", "lab_results", "relationships", "contacts", "cases", "events")


def godata(folder: Path, name: str) -> Path:
    return folder / "godata" / f"{name}_clean.csv"


def known_of(contacts: Any) -> dict[str, dict[str, str]]:
    """The source's number of a contact → what identifies the person, read with the identifiers' key."""
    found: dict[str, dict[str, str]] = {}
    for contact in contacts.select_related("person"):
        one = found.setdefault(
            contact.source_key.rpartition(":")[2], {"telephone": "", "sex": contact.person.sex or ""}
        )
        for kept in Identifier.objects.filter(person=contact.person):
            one[kept.kind] = keys.unseal(bytes(kept.cipher), "identifiers")
    return found


def test_godata_sample(data_folder):
    folder = data_folder("exchange_formats")
    lay_areas()
    receipts = take_in(*(godata(folder, name) for name in (*GODATA, "teams")))
    balanced(receipts)
    files = {name: read(godata(folder, name)) for name in GODATA}
    case_keys, events = ({row["uuid"] for row in files[name]} for name in ("cases", "events"))
    contacts = {row["uuid"] for row in files["contacts"]}
    assert (Case.objects.count(), len(case_keys)) == (56, 56)
    assert Event.objects.count() == len(events)

    # Contacts are those to whom a relationship leads from a case; the others' case nobody says.
    to_contact = [
        r
        for r in files["relationships"]
        if r["source_uuid"] in case_keys and r["target_uuid"] in contacts - case_keys
    ]
    led_to = {row["target_uuid"] for row in to_contact}
    made, added = receipts["godata/relationships"], receipts["godata/contacts"]
    assert (made.read, made.created, Contact.objects.count()) == (len(to_contact), len(led_to), len(led_to))
    assert (added.read, added.rejected) == (len(contacts), len(contacts - led_to))
    assert {fault.code for each in added.rejections() for fault in each.faults} == {"import/not-there"}
    first = {row["target_uuid"]: row["source_uuid"] for row in reversed(to_contact)}
    case_of = dict(Case.objects.values_list("id", "source_key"))
    ours = {
        key.removeprefix("godata:contact:"): case_of[case].removeprefix("godata:")
        for key, case in Contact.objects.values_list("source_key", "case")
    }
    assert ours == first

    # Everybody has a number there: a case, a contact, and the contact who became a case are one person, whose name and
    # telephone are kept encrypted and found by nobody's uuid.
    assert not Case.objects.filter(person=None).exists()
    assert not Contact.objects.filter(person=None).exists()
    assert Person.objects.count() == len(case_keys | led_to)
    named = {
        row["uuid"]: " ".join((row["firstName"] + " " + row["lastName"]).split()) for row in files["contacts"]
    }
    phones = {row["uuid"]: row["telephone"] for row in files["contacts"]}
    sexes = {row["uuid"]: row["gender"].lower() for row in files["contacts"]}
    whom = known_of(Contact.objects.exclude(source_key__in=[f"godata:contact:{uuid}" for uuid in case_keys]))
    assert {key: one["name"] for key, one in whom.items()} == {uuid: named[uuid] for uuid in whom}
    assert {key for key, one in whom.items() if one["telephone"]} == {uuid for uuid in whom if phones[uuid]}
    assert {key: one["sex"] for key, one in whom.items()} == {uuid: sexes[uuid] for uuid in whom}

    # The age is kept as the year of birth of whoever is not known yet: an age in whole years leaves two open.
    persons = {one.person_id: one.person for one in Contact.objects.select_related("person")}
    born = {key.removeprefix("godata:contact:"): persons[who].birth_year for key, who in Contact.objects.values_list(
        "source_key", "person")}  # fmt: skip
    in_cases = {row["uuid"]: row for row in files["cases"]}
    for row in (in_cases.get(row["uuid"], row) for row in files["contacts"] if row["uuid"] in born):
        if row["age"] and row["date_of_reporting"]:
            on = date.fromisoformat(row["date_of_reporting"])
            assert 0 <= on.year - float(row["age"]) - born[row["uuid"]] <= 1, row["uuid"]
        else:
            assert born[row["uuid"]] is None
    assert sum(year is not None for year in born.values()) > len(born) // 2

    followed = files["followups"]
    assert receipts["godata/followups"].created == HealthCheck.objects.count() == len(followed) == 437
    teams = {row["uuid"] for row in read(godata(folder, "teams"))}
    assert Counter(
        HealthCheck.objects.exclude(team=None).values_list("team__source_key", flat=True)
    ) == Counter(f"godata:team:{row['team_id']}" for row in followed if row["team_id"] in teams)
    outcomes = Counter(HealthCheck.objects.values_list("result", flat=True))
    assert outcomes == Counter(row["followup_status"] for row in followed)
    assert len(outcomes) == 5
    assert Counter(day.isoformat() for day in HealthCheck.objects.values_list("day", flat=True)) == Counter(
        row["date_of_followup"] for row in followed
    )
    of = dict(Contact.objects.values_list("id", "source_key"))
    assert Counter(of[row] for row in HealthCheck.objects.values_list("contact", flat=True)) == Counter(
        f"godata:contact:{row['contact_uuid']}" for row in followed
    )

    between = {
        (row["source_uuid"], row["target_uuid"])
        for row in files["relationships"]
        if row["source_uuid"] in case_keys and row["target_uuid"] in case_keys
    }
    drawn = {
        (case_of[one].removeprefix("godata:"), case_of[two].removeprefix("godata:"))
        for one, two in CaseLink.objects.values_list("other", "case")
    }
    assert drawn == between
    assert not CaseLink.objects.exclude(directed=None).exists()
    at_events = sum(row["source_uuid"] in events for row in files["relationships"])
    assert Participant.objects.count() == at_events

    lab = files["lab_results"]
    doubled = len(lab) - len({row["sampleIdentifier"] or row["id"] for row in lab})
    assert (Sample.objects.count(), receipts["godata/samples"].rejected) == (len(lab) - doubled, doubled)
    said = Counter(row["result"].rpartition("_")[2] for row in lab if row["result"])
    told = Counter(TestResult.objects.values_list("result", flat=True))
    lost = receipts["godata/results"].rejected
    assert (told["NEGATIVE"], told["INDETERMINATE"]) == (said["NEGATIVE"], said["INCONCLUSIVE"])
    assert sum(told.values()) + lost == sum(said.values())


def test_sormas_files(data_folder):
    folder = data_folder("exchange_formats") / "sormas"
    lay_areas()
    names = (
        "sormas_contacts_sordev_10361.csv", "sormas_cases_sordev_10361.csv", "TestCase_ImportPrio_template.csv",
        "TestContact_ImportPrio_template.csv", "ImportTestData_Events_INT.csv",
    )  # fmt: skip
    receipts = take_in(*(folder / name for name in names))
    balanced(receipts)
    # One row of each file is a record; remarks and captions are none.
    assert {key: (each.read, each.created) for key, each in receipts.items()} == {
        "sormas/cases": (1, 1), "sormas/contacts": (1, 0), "sormas/cases_import": (1, 0),
        "sormas/contacts_import": (1, 0), "sormas/events": (4, 4),
        # No case of the template has a sample, and the contact was never visited.
        "sormas/samples": (0, 0), "sormas/results": (0, 0), "sormas/last_visits": (0, 0),
    }  # fmt: skip
    # Templates without a number of the source, and contacts of cases that are in no file, are rejected by name.
    codes = {key: [f.code for r in each.rejections() for f in r.faults] for key, each in receipts.items()}
    assert codes["sormas/contacts"] == ["import/no-link"]
    assert codes["sormas/cases_import"] == ["import/no-key"]
    case = Case.objects.get()
    # What the export leaves empty is not known; what it says is not left behind.
    assert (case.travelled, case.residence_city, case.onset_on, case.pregnancy) == (
        False,
        "Linneaheim",
        None,
        None,
    )
    assert case.person.identifiers.get(kind="name").person.sex == "male"
    assert (case.sex, case.age, str(case.reported_on), case.classification, case.outcome) == (
        "male", 83, "2022-07-19", "NOT_CLASSIFIED", "NO_OUTCOME",
    )  # fmt: skip
    assert list(Event.objects.order_by("began_at").values_list("title", "status", "nosocomial")) == [
        ("ImportEvent1", "SIGNAL", True), ("ImportEvent2", "EVENT", False),
        ("ImportEvent3", "SCREENING", None), ("ImportEvent4", "CLUSTER", True),
    ]  # fmt: skip


def sormas(rows: list[tuple[str, ...]], encoding: str, path: Path) -> Path:
    path.write_bytes("".join(";".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_sormas_contacts_name_their_case_in_another_file(tmp_path, encoding):
    lay_areas()
    cases = sormas([
        ("CaseData", "Person", "", "Person", "CaseData", "CaseData", "CaseData", "CaseData", "Symptoms", "Symptoms", "Symptoms",
         "Hospitalization", "Sample", "Sample", "Sample", "PathogenTest", "PathogenTest", "CaseData", "CaseData", "Person"),
        ("externalID", "person.sex", "person.approximateAge", "person.birthdateDD", "reportDate", "caseClassification", "outcome",
         "outcomeDate",
         "symptoms.onsetDate", "symptoms.fever", "symptoms.cough", "hospitalization.dischargeDate", "reportDate",
         "labSampleID", "sampleMaterial", "testType", "testResult", "pregnant",
         "trimester", "person.approximateAgeType"),
        ("##Externe 编号", *[""] * 19),
        ("K-1", "FEMALE", "30", "", "07.02.2020", "CONFIRMED", "NO_OUTCOME", "", "05.02.20", "YES", "UNKNOWN", "", "09.02.2020",
         "L-1", "NP_SWAB", "PCR_RT_PCR", "POSITIVE", "YES", "SECOND", "MONTHS"),
    ], encoding, tmp_path / "cases.csv")  # fmt: skip
    contacts = sormas([
        ("Contact",) * 12,
        ("externalToken", "caseIdExternalSystem", "reportDateTime", "firstContactDate", "lastContactDate",
         "contactClassification", "followUpStatus", "contactProximity", "person.firstName", "person.lastName", "person.phone",
         "person.birthdateYYYY"),
        ("C-1", "K-1", "08.02.2020", "", "06.02.2020", "CONFIRMED", "FOLLOW_UP", "SAME_ROOM", "Ann", "Lee", "0755 123456", "1996"),
        ("C-2", "K-9", "08.02.2020", "", "", "", "", "", "", "", "", ""),
    ], encoding, tmp_path / "contacts.csv")  # fmt: skip
    receipts = take_in(contacts, cases)
    came = {key: (each.created, each.rejected) for key, each in receipts.items()}
    assert came == {
        "sormas/cases_import": (1, 0), "sormas/contacts_import": (1, 1), "sormas/samples": (1, 0), "sormas/results": (1, 0),
    }  # fmt: skip
    # The row of a case is a sample and its test too, and whoever was named can be called.
    result = TestResult.objects.select_related("sample__case").get()
    assert (result.result, result.method, result.sample.material) == ("POSITIVE", "PCR_RT_PCR", "NP_SWAB")
    assert (result.sample.case.source_key, result.sample.case.pregnancy) == ("sormas:K-1", "SECOND_TRIMESTER")
    told = known_of(Contact.objects.all())["C-1"]
    assert (told["name"], told["telephone"]) == ("Ann Lee", "0755123456")
    assert Contact.objects.get().person.birth_year == 1996
    case = Case.objects.get()
    assert case.age == 2.5
    assert (str(case.onset_on), str(case.reported_on), case.fever, case.cough) == (
        "2020-02-05",
        "2020-02-07",
        True,
        None,
    )
    assert Contact.objects.get().case_id == case.pk


def test_sormas_visits_are_a_row_for_each_contact_and_three_columns_for_each_day(tmp_path):
    lay_areas()
    city = Area.objects.get(gb_code="440300").pk
    case = record(register="case", by=BY, at=AT, rows=[{"area": city, "classification": "CONFIRMED"}]).ids[0]
    of = {"area": city, "case": case, "identified_at": AT}
    rows = [{**of, "source_key": f"sormas:contact:{name}"} for name in ("C-1", "C-2")]
    record(register="contact", by=BY, at=AT, rows=rows)
    day = ("Date and time of visit", "Person available and cooperative?", "Symptoms")
    visits = sormas([
        ("Contact ID", "First name", "Last name", *day, *day),
        ("", "", "", *["Day 1"] * 3, *["Day 2"] * 3),
        ("C-1", "Ann", "Lee", "2/9/2020", "Available and cooperative", "", "2/10/2020", "Available and cooperative", "Fever, Cough"),
        ("C-2", "Bo", "Li", "2/9/2020", "Unavailable", "", "", "", ""),
        ("C-9", "Di", "Wu", "", "", "", "2/10/2020", "Available, but uncooperative", ""),
    ], "utf-8-sig", tmp_path / "visits.csv")  # fmt: skip
    receipt = take_in(visits)["sormas/visits"]
    assert (receipt.read, receipt.created, receipt.rejected) == (4, 3, 1)
    assert [fault.code for each in receipt.rejections() for fault in each.faults] == ["import/no-link"]
    kept = HealthCheck.objects.order_by("contact__source_key", "day")
    assert [(row.contact.source_key[-3:], str(row.day), row.result, row.symptoms) for row in kept] == [
        ("C-1", "2020-02-09", "SEEN_OK", None), ("C-1", "2020-02-10", "SEEN_NOT_OK", None), ("C-2", "2020-02-09", "MISSED", None),
    ]  # fmt: skip
    assert take_in(visits)["sormas/visits"].created == 0


def taken_away(folder: Path, names: tuple[str, ...]) -> dict[str, bytes]:
    """Forms written to files, bare, as another system reads them; form → the file."""
    folder.mkdir()
    found = {}
    for name in names:
        made = leaving.filled(leaving.form(name), reader=READER, zone=ZONE, language="en")
        file = folder / f"{name.replace('/', '_')}.csv"
        file.write_bytes(b"".join(sheets.csv_lines(made.head, made.rows())))
        found[name] = file.read_bytes()
    return found


def emptied() -> None:
    """Another site: the areas, and nothing else."""
    for model in (TestResult, Sample, HealthCheck, Participant, CaseLink, Contact, Case, Event):
        model.objects.all().delete()


def brought_back(folder: Path, names: tuple[str, ...]) -> None:
    files = [(folder / f"{name.replace('/', '_')}.csv", mappings.find(name, plan())) for name in names]
    for file, loaded in in_order(files):
        receipt = bring(file, loaded)
        assert receipt.rejected == 0, (loaded.key, [r.faults for r in receipt.rejections()][:3])


OF_GODATA = (
    "godata/cases", "godata/relationships", "godata/contacts", "godata/case_links", "godata/events", "godata/participants",
    "godata/followups", "godata/samples", "godata/results",
)  # fmt: skip


@LARGE
def test_a_round_trip_loses_nothing_that_both_can_say(data_folder, tmp_path):
    folder = data_folder("exchange_formats")
    lay_areas()
    plans.enact(folder=plan(), by=BY, at=AT)
    take_in(*(godata(folder, name) for name in GODATA))
    cases = {row["uuid"]: row for row in read(godata(folder, "cases"))}
    before = taken_away(tmp_path / "one", OF_GODATA)
    # What leaves is what came: the source's own words under the source's own headings.
    for row in read(tmp_path / "one" / "godata_cases.csv"):
        came = cases[row["uuid"]]
        for name in ("gender", "age", "classification", "date_of_reporting", "date_of_onset", "outcome_id"):
            assert row[name] == came[name], (name, row["uuid"])
        for name in ("hospitalization_startdate", "hospitalization_enddate"):
            assert row[name] == came[name], (name, row["uuid"])
    # Of a contact's person no more leaves than sex and age, on the day that is written beside it.
    people = {
        one.source_key.rpartition(":")[2]: one.person for one in Contact.objects.select_related("person")
    }
    aged = [row for row in read(tmp_path / "one" / "godata_contacts.csv") if row["age"]]
    for row in aged:
        day = date.fromisoformat(row["date_of_reporting"])
        assert ages.birth_year(float(row["age"]), day) == people[row["uuid"]].birth_year
        assert row["gender"].lower() == people[row["uuid"]].sex
        assert not row["firstName"] + row["lastName"] + row["telephone"]
    assert len(aged) == sum(person.birth_year is not None for person in people.values())
    followed = read(tmp_path / "one" / "godata_followups.csv")
    assert {(r["contact_uuid"], r["date_of_followup"], r["followup_status"]) for r in followed} == {
        (r["contact_uuid"], r["date_of_followup"], r["followup_status"])
        for r in read(godata(folder, "followups"))
    }
    emptied()
    brought_back(tmp_path / "one", OF_GODATA)
    assert taken_away(tmp_path / "two", OF_GODATA) == before
