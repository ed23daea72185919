"""Failings, near misses and undecidable records of compounds, entrances, units and public rooms.

Limits as in the plan's sentences: closed and shut by 10 February, a first round by the 12th, two hours for a count.
"""

from __future__ import annotations

from random import Random

from lianfang.synth import homes
from lianfang.synth.calendar import AS_OF, DAY, HOUR, midnight
from lianfang.synth.gates import Site
from lianfang.synth.homes import CLOSED_BY, FIRST_ROUND_BY, POSTS_SINCE
from lianfang.synth.scene import Scene, cycle

CLOSED, FIRE, HANDED, VISITS = (
    "compound-closed", "compound-fire-exit-checked", "compound-has-a-hand-over-point", "compound-inspected-for-visits",
)  # fmt: skip
POST, NEW_POST, COUNTS, MEASURED, VISITORS = (
    "entrance-has-a-post", "new-entrance-has-a-post", "entrance-reports-each-day", "temperature-both-ways",
    "visitors-registered",
)  # fmt: skip
CLEANED, ROOM = "unit-disinfected-each-day", "public-room-closed"
WITHIN = 2 * HOUR
MEASURED_FROM = POSTS_SINCE - DAY
"""The day of the measures, 7 February."""


def compound(scene: Scene) -> Site:
    """A compound of its own, as the plan asks; without parts."""
    tree, gates = scene.draft.tree, scene.draft.gates
    area = tree.areas[scene.community()]
    number = len(gates.sites) + 1
    site = gates.add(
        f"compound-{number}",
        "compound",
        (f"{area.zh}{number}号小区", f"Compound {number}"),
        area.id,
        tree.offices[area.id],
    )
    site.residents = 800
    homes.enclose(scene.draft, site, scene.chance)
    return site


def _find(scene: Scene, must: str, site: Site, finding: str, why: str, period: int = 0) -> None:
    scene.draft.find(
        must, "site", site.id, "gap" if finding == "gap" else "cannot_tell", why, site.area, period
    )


def _inspection(scene: Scene, site: Site, rule: str) -> dict[str, object]:
    """What the inspection of a rule there says, to be changed."""
    kept = scene.draft.kept
    return next(
        said for _, said in kept.every("inspection") if said["site_id"] == site.id and said["rule"] == rule
    )


# --- compounds --------------------------------------------------------------------------------------------------------


def compounds_just(scene: Scene) -> None:
    """In the first and last second, and a second late; a compound where nobody lives; one looked at and a fault found."""
    for late in (0, 1):
        site = compound(scene)
        site.enclosed_at = site.handover_at = CLOSED_BY + late
        _inspection(scene, site, "fire")["at"] = CLOSED_BY + late
        _inspection(scene, site, "U8")["at"] = FIRST_ROUND_BY + late
    _inspection(scene, compound(scene), "fire")["at"] = MEASURED_FROM
    empty = compound(scene)
    empty.residents, empty.enclosed, empty.handover_at = 0, False, None
    faulty = _inspection(scene, compound(scene), "U8")
    faulty["result"], faulty["mended_at"] = "fault", FIRST_ROUND_BY + HOUR


def compounds_not(scene: Scene, count: int) -> None:
    """Gaps: open to the street; fire exits not in order, or seen too early; no hand-over point; nobody looked."""
    for kind in cycle(("open", "locked exit", "seen too early", "no point", "nobody looked"), count):
        site = compound(scene)
        if kind == "open":
            site.enclosed, site.enclosed_at = False, None
            _find(scene, CLOSED, site, "gap", "not enclosed")
        elif kind == "locked exit":
            _inspection(scene, site, "fire")["result"] = "fault"
            _find(scene, FIRE, site, "gap", "a fire exit is blocked")
        elif kind == "seen too early":
            _inspection(scene, site, "fire")["at"] = MEASURED_FROM - 1
            _find(scene, FIRE, site, "gap", "the exits were seen before the measures")
        elif kind == "no point":
            site.handover_at = None
            _find(scene, HANDED, site, "gap", "no hand-over point")
        else:
            _inspection(scene, site, "U8")["result"] = None
            _find(scene, VISITS, site, "gap", "no result of the inspection")
            _unsaid(scene, site)


def _unsaid(scene: Scene, site: Site) -> None:
    """An inspection without a result: nobody can tell whether something is to be mended."""
    for number, said in scene.draft.kept.every("inspection"):
        if said["site_id"] == site.id and said["rule"] == "U8":
            scene.draft.find(
                "fault-mended", "inspection", number, "cannot_tell", "what was found is not known", site.area
            )


def compounds_unknown(scene: Scene, count: int) -> None:
    """Cannot-tells: whether it is enclosed, or since when; whether anybody lives there."""
    for kind in cycle(("whether", "when", "residents"), count):
        site = compound(scene)
        if kind == "whether":
            site.enclosed = None
            _find(scene, CLOSED, site, "cannot tell", "whether it is enclosed is not known")
        elif kind == "when":
            site.enclosed_at = None
            _find(scene, CLOSED, site, "cannot tell", "since when it is enclosed is not known")
        else:
            site.residents = None
            for must in (CLOSED, FIRE, HANDED, VISITS):
                _find(scene, must, site, "cannot tell", "whether anybody lives there is not known")


# --- entrances --------------------------------------------------------------------------------------------------------


def entrance(scene: Scene, opened_at: int | None = POSTS_SINCE) -> tuple[Site, list[int]]:
    """An entrance of its own with its shifts."""
    site = homes.part(scene.draft, compound(scene), "entrance", "侧门", "side entrance")
    site.opened_at = opened_at
    return site, homes.guard(scene.draft, site, scene.chance)


def _told(scene: Scene, tally: int) -> dict[str, object]:
    return scene.draft.kept.told("shift_tally", tally)


def entrances_just(scene: Scene) -> None:
    """A post in the last second and a second late, of an old door and a new one; a door opened yesterday; one shut in time;
    a tally at its last second, and a second late.
    """
    for late in (0, 1):
        site, tallies = entrance(scene)
        site.post_at = CLOSED_BY + late
        last = _told(scene, tallies[-2])
        last["made_at"] = int(str(last["ends_at"])) + WITHIN + late
        last["visitors"] = last["visitors_registered"] = 3
        new, _ = entrance(scene, CLOSED_BY - DAY + 1)
        new.post_at = CLOSED_BY + 1 + late
    for opened_at, closed_at in (
        (AS_OF - DAY + 1, None),
        (POSTS_SINCE, CLOSED_BY),
        (CLOSED_BY, CLOSED_BY + DAY),
    ):
        site, _ = entrance(scene, opened_at)
        site.closed_at, site.post, site.post_at = closed_at, False, None


def _lost_days() -> list[int]:
    """The days whose count is due, as instants."""
    return [midnight(day) for day in homes.days() if midnight(day) + DAY + WITHIN <= AS_OF]


def entrances_not(scene: Scene, count: int) -> None:
    """Gaps: no post; nobody on duty, or nothing counted; temperatures of fewer than went through; strangers not registered."""
    chance: Random = scene.chance
    for kind in cycle(("post", "new post", "day", "blank", "in", "out", "visitors"), count):
        site, tallies = entrance(scene, CLOSED_BY if kind == "new post" else POSTS_SINCE)
        if kind in ("post", "new post"):
            site.post = False
            _find(scene, POST if kind == "post" else NEW_POST, site, "gap", "no post")
        elif kind == "day":
            day = chance.choice(_lost_days())
            for tally in tallies:
                if day <= int(str(_told(scene, tally)["starts_at"])) < day + DAY:
                    _told(scene, tally)["staff"] = 0
            _find(scene, COUNTS, site, "gap", "nobody on duty that day", day)
        elif kind == "blank":
            _blank(scene, site, tallies, chance.choice(_lost_days()))
        else:
            _spoil(scene, site, tallies[1 + chance.randrange(len(tallies) - 2)], kind)


def _blank(scene: Scene, site: Site, tallies: list[int], day: int) -> None:
    """The shifts of a day say who was on duty, and not how many went through: of them nobody can tell who was measured."""
    for tally in tallies:
        told = _told(scene, tally)
        if day <= int(str(told["starts_at"])) < day + DAY:
            told["persons_in"] = None
            if int(str(told["ends_at"])) + WITHIN <= AS_OF:
                scene.draft.find(
                    MEASURED, "shift_tally", tally, "cannot_tell", "how many went in is not known", site.area
                )
    _find(scene, COUNTS, site, "gap", "nobody counted that day", day)


def _spoil(scene: Scene, site: Site, tally: int, kind: str) -> None:
    told = _told(scene, tally)
    if kind == "visitors":
        told["visitors"], told["visitors_registered"] = 3, 2
        scene.draft.find(
            VISITORS, "shift_tally", tally, "gap", "an outside person was not registered", site.area
        )
        return
    persons = int(str(told[f"persons_{kind}"]))
    told[f"checked_{kind}"] = persons - 1
    scene.draft.find(MEASURED, "shift_tally", tally, "gap", "one temperature was not taken", site.area)


def entrances_unknown(scene: Scene, count: int) -> None:
    """Cannot-tells: since when an entrance is open; how many went through; how many came from outside."""
    for kind in cycle(("opened", "persons", "visitors"), count):
        site, tallies = entrance(scene, None if kind == "opened" else POSTS_SINCE)
        why = f"{kind}: not known"
        if kind == "opened":
            for must in (POST, NEW_POST):
                _find(scene, must, site, "cannot tell", "since when it is open is not known")
            for day in _lost_days():
                _find(scene, COUNTS, site, "cannot tell", "since when it is open is not known", day)
            continue
        must, column = (MEASURED, "persons_in") if kind == "persons" else (VISITORS, "visitors")
        _told(scene, tallies[1])[column] = None
        scene.draft.find(must, "shift_tally", tallies[1], "cannot_tell", why, site.area)


# --- units and public rooms -------------------------------------------------------------------------------------------


def rooms(scene: Scene, *, planted: bool) -> None:
    """Public rooms: shut in the last second and a second late, needed and open; not shut; needed or not, nobody knows."""
    for late in (0, 1):
        _room(scene, needed=False, shut_at=CLOSED_BY + late)
    _room(scene, needed=True, shut_at=None)
    if planted:
        for _ in range(3):
            _find(scene, ROOM, _room(scene, needed=False, shut_at=None), "gap", "still open")
            site = _room(scene, needed=None, shut_at=None)
            _find(scene, ROOM, site, "cannot tell", "whether it is needed is not known")


def _room(scene: Scene, *, needed: bool | None, shut_at: int | None) -> Site:
    site = homes.part(scene.draft, compound(scene), "public_room", "棋牌室", "card room")
    site.needed_daily, site.shut_at = needed, shut_at
    return site


def units(scene: Scene, *, planted: bool) -> None:
    """Units: cleaned in the day's last second, and in the first; not cleaned; a fault; open since nobody knows when."""
    draft, chance = scene.draft, scene.chance
    site, rounds = _unit(scene)
    first, last = draft.kept.told("inspection", rounds[0]), draft.kept.told("inspection", rounds[1])
    first["at"], last["at"] = midnight(homes.days()[0]), midnight(homes.days()[2]) - 1
    if not planted:
        return
    for kind in ("never", "fault", "next day"):
        site, rounds = _unit(scene)
        n = 1 + chance.randrange(len(rounds) - 2)
        told, day = draft.kept.told("inspection", rounds[n]), midnight(homes.days()[n])
        if kind == "fault":
            told["result"], told["mended_at"] = "fault", int(str(told["at"])) + 5 * HOUR
        elif kind == "next day":
            told["at"] = day + DAY
        else:
            told["rule"] = "U7"
        _find(scene, CLEANED, site, "gap", "not disinfected that day", day)
    site, _ = _unit(scene, known=False)
    for unsure in homes.days():
        _find(scene, CLEANED, site, "cannot tell", "since when it is in use is not known", midnight(unsure))


def _unit(scene: Scene, *, known: bool = True) -> tuple[Site, list[int]]:
    site = homes.part(scene.draft, compound(scene), "unit", "附属单元", "annexe")
    rounds = homes.clean(scene.draft, site, scene.chance)
    if not known:
        site.opened_at = None
    return site, rounds


def plant(scene: Scene, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    compounds_just(scene)
    entrances_just(scene)
    units(scene, planted=planted)
    rooms(scene, planted=planted)
    if not planted:
        return
    count = 3 + scene.draft.people // 8_000
    for step in (compounds_not, compounds_unknown, entrances_not, entrances_unknown):
        step(scene, count)
