"""Tracing in ordinary life: teams that follow contacts up, how cases were classified, where they were exposed, who converted."""

from __future__ import annotations

from datetime import date, timedelta

from lianfang.base import areas
from lianfang.synth.calendar import AS_OF, DAY, HOUR, midnight
from lianfang.synth.draft import Draft
from lianfang.synth.isolating import Isolating
from lianfang.synth.kept import Numbered

TEAMS_A_DISTRICT = 2
EDITIONS = ((date(2020, 2, 4), 5), (date(2020, 1, 27), 4), (date(2020, 1, 22), 3), (date(2020, 1, 18), 2))
CONTROL_FROM = date(2020, 2, 7)
ELSEWHERE = ("东莞市", "惠州市")
LETTERS_EVERY, EVENTS_EVERY, CONVERTS_EVERY = 12, 8, 25


def follow(draft: Draft) -> None:
    """Tell all of it, over the cases and contacts that are there."""
    telling = Isolating(draft, "tracing")
    found = teams(draft)
    _give(draft, found)
    for number, case in enumerate(draft.cases, 1):
        if case.found_at is not None and case.found_at <= AS_OF:
            _classify(draft, number)
            _expose(telling, number)
    _convert(draft)
    _hand_over(telling)
    _gather(telling)


def teams(draft: Draft) -> dict[int, list[int]]:
    """District → its follow-up teams, founded where they are not there yet."""
    tree = draft.tree
    known: dict[int, list[int]] = {district: [] for district in tree.districts}
    for number, one in enumerate(tree.organisations, 1):
        if one.kind == "team":
            known[one.area].append(number)
    for district, there in known.items():
        for n in range(len(there), TEAMS_A_DISTRICT):
            zh, en = tree.areas[district].zh, tree.areas[district].en
            there.append(
                tree.organise("team", f"{zh}随访{n + 1}组", f"{en}, follow-up team {n + 1}", district)
            )
    return known


def _give(draft: Draft, found: dict[int, list[int]]) -> None:
    """Every contact of ordinary life to a team of its district, in turn."""
    turn = 0
    for one in draft.isolated:
        if one.contact is not None:
            row = draft.kept.told("contact", one.contact)
            district = next(d for d in draft.tree.districts if areas.is_within(row["area_id"], d))
            row |= {"team_id": found[district][turn % TEAMS_A_DISTRICT], "classification": "CONFIRMED"}
            row["team_at"] = min(row["identified_at"] + HOUR, AS_OF)
            row |= {"setting": "household" if row["proximity"] == "SAME_HOUSEHOLD" else "work"}
            turn += 1


def definition(at: int) -> str:
    """What a classification of that instant names: the editions in force."""
    edition = next((n for since, n in EDITIONS if at >= midnight(since)), 1)
    zh, en = f"诊疗方案第{edition}版", f"diagnosis plan, edition {edition}"
    if at >= midnight(CONTROL_FROM):
        zh, en = f"{zh}、防控方案第4版", f"{en}; control plan, edition 4"
    return f"{zh} / {en}"


def _classify(draft: Draft, number: int) -> None:
    case = draft.cases[number - 1]
    at = case.found_at
    if at is None:
        return
    reasons = {"SUSPECT": "疑似：流行病学史与临床表现", "NO_CASE": "两次核酸检测阴性，予以排除"}
    reason = reasons.get(case.classification, "核酸检测阳性")
    draft.keep(
        "classification", at, case_id=number, classification=case.classification, classified_at=at,
        definition=definition(at), reason=reason, area_id=case.area,
    )  # fmt: skip


def _expose(telling: Isolating, number: int) -> None:
    """A stay in Hubei for who came from there; else whatever is told of where they were."""
    draft = telling.draft
    case = draft.cases[number - 1]
    if case.onset_on is None or case.found_at is None:
        return
    if case.arrived_on is not None and case.origin_of_case == "imported":
        province = next(code for code, area in draft.tree.areas.items() if area.gb == "420000")
        told = {"kind": "TRAVEL", "place_id": province, "ended_on": case.arrived_on}
        told["began_on"] = case.arrived_on - timedelta(days=10)
    else:
        told = {"kind": "HABITATION" if case.linked_cases else "VISIT", "ended_on": case.onset_on}
    draft.keep("exposure", min(case.found_at + 3 * HOUR, AS_OF), case_id=number, area_id=case.area, **told)


def _convert(draft: Draft) -> None:
    """A few contacts fell ill: each became a case that was found days after they were, and that was nobody's until now."""
    open_ones = [one for one in draft.isolated if one.contact is not None]
    taken: set[int] = set()
    for one in open_ones[::CONVERTS_EVERY]:
        row = draft.kept.told("contact", one.contact or 0)
        later = _later(draft, row["case_id"], row["identified_at"], row["ended_at"], taken)
        if later is None:
            continue
        taken.add(later)
        case = draft.cases[later - 1]
        case.person, case.found_by = row["person_id"], "CASE_CONTACT"
        row |= {"became_case_id": later, "ended_at": case.found_at, "status": "CANCELED"}


def _later(draft: Draft, case: int, since: int, ended: int | None, taken: set[int]) -> int | None:
    until = min(since + 6 * DAY, AS_OF - DAY, (ended or AS_OF) - 1)
    for number, one in enumerate(draft.cases, 1):
        is_free = number != case and number not in taken and one.person is None and one.home is None
        if is_free and one.classification == "CONFIRMED" and since + DAY <= (one.found_at or 0) <= until:
            return number
    return None


def _hand_over(telling: Isolating) -> None:
    """A few contacts live elsewhere: a letter goes there, and is answered."""
    draft, chance = telling.draft, telling.chance
    outside = [code for code, area in draft.tree.areas.items() if area.zh in ELSEWHERE]
    places = outside or [draft.tree.hubei[0]]
    for _ in range(max(3, len(draft.cases) // LETTERS_EVERY)):
        at = chance.randrange(midnight(date(2020, 2, 7)), AS_OF - 4 * DAY)
        sent = at + chance.randrange(HOUR, 8 * HOUR)
        telling.contact(
            at, telling.community(), 1 + chance.randrange(20), proximity="SAME_VEHICLE", handed_to_id=chance.choice(places),
            letter_at=sent, answer_at=sent + chance.randrange(2 * HOUR, 60 * HOUR), reached_at=at + HOUR,
        )  # fmt: skip


def _gather(telling: Isolating) -> None:
    """Dinners at which a case met some who are contacts now."""
    draft, chance = telling.draft, telling.chance
    people: dict[int, list[tuple[int, Numbered]]] = {}
    for one in draft.isolated:
        if one.contact is not None:
            row = draft.kept.told("contact", one.contact)
            if row["proximity"] == "FACE_TO_FACE_LONG":
                people.setdefault(row["case_id"], []).append((one.contact, row["person_id"]))
    for number, met in sorted(people.items())[: max(3, len(draft.cases) // EVENTS_EVERY)]:
        area = draft.cases[number - 1].area
        last = min(draft.kept.told("contact", contact)["last_contact_at"] for contact, _ in met)
        began = last - chance.randrange(2, 4) * HOUR
        recorded = max(draft.kept.told("contact", contact)["identified_at"] for contact, _ in met)
        event = draft.keep(
            "event", recorded, title="家庭聚餐", status="EVENT", investigation="DONE", risk_level="MODERATE",
            setting="dining", began_at=began, ended_at=last, reported_at=recorded, nosocomial=False, area_id=area,
        )  # fmt: skip
        draft.keep("participant", recorded, event_id=event, case_id=number, area_id=area)
        for contact, person in met:
            draft.keep(
                "participant", recorded, event_id=event, contact_id=contact, person_id=person, area_id=area
            )
            draft.kept.told("contact", contact).update(event_id=event, setting="dining")
