"""A frozen brief that says nothing, for the tests of routes and rights."""

from __future__ import annotations

from lianfang.fronts.command.shapes import Brief, JournalSaid, PlaceSaid, PlanSaid, Words
from lianfang.gaps.freezing import digest_of
from lianfang.gaps.models import FrozenBrief

AS_OF = 1581264000
NAMELESS = Words(zh="无", en="none")
EMPTY = Brief(
    as_of="2020-02-10T00:00:00+08:00", known_at="2020-02-10T07:00:00+08:00", figures=[], lines=[], differences=[],
    plan=PlanSaid(key="none", title=NAMELESS, hash="0" * 64, since="2020-02-01T00:00:00+08:00"), explanations=[],
    area=PlaceSaid(code="", name=NAMELESS, level="city"), identities=[], ledgers=[], zones=[], problems=[],
    journal=JournalSaid(position=0, root=None, at=None, unsealed=0),
)  # fmt: skip


def kept(area: int) -> FrozenBrief:
    """The empty brief, frozen for an area; the same one when asked again."""
    text = EMPTY.model_dump_json(indent=1)
    made, _ = FrozenBrief.objects.get_or_create(
        area_id=area, as_of=AS_OF, revises=None,
        defaults={"frozen_at": AS_OF + 60, "frozen_by": "ann", "plan": "0" * 64, "root": "", "digest": digest_of(text), "text": text},
    )  # fmt: skip
    return made
