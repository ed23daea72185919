"""What doctors found at the bedside of those who went home: the evidence on which each was discharged, and the looks of the watch."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from lianfang.synth.calendar import AS_OF, DAY, HOUR, midnight
from lianfang.synth.chance import stream
from lianfang.synth.draft import Draft
from lianfang.synth.illness import Case
from lianfang.synth.treatment import WATCH_DAYS

NORMAL_DAYS = 4


def look(draft: Draft) -> None:
    """Tell it of everyone who was discharged: ill on the first day, normal morning and evening on the last ones, well on each day of
    the watch after it, unless a case says otherwise of a day.

    Of those who lie in hospital nothing is told: what they still lack for going home is for somebody to find.
    """
    chance = stream(draft.seed, "bedside")
    for number, case in enumerate(draft.cases, 1):
        if case.discharged_on is None or case.classification == "NO_CASE":
            continue
        if case.admitted_at is not None:
            _stay(draft, number, case, chance)
        for day in range(1, WATCH_DAYS + 1):
            second = case.looks.get(day, chance.randrange(9 * HOUR, 16 * HOUR))
            if (
                second is not None
                and (at := midnight(case.discharged_on + timedelta(days=day)) + second) <= AS_OF
            ):
                _look(draft, number, case, at, _normal(chance), better=True)


def _stay(draft: Draft, number: int, case: Case, chance: Random) -> None:
    assert case.admitted_at is not None  # noqa: S101 - whoever calls has looked
    assert case.discharged_on is not None  # noqa: S101 - as above
    leaves = midnight(case.discharged_on) + 8 * HOUR
    begins = max(case.admitted_at + 2 * HOUR, leaves - NORMAL_DAYS * DAY)
    if case.admitted_at + HOUR < begins:
        _look(
            draft, number, case, case.admitted_at + HOUR, round(37.4 + chance.random() * 1.6, 1), better=False
        )
    for at in range(begins, leaves + 1, DAY // 2):
        _look(draft, number, case, at, _normal(chance), better=True)


def _normal(chance: Random) -> float:
    return round(36.2 + chance.random() * 0.8, 1)


def _look(draft: Draft, number: int, case: Case, at: int, temperature: float, *, better: bool) -> None:
    draft.keep(
        "clinical_check", at, case_id=number, at=at, severity="MILD" if better else case.severity, temperature=temperature,
        respiratory_rate=18.0 if better else 22.0, oxygen_saturation=98.0 if better else 95.0,
        support="none" if better else "oxygen", symptoms_better=better, imaging_better=better, area_id=case.area,
    )  # fmt: skip
