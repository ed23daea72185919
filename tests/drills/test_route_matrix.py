"""D12, the routes: every one × verb × role × own, sibling, parent, child area; what is not one's own is not there.

A route stands in :data:`TABLE` with who may call it, or the test fails: add a row when you add a route. Rows are written
by hand, on purpose: they say what is meant, the decorators what is done.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from lianfang.base import ids
from lianfang.entry import clock
from lianfang.entry.middleware import HEADERS
from lianfang.entry.rules import rule_of
from lianfang.gaps import plans
from lianfang.gaps.models import ExcuseRequest, PlanDraft
from lianfang.interop import uploads
from lianfang.registers.access import By, Reader
from lianfang.registers.actions.merging import Pair, merge
from lianfang.registers.models import (
    Account,
    Area,
    Bed,
    Case,
    CaseLink,
    Contact,
    Decision,
    Directive,
    Event,
    ExposureQuestion,
    ImportBatch,
    Journal,
    Order,
    Organisation,
    OutlookRun,
    Pass,
    Person,
    Pool,
    RiskArea,
    Room,
    Sample,
    Shift,
    Site,
    StaffMember,
    StaffShift,
    Submission,
    Task,
    TestResult,
    Transfer,
)
from lianfang.registers.roles import FOR_ACCOUNTS, ROLES, registers_of
from tests import briefs, door
from tests.unit.gaps.cities import enact

pytestmark = pytest.mark.django_db

VERBS = ("GET", "HEAD", "POST", "PUT", "DELETE")
NOBODYS = "0000000000000000"
KEEPERS = frozenset({"administrator"})
SIGNERS = frozenset({"administrator", "city_command", "district_command"})
DEVICE_KEEPERS = frozenset({"administrator", "subdistrict_officer", "gate_commander"})
EVERYONE = frozenset(FOR_ACCOUNTS)
COMMANDS = frozenset({"city_command", "district_command"})
VIEWERS = EVERYONE - {"administrator", "gate_worker"}
"""Who sees the board: commands, offices, hospitals, auditors and readers of the brief."""

GAP_READERS = VIEWERS - {"auditor", "brief_reader"}
RECORD_READERS = GAP_READERS | {"gate_worker"}
RECORDERS = EVERYONE - {"administrator", "auditor", "brief_reader"}
WRITERS = RECORDERS
WORKERS = VIEWERS - {"auditor", "brief_reader"}
"""Who sees gaps by name of record, and the tasks on them; all of them write."""
GIVERS = frozenset(
    {"city_command", "district_command", "subdistrict_officer", "gate_commander", "enterprise_officer"}
)
"""Who hands work out, verifies what was done, and closes it."""
DRAFTERS = frozenset({"city_command", "epidemiologist"})
PLANNERS = DRAFTERS | COMMANDS
"""Who changes the plan: some draft, commands sign."""
TAKERS = frozenset({"city_command", "district_command", "epidemiologist"})
CLINICIANS = frozenset({"city_command", "district_command", "epidemiologist", "hospital_coordinator"})
"""Who reads cases, and writes of them."""
PEOPLE_READERS = frozenset(role for role in RECORDERS if ROLES[role].reads_people)
CASE_READERS = frozenset(role for role in PEOPLE_READERS if "clinical" in ROLES[role].classes)
MATCHERS = frozenset(role for role in PEOPLE_READERS if "gates" in ROLES[role].classes)
ORDERS = frozenset(role for role in PEOPLE_READERS if ROLES[role].classes & {"communities", "clinical"})
"""Who reads orders: communities, who investigates cases, and who treats."""
IMPORTERS = frozenset({"city_command", "district_command", "subdistrict_officer", "laboratory_officer"})
SAMPLERS = COMMANDS | {"epidemiologist", "hospital_coordinator", "laboratory_officer"}
"""Who reads samples and results: laboratories, and those for whom they are taken; the former ask for none of a record."""
INVESTIGATORS = frozenset(role for role in PEOPLE_READERS if "clinical" in ROLES[role].classes)
"""Who sees cases and their contacts; all of them write."""

TALLIERS = frozenset(role for role in RECORDERS if ROLES[role].classes & {"gates", "communities"})

STAFF_READERS = frozenset(role for role in PEOPLE_READERS if "staff" in ROLES[role].classes)
"""Who keeps the rota of those who treat."""


@dataclass(frozen=True)
class Row:
    """What is meant of one route.

    Attributes:
        to: ``open``, ``half`` (a password was given), ``device``, or the roles that may call it.
        verbs: those that it answers.
        of: whose reference it has in its path: a key of :data:`OBJECTS`, or nothing.
        reads: the register that one must read as well to find any: a laboratory reads people's samples, and no person.
    """

    to: str | frozenset[str]
    verbs: str = "GET HEAD"
    of: str = ""
    reads: str = ""


BED_READERS = frozenset(role for role in RECORDERS if "beds" in ROLES[role].classes)
WARD_READERS = frozenset(role for role in BED_READERS if "clinical" in ROLES[role].classes)
"""Who reads cases besides beds: who waits, and discharge."""

ASKERS = DRAFTERS | COMMANDS | {"enterprise_officer"}
"""Who plans: they ask what if."""

FORM = "GET HEAD POST"
TABLE: dict[str, Row] = {
    "treatment:figures": Row(CLINICIANS),
    "staff:rota": Row(STAFF_READERS),
    "staff:put": Row(STAFF_READERS, FORM),
    "staff:shift": Row(STAFF_READERS, FORM, "shift of staff"),
    "staff:member": Row(STAFF_READERS, FORM, "member of staff"),
    "staff:cluster": Row(STAFF_READERS, FORM, "ward"),
    "entry:start": Row(EVERYONE),
    "entry:ready": Row("open"),
    "entry:language": Row("open", "POST"),
    "entry:first": Row("open", FORM),
    "entry:sign_in": Row("open", FORM),
    "entry:code": Row("half", FORM),
    "entry:again": Row(EVERYONE, FORM),
    "entry:enrol": Row("half", FORM),
    "entry:purpose": Row(EVERYONE, FORM),
    "entry:sign_out": Row("half", "POST"),
    "entry:account": Row(EVERYONE),
    "entry:password": Row("half", FORM),
    "entry:recovery_codes": Row(EVERYONE, FORM),
    "entry:end_others": Row(EVERYONE, "POST"),
    "entry:end_session": Row(EVERYONE, "POST", "session"),
    "entry:act_as": Row(EVERYONE, "POST", "own grant"),
    "entry:notices": Row(EVERYONE),
    "entry:read_notices": Row(EVERYONE, "POST"),
    "entry:addresses": Row(EVERYONE, "POST"),
    "entry:outbox": Row(KEEPERS, FORM),
    "entry:accounts": Row(KEEPERS),
    "entry:open_account": Row(KEEPERS, FORM),
    "entry:one_account": Row(KEEPERS, of="account"),
    "entry:disable": Row(KEEPERS, "POST", "account"),
    "entry:propose": Row(KEEPERS, FORM, "account"),
    "entry:grants": Row(SIGNERS),
    "entry:sign": Row(SIGNERS, "POST", "grant"),
    "entry:end": Row(SIGNERS, "POST", "grant"),
    "entry:devices": Row(DEVICE_KEEPERS),
    "entry:give_token": Row(DEVICE_KEEPERS, FORM),
    "entry:revoke": Row(DEVICE_KEEPERS, "POST", "device"),
    "entry:device": Row("device"),
    "treatment:beds": Row(BED_READERS),
    "treatment:bed": Row(BED_READERS, FORM, "bed"),
    "treatment:sites": Row(BED_READERS),
    "treatment:queue": Row(WARD_READERS),
    "treatment:admit": Row(WARD_READERS, "POST"),
    "treatment:transfers": Row(BED_READERS),
    "treatment:ask_transfer": Row(BED_READERS, FORM),
    "treatment:transfer": Row(BED_READERS, of="transfer"),
    "treatment:step": Row(BED_READERS, "POST", "step"),
    "treatment:discharge": Row(WARD_READERS, FORM, "case"),
    "treatment:watch": Row(WARD_READERS),
    "treatment:look": Row(WARD_READERS, "POST", "case"),
    "board:board": Row(VIEWERS),
    "board:line": Row(VIEWERS, of="line"),
    "board:must": Row(VIEWERS, of="must"),
    "board:values": Row(VIEWERS),
    "board:value": Row(VIEWERS, of="value"),
    "board:draft_value": Row(DRAFTERS, FORM, "value"),
    "board:drafts": Row(PLANNERS),
    "board:draft_must": Row(DRAFTERS, FORM),
    "board:draft": Row(PLANNERS, of="draft"),
    "board:sign_draft": Row(COMMANDS, "POST", "draft"),
    "board:return_draft": Row(COMMANDS, "POST", "draft"),
    "board:withdraw_draft": Row(DRAFTERS, "POST", "draft"),
    "board:count_draft": Row(PLANNERS, "POST", "draft"),
    "board:figures": Row(VIEWERS),
    "board:gaps": Row(GAP_READERS),
    "board:save_filter": Row(GAP_READERS, "POST"),
    "board:record": Row(RECORD_READERS, of="record"),
    "board:registers": Row(RECORDERS),
    "board:register": Row(RECORDERS, of="register"),
    "board:new_record": Row(WRITERS, FORM, "register"),
    "board:edit_record": Row(WRITERS, FORM, "site"),
    "board:merge": Row(PEOPLE_READERS, FORM, "person", reads="person"),
    "board:merged": Row(PEOPLE_READERS, FORM, "merge", reads="person"),
    "board:paper_tally": Row(TALLIERS, FORM),
    "board:record_journal": Row(RECORD_READERS, of="record"),
    "board:journal": Row(frozenset({"auditor"})),
    "board:find": Row(RECORDERS, FORM),
    "board:inbox": Row(WORKERS),
    "board:tasks": Row(WORKERS),
    "board:hand_out": Row(GIVERS, FORM),
    "board:picked": Row(WORKERS, FORM),
    "board:task": Row(WORKERS, of="task"),
    "board:receive": Row(WORKERS, "POST", "task"),
    "board:give_evidence": Row(WORKERS, "POST", "task"),
    "board:verify": Row(GIVERS, "POST", "task"),
    "board:close": Row(GIVERS, "POST", "task"),
    "board:send_back": Row(WORKERS, "POST", "task"),
    "board:reassign": Row(GIVERS, "POST", "task"),
    "board:brief": Row(VIEWERS),
    "board:frozen": Row(VIEWERS, of="brief"),
    "board:frozen_text": Row(VIEWERS, of="brief"),
    "board:frozen_pdf": Row(VIEWERS, of="brief"),
    "board:revise": Row(COMMANDS, "POST", "brief"),
    "board:briefs": Row(VIEWERS),
    "board:freeze": Row(COMMANDS, "POST"),
    "board:wall": Row(VIEWERS),
    "board:export": Row(TAKERS, FORM, "list"),
    "reporting:card": Row(CLINICIANS, of="case"),
    "reporting:send_card": Row(CLINICIANS, "POST", "case"),
    "reporting:daily": Row(CLINICIANS),
    "reporting:send_daily": Row(COMMANDS, "POST"),
    "reporting:daily_file": Row(TAKERS, "POST"),
    "reporting:receipt": Row(CLINICIANS, "POST", "submission"),
    "interop:exports": Row(TAKERS, FORM),
    "interop:imports": Row(IMPORTERS, FORM),
    "interop:sent": Row(IMPORTERS, FORM, "sent"),
    "interop:confirm": Row(IMPORTERS, FORM, "sent"),
    "interop:import": Row(IMPORTERS, of="import"),
    "interop:undo": Row(IMPORTERS, FORM, "import"),
    "laboratory:board": Row(SAMPLERS),
    "laboratory:samples": Row(SAMPLERS),
    "laboratory:sample": Row(SAMPLERS, of="sample"),
    "laboratory:take": Row(SAMPLERS, "POST", "sample"),
    "laboratory:pool": Row(SAMPLERS, of="pool"),
    "laboratory:split": Row(SAMPLERS, "POST", "pool"),
    "laboratory:results": Row(SAMPLERS),
    "laboratory:tell": Row(SAMPLERS, "POST", "result"),
    "laboratory:reconcile": Row(SAMPLERS),
    "laboratory:handle": Row(SAMPLERS, FORM),
    "laboratory:enter": Row(SAMPLERS, FORM),
    "laboratory:request": Row(SAMPLERS - {"laboratory_officer"}, FORM),
    "board:excuses": Row(GAP_READERS),
    "board:ask_excuse": Row(GAP_READERS, FORM),
    "board:excuse": Row(GAP_READERS, of="excuse"),
    "board:grant_excuse": Row(COMMANDS, "POST", "excuse"),
    "board:refuse_excuse": Row(COMMANDS, "POST", "excuse"),
    "board:roster": Row(WORKERS),
    "board:shift": Row(WORKERS, of="shift"),
    "board:hand_over": Row(WORKERS, "POST", "shift"),
    "board:take_over": Row(WORKERS, "POST", "shift"),
    "orders:orders": Row(ORDERS),
    "orders:new": Row(ORDERS, FORM),
    "orders:print": Row(ORDERS, FORM),
    "orders:pdf": Row(ORDERS),
    "orders:appeals": Row(ORDERS),
    "orders:order": Row(ORDERS, of="order"),
    "orders:sign": Row(COMMANDS, "POST", "order"),
    "orders:sign_many": Row(COMMANDS, "POST"),
    "orders:release": Row(ORDERS, "POST", "order"),
    "orders:appeal": Row(ORDERS, "POST", "order"),
    "orders:decide_appeal": Row(COMMANDS, "POST", "order"),
    "orders:status": Row(ORDERS, of="holder"),
    "orders:issue_pass": Row(ORDERS, "POST", "holder"),
    "orders:pass": Row(ORDERS, of="pass"),
    "orders:revoke_pass": Row(ORDERS, "POST", "pass"),
    "orders:gate": Row(WRITERS, FORM),
    "orders:gate_offline": Row(WRITERS),
    "orders:gate_worker": Row("open"),
    "board:decisions": Row(GAP_READERS),
    "board:decide": Row(COMMANDS, FORM),
    "board:decision": Row(GAP_READERS, of="decision"),
    "board:correct_decision": Row(COMMANDS, "POST", "decision"),
    "board:directives": Row(GAP_READERS),
    "board:issue": Row(GIVERS, FORM),
    "board:directive": Row(GAP_READERS, of="directive"),
    "board:add_objective": Row(GIVERS, "POST", "directive"),
    "board:move_directive": Row(GIVERS, "POST", "directive"),
    "board:withdraw_directive": Row(GIVERS, "POST", "directive"),
    "chains:chains": Row(CASE_READERS),
    "chains:case": Row(CASE_READERS, of="cluster"),
    "chains:dossier": Row(CASE_READERS, of="cluster"),
    "forecasts:evening": Row(CASE_READERS),
    "forecasts:ahead": Row(CASE_READERS),
    "forecasts:delays": Row(CASE_READERS),
    "forecasts:cases": Row(CASE_READERS),
    "chains:duplicates": Row(MATCHERS),
    "chains:pair": Row(MATCHERS, FORM, "two persons"),
    "resumption:runs": Row(ASKERS),
    "resumption:compare": Row(ASKERS, FORM),
    "resumption:frontier": Row(ASKERS, FORM),
    "resumption:run": Row(ASKERS, of="run"),
    "resumption:stop": Row(ASKERS, "POST", "run"),
    "resumption:again": Row(ASKERS, "POST", "run"),
    "resumption:rows": Row(ASKERS, of="run"),
    "tracing:cases": Row(INVESTIGATORS),
    "tracing:open_case": Row(INVESTIGATORS, FORM),
    "tracing:case": Row(INVESTIGATORS, of="case"),
    "tracing:on_case": Row(INVESTIGATORS, "POST", "form of a case"),
    "tracing:plan": Row(INVESTIGATORS, "POST", "case"),
    "tracing:contacts": Row(INVESTIGATORS),
    "tracing:contact": Row(INVESTIGATORS, of="contact"),
    "tracing:letter": Row(INVESTIGATORS, of="letter of a contact"),
    "tracing:convert": Row(INVESTIGATORS, FORM, "contact"),
    "tracing:enter": Row(INVESTIGATORS, FORM, "day of a contact"),
    "tracing:on_contact": Row(INVESTIGATORS, "POST", "step of a contact"),
    "tracing:follow_up": Row(INVESTIGATORS),
    "tracing:evening": Row(INVESTIGATORS),
    "exposure:questions": Row(INVESTIGATORS),
    "exposure:counter": Row(EVERYONE),
    "exposure:shared": Row(INVESTIGATORS, FORM),
    "exposure:ask": Row(INVESTIGATORS, FORM, "case"),
    "exposure:ask_event": Row(INVESTIGATORS, FORM, "event"),
    "exposure:ask_risk": Row(INVESTIGATORS, FORM, "risk"),
    "exposure:question": Row(INVESTIGATORS, of="exposure"),
    "exposure:sign": Row(COMMANDS, "POST", "exposure"),
    "exposure:choose": Row(INVESTIGATORS, "POST", "exposure"),
    "exposure:close": Row(INVESTIGATORS, "POST", "exposure"),
}
"""Route → what is meant of it."""


@dataclass(frozen=True)
class Scene:
    """Who calls, who else is there, and the areas."""

    caller: Account
    other: Account
    third: Account


def _grant(scene: Scene, area: int) -> str:
    return door.grant(scene.other, "brief_reader", area, proposed_by=scene.third, alone=False).ref


def _holder(area: int) -> str:
    made = Account.objects.filter(login=f"of-{area}").first()
    return (made or door.account(f"of-{area}", role="brief_reader", area=area)).ref


def _task(area: int) -> str:
    told = {"name_zh": f"{area}", "name_en": f"{area}", "recorded_at": 0}
    unit = Organisation.objects.create(kind="command", area_id=area, **told)
    made = Task.objects.create(
        title="x", unit=unit, area_id=area, assigned_at=0, due_at=2_000_000_000, recorded_at=0
    )
    return made.ref


def _draft() -> str:
    text = '- from: 2020-04-01\n  is: "1 hour"\n  source: {document: "x", status: "assumed"}\n'
    made = PlanDraft.objects.create(
        kind="value", key="screen_within", text=text, starts_at=0, found={"as_of": 0, "effects": [], "examples": []},
        drafted_by="someone", drafted_at=0,
    )  # fmt: skip
    return made.ref


def _decision(area: int) -> str:
    told = {"decided_by": "x", "what": "x", "why": "x", "recorded_by": "x"}
    return Decision.objects.create(area_id=area, decided_at=0, recorded_at=0, **told).ref


def _directive(area: int) -> str:
    told = {"title": "x", "text": "x", "issued_by": "x", "recorded_by": "x", "clause": ""}
    number = f"{Directive.objects.count()}"
    return Directive.objects.create(
        area_id=area, number=number, issued_at=0, due_at=2_000_000_000, recorded_at=0, **told
    ).ref


def _bed(area: int) -> str:
    told = {"area_id": area, "recorded_at": 0}
    ward = Site.objects.create(kind="hospital", name_zh="x", name_en="x", **told)
    room = Room.objects.create(site=ward, number="1", **told)
    return Bed.objects.create(room=room, site=ward, number="1", kind="ICU", **told).ref


def _transfer(area: int) -> str:
    told = {"area_id": area, "recorded_at": 0}
    person = Person.objects.create(**told)
    return Transfer.objects.create(person=person, status="PENDING", asked_at=0, **told).ref


def _shift(area: int) -> str:
    told = {"place": "x", "name": "x", "phone": "1", "begins_at": 0, "ends_at": 1, "recorded_at": 0}
    unit = Organisation.objects.create(
        kind="command", area_id=area, name_zh=f"s{area}", name_en=f"s{area}", recorded_at=0
    )
    return Shift.objects.create(unit=unit, area_id=area, **told).ref


def _run(area: int) -> str:
    """A question that waits for its turn."""
    spec = {"shut": [], "infected": 0}
    told = {"title": "x", "seed": 1, "asked_by": "x", "purpose": "response", "engine": ""}
    return OutlookRun.objects.create(kind="scenario", spec=spec, area_id=area, asked_at=0, **told).ref


def _excuse(area: int) -> str:
    """A request of a must about sites, which all who see gaps may read."""
    number = next(one.number for one in plans.in_force().musts if one.must.every == "site")
    told = {"reason": "force_majeure", "begins_at": 0, "until": 1, "asked_by": "x", "asked_at": 0}
    subject = ExcuseRequest.objects.count() + 1
    return ExcuseRequest.objects.create(
        must_id=number, subject_id=subject, period=0, area_id=area, **told
    ).ref


OBJECTS: dict[str, tuple[bool, Callable[[Scene, int], str]]] = {
    "grant": (True, _grant),
    "device": (True, lambda scene, area: door.device(scene.third, area, token=f"of-{area}").ref),
    "account": (True, lambda scene, area: _holder(area)),
    "line": (False, lambda scene, area: "gates"),
    "must": (False, lambda scene, area: "declared-before-the-lane"),
    "record": (True, lambda scene, area: f"area/{Area.objects.get(id=area).ref}"),
    "task": (True, lambda scene, area: _task(area)),
    "brief": (True, lambda scene, area: briefs.kept(area).ref),
    "value": (False, lambda scene, area: "screen_within"),
    "draft": (False, lambda scene, area: _draft()),
    "decision": (True, lambda scene, area: _decision(area)),
    "directive": (True, lambda scene, area: _directive(area)),
    "shift": (True, lambda scene, area: _shift(area)),
    "run": (True, lambda scene, area: _run(area)),
    "excuse": (True, lambda scene, area: _excuse(area)),
    "session": (False, lambda scene, area: _session(scene.caller)),
    "own grant": (False, lambda scene, area: scene.caller.grants.get().ref),
    "register": (False, lambda scene, area: "site"),
    "list": (False, lambda scene, area: "tasks"),
    "sent": (False, lambda scene, area: _sent(scene.caller)),
    "import": (True, lambda scene, area: _import(area)),
    "bed": (True, lambda scene, area: _bed(area)),
    "transfer": (True, lambda scene, area: _transfer(area)),
    "step": (True, lambda scene, area: f"{_transfer(area)}/approve"),
    "site": (True, lambda scene, area: f"site/{_site(area)}"),
    "person": (True, lambda scene, area: f"person/{_person(area)}"),
    "member of staff": (True, lambda scene, area: _member_of_staff(area).ref),
    "shift of staff": (True, lambda scene, area: _shift_of_staff(area)),
    "ward": (True, lambda scene, area: _site(area)),
    "sample": (True, lambda scene, area: Sample.objects.create(area_id=area, recorded_at=0).ref),
    "pool": (True, lambda scene, area: _pool(area)),
    "result": (True, lambda scene, area: _result(area)),
    "merge": (True, lambda scene, area: _merge(area)),
    "two persons": (True, lambda scene, area: f"{_person(area)}/{_person(area)}"),
    "cluster": (True, lambda scene, area: _cluster(area)),
    "case": (True, lambda scene, area: _case(area).ref),
    "submission": (True, lambda scene, area: _submission(area)),
    "order": (True, lambda scene, area: _order(area)),
    "holder": (True, lambda scene, area: _person(area)),
    "pass": (True, lambda scene, area: _pass(area)),
    "form of a case": (True, lambda scene, area: f"{_case(area).ref}/classify"),
    "contact": (True, lambda scene, area: _contact(area)),
    "letter of a contact": (True, lambda scene, area: _contact(area, letter_at=0, letter_to_id=area)),
    "event": (True, lambda scene, area: _event(area)),
    "risk": (True, lambda scene, area: _risk(area)),
    "exposure": (True, lambda scene, area: _exposure(area)),
    "step of a contact": (True, lambda scene, area: f"{_contact(area)}/refuse"),
    "day of a contact": (True, lambda scene, area: f"{_contact(area)}/2020-02-09"),
}
"""Sort → does it lie in an area, and how is one made there (its reference)."""
OTHERS: dict[str, Callable[[Scene], str]] = {
    "session": lambda scene: _session(scene.other),
    "own grant": lambda scene: door.grant(scene.other, "brief_reader", 0).ref,
    "sent": lambda scene: _sent(scene.other),
}
"""Sorts that are one's own or nobody's business → one of somebody else."""


def _member_of_staff(area: int) -> StaffMember:
    unit = Organisation.objects.create(kind="hospital", name_zh="x", name_en="x", area_id=area, recorded_at=0)
    return StaffMember.objects.create(organisation=unit, role="nurse", area_id=area, recorded_at=0)


def _shift_of_staff(area: int) -> str:
    of = _member_of_staff(area)
    made = StaffShift.objects.create(staff_member=of, starts_at=0, ends_at=1, area_id=area, recorded_at=0)
    return made.ref


def _site(area: int) -> str:
    made = Site.objects.create(kind="gate", name_zh="x", name_en="x", area_id=area, recorded_at=0)
    return made.ref


def _sent(who: Account) -> str:
    """A file that this account sent in the role of its grant."""
    held = who.grants.first()
    role, area = ("", 0) if held is None else (held.role, held.area)
    coming = uploads.incoming()
    coming.write_text("a,b\n1,2\n")
    return uploads.take(coming, reader=Reader(who.login, role, area), at=clock.now()).ref


def _import(area: int) -> str:
    said = {"area": area, "register": "site", "login": "x"}
    told = {"file": "x.csv", "digest": "0" * 64, "mapping": "x", "started_at": 0}
    return ImportBatch.objects.create(ref=ids.new_ref(), status="done", receipt=said, **told).ref


def _pool(area: int) -> str:
    told = {"barcode": f"P{area}-{Pool.objects.count()}", "made_at": 0, "recorded_at": 0}
    return Pool.objects.create(area_id=area, **told).ref


def _result(area: int) -> str:
    made = TestResult.objects.create(barcode="x", result="POSITIVE", area_id=area, recorded_at=0)
    return made.ref


def _case(area: int) -> Case:
    return Case.objects.create(classification="CONFIRMED", area_id=area, recorded_at=0)


def _contact(area: int, **told: int) -> str:
    """A contact in an area, of a case there."""
    return Contact.objects.create(case=_case(area), identified_at=0, area_id=area, recorded_at=0, **told).ref


def _event(area: int) -> str:
    told = {"title": "x", "status": "EVENT", "recorded_at": 0}
    return Event.objects.create(area_id=area, **told).ref


def _risk(area: int) -> str:
    """An area that is at risk for itself, with a gate in it."""
    _site(area)
    told = {"risk": "high", "valid_from": 0, "document": "x", "recorded_at": 0}
    return RiskArea.objects.create(place_id=area, area_id=area, **told).ref


def _exposure(area: int) -> str:
    """A question that started from a case there."""
    told = {
        "asked_by": "x",
        "asked_role": "x",
        "asked_area": 0,
        "asked_at": 0,
        "until": 1,
        "ends_at": 4_000_000_000,
    }
    counts = dict.fromkeys(("since", "minimum", "error", "visits", "count", "cut_short", "sign_above"), 0)
    made = ExposureQuestion.objects.create(
        register="case", record=_case(area).ref, area=area, reason="x", **told, **counts
    )
    return made.ref


def _person(area: int) -> str:
    return Person.objects.create(area_id=area, recorded_at=0).ref


def _cluster(area: int) -> str:
    told = {"classification": "CONFIRMED", "area_id": area, "recorded_at": 0}
    one, other = Case.objects.create(**told), Case.objects.create(**told)
    CaseLink.objects.create(case=one, other=other, area_id=area, recorded_at=0)
    return one.ref


def _submission(area: int) -> str:
    told = {"kind": "case_card", "receiver": "x", "sent_at": 0, "recorded_at": 0}
    return Submission.objects.create(case=_case(area), area_id=area, **told).ref


def _order(area: int) -> str:
    person = Person.objects.get(ref=_person(area))
    told = {
        "kind": "home_isolation",
        "basis": "x",
        "starts_at": 0,
        "ends_at": 4_000_000_000,
        "recorded_at": 0,
    }
    return Order.objects.create(person=person, area_id=area, **told).ref


def _pass(area: int) -> str:
    told = {"issued_at": 0, "valid_until": 4_000_000_000, "verdict": "go", "recorded_at": 0}
    return Pass.objects.create(person=Person.objects.get(ref=_person(area)), area_id=area, **told).ref


def _merge(area: int) -> str:
    [made] = merge(
        pairs=[Pair("person", _person(area), _person(area), "same")], by=By("ann", "city_command"), at=1
    )
    return made.ref


def _session(who: Account) -> str:
    made = door.session_of(door.signed_in(who))
    assert made is not None
    return made.ref


def routes() -> Iterator[tuple[str, Any, list[str]]]:
    """Every route of the site: its name, its view, the names in its path."""

    def below(patterns: Any, spaces: tuple[str, ...]) -> Iterator[tuple[str, Any, list[str]]]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from below(one.url_patterns, (*spaces, one.namespace) if one.namespace else spaces)
            else:
                yield ":".join((*spaces, one.name or "?")), one.callback, list(one.pattern.converters)

    return below(get_resolver().url_patterns, ())


def address(name: str, refs: list[str], ref: str) -> str:
    """A route with one reference in all its places, or with one for each, parted by strokes."""
    each = ref.split("/")
    return reverse(name, kwargs=dict(zip(refs, each if len(each) > 1 else each * len(refs), strict=True)))


CODES = {
    "nation": ["100000"],
    "province": ["440000", "420000"],
    "city": ["440300"],
    "district": ["440304", "440305"],
}
"""The national codes that the shipped plan names."""


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Two more accounts, on the tree of areas; the gates' musts in force. Who may have a PDF is asked, none is drawn."""
    monkeypatch.setattr("lianfang.ui.paper.sheets.drawn", lambda document: b"%PDF-")
    door.lay()
    for level, codes in CODES.items():
        for area, code in zip(Area.objects.filter(level=level).order_by("id"), codes, strict=False):
            Area.objects.filter(id=area.id).update(gb_code=code)
    enact("gates.yaml")
    yield Scene(*(door.account(login) for login in ("caller", "other", "third")))
    plans.forget()


def test_every_route_is_in_the_table_and_says_what_it_asks() -> None:
    there = {name: view for name, view, _ in routes()}
    assert set(there) == set(TABLE)
    assert [name for name, view in there.items() if rule_of(view) is None] == []
    stages = {"open": "open", "half": "half", "device": "device"}
    wrong = [n for n, view in there.items() if rule_of(view).stage != stages.get(str(TABLE[n].to), "in")]  # type: ignore[union-attr]
    assert wrong == []


def test_a_table_needs_a_row_for_each_role_there_is() -> None:
    named = {role for row in TABLE.values() if isinstance(row.to, frozenset) for role in row.to}
    assert named == set(FOR_ACCOUNTS)
    assert len(FOR_ACCOUNTS) >= 12


def _call(client: Client, verb: str, path: str) -> Any:
    """Call, and take back whatever it did."""
    kept = client.cookies.copy()
    with transaction.atomic():
        response = client.generic(verb, path)
        transaction.set_rollback(True)
    client.cookies = kept
    for name, value in HEADERS.items():
        assert response[name] == value, (verb, path, name)
    assert response["Cache-Control"] == "no-store"
    assert (response["X-Content-Type-Options"], response["X-Frame-Options"]) == ("nosniff", "DENY")
    assert response["Referrer-Policy"] == "same-origin"
    return response


def _is_answered(response: Any) -> bool:
    return response.status_code in (200, 303, 422) or (
        response.status_code == 302 and "/sign-in?" not in response["Location"]
    )


THOROUGH = "district_command"
"""Of this role every verb is tried in every place."""

WALKED = (
    FOR_ACCOUNTS
    if os.environ.get("LIANFANG_TEST_DATABASE", "sqlite") == "sqlite"
    else ("administrator", "district_command", "community_officer")
)
"""Every role; on PostgreSQL, whose rows come by the same queries, one of each reach."""


@pytest.mark.parametrize("role", WALKED)
def test_each_role_gets_what_is_its_own_and_nothing_else_is_there(role: str, scene: Scene) -> None:
    around = door.around(role)
    door.grant(scene.caller, role, around.own)
    client = door.signed_in(scene.caller)
    absent = {verb: door.plain(_call(client, verb, "/no-such-page")) for verb in VERBS}
    leaks, cells = [], 0
    for name, _view, refs in routes():
        row = TABLE[name]
        if row.to == "device":
            continue
        for where, ref, is_own in _places(row, scene, around, ROLES[role].classes):
            # Whose a thing is makes no odds to a verb that its route never takes: asked once, and of one role everywhere.
            asked = VERBS if is_own or role == THOROUGH else row.verbs.split()
            for verb in asked:
                cells += 1
                response = _traced(client, verb, address(name, refs, ref))
                may = not isinstance(row.to, frozenset) or role in row.to
                if not may or (not is_own and verb in row.verbs.split()):
                    fine = door.plain(response) == absent[verb]
                elif verb not in row.verbs.split():
                    fine = response.status_code == 405
                else:
                    fine = _is_answered(response)
                if not fine:
                    leaks.append((name, verb, where, response.status_code))
    assert leaks == []
    assert cells >= len(VERBS) * len(TABLE)


def _traced(client: Client, verb: str, path: str) -> Any:
    """Call; whoever is refused leaves a trace."""
    kept = client.cookies.copy()
    with transaction.atomic():
        response = client.generic(verb, path)
        if response.status_code == 404:
            assert Journal.objects.filter(verb="refused").count() == 1
        transaction.set_rollback(True)
    client.cookies = kept
    assert response["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    return response


def _places(
    row: Row, scene: Scene, around: door.Around, classes: frozenset[str]
) -> Iterator[tuple[str, str, bool]]:
    """Where the object of a route lies, its reference, and whether it is the caller's, who reads some classes of records."""
    reads = not row.reads or row.reads in registers_of(classes)
    if not row.of:
        yield "", "", True
        return
    in_area, make = OBJECTS[row.of]
    yield "nowhere", NOBODYS, False
    if not in_area:
        yield "own", make(scene, 0), True
        if row.of in OTHERS:
            yield "another's", OTHERS[row.of](scene), False
        return
    for where in ("own", "child", "sibling", "parent"):
        yield where, make(scene, getattr(around, where)), reads and where in ("own", "child")


def test_out_of_reach_costs_as_many_looks_as_not_there(scene: Scene) -> None:
    around = door.around("district_command")
    door.grant(scene.caller, "district_command", around.own)
    client = door.signed_in(scene.caller)
    counts = []
    for ref in (_grant(scene, around.sibling), NOBODYS):
        with CaptureQueriesContext(connection) as looks:
            _call(client, "POST", reverse("entry:sign", args=[ref]))
        counts.append(len(looks))
    assert counts[0] == counts[1]


@pytest.mark.before_rows
def test_a_stranger_is_shown_the_door_and_nothing_else(scene: Scene) -> None:
    client = Client()
    for name, _view, refs in routes():
        row = TABLE[name]
        for verb in VERBS:
            response = _call(client, verb, address(name, refs, NOBODYS))
            if row.to == "open":
                assert response.status_code in ((200, 303, 422) if verb in row.verbs.split() else (405,)), (
                    name,
                    verb,
                )
            elif row.to == "device" or verb not in ("GET", "HEAD"):
                assert response.status_code == 401, (name, verb)
            else:
                assert response["Location"].startswith("/sign-in"), (name, verb)


@pytest.mark.before_rows
def test_with_a_password_alone_only_the_next_step_is_open(scene: Scene) -> None:
    door.grant(scene.caller, "epidemiologist", door.around("epidemiologist").own)
    client = door.signed_in(scene.caller, factor_at=None)
    for name, _view, refs in routes():
        row = TABLE[name]
        if not isinstance(row.to, frozenset):
            continue
        for verb in VERBS:
            response = _call(client, verb, address(name, refs, NOBODYS))
            assert response.status_code in (302, 303), (name, verb)
            assert response["Location"].startswith("/sign-in/code"), (name, verb)


@pytest.mark.before_rows
def test_a_device_reaches_its_own_route_alone(scene: Scene) -> None:
    place = door.around("gate_commander").own
    door.grant(scene.third, "gate_commander", place)
    door.device(scene.third, place, token="of-the-gate")
    client = Client(HTTP_AUTHORIZATION="Bearer of-the-gate")
    for name, _view, refs in routes():
        response = _call(client, "GET", address(name, refs, NOBODYS))
        if TABLE[name].to == "device":
            assert response.json()["form"] == "passage"
        elif TABLE[name].to != "open":
            assert response.status_code in (302, 401), name
