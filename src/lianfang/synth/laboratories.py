"""Laboratories in ordinary life: swabs of clinics and of whoever asks, pools, results in time, positives that are cases.

Every sample comes with a person of its own, but that of a fever at a gate, whose answer goes back there.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from lianfang.base import instants
from lianfang.synth import calendar, returns
from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, ZONE, midnight
from lianfang.synth.chance import stream
from lianfang.synth.draft import DailyReturn, Draft
from lianfang.synth.figures import RESIDENTS, Figure
from lianfang.synth.gates import Site
from lianfang.synth.illness import Case
from lianfang.synth.kept import Numbered
from lianfang.synth.treatment import CONFIRMED

_NONE = "No source found"
LABORATORIES = Figure(24, f"{_NONE}: laboratories that test in mid-February", "assumed")
SAMPLES_A_DAY = Figure(
    0.4, f"{_NONE}: samples for each thousand residents and day, beside fevers and cases", "assumed"
)
TESTS_A_DAY = Figure(600, f"{_NONE}: samples that one laboratory can test a day", "assumed")
POOLED = Figure(0.3, f"{_NONE}: share of samples that are tested in pools", "assumed")
INDETERMINATE = Figure(0.02, f"{_NONE}: share of results that are indeterminate at first", "assumed")

REPORTED = "tests_reported"
FIRST = date(2020, 2, 8)
IN_A_POOL = 5
STAFF_TESTED_EVERY = 7 * DAY
"""The plan's interval, written down again on purpose."""
REASONS = ("ON_REQUEST", "SURVEILLANCE", "STAFF", "RELEASE", "SEEKING_HC")
REQUESTED, ASKED_BEFORE = ("SURVEILLANCE", "STAFF", "RELEASE"), 3 * HOUR
"""Whose samples somebody asks for, and how long before; others come by themselves."""


class Bench:
    """Draws of what happens to samples, from a stream of their own, and the places where they are taken and tested."""

    def __init__(self, draft: Draft, name: str = "laboratories"):
        self.draft, self.chance = draft, stream(draft.seed, name)
        self.points = [site for site in draft.gates.sites if site.kind == "fever_clinic"]
        self.labs = [site for site in draft.gates.sites if site.kind == "laboratory" and site.tests_a_day]

    def laboratory(self, name: tuple[str, str], **changes: Any) -> Site:
        """One more laboratory, in operation since before checks began, but for what is changed."""
        tree = self.draft.tree
        area = self.chance.choice(tree.subdistricts[self.chance.choice(tree.districts)])
        firm = tree.organise("hospital", name[0], name[1], area)
        number = 1 + sum(site.kind == "laboratory" for site in self.draft.gates.sites)
        site = self.draft.gates.add(f"laboratory-{number:02d}", "laboratory", name, area, firm)
        site.opened_at = site.recorded_at
        for column, value in changes.items():
            setattr(site, column, value)
        return site

    def person(self, area: int) -> Numbered:
        """A person of its own."""
        return Numbered("person", self.draft.persons.add(area))

    def sample(self, at: int, **changes: Any) -> int:
        """A sample taken at an instant, sent within the hour and received within three, but for what is changed."""
        point, lab = self.chance.choice(self.points), self.chance.choice(self.labs)
        sent = at + 10 * MINUTE + self.chance.randrange(40 * MINUTE)
        told = {
            "barcode": f"YB{len(self.draft.kept.rows['sample']) + 1:08d}", "person_id": self.person(point.area),
            "reason": self.chance.choice(REASONS), "material": "THROAT_SWAB", "taken_at": at, "taken_by_id": point.id,
            "laboratory_id": lab.id, "sent_at": by_now(sent), "condition": "ADEQUATE", "area_id": point.area,
            "received_at": by_now(sent + 20 * MINUTE + self.chance.randrange(2 * HOUR)),
        } | changes  # fmt: skip
        return self.draft.keep("sample", at, **told)

    def result(self, sample: int, at: int, result: str = "NEGATIVE", **changes: Any) -> None:
        """A result of a sample, unless the city's own instant comes first; the person is told within hours."""
        of = self.draft.kept.told("sample", sample)
        self._answer(
            at,
            {"sample_id": sample, "barcode": of["barcode"], "laboratory_id": of["laboratory_id"]},
            result,
            int(of["area_id"]),
            changes,
        )

    def pool(self, at: int, **changes: Any) -> int:
        """A pool of samples made at an instant."""
        lab = self.chance.choice(self.labs)
        told = {
            "barcode": f"HC{len(self.draft.kept.rows['pool']) + 1:07d}", "laboratory_id": lab.id, "made_at": at, "area_id": lab.area,
        } | changes  # fmt: skip
        return self.draft.keep("pool", at, **told)

    def pool_result(self, pool: int, at: int, result: str = "NEGATIVE", **changes: Any) -> None:
        """A result of a pool, unless the city's own instant comes first."""
        of = self.draft.kept.told("pool", pool)
        told = {"pool_id": pool, "barcode": of["barcode"], "laboratory_id": of["laboratory_id"]}
        self._answer(at, told, result, int(of["area_id"]), changes)

    def orphan(self, at: int | None, lab: Site, result: str = "NEGATIVE") -> int:
        """A result whose barcode is on no sample; its id."""
        rows = self.draft.kept.rows["test_result"]
        told = {"barcode": f"WZ{len(rows) + 1:07d}", "laboratory_id": lab.id, "resulted_at": at}
        self._answer(AS_OF if at is None else at, told, result, lab.area, {})
        return len(rows)

    def _answer(self, at: int, of: dict[str, Any], result: str, area: int, changes: dict[str, Any]) -> None:
        if at > AS_OF:
            return
        told = {
            "method": "PCR_RT_PCR", "result": result, "tested_at": at - 2 * HOUR, "resulted_at": at, "verified": True,
            "told_at": by_now(at + 30 * MINUTE + self.chance.randrange(4 * HOUR)), "area_id": area,
            "cycle_threshold": round(18 + self.chance.random() * 18, 1) if result == "POSITIVE" else None,
        } | of | changes  # fmt: skip
        self.draft.keep("test_result", at, **told)


def by_now(at: int) -> int | None:
    """The instant, unless the city's own comes first."""
    return at if at <= AS_OF else None


def work(draft: Draft) -> Bench:
    """Lay down the laboratories, and what they did over the days of the traffic."""
    bench = Bench(draft)
    for n in range(max(2, round(LABORATORIES.value * draft.people / RESIDENTS.value))):
        capacity = round(TESTS_A_DAY.value * (0.7 + 0.6 * bench.chance.random()))
        site = bench.laboratory(
            (f"第{n + 1}检测所（虚构）", f"Laboratory {n + 1} (made up)"), tests_a_day=capacity
        )
        bench.labs.append(site)
    _days(bench)
    _fevers(bench)
    _cases(bench)
    _staff(Bench(draft, "tests of staff"))
    return bench


def _days(bench: Bench) -> None:
    """Swabs of whoever asks, one by one or in pools."""
    draft, chance = bench.draft, bench.chance
    a_day = max(8, round(SAMPLES_A_DAY.value * draft.people / 1000))
    first = max(AS_OF - draft.days * DAY, midnight(calendar.CHECKS_BEGIN))
    for start in range(first, AS_OF, DAY):
        pools = max(1, round(a_day * POOLED.value / IN_A_POOL))
        for _ in range(pools):
            _pooled(bench, start + chance.randrange(8 * HOUR, 16 * HOUR))
        for _ in range(a_day - pools * IN_A_POOL):
            at = start + chance.randrange(8 * HOUR, 22 * HOUR)
            sample = bench.sample(at)
            told = draft.kept.told("sample", sample)
            if told["reason"] in REQUESTED:
                told["requested_at"] = at - ASKED_BEFORE
            _alone(bench, sample, at)


def _alone(bench: Bench, sample: int, at: int) -> None:
    answered = at + 4 * HOUR + bench.chance.randrange(14 * HOUR)
    if bench.chance.random() < INDETERMINATE.value:
        bench.result(sample, answered, "INDETERMINATE")
        answered += 6 * HOUR + bench.chance.randrange(8 * HOUR)
    bench.result(sample, answered)


def _pooled(bench: Bench, at: int) -> None:
    """A few samples in one tube; where it is indeterminate, it is split, and each is tested alone within the day."""
    chance = bench.chance
    lab, made = chance.choice(bench.labs), at + 3 * HOUR
    pool = None
    if made <= AS_OF:
        pool = bench.pool(made, laboratory_id=lab.id, area_id=lab.area)
    samples = [
        bench.sample(at + n * MINUTE, laboratory_id=lab.id, pool_id=pool, received_at=by_now(at + 2 * HOUR))
        for n in range(IN_A_POOL)
    ]
    if pool is None:
        return
    answered = made + 2 * HOUR + chance.randrange(6 * HOUR)
    if chance.random() >= INDETERMINATE.value * IN_A_POOL:
        bench.pool_result(pool, answered)
        return
    bench.pool_result(pool, answered, "INDETERMINATE", told_at=None)
    if answered + HOUR <= AS_OF:
        bench.draft.kept.told("pool", pool)["split_at"] = answered + HOUR
        for sample in samples:
            bench.result(sample, answered + 4 * HOUR)


def _fevers(bench: Bench) -> None:
    """Whoever a clinic took in from a gate is swabbed; what the gate hears is the result."""
    for number, check in list(bench.draft.kept.every("screening")):
        received, answered = check.get("received_at"), check.get("answered_at")
        if received is None or check.get("at") is None or check.get("referred_to_id") is None:
            continue
        if answered is not None and answered < received + 2 * HOUR:
            continue
        taken = received + 10 * MINUTE
        clinic = bench.draft.gates.sites[int(check["referred_to_id"]) - 1]
        if taken > AS_OF or (answered is None and taken + DAY <= AS_OF):
            continue
        sample = bench.sample(
            taken, person_id=check["person_id"], screening_id=number, reason="POE_DETECTION", taken_by_id=clinic.id,
            area_id=clinic.area, sent_at=by_now(taken + 10 * MINUTE), received_at=by_now(taken + 40 * MINUTE),
        )  # fmt: skip
        if answered is not None:
            bench.result(sample, answered - 20 * MINUTE, told_at=answered)


def _cases(bench: Bench) -> None:
    """The positive sample by which a case was found, since the plan asks for it."""
    for number, case in enumerate(bench.draft.cases, 1):
        if case.classification == CONFIRMED and case.found_at and case.found_at - DAY >= midnight(FIRST):
            if case.person is None:
                case.person = bench.person(case.area)
                bench.draft.persons.seen(case.person.place, case.found_at)
            positive(bench, number, case, case.found_at - 20 * MINUTE)


def _staff(bench: Bench) -> None:
    """Whoever has shifts is swabbed in the days before the first, and every seventh day from then on."""
    first: dict[int, int] = {}
    for _, shift in bench.draft.kept.every("staff_shift"):
        member, starts_at = int(shift["staff_member_id"]), int(shift["starts_at"])
        first[member] = min(starts_at, first.get(member, starts_at))
    for member, starts_at in first.items():
        before = starts_at - bench.chance.randrange(HOUR, STAFF_TESTED_EVERY)
        for at in range(before, AS_OF, STAFF_TESTED_EVERY):
            of_staff(bench, member, at)


def of_staff(bench: Bench, member: int, at: int, **changes: Any) -> int:
    """A swab of a member of staff, taken where they work and answered within the day, but for what is changed."""
    of = bench.draft.kept.told("staff_member", member)
    told = {
        "staff_member_id": member, "person_id": of["person_id"], "reason": "STAFF", "taken_by_id": of["site_id"],
        "area_id": of["area_id"],
    } | changes  # fmt: skip
    sample = bench.sample(at, **told)
    if bench.draft.kept.told("sample", sample)["condition"] == "ADEQUATE":
        _alone(bench, sample, at)
    return sample


def positive(bench: Bench, number: int | None, case: Case, at: int, **changes: Any) -> int:
    """The sample of a case, positive at an instant; answers the result's id. Without ``number`` nobody has linked the two."""
    taken = at - 6 * HOUR
    told = {
        "person_id": case.person,
        "case_id": number,
        "reason": "SEEKING_HC",
        "area_id": case.area,
    } | changes
    sample = bench.sample(taken, sent_at=taken + HOUR, received_at=taken + 2 * HOUR, **told)
    bench.result(sample, at, "POSITIVE")
    return len(bench.draft.kept.rows["test_result"])


def report(draft: Draft) -> None:
    """Every laboratory's own count of every day since the plan asks for it, zero too, in agreement with the results."""
    chance = stream(draft.seed, "laboratory returns")
    counted: Counter[tuple[int, date]] = Counter()
    for _, told in draft.kept.every("test_result"):
        if told.get("laboratory_id") and told.get("resulted_at") is not None:
            counted[int(told["laboratory_id"]), instants.day_of(int(told["resulted_at"]), ZONE)] += 1
    for site in draft.gates.sites:
        if site.kind != "laboratory":
            continue
        for day in calendar.days(FIRST, calendar.LAST_DAY):
            made_at = returns.made(day, 5 * MINUTE + int(chance.random() * 100 * MINUTE))
            draft.returns.append(
                DailyReturn(REPORTED, day, counted[site.id, day], made_at, site.area, site.id)
            )
