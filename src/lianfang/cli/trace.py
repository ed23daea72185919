"""``lianfang trace``: the visits log, and questions to it that start from a case and are written down."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.conf import settings

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.cli import places, site, visits
from lianfang.fronts.exposure import console, feeding, telling
from lianfang.fronts.exposure.asking import DEEPEST
from lianfang.registers.access import PURPOSES
from lianfang.registers.actions.tracing import check_evidence

if TYPE_CHECKING:
    from lianfang.trace.further import Reached
    from lianfang.trace.questions import Questions
    from lianfang.trace.receipts import Receipt

FILES = click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
REJECTED = click.option(
    "--rejected", type=click.Path(path_type=Path), help="退回的行写入此 CSV / write rejected rows here."
)
ONSET = click.option(
    "--onset", type=click.DateTime(["%Y-%m-%d"]), required=True, help="发病日 / day of onset."
)
UNTIL = click.option("--until", default=None, help="隔离时间，默认现在 / when isolated; now by default.")
AS_OF = click.option(
    "--as-of", default=None, help="按此日有效的版本 / by the edition in force then; now by default."
)
PURPOSE = click.option("--purpose", default="", help="用途（必填） / what for: " + ", ".join(PURPOSES))
CASE = click.option("--case", "case", default="", help="病例编号（必填） / the case it starts from.")
SHOWN = 20


@click.group(help="到访记录与追踪 / the visits log, and questions to it.")
def command() -> None:
    """The log's own commands."""


@command.command(
    help="新建记录库并装入文件；--again 重建索引 / make the log and take files in; --again: index anew."
)
@FILES
@click.option(
    "--again", is_flag=True, help="按现行数值重建索引 / make the index anew, under the plan's values."
)
@REJECTED
@site.JSON
def build(files: tuple[Path, ...], again: bool, rejected: Path | None, as_json: bool) -> None:
    """Build, or build again."""
    folder = visits.folder()
    from lianfang.trace import rebuilding, writer

    site.ready_tables()
    rules = visits.rules(visits.plan())
    if again:
        with writer.Writer(folder, blind=True) as log, site.Bar("build") as bar:
            count = rebuilding.rebuild(log, rules=rules, on_progress=bar)
        _tell({"visits": count, "files": []}, as_json, f"{count} 条到访 visits")
        return
    # The epoch lies before all that may be kept.
    writer.create(folder, rules=rules, at=rules.horizon(site.shown()))
    _take_in(files, rejected, as_json)


@command.command(help="追加到访记录文件 / add files of visits; a file given twice is taken once.")
@FILES
@REJECTED
@site.JSON
def append(files: tuple[Path, ...], rejected: Path | None, as_json: bool) -> None:
    """Append; exit 3 if rows were rejected."""
    _take_in(files, rejected, as_json)


def _take_in(files: tuple[Path, ...], rejected: Path | None, as_json: bool) -> None:
    from lianfang.trace import feeds
    from lianfang.trace.writer import Writer

    said: list[dict[str, Any]] = []
    refused = 0
    with Writer(visits.folder()) as log, site.Bar("append") as bar:
        for number, file in enumerate(files, 1):
            bar(file.name, number - 1, len(files))
            table = feeds.read(file, settings.TIME_ZONE)
            receipt = log.append(table, at=site.shown(), request=_digest(file))
            said.append({"file": file.name, "repeated": receipt.repeated} | receipt.counts())
            refused += sum(receipt.rejected.values())
            _say_rejected(receipt, file, rejected, as_json)
        log.settle(bar)
        live = log.live
    lines = [f"{one['file']}: {one['added']} 新增 added, {one['replaced']} 更正 replaced, "
             f"{one['withdrawn']} 撤回 withdrawn, {sum(one['rejected'].values())} 退回 rejected" for one in said]  # fmt: skip
    _tell({"visits": live, "files": said}, as_json, "\n".join([*lines, f"{live} 条到访 visits"]))
    raise SystemExit(3 if refused else 0)


def _digest(file: Path) -> str:
    """A file's own name for a request: its content."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _say_rejected(receipt: Receipt, file: Path, to: Path | None, as_json: bool) -> None:
    """Every rejected row into a file, the first ones on the terminal; rows are counted from 1."""
    from lianfang.trace.visits import REASONS

    rows = list(zip((receipt.rejected_rows + 1).tolist(), receipt.rejected_reasons.tolist(), strict=True))
    if to is not None:
        with to.open("a", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([file.name, row, REASONS[why]] for row, why in rows)
    if not as_json:
        for row, why in rows[:SHOWN]:
            click.echo(
                Problem(REASONS[why], file=file.name, line=row).line_of_text(site.language(_lang())), err=True
            )


def _lang() -> str:
    import os

    return os.environ.get("LIANFANG_LANG", "zh")


@command.command(
    help="将登记簿中的停留、收治、乘车、通行写入到访记录 / bring the log to what the registers tell of where people were."
)
@click.option("--again", is_flag=True, help="重读所有人员 / read everybody, not only whom a change touched.")
@site.JSON
def feed(again: bool, as_json: bool) -> None:
    """Feed; only what differs is written, and what is no longer kept is deleted."""
    site.ready_tables()
    with site.Bar("feed") as bar:
        done = feeding.feed(plan=visits.plan(), by=site.by(), at=site.shown(), anew=again, on_progress=bar)
    text = (
        f"{done.persons} 人 persons：{done.added} 新增 added, {done.replaced} 更正 replaced, "
        f"{done.withdrawn} 撤回 withdrawn, {done.purged} 到期删除 deleted at their term"
    )
    _tell(done.said(), as_json, text)


@command.command(
    help="可能接触者：先报人数，--list 列名单；可问多名病例 / who may have been exposed: a count, with --list by name; also of several."
)
@click.argument("people", nargs=-1, type=int, required=True)
@click.option(
    "--onset", "onsets", type=click.DateTime(["%Y-%m-%d"]), required=True, multiple=True,
    help="发病日，一个或每人一个 / day of onset: one for all, or one each.",
)  # fmt: skip
@UNTIL
@AS_OF
@PURPOSE
@click.option(
    "--case",
    "cases",
    multiple=True,
    help="病例编号，每人一个（必填） / the case of each, in the order of the persons.",
)
@click.option(
    "--depth",
    type=click.IntRange(1, DEEPEST),
    default=1,
    help="几层：1 接触者，2 及其接触者 / rings: 2 for their contacts too.",
)
@click.option(
    "--list", "listed", is_flag=True, help="列出候选人 / list the candidates, with the visits behind each."
)
@site.JSON
def contacts(people: tuple[int, ...], onsets: tuple[datetime, ...], until: str | None, as_of: str | None, purpose: str,
             cases: tuple[str, ...], depth: int, listed: bool, as_json: bool) -> None:  # fmt: skip
    """Ask for the contacts of a case, or of several; answers are candidates, and no order follows from them."""
    if purpose not in PURPOSES or not cases:
        raise Refused(Problem("trace/no-purpose"))
    # Each person once, as each has one window.
    if len(cases) != len(people) or len(onsets) not in (1, len(people)) or len(set(people)) < len(people):
        raise Refused(Problem("trace/not-paired", facts={"persons": len(people), "cases": len(cases)}))
    site.ready_tables()
    log = _log()
    windows = [
        visits.window(visits.plan(), onset=onset.date(), until=site.instant(until), as_of=site.instant(as_of))
        for onset in (onsets if len(onsets) > 1 else onsets * len(people))
    ]
    found = console.ask_contacts(
        of=[console.Of(*one) for one in zip(cases, people, windows, strict=True)], depth=depth, listed=listed,
        plan=visits.plan(), by=site.by(purpose), at=site.shown(), log=log,
    )  # fmt: skip
    said = _contacts(found, depth)
    if listed:
        said["found"] = [_candidate(one, found, log) for one in found.answer.found]
    _tell(said, as_json, "\n".join(_lines(said)))


def _log() -> Questions:
    from lianfang.trace.questions import Questions

    return Questions(visits.folder())


def _contacts(found: console.Found, depth: int) -> dict[str, Any]:
    """The count, and what the answer lacks."""
    answer = found.answer
    each = zip(found.of, found.visits, found.cut_short, strict=True)
    return {
        "asked": [
            {"case": one.case, "person": one.person, "window": one.window._asdict(), "visits": seen, "cut_short": cut}
            for one, seen, cut in each
        ],
        "depth": depth, "visits": sum(found.visits), "candidates": len(answer.found),
        "by_kind": _counts(c.kind for c in answer.found), "by_confidence": _counts(c.confidence for c in answer.found),
        "by_depth": _counts(str(c.depth) for c in answer.found), "crowded": [c._asdict() for c in answer.crowded],
        "cut_short": answer.cut_short, "unasked": answer.unasked,
    }  # fmt: skip


def _candidate(one: Reached, found: console.Found, log: Questions) -> dict[str, Any]:
    """One of the list, with the visits behind."""
    said = one._asdict()
    met = [(asked, other, found.answer.window_of(asked)) for asked, other in said.pop("met")]
    why = [m._asdict() for asked, other, window in met for m in log.why(asked, other, window)]
    return said | {"why": sorted(why, key=lambda m: (m["start"], m["end"]))}


def _lines(said: dict[str, Any]) -> list[str]:
    """The answer for a terminal; the two languages side by side."""
    zone = settings.TIME_ZONE
    lines = [f"{said['candidates']} 名候选 candidates，依据 from {said['visits']} 条到访 visits"]
    parts = ("by_depth", "by_kind", "by_confidence") if said["depth"] > 1 else ("by_kind", "by_confidence")
    lines += [f"  {count:>7}  {_ring(name)}" for part in parts for name, count in said[part].items()]
    if silent := [str(one["person"]) for one in said["asked"] if not one["visits"]]:
        lines.append(
            "记录库中没有此人的到访：不等于没有接触 / The log holds no visit of this person: "
            f"that is not the same as no contact: {', '.join(silent)}"
        )
    for crowd in said["crowded"]:
        lines.append(f"地点 place {crowd['place']}：{crowd['met']} 条到访，人数过多未列出 / too many to list")
    if said["unasked"]:
        lines.append(
            f"{said['unasked']} 人的接触者过多，未再查问 / of {said['unasked']} persons the own contacts were not looked for: too many"
        )
    lines += _cut(said["cut_short"])
    for c in said.get("found", []):
        first = instants.iso(c["first"], zone)[:16]
        through = (
            f"  经由 through {', '.join(map(str, c['through']))}"
            if said["depth"] > 1 or len(said["asked"]) > 1
            else ""
        )
        lines.append(
            f"  {c['person']}  {c['seconds'] // 60} min  {first}  {c['kind']}  {c['confidence']}{through}"
        )
        lines += [
            f"      地点 place {m['place']}  {instants.iso(m['start'], zone)[:16]} – {instants.iso(m['end'], zone)[:16]}"
            for m in c["why"]
        ]
    return lines


def _ring(name: str) -> str:
    return {"1": "接触者 contacts", "2": "接触者的接触者 their contacts"}.get(name, name)


def _cut(seconds: int) -> list[str]:
    if not seconds:
        return []
    days = seconds / instants.DAY
    return [
        f"窗口最早的 {days:.1f} 天已按保存期删除 / retention has deleted the first {days:.1f} days of the window"
    ]


def _counts(words: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
    return dict(sorted(found.items()))


@command.command(
    "shared-places", help="多名病例到过的地点，与偶然相比 / places that several cases share, against chance."
)
@click.argument("people", nargs=-1, type=int, required=True)
@ONSET
@UNTIL
@AS_OF
@PURPOSE
@CASE
@site.JSON
def shared_places(people: tuple[int, ...], onset: datetime, until: str | None, as_of: str | None, purpose: str,
                  case: str, as_json: bool) -> None:  # fmt: skip
    """Ask where these persons may have met; the onset given is the earliest."""
    if purpose not in PURPOSES or not case:
        raise Refused(Problem("trace/no-purpose"))
    site.ready_tables()
    _check(people, case, purpose)
    from lianfang.trace.sharing import shared_places as ask

    window = visits.window(
        visits.plan(), onset=onset.date(), until=site.instant(until), as_of=site.instant(as_of)
    )
    answer = ask(_log(), people, [window] * len(people))
    console.count_shared(
        case=case, window=window, visits=len(people) - answer.silent, found=len(answer.found), cut_short=answer.cut_short,
        plan=visits.plan(), by=site.by(purpose), at=site.shown(),
    )  # fmt: skip
    said = answer._asdict() | {"case": case, "found": [one._asdict() for one in answer.found]}
    lines = [f"比较了 {answer.compared} 个地点 / {answer.compared} places were compared"]
    lines += [f"  地点 place {s.place}  {s.kind}  {len(s.cases)} 例 cases  预期 expected {s.expected:.2g}  "
              f"p {s.p:.2g}  校正 adjusted {s.adjusted:.2g}" for s in answer.found]  # fmt: skip
    lines += _cut(answer.cut_short)
    if answer.silent:
        lines.append(
            f"{answer.silent} 人在窗口内没有到访记录 / of {answer.silent} persons the log holds no visit in the window"
        )
    _tell(said, as_json, "\n".join(lines))


@command.command(
    help="风险地区自生效起到过的人，每人只报一次：先报人数，--list 列名单 / who was in an area since it is at risk, each named once."
)
@click.option("--risk", required=True, help="风险地区编号 / the declaration it starts from.")
@click.option("--place", "place", default="", help="只问其中一个场所（编号） / one site in it, by reference.")
@click.option("--area", default="", help="只问其中一个区域 / an area within it.")
@click.option(
    "--from", "since", default="", help="起始时间，默认生效时间 / from when; by default since it is at risk."
)
@PURPOSE
@click.option("--list", "listed", is_flag=True, help="列出此前未报过的人 / list those not named before.")
@site.JSON
def since(risk: str, place: str, area: str, since: str, purpose: str, listed: bool, as_json: bool) -> None:
    """Ask backwards from a declared risk; answers are candidates, and whoever was named is not named again."""
    if purpose not in PURPOSES or (place and area):
        raise Refused(Problem("trace/no-purpose-of-risk"))
    site.ready()
    reader = site.reader(purpose)
    asked = console.ask_since(
        risk=risk, site=place, area=places.area_of(area, reader=reader), since=site.beginning(since) if since else None,
        listed=listed, plan=visits.plan(), reader=reader, by=site.by(purpose), at=site.shown(),
    )  # fmt: skip
    of, found = asked.question, asked.found
    said: dict[str, Any] = {
        "question": of.ref, "risk": risk, "since": of.since, "until": of.until, "visits": of.visits, "candidates": of.count,
        "told_before": found.told, "unlisted": found.unlisted, "cut_short": of.cut_short,
    }  # fmt: skip
    if listed:
        said["found"] = [
            {"person": one.number, "seconds": one.seconds, "first": one.first, "last": one.last, "times": one.times,
             "confidence": one.confidence} for one in found.found
        ]  # fmt: skip
    _tell(said, as_json, "\n".join(_there(said)))


def _there(said: dict[str, Any]) -> list[str]:
    """Those who were there, for a terminal."""
    zone = settings.TIME_ZONE
    start, end = (instants.iso(said[name], zone)[:16] for name in ("since", "until"))
    lines = [
        f"{start} – {end}：{said['candidates']} 名候选 candidates，依据 from {said['visits']} 条到访 visits",
        f"此前已报 {said['told_before']} 人，不再报 / named before, and not again: {said['told_before']}",
    ]
    if not said["visits"]:
        lines.append(
            "记录库中没有此处的到访：不等于没有人 / The log holds no visit there: that is not nobody."
        )
    if said["unlisted"]:
        lines.append("人数过多，不列名单；请分场所查询 / too many to list: ask about one place at a time")
    return [*lines, *_cut(said["cut_short"])] + [
        f"  {one['person']}  {one['seconds'] // 60} min  {instants.iso(one['first'], zone)[:16]} – "
        f"{instants.iso(one['last'], zone)[:16]}  {one['confidence']}"
        for one in said.get("found", [])
    ]


def _check(people: Sequence[int], case: str, purpose: str) -> None:
    """Refuse what nobody may ask, before the log is read; that stands in the journal."""
    by, at = site.by(purpose), site.shown()
    try:
        console.check_budget(visits.plan(), by, at)
        check_evidence([case])
        console.check_own(people)
    except Refused as refusal:
        console.note_refused("case", [case], refusal, by, at)
        raise


@command.command(help="核对每个文件：完整、未变、索引与到访一致 / look at every file.")
@site.JSON
def verify(as_json: bool) -> None:
    """Verify; exit 1 if anything is wrong."""
    folder = visits.folder()
    from lianfang.trace.log import Log
    from lianfang.trace.verifying import verify as look

    with site.Bar("verify") as bar:
        found = look(Log(folder), bar)
    lines = [f"{found.visits} 条到访 visits, {found.files} 个文件 files, {found.bytes} 字节 bytes"]
    lines += [f"损坏 torn: {name}" for name in found.torn]
    lines += [f"索引与到访不符 index and visits differ: {day}" for day in found.differing]
    lines += [f"不属于记录库 not of the log: {name}" for name in found.strangers]
    _tell(asdict(found) | {"whole": found.whole}, as_json, "\n".join(lines))
    raise SystemExit(0 if found.whole else 1)


@command.command(help="按保存期删除 / delete what is no longer kept.")
@click.option("--as-of", default=None, help="默认现在 / now by default.")
@site.JSON
def purge(as_of: str | None, as_json: bool) -> None:
    """Purge; no instant after the site's own now is taken, so that nothing goes before its time."""
    folder = visits.folder()
    from lianfang.trace.purging import purge as delete
    from lianfang.trace.writer import Writer

    site.ready_tables()
    at = min(site.instant(as_of), site.shown())
    with Writer(folder) as log, site.Bar("purge") as bar:
        done = delete(log, at=at, kept=visits.rules(visits.plan()).kept, on_progress=bar)
        feeding.forget(log)
    telling.forget(done.kept_from)
    feeding.note_purged(
        before=done.kept_from,
        visits=done.visits,
        people=done.people,
        by=site.by("maintenance"),
        at=site.shown(),
    )
    until = instants.iso(done.kept_from, settings.TIME_ZONE)[:16]
    _tell(asdict(done), as_json, f"已删除 {until} 之前的 {done.visits} 条到访、{done.people} 人 / "
          f"{done.visits} visits from before {until} deleted, and the names of {done.people} persons")  # fmt: skip


def _tell(said: dict[str, Any], as_json: bool, text: str) -> None:
    if as_json:
        site.say(said)
    else:
        click.echo(text)
