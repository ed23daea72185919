"""Persons at risk by reference, each with the risk area, its document and the record that says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianfang.base.instants import iso
from lianfang.base.words import Text
from lianfang.fronts.gates.risk_actions import Followed
from lianfang.fronts.gates.shapes import AtRiskList, AtRiskSaid, FollowedSaid, RiskRead, Words
from lianfang.gaps import plans
from lianfang.registers import journal
from lianfang.registers.access import Reader
from lianfang.registers.access import rows as rows_of
from lianfang.registers.identities import pieces
from lianfang.registers.models import AtRisk
from lianfang.ui.writing import moment

_KINDS = {
    "declaration": Text("申报", "declaration"),
    "passage": Text("通行", "passage"),
    "stay": Text("停留", "stay"),
}


def affected(
    *, reader: Reader, as_of: int, now: int, risk_area: str = "", limit: int = 100, offset: int = 0
) -> AtRiskList:
    """Persons at risk since before ``as_of``, in order of time; of one risk area, or of all."""
    rows = rows_of(AtRisk, reader).filter(since__lte=as_of).order_by("since", "id")
    if risk_area:
        rows = rows.filter(risk_area__ref=risk_area)
    total, persons = rows.count(), rows.values("person_id").distinct().count()
    page = rows[offset : offset + limit] if limit else rows[offset:]
    said = _said(page.select_related("person", "risk_area__place"))
    journal.append([journal.Entry(now, reader, "read", "at_risk", fields=f"rows={len(said)}")])
    return AtRiskList(total=total, persons=persons, offset=offset, rows=said)


def read(followed: Sequence[Followed], *, reader: Reader, as_of: int, now: int) -> RiskRead:
    """What a reading of risk areas changed, the newly affected by reference."""
    said = []
    for one in followed:
        newly: list[AtRiskSaid] = []
        for piece in pieces(list(one.newly)):
            rows = rows_of(AtRisk, reader).filter(id__in=piece).order_by("id")
            newly += _said(rows.select_related("person", "risk_area__place"))
        if newly:
            journal.append([journal.Entry(now, reader, "read", "at_risk", fields=f"rows={len(newly)}")])
        place = one.risk.place
        said.append(
            FollowedSaid(
                risk_area=one.risk.ref, place=Words(zh=place.name_zh, en=place.name_en), newly=newly, also=one.also,
                gone=one.gone, unnamed=dict(one.unnamed), undated=dict(one.undated),
            )
        )  # fmt: skip
    return RiskRead(as_of=iso(as_of, _zone()), risk_areas=said)


def _zone() -> str:
    return plans.in_force().plan.zone


def _said(rows: Iterable[AtRisk]) -> list[AtRiskSaid]:
    zone = _zone()
    return [_one(row, zone) for row in rows]


def _one(row: AtRisk, zone: str) -> AtRiskSaid:
    risk, place = row.risk_area, row.risk_area.place
    kind, since = _KINDS[row.by_register], iso(row.since, zone)
    why = Words(
        zh=f"{kind.zh} {row.by_record}：{moment(since)} 到过{place.name_zh}，依据 {risk.document}",
        en=f"{kind.en} {row.by_record}: in {place.name_en} at {moment(since)}, by {risk.document}",
    )
    return AtRiskSaid(
        ref=row.person.ref, risk_area=risk.ref, place=Words(zh=place.name_zh, en=place.name_en), document=risk.document,
        since=since, register=row.by_register, record=row.by_record, why=why,
    )  # fmt: skip
