"""What a request asks of the picture: as of when and known when, which view, and what it is narrowed to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.fronts.chains.gathering import Seen, gather
from lianfang.gaps import plans
from lianfang.outlook.chains import Cluster
from lianfang.registers.access import Reader
from lianfang.registers.models import Area
from lianfang.registers.models.clinical_codes import SETTING

NOT_TOLD = "not_told"
"""Asks for what has no setting."""
VIEWS = ("graph", "days")


@dataclass(frozen=True)
class Asked:
    """The question, every part of it as it was written.

    Attributes:
        known_at: what was recorded after it is left out.
        area: the path code to which clusters are narrowed; 0 for the reader's whole reach.
        setting: a code of the list, or :data:`NOT_TOLD`; empty for all.
        cluster: the reference of a case of the cluster that is asked for; empty for all.
        kept: what links of the page carry on.
    """

    reader: Reader
    as_of: int
    known_at: int
    zone: str
    view: str
    area: int = 0
    setting: str = ""
    cluster: str = ""
    start: int = 0
    kept: tuple[tuple[str, str], ...] = field(default=())

    @property
    def known_said(self) -> str:
        """By what was known when, where the past was asked for; else nothing, it being now."""
        is_past = {"as_of", "known_at"} & dict(self.kept).keys()
        return instants.iso(self.known_at, self.zone) if is_past else ""


def asked(request: Any, cluster: str = "") -> Asked:
    """Read a request.

    Raises:
        Refused: an instant that is none, or an area that is not there or out of reach.
    """
    given = {
        name: request.GET.get(name, "").strip()[:40]
        for name in ("as_of", "known_at", "area", "setting", "cluster", "view")
    }
    zone, reader = plans.in_force().plan.zone, request.who.reader
    start = request.GET.get("start", "")
    view = given["view"] if given["view"] in VIEWS else VIEWS[0]
    setting = given["setting"] if given["setting"] in (NOT_TOLD, *SETTING.codes) else ""
    kept = tuple((name, value) for name, value in given.items() if value and name != "cluster")
    as_of, known_at = (
        _instant(given[name], zone) if given[name] else request.at for name in ("as_of", "known_at")
    )
    return Asked(
        reader, as_of, known_at, zone, view,
        _area(given["area"], reader), setting, cluster or given["cluster"][:16], int(start) if start.isdecimal() else 0, kept,
    )  # fmt: skip


def _instant(text: str, zone: str) -> int:
    try:
        return instants.parse(text, zone)
    except ValueError as error:
        raise Refused(Problem("store/bad-instant", facts={"value": text})) from error


def _area(named: str, reader: Reader) -> int:
    if not named:
        return 0
    like = Q(gb_code=named) | Q(ref=named)
    found = list(Area.objects.filter(like).filter(reader.scope("id")).values_list("id", flat=True)[:2])
    if len(found) != 1:
        raise Refused(Problem("area/not-found", facts={"area": named}))
    return int(found[0])


def answer(ask: Asked) -> tuple[Seen, list[Cluster]]:
    """All that the reader may see, and the clusters that are asked for.

    Raises:
        Refused: the case that names the cluster is not within reach, or was not recorded by then.
    """
    seen = gather(reader=ask.reader, as_of=ask.as_of, known_at=ask.known_at, zone=ask.zone)
    if ask.cluster:
        return seen, _of(seen, ask.cluster)
    inside = seen.within(ask.area) if ask.area else None
    found = [
        cluster
        for cluster in seen.chains.clusters
        if (inside is None or cluster.key in inside) and _has(cluster, ask.setting)
    ]
    return seen, found


def _of(seen: Seen, ref: str) -> list[Cluster]:
    key = next((key for key, case in seen.cases.items() if case.ref == ref), None)
    if key is None:
        raise Refused(Problem("record/not-found", facts={"register": "case", "value": ref}))
    return [cluster for cluster in seen.chains.clusters if key in cluster.members]


def _has(cluster: Cluster, setting: str) -> bool:
    wanted = None if setting == NOT_TOLD else setting
    return not setting or any(tie.setting == wanted for tie in cluster.ties)
