"""A case goes home: the evidence for each criterion, and the action that says the outcome, ends the stay and begins the watch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from lianfang.base.instants import DAY, day_of, start_of
from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Text
from lianfang.fronts.treatment import admitting, beds, values
from lianfang.fronts.treatment.criteria import Found, Look, Rule, Tested, all_met, judge
from lianfang.fronts.treatment.taking import Answer, Asked, in_turn
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.actions import record
from lianfang.registers.models import Admission, Case, ClinicalCheck, Sample, TestResult

CRITERIA = {
    "temperature": Text("体温恢复正常", "temperature normal"), "symptoms": Text("呼吸道症状明显好转", "symptoms clearly better"),
    "imaging": Text("影像明显好转", "imaging clearly better"), "negatives": Text("连续核酸阴性", "negative tests in a row"),
}  # fmt: skip
PCR = "PCR_RT_PCR"


def case_of(ref: str, reader: Reader) -> Case:
    """A case within a reader's reach.

    Raises:
        Refused: there is none.
    """
    found = rows(Case, reader).select_related("person", "hospital").filter(ref=ref).first()
    if found is None:
        raise Refused(Problem("record/not-found", facts={"register": "case", "value": ref}))
    return found


def rule_at(at: int) -> Rule:
    """The edition of the criteria in force at an instant."""
    below, negatives = values.at("discharge_normal_below", at), values.at("discharge_negatives", at)
    return Rule(
        float(below) if isinstance(below, int | float) else None, values.seconds("discharge_normal_for", at),
        int(negatives) if isinstance(negatives, int | float) else None, values.seconds("discharge_negatives_apart", at),
    )  # fmt: skip


def evidence(case: Case, at: int) -> list[Found]:
    """Each criterion as of an instant, with the records behind it."""
    checks = ClinicalCheck.objects.filter(case=case, at__lte=at)
    looks = [
        Look(one.ref, one.at, one.temperature, one.symptoms_better, one.imaging_better) for one in checks
    ]
    tests = _tests(case, at)
    if pools_count(at):
        tests += pooled(case, at)
    return judge(case.classification, looks, tests, rule_at(at), at)


def pools_count(at: int) -> bool:
    """Does a pool's negative count for going home, by the plan at an instant? Where it does not say so, it does not."""
    return values.at("discharge_pools_count", at) is True


def pooled(case: Case, at: int) -> list[Tested]:
    """The negatives of pools that are whole, one for each sample of the case in them that has no result of its own. Whether they
    count for going home is the plan's to say; that a pool is not negative says nothing of one sample in it.
    """
    own = TestResult.objects.filter(sample=OuterRef("pk"))
    whole = Q(pool__split_at=None) | Q(pool__split_at__gt=at)
    mine = Sample.objects.filter(_mine(case, _since(case)), whole, ~Exists(own), pool__isnull=False).order_by(
        "id"
    )
    samples = list(mine.values_list("pool", "taken_at"))
    said: dict[int, list[tuple[str, str]]] = {}
    found = TestResult.objects.filter(pool__in={pool for pool, _ in samples}, resulted_at__lte=at, method=PCR)
    for pool, ref, result in found.order_by("resulted_at", "id").values_list("pool", "ref", "result"):
        said.setdefault(int(pool or 0), []).append((ref, result))
    return [
        Tested(said[pool][-1][0], taken_at, "NEGATIVE")
        for pool, taken_at in samples
        if pool in said and {result for _, result in said[pool]} == {"NEGATIVE"}
    ]


def _tests(case: Case, at: int) -> list[Tested]:
    """The results of a case's samples, and of those that were brought in under the person alone since the case was found.

    What is reported on an unknown day counts by its sample. A negative by an unknown method, or of a person's sample where
    nobody knows since when they are ill, has no day here: it is none of the row, and leaves it open.
    """
    since = _since(case)
    found = TestResult.objects.filter(
        _mine(case, since, "sample__"), Q(resulted_at__lte=at) | Q(resulted_at=None)
    )
    found = found.filter(Q(method=PCR) | Q(method=None)).select_related("sample")

    def counts(one: TestResult) -> bool:
        sure = one.method is not None and (since is not None or one.sample.case_id is not None)
        return sure or one.result != "NEGATIVE"

    return [Tested(one.ref, one.sample.taken_at if counts(one) else None, one.result) for one in found]


def _since(case: Case) -> int | None:
    """Since when they are known to be ill."""
    since: int | None = case.found_at if case.found_at is not None else case.confirmed_at
    if since is None and case.reported_on is not None:
        since = start_of(case.reported_on, settings.TIME_ZONE)
    return since


def _mine(case: Case, since: int | None, at: str = "") -> Q:
    """Predicate: samples of the case, or of the person alone since then; ``at`` leads to the sample."""
    mine = Q(**{f"{at}case": case})
    if case.person_id is None:
        return mine
    in_time = Q(**{f"{at}taken_at": None}) | Q(**{f"{at}taken_at__gte": since or 0})
    return mine | (Q(**{f"{at}case": None, f"{at}person": case.person_id}) & in_time)


def lies(case: Case) -> Admission | None:
    """The stay that is on."""
    stays = Admission.objects.filter(ends_at=None).select_related("bed__site", "bed__room__site")
    found: Admission | None = stays.filter(case=case).first()
    if found is None and case.person_id is not None:
        found = stays.filter(person=case.person_id).first()
    return found


def discharge(
    *, case: str, reason: str = "discharged", ends_at: int | None = None, by: By, at: int, request: str = ""
) -> str:
    """The outcome of a case: discharged by the criteria, died, or left against advice. It ends the stay, where one is on record,
    and answers the stay's reference, else the case's.

    Whoever is discharged is recovered, and watched for as long as the plan says; whoever left is in the queue again.

    Args:
        ends_at: when; None is now. The bed is free from then.

    Raises:
        Refused: the case is not there, or does not meet every criterion (cannot tell is not met); without a stay, it left what
            nobody wrote down, has ended already, or a time that cannot be.
    """
    content = {"case": case, "reason": reason, "ends_at": ends_at}
    asked = Asked("discharge", content, at=at, request=request)
    ends = at if ends_at is None else ends_at
    return str(in_turn(asked, lambda: _discharge(case, reason, ends, by, at))["ref"])


def _discharge(ref: str, reason: str, ends_at: int, by: By, at: int) -> Answer:
    case = case_of(ref, Reader(by.name, by.role, by.area, by.purpose))
    stay = lies(case)
    if stay is None:
        _check_alone(case, reason, ends_at, at)
    if reason == "discharged" and case.classification != "NO_CASE":
        _must_meet(evidence(case, ends_at))
    if stay is not None:
        admitting.ended([admitting.End(stay.ref, ends_at, reason)], by, at)
    record(register="case", rows=[{"id": case.pk, **_outcome(case, reason, ends_at)}], by=by, at=at)
    return {"ref": case.ref if stay is None else stay.ref}


def ways(case: Case, stay: Admission | None) -> tuple[str, ...]:
    """How it can end: a stay as stays end; a case that lies in no bed on record with its outcome, once; after discharge, death."""
    if stay is not None:
        return ("discharged", "died", "left")
    if case.classification == "NO_CASE" or case.died_on is not None or case.outcome == "DECEASED":
        return ()
    return (
        ("died",) if case.discharged_on is not None or case.outcome == "RECOVERED" else ("discharged", "died")
    )


def _check_alone(case: Case, reason: str, ends_at: int, at: int) -> None:
    """What can be said of a case that lies in no bed on record, and when."""
    open_ways = ways(case, None)
    if reason == "left" or case.classification == "NO_CASE":
        raise Refused(Problem("discharge/not-admitted", facts={"ref": case.ref}))
    if reason not in open_ways:
        raise Refused(Problem("discharge/ended", facts={"ref": case.ref}))
    if ends_at > at:
        raise Refused(Problem("beds/not-yet", facts={"at": beds.written(ends_at)}))
    since = case.admitted_at if case.admitted_at is not None else case.found_at
    if since is not None and ends_at < since:
        facts = {"ends": beds.written(ends_at), "starts": beds.written(since)}
        raise Refused(Problem("beds/ends-before-it-begins", facts=facts))


def _must_meet(found: list[Found]) -> None:
    if all_met(found):
        return
    lacking = [CRITERIA[one.criterion] for one in found if one.truth != "met"]
    which = Text("、".join(one.zh for one in lacking), ", ".join(one.en for one in lacking))
    raise Refused(Problem("discharge/not-met", facts={"which": which}))


def _outcome(case: Case, reason: str, ends_at: int) -> dict[str, Any]:
    day = day_of(ends_at, settings.TIME_ZONE)
    if reason == "died":
        return {"outcome": "DECEASED", "died_on": day}
    if reason != "discharged":
        return {"outcome": "NO_OUTCOME"}
    watched = values.seconds("watch_after_discharge", ends_at)
    until = None if watched is None else day + timedelta(seconds=watched // DAY * DAY)
    outcome = {} if case.classification == "NO_CASE" else {"outcome": "RECOVERED", "watch_until": until}
    return {"discharged_on": day, **outcome}
