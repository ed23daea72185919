"""What the gates' commands print for a person: plain lines, references instead of names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lianfang.base.words import Language, Text
from lianfang.fronts.gates.shapes import (
    AtRiskList,
    CounterSaid,
    LaneList,
    LoadSaid,
    MatchSaid,
    Reconciliation,
    RiskRead,
    SetSaid,
)
from lianfang.ui.writing import moment, number, signed

_WHOM = {"person": Text("人员", "People"), "vehicle": Text("车辆", "Cars")}
_SIDES = {
    "manifest": Text("名单", "on the manifest"),
    "declared": Text("申报", "declared"),
    "screened": Text("查验", "screened"),
    "passed": Text("通行", "let through"),
    "arrived": Text("到达", "arrived"),
}


def reconciliation(said: Reconciliation, language: Language) -> Iterator[str]:
    """The lists of a conveyance or gate."""
    what = said.conveyance or said.gate
    hours = f"  {moment(said.since)} – {moment(said.until)}" if said.since and said.until else ""
    yield f"{Text('核对', 'Reconciliation').to(language)} {what}{hours}  {_as_of(said.as_of, language)}"
    if not said.compared:
        yield Text(
            "查阅用途不允许比对身份：仅同一记录视为同一人（车）。",
            "The purpose of this reading does not allow identities to be compared: only one row is one.",
        ).to(language)
    for one in said.sets:
        yield from _set(one, language)
    if said.counter is not None:
        yield ""
        yield from counter(said.counter, language)


def _as_of(at: str, language: Language) -> str:
    return f"{Text('截至', 'as of').to(language)} {moment(at)}"


def _set(one: SetSaid, language: Language) -> Iterator[str]:
    on = ", ".join(f"{_SIDES[side].to(language)} {count}" for side, count in one.on.items())
    yield ""
    yield f"{_WHOM[one.whom].to(language)} {one.travellers}: {on}"
    for difference in one.differences:
        yield f"  {difference.title.to(language)}: {len(difference.travellers)}"
        yield from (f"    {' = '.join(who.refs)}" for who in difference.travellers)
    if one.undecided:
        yield f"  {Text('无法判定', 'cannot tell').to(language)}: {len(one.undecided)}"
        yield from (f"    {' = '.join(who.refs)}: {who.missing.to(language)}" for who in one.undecided)
    if one.waiting:
        yield f"  {Text('在途未到期', 'on the way, not yet due').to(language)}: {one.waiting}"
    yield from _matches(Text("视为同一（附理由）", "taken for one, with the reason"), one.matched, language)
    yield from _matches(Text("待人工认定", "for a person to decide"), one.review, language)
    for register, count in one.unnamed.items():
        words = Text("未记名的记录", "records that name nobody").to(language)
        yield f"  {words} ({register}): {count}"


def _matches(title: Text, matches: Sequence[MatchSaid], language: Language) -> Iterator[str]:
    if matches:
        yield f"  {title.to(language)}: {len(matches)}"
    for match in matches:
        between = "；" if language == "zh" else "; "
        yield f"    {' = '.join(match.refs)}: {between.join(r.words.to(language) for r in match.reasons)}"


def risk_read(said: RiskRead, language: Language) -> Iterator[str]:
    """What a reading of risk areas changed."""
    for one in said.risk_areas:
        newly = Text("新涉险", "newly at risk").to(language)
        also = Text("已由其他地区涉险", "at risk already through another").to(language)
        gone = Text("不再涉险", "no longer").to(language)
        head = f"{one.place.to(language)} {one.risk_area}  {_as_of(said.as_of, language)}"
        yield f"{head}: {newly} {len(one.newly)}, {also} {one.also}, {gone} {one.gone}"
        yield from (f"  {row.ref}  {row.why.to(language)}" for row in one.newly)
        for title, counts in (
            (Text("未记名的记录", "records that name nobody"), one.unnamed),
            (Text("未记时间的记录", "records that do not say when"), one.undated),
        ):
            yield from (f"  {title.to(language)} ({register}): {count}" for register, count in counts.items())


def at_risk(listed: AtRiskList, language: Language) -> Iterator[str]:
    """Persons at risk."""
    title = Text("涉险人员", "Persons at risk").to(language)
    yield f"{title} {listed.persons}  ({listed.offset + len(listed.rows)}/{listed.total})"
    yield from (f"  {row.ref}  {row.why.to(language)}" for row in listed.rows)


def lanes(listed: LaneList, language: Language) -> Iterator[str]:
    """The lanes of vehicles: counts first, then each."""
    for count in listed.lanes:
        yield f"{count.title.to(language)}: {count.vehicles}"
    if listed.outside:
        yield f"{Text('不适用分道规则', 'no lanes in force').to(language)}: {listed.outside}"
    for row in listed.rows:
        missing = ", ".join(fact.to(language) for fact in row.missing)
        flag = f" [{Text('不建议', 'not recommended').to(language)}]" if row.not_recommended else ""
        more = f" ({missing})" if missing else ""
        yield f"  {row.passage}  {moment(row.at)}  {row.lane}  {row.because.to(language)}{more}{flag}"


def counter(said: CounterSaid, language: Language) -> Iterator[str]:
    """A gate's records against its counter: the stretches that differ, then the hours that are missing."""
    differing = [one for one in said.hours if one.difference]
    words = Text("独立计数 {n} 段，不符 {d} 段", "independent counter: {n} stretches, {d} differ").to(
        language
    )
    yield words.format(n=len(said.hours), d=len(differing))
    for one in differing:
        line = Text("登记 {r}，计数 {c}，差 {d}", "recorded {r}, counted {c}, difference {d}").to(language)
        told = line.format(r=one.recorded, c=number(one.counted), d=signed(one.difference))
        yield f"  {moment(one.since)} – {moment(one.until)}: {told}"
    if said.missing:
        title = Text("无计数的小时（缺报，不是零）", "hours that nobody counted (missing, not zero)").to(
            language
        )
        yield f"{title}: {', '.join(moment(hour) for hour in said.missing)}"


def load(said: LoadSaid, language: Language) -> Iterator[str]:
    """Gates and rooms day by day; a line where there is something to say."""
    words = Text(
        "申报 {d}，班次载客 {c}，载客数不明 {u} 班，已见 {s}，单日最多 {m}",
        "declared {d}, carried {c}, not told {u}, seen {s}, most on a day {m}",
    ).to(language)
    for gate in said.gates:
        if gate.declared or gate.carried or gate.untold or gate.seen:
            told = words.format(
                d=gate.declared, c=gate.carried, u=gate.untold, s=number(gate.seen), m=number(gate.most_seen)
            )
            yield f"{gate.day}  {gate.name.to(language)}: {told}"
    words = Text("房间 {r}，执行中措施令 {o}，余 {f}", "rooms {r}, orders in force {o}, free {f}").to(
        language
    )
    for room in said.rooms:
        told = words.format(r=number(room.rooms), o=room.orders, f=number(room.free))
        yield f"{room.day}  {room.name.to(language)}: {told}"
