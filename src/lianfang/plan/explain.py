"""One sentence for a must or a figure, derived from what is checked, so that the words cannot drift from the rule."""

from __future__ import annotations

from dataclasses import replace

from lianfang.base.words import Language, Text
from lianfang.plan.model import Counted, Figure, Must, Plan, Source, ZoneRule
from lianfang.plan.nodes import Everything, Path
from lianfang.plan.phrases import STATUS, Phrases
from lianfang.plan.zoning import SUBJECT, catalogue_of
from lianfang.records import Catalogue

_SHAPES = {
    "stock": Text("现有数", "a stock"),
    "cumulative": Text("累计数", "cumulative"),
    "flow": Text("当日数", "of the day"),
}


def sentence(must: Must, plan: Plan, catalogue: Catalogue, language: Language) -> str:
    """The must in one sentence: its population, evidence, deadline and owner, with every dated value in figures.

    Whatever is assumed is marked so.
    """
    words = Phrases(plan, catalogue, language, must.every)
    parts = [
        _population(must, words),
        _evidence(must, words),
        words.say(Text("时限：{by}", "by {by}"), by=words.moment(must.by)),
        _owners(must, words),
    ]
    stop = Text("；", "; ").to(language)
    return stop.join(parts) + _source(must.source, language) + Text("。", ".").to(language)


def figure_sentence(figure: Figure, plan: Plan, catalogue: Catalogue, language: Language) -> str:
    """The figure in one sentence: its title and unit, what is counted or reported, and which of both is of record."""
    parts = []
    if figure.counted is not None:
        parts.append(_counted(figure.counted, plan, catalogue, language))
    if figure.reported is not None:
        said = Text("各区报送“{code}”（{shape}）", 'reported by areas under "{code}" ({shape})')
        shape = _SHAPES[figure.reported.shape].to(language)
        parts.append(said.to(language).format(code=figure.reported.code, shape=shape))
    if len(parts) > 1:
        of_record = (
            Text("以登记数为准", "the count is of record"),
            Text("以报送数为准", "the report is of record"),
        )
        parts.append(of_record[figure.of_record == "reported"].to(language))
    heading = Text("{title}（{unit}）：", "{title} ({unit}): ").to(language)
    said_all = Text("；", "; ").to(language).join(parts)
    heading = heading.format(title=figure.title.to(language), unit=figure.unit.to(language))
    return heading + said_all + _source(figure.source, language) + Text("。", ".").to(language)


def class_words(rule: ZoneRule, key: str, plan: Plan, language: Language) -> str:
    """What puts an area into a class, in words."""
    return Phrases(plan, catalogue_of(rule.numbers), language, SUBJECT).test(rule.tests[key])


def _population(must: Must, words: Phrases) -> str:
    title = words.catalogue[must.every].title.to(words.language)
    said = words.say(Text("每一{title}", "Every {title}"), title=title)
    if must.each_day:
        said += words.say(Text("，每日", ", each day"))
    if must.since is not None:
        said += words.say(Text("，自{day}起", ", from {day}"), day=must.since.isoformat())
    if must.until is not None:
        said += words.say(Text("，至{day}止", ", until {day}"), day=must.until.isoformat())
    if isinstance(must.where, Everything):
        return said
    return said + words.say(Text("，凡{where}", ", where {where}"), where=words.test(must.where))


def _evidence(must: Must, words: Phrases) -> str:
    if must.has == "itself":
        said = Text("须满足：{test}（时间以{met}为准）", "must show: {test} (its time is {met})")
        return words.say(said, test=words.test(must.such_that), met=words.moment(must.met_at))
    both = replace(words, full=True)
    said = Text(
        "须有{title}：{test}（以最早的{met}为准）",
        "must have one {title} such that {test} (the earliest {met} counts)",
    )
    title = words.catalogue[must.has].title.to(words.language)
    return words.say(said, title=title, test=both.test(must.such_that), met=both.moment(must.met_at))


def _owners(must: Must, words: Phrases) -> str:
    area = words.say(Text("所在区域的指挥机构", "the command of its area"))
    owner = area if must.owner is None else words.term(must.owner)
    said = words.say(Text("责任方：{owner}", "owner: {owner}"), owner=owner)
    supplier: Path | None = must.cannot_tell_owner
    if supplier is not None and supplier != must.owner:
        supplied = Text("；缺少事实时由{owner}补充", "; missing facts come from {owner}")
        said += words.say(supplied, owner=words.term(supplier))
    return said


def _counted(counted: Counted, plan: Plan, catalogue: Catalogue, language: Language) -> str:
    words = Phrases(plan, catalogue, language, counted.every)
    title = catalogue[counted.every].title.to(language)
    if counted.total is None:
        said = words.say(Text("登记的{title}数", "counted from the register: {title}"), title=title)
    else:
        field = words.term(counted.total)
        said = words.say(
            Text("登记的{title}之{field}合计", "sum of {field} over: {title}"), title=title, field=field
        )
    if not isinstance(counted.where, Everything):
        said += words.say(Text("，凡{where}", ", where {where}"), where=words.test(counted.where))
    window = (
        Text("，{at}在截止日当日", ", {at} on the as-of day")
        if counted.day
        else Text("，{at}截至统计时", ", {at} up to the as-of instant")
    )
    return said + words.say(window, at=words.moment(counted.at))


def _source(source: Source, language: Language) -> str:
    status = STATUS[source.status].to(language)
    return (
        Text("（依据{status}）", " (source: {status})").to(language).format(status=status) if status else ""
    )
