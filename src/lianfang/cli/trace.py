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
from lianfang.registers import pseudonyms
from lianfang.registers.access import PURPOSES
from lianfang.registers.actions.tracing import SICK, note_question
from lianfang.registers.models import Case

if TYPE_CHECKING:
    from lianfang.trace.questions import Window
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
    help="可能接触者：先报人数，--list 列名单 / who may have been exposed: a count, with --list by name."
)
@click.argument("person", type=int)
@ONSET
@UNTIL
@AS_OF
@PURPOSE
@CASE
@click.option(
    "--list", "listed", is_flag=True, help="列出候选人 / list the candidates, with the visits behind each."
)
@site.JSON
def contacts(person: int, onset: datetime, until: str | None, as_of: str | None, purpose: str, case: str,
             listed: bool, as_json: bool) -> None:  # fmt: skip
    """Ask for one person's contacts; answers are candidates, and no order follows from them."""
    _note("contacts" + (" list" if listed else ""), purpose, case)
    _check_cases([person], case)
    from lianfang.trace.questions import Questions

    log = Questions(visits.folder())
    window = visits.window(
        visits.plan(), onset=onset.date(), until=site.instant(until), as_of=site.instant(as_of)
    )
    window, whole = console.within(case, window, plan=visits.plan(), at=site.shown())
    answer = log.contacts(person, window)
    _count("contacts", case, window, answer.visits, len(answer.found), answer.cut_short)
    if listed:
        found = answer if whole == window else log.contacts(person, whole)
        console.check_list(len(found.found), visits.plan(), site.shown())
    said: dict[str, Any] = {
        "case": case, "person": person, "window": window._asdict(), "visits": answer.visits, "candidates": len(answer.found),
        "by_kind": _counts(c.kind for c in answer.found), "by_confidence": _counts(c.confidence for c in answer.found),
        "crowded": [c._asdict() for c in answer.crowded], "cut_short": answer.cut_short,
    }  # fmt: skip
    if listed:
        said["found"] = [
            c._asdict() | {"why": [m._asdict() for m in log.why(person, c.person, window)]}
            for c in answer.found
        ]
    _tell(said, as_json, "\n".join(_lines(said)))


def _lines(said: dict[str, Any]) -> list[str]:
    """The answer for a terminal; the two languages side by side."""
    zone = settings.TIME_ZONE
    lines = [f"{said['candidates']} 名候选 candidates，依据 from {said['visits']} 条到访 visits"]
    lines += [
        f"  {count:>7}  {name}" for part in ("by_kind", "by_confidence") for name, count in said[part].items()
    ]
    if not said["visits"]:
        lines.append(
            "记录库中没有此人的到访：不等于没有接触 / The log holds no visit of this person: that is not the same as no contact."
        )
    for crowd in said["crowded"]:
        lines.append(f"地点 place {crowd['place']}：{crowd['met']} 条到访，人数过多未列出 / too many to list")
    if said["cut_short"]:
        days = said["cut_short"] / instants.DAY
        lines.append(
            f"窗口最早的 {days:.1f} 天已按保存期删除 / retention has deleted the first {days:.1f} days of the window"
        )
    for c in said.get("found", []):
        first = instants.iso(c["first"], zone)[:16]
        lines.append(f"  {c['person']}  {c['seconds'] // 60} min  {first}  {c['kind']}  {c['confidence']}")
        lines += [
            f"      地点 place {m['place']}  {instants.iso(m['start'], zone)[:16]} – {instants.iso(m['end'], zone)[:16]}"
            for m in c["why"]
        ]
    return lines


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
    _note("shared-places", purpose, case)
    _check_cases(people)
    from lianfang.trace.questions import Questions
    from lianfang.trace.sharing import shared_places as ask

    window = visits.window(
        visits.plan(), onset=onset.date(), until=site.instant(until), as_of=site.instant(as_of)
    )
    answer = ask(Questions(visits.folder()), people, [window] * len(people))
    _count("shared-places", case, window, len(people) - answer.silent, len(answer.found), answer.cut_short)
    said = answer._asdict() | {"case": case, "found": [one._asdict() for one in answer.found]}
    lines = [f"比较了 {answer.compared} 个地点 / {answer.compared} places were compared"]
    lines += [f"  地点 place {s.place}  {s.kind}  {len(s.cases)} 例 cases  预期 expected {s.expected:.2g}  "
              f"p {s.p:.2g}  校正 adjusted {s.adjusted:.2g}" for s in answer.found]  # fmt: skip
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
        "told_before": found.told, "cut_short": of.cut_short,
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
    if said["cut_short"]:
        days = said["cut_short"] / instants.DAY
        lines.append(
            f"最早的 {days:.1f} 天已按保存期删除 / retention has deleted the first {days:.1f} days of this"
        )
    return lines + [
        f"  {one['person']}  {one['seconds'] // 60} min  {instants.iso(one['first'], zone)[:16]} – "
        f"{instants.iso(one['last'], zone)[:16]}  {one['confidence']}"
        for one in said.get("found", [])
    ]


def _note(question: str, purpose: str, case: str) -> None:
    """Refuse a question without purpose and case, or one too many today; write it down before it is answered."""
    if purpose not in PURPOSES or not case:
        raise Refused(Problem("trace/no-purpose"))
    site.ready_tables()
    note_question(case=case, question=question, by=site.by(purpose), at=site.shown())
    console.check_budget(visits.plan(), site.by(purpose), site.shown())


def _count(what: str, case: str, window: Window, seen: int, found: int, cut_short: int) -> None:
    console.count(
        case=case, what=what, window=window, visits=seen, found=found, cut_short=cut_short, plan=visits.plan(),
        by=site.by(), at=site.shown(),
    )  # fmt: skip


def _check_cases(people: Sequence[int], case: str = "") -> None:
    """Refuse persons of the registers who are no case with evidence, or not this one; where the case is of a person, any other
    pseudonym too. Whose those are nobody here knows.
    """
    known = pseudonyms.people(people)
    sick = Case.objects.filter(classification__in=SICK, person__in=known.values())
    if case:
        sick = sick.filter(ref=case)
    whose = set(sick.values_list("person_id", flat=True))
    strangers = [number for number, person in known.items() if person not in whose]
    of = Case.objects.filter(ref=case).exclude(person=None).first() if case else None
    if of is not None and of.person_id is not None:
        own = pseudonyms.names_of(of.person_id)
        strangers = [number for number in people if number not in own]
    if strangers:
        raise Refused(Problem("exposure/not-a-case", facts={"value": ", ".join(map(str, strangers))}))


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
