"""The duties on a record: how each stands, which part of its rule makes it so, and what would close it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lianfang.base.instants import day_of
from lianfang.base.words import LANGUAGES, Language, Text
from lianfang.board.rights import sees_test
from lianfang.board.shapes import DutyKey, DutySaid, TestSaid
from lianfang.fronts.command.gap_list import called, gap_said
from lianfang.fronts.command.setting import Setting
from lianfang.fronts.command.shapes import Words
from lianfang.gaps import excuses
from lianfang.gaps.lists import Found, Gap, told
from lianfang.gaps.models import Duty
from lianfang.gaps.plans import Standing
from lianfang.gaps.reasons import Looked, Part, Row
from lianfang.gaps.selecting import Kind
from lianfang.plan.model import Must
from lianfang.plan.phrases import Phrases
from lianfang.registers.access import Reader
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import Area

State = Literal["not_yet_due", "met_in_time", "late", "excused", "gap", "cannot_tell"]
KINDS: Mapping[State, Kind] = {"gap": "gap", "excused": "excused", "cannot_tell": "cannot_tell"}
SETTLED = 20
"""How many duties of one must that are met are shown, the newest."""
WHY: Mapping[State, Text] = {
    "not_yet_due": Text("尚未到期", "not due yet"),
    "met_in_time": Text("已按时完成", "met in time"),
    "late": Text("已完成，但晚于期限", "met, but later than the deadline"),
    "excused": Text("已到期，豁免中", "due, and excused"),
    "gap": Text("已到期，仍无符合要求的{what}", "due, and there is no {what} that shows it"),
    "cannot_tell": Text("不能定，缺少：{what}", "cannot be told; not known: {what}"),
}
ITSELF = Text("记录", "entry on the record itself")
NOTHING = Text("无须再办", "nothing more to do")
ENTER = Text("登记一条{what}，使{test}", "enter one {what} such that {test}")
AMEND = Text("在本记录上补充，使{test}", "complete this record so that {test}")
LATER = Text("其后已于{at}办结", "met later, at {at}")
SUPPLY = Text("补充事实：{what}", "supply the fact: {what}")
STOP = Text("；", "; ")


@dataclass(frozen=True)
class Judged:
    """A duty and how it stands at the instant."""

    duty: Duty
    standing: Standing
    state: State


def duties_of(setting: Setting, reader: Reader, register: str, row: Row) -> tuple[DutySaid, ...]:
    """What is said of every duty on a record: open ones first, then what is to come, then what is done, the newest first."""
    judged = _judged(setting, register, int(row["id"]))
    gaps = _told(setting, judged)
    looked, names = Looked(setting.force, row), _places(gaps.values())
    return tuple(_said(setting, reader, looked, one, gaps, names) for one in judged)


def duty_of(setting: Setting, reader: Reader, standing: Standing, row: Row, period: int) -> DutySaid | None:
    """What is said of one duty by its key; None where there is none any more."""
    kept = Duty.objects.filter(must_id=standing.number, subject_id=row["id"], period=period).first()
    if kept is None:
        return None
    excused = excuses.of_subject(int(row["id"]), at=setting.as_of)
    one = Judged(kept, standing, _state(kept, setting.as_of, excused))
    gaps = _told(setting, [one])
    return _said(setting, reader, Looked(setting.force, row), one, gaps, _places(gaps.values()))


_ORDER: Mapping[State, int] = {
    "gap": 0,
    "cannot_tell": 1,
    "excused": 2,
    "not_yet_due": 3,
    "late": 4,
    "met_in_time": 5,
}


def _judged(setting: Setting, register: str, row: int) -> list[Judged]:
    musts = {one.number: one for one in setting.force.musts if one.must.every == register}
    kept = list(Duty.objects.filter(must_id__in=list(musts), subject_id=row).order_by("must_id", "period"))
    excused = excuses.of_subject(row, at=setting.as_of)
    found = [Judged(one, musts[one.must_id], _state(one, setting.as_of, excused)) for one in kept]
    few = [one for standing in musts.values() for one in _few([j for j in found if j.standing is standing])]
    return sorted(few, key=lambda one: (_ORDER[one.state], one.duty.since, one.duty.must_id, one.duty.period))


def _few(of_one_must: Sequence[Judged]) -> list[Judged]:
    """All that is open, the next to come, and the newest of those that are met."""
    coming = [one for one in of_one_must if one.state == "not_yet_due"]
    settled = [one for one in of_one_must if one.state in ("late", "met_in_time")]
    rest = [one for one in of_one_must if one.state in KINDS]
    return [*rest, *sorted(coming, key=lambda one: one.duty.since)[:1], *settled[-SETTLED:]]


def _state(duty: Duty, at: int, excused: Collection[tuple[int, int]]) -> State:
    """As ``docs/algorithms/must.md`` §4 has it."""
    if duty.since > at:
        return "not_yet_due"
    if duty.state > 0 or duty.due_at is None:
        return "cannot_tell"
    if duty.met_at is not None and duty.met_at <= duty.due_at:
        return "met_in_time"
    if duty.met_at is not None and duty.met_at <= at:
        return "late"
    return "excused" if (duty.must_id, duty.period) in excused else "gap"


def _told(setting: Setting, judged: Sequence[Judged]) -> dict[tuple[str, int], Gap]:
    """What the lists say of those that stand in one, by must and period."""
    found: dict[tuple[str, int], Gap] = {}
    for state, kind in KINDS.items():
        some = [one for one in judged if one.state == state]
        rows = [
            Found(d.must_id, d.subject_id, d.period, d.area_id, d.due_at, d.evidence_id, d.state, d.since)
            for d in (one.duty for one in some)
        ]
        chosen = list({one.standing.number: one.standing for one in some}.values())
        for gap in told(chosen, rows, at=setting.as_of, kind=kind):
            found[gap.must.key, gap.period] = gap
    return found


def _said(
    setting: Setting,
    reader: Reader,
    looked: Looked,
    one: Judged,
    gaps: Mapping[tuple[str, int], Gap],
    names: Mapping[int, Area],
) -> DutySaid:
    must, duty, force = one.standing.must, one.duty, setting.force
    gap = gaps.get((must.key, duty.period))
    is_open = one.state in KINDS or one.state == "not_yet_due"
    population = looked.population(must, duty.period) if is_open else []
    evidence = looked.evidence(must, duty.period) if is_open else []
    of_register = None if must.has == "itself" else Words.of(catalogue()[must.has].title)
    missing = tuple(Words.of(fact) for fact in gap.missing) if gap is not None else ()
    return DutySaid(
        duty=_key(setting, must, gap, looked.row, duty.period), state=one.state, why=_why(one.state, of_register, missing),
        population=_tests(setting, reader, must, population), evidence=_tests(setting, reader, must, evidence),
        evidence_register=of_register, deadline=_words(setting, must, lambda words: words.moment(must.by)),
        due_at=None if duty.due_at is None else setting.instant(duty.due_at),
        met_at=None if duty.met_at is None or duty.met_at > setting.as_of else setting.instant(duty.met_at),
        missing=missing, owner=gap.owner.ref if gap is not None and gap.owner else None,
        owner_name=called(gap.owner) if gap is not None and gap.owner else None,
        closes=_closes(setting, one, evidence, of_register, missing),
        gap=None if gap is None else gap_said(gap, names, force.plan.zone, setting.as_of),
    )  # fmt: skip


def _places(gaps: Collection[Gap]) -> Mapping[int, Area]:
    risen = {gap.risen.area for gap in gaps if gap.risen is not None}
    return Area.objects.in_bulk({*(gap.area for gap in gaps), *risen})


def _key(setting: Setting, must: Must, gap: Gap | None, row: Row, period: int) -> DutyKey:
    day = day_of(period, setting.force.plan.zone).isoformat() if must.each_day else None
    return DutyKey(
        must.key, Words.of(must.title), must.every, gap.subject if gap is not None else str(row["ref"]), day
    )


def _why(state: State, of_register: Words | None, missing: Sequence[Words]) -> Words:
    text = WHY[state]
    if state == "cannot_tell":
        what = Words(zh="、".join(one.zh for one in missing), en=", ".join(one.en for one in missing))
    else:
        what = of_register or Words.of(ITSELF)
    return Words(zh=text.zh.format(what=what.zh), en=text.en.format(what=what.en))


def _closes(
    setting: Setting,
    one: Judged,
    evidence: Sequence[Part],
    of_register: Words | None,
    missing: Sequence[Words],
) -> Words:
    """What would close it: the fact that is missing, evidence of another register, or what this record lacks."""
    must, state = one.standing.must, one.state
    if state in ("met_in_time", "late"):
        return Words.of(NOTHING)
    if one.duty.met_at is not None and one.duty.met_at <= setting.as_of:
        return Words.of(NOTHING)
    if state != "cannot_tell" and one.duty.met_at is not None:
        at = setting.instant(one.duty.met_at)
        return Words(zh=LATER.zh.format(at=at), en=LATER.en.format(at=at))
    if state == "cannot_tell":
        what = Words(zh="、".join(one.zh for one in missing), en=", ".join(one.en for one in missing))
        return Words(zh=SUPPLY.zh.format(what=what.zh), en=SUPPLY.en.format(what=what.en))
    wanted = [part for part in evidence if of_register is not None or part.holds is not True]
    said = {
        language: STOP.to(language).join(_phrases(setting, must, language).test(part.test) for part in wanted)
        for language in LANGUAGES
    }
    if of_register is None:
        return Words(zh=AMEND.zh.format(test=said["zh"]), en=AMEND.en.format(test=said["en"]))
    return Words(
        zh=ENTER.zh.format(what=of_register.zh, test=said["zh"]),
        en=ENTER.en.format(what=of_register.en, test=said["en"]),
    )


def _tests(setting: Setting, reader: Reader, must: Must, parts: Sequence[Part]) -> tuple[TestSaid, ...]:
    return tuple(TestSaid(_test_words(setting, must, part), _holds(reader, part)) for part in parts)


def _test_words(setting: Setting, must: Must, part: Part) -> Words:
    return _words(setting, must, lambda words: words.test(part.test))


def _holds(reader: Reader, part: Part) -> Literal["yes", "no", "unknown", "not_asked", "withheld"]:
    if not part.asked:
        return "not_asked"
    if not sees_test(reader, part.test):
        return "withheld"
    return "unknown" if part.holds is None else "yes" if part.holds else "no"


def _words(setting: Setting, must: Must, say: Callable[[Phrases], str]) -> Words:
    said = {language: say(_phrases(setting, must, language)) for language in LANGUAGES}
    return Words(zh=said["zh"], en=said["en"])


def _phrases(setting: Setting, must: Must, language: Language) -> Phrases:
    return Phrases(setting.force.plan, catalogue(), language, must.every, must.has != "itself")
