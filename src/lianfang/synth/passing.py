"""Passes in ordinary life: someone asks for a slip, and has it for a day at most."""

from __future__ import annotations

from datetime import date

from lianfang.synth import figures
from lianfang.synth.calendar import AS_OF, DAY, midnight
from lianfang.synth.draft import Draft
from lianfang.synth.isolating import Isolating

FROM = midnight(date(2020, 2, 8))


def live(draft: Draft) -> None:
    """Some people with nothing against them, a slip each; one in four was taken by somebody else for them."""
    telling = Isolating(draft, "passes")
    for number in range(max(8, round(draft.people / figures.PEOPLE_A_PASS.value))):
        one(
            telling,
            telling.chance.randrange(FROM, AS_OF),
            DAY - (number % 3) * 3600,
            is_taken=number % 4 == 0,
        )


def one(telling: Isolating, at: int, lasts: int, *, is_taken: bool = False) -> int:
    """One pass of a person of its own."""
    area = telling.community()
    person = telling.person(area)
    other = telling.person(area) if is_taken else None
    return telling.draft.keep(
        "pass", at, person_id=person, issued_at=at, valid_until=at + lasts, verdict="go", given_to_id=other, area_id=area
    )  # fmt: skip
