"""The answer of ``lianfang outlook decide`` as it leaves the house."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from lianfang.base.problems import Problem
from lianfang.base.words import Language, Text
from lianfang.outlook.deciding import shapes
from lianfang.outlook.deciding.calendars import lines_of
from lianfang.outlook.deciding.estimating import Chance, Estimate, Mean, keeps, mean
from lianfang.outlook.deciding.flipping import Flip
from lianfang.outlook.deciding.posterior import Posterior
from lianfang.outlook.deciding.resuming import Answer, Point, Question, scores
from lianfang.outlook.deciding.search import on_frontier
from lianfang.outlook.shapes import Remark, Words

CALLED: dict[str, Text] = {
    "beds": Text("床位", "beds"),
    "rooms": Text("隔离房间", "rooms of isolation"),
    "local": Text("当地感染", "local infections"),
    "transmission": Text("传播力", "transmission"),
    "imported": Text("输入病例", "imported infections"),
}
MILLION = 1e6


def calendar(
    of: Question, point: Point, first: date, title: Words | None, answer: Answer
) -> shapes.CalendarSaid:
    """One calendar; one without a title was found by the search."""
    base = answer.written[0].outcomes
    own = point.outcomes
    more = None if own is None or base is None or point is answer.written[0] else own
    return shapes.CalendarSaid(
        name=point.name,
        title=title or Words(zh=f"搜索所得 {point.name}", en=f"found by the search, {point.name}"),
        written=title is not None,
        lines=[
            shapes.LineSaid(
                sector=line.sector, district=line.district, batch=line.batch,
                opens_on=None if line.opens_on is None else line.opens_on.isoformat(),
            )
            for line in lines_of(point.opens, of.groups, first, of.groups.days)
        ],
        tried=_tried(of, point),
        beaten_by=_beaten_by(point, answer.frontier),
        more_person_days=None if more is None or base is None else _mean(mean(more.person_days - base.person_days)),
        more_local=None if more is None or base is None else _mean(mean(more.local - base.local)),
    )  # fmt: skip


def frontier_of(found: Answer) -> list[Point]:
    """The search's calendars that no other of them beats, by the surrogate in fresh worlds; the leading one, the chosen one
    and the next among them."""
    gains, risks = scores(found.frontier)
    good = on_frontier(gains, risks)
    return [
        point
        for at, point in enumerate(found.frontier)
        if good[at] or any(point is other for other in (found.leading, found.best, found.after))
    ]


def limits(found: Answer) -> list[shapes.LimitSaid]:
    """Every limit, and where another one would give another answer."""
    made = []
    for name, limit in found.of.limits.items():
        needs = [None if point is None else _needs(point, name) for point in (found.best, found.after)]
        said = Words(zh=_limit_text(name, needs, "zh"), en=_limit_text(name, needs, "en"))
        made.append(
            shapes.LimitSaid.model_validate(
                {
                    "measure": name, "most": limit.most, "accepted": limit.accepted, "chosen_needs": needs[0],
                    "next_needs": needs[1], "said": said,
                }
            )
        )  # fmt: skip
    return made


def flips(of: Sequence[Flip]) -> list[shapes.FlipSaid]:
    """Every parameter, and how far it may move."""
    return [
        shapes.FlipSaid.model_validate(
            {**vars(flip), "said": Words(zh=_flip_text(flip, "zh"), en=_flip_text(flip, "en"))}
        )
        for flip in of
    ]


def surrogate(found: Answer) -> shapes.SurrogateSaid:
    """The quick model as fitted."""
    model, days = found.surrogate, found.of.groups.days
    open_ = np.minimum(found.of.choices.earliest, days)
    lags = np.arange(1, len(model.weights) + 1)
    return shapes.SurrogateSaid(
        runs=found.runs,
        r_closed=model.per_person(found.of.choices.latest(days), days - 1),
        r_open=model.per_person(open_, days - 1),
        generation=float(model.weights @ lags),
        dispersion=model.dispersion,
    )


def remarks(found: Answer, weight: float, learnt: Posterior | None = None) -> list[Remark]:
    """What is to be known beside the numbers."""
    made = []
    if found.leading is None:
        made.append(Problem("deciding/none-holds"))
    elif found.best is None:
        facts = {
            "checked": len(found.checks),
            "worlds": found.plan.worlds,
            "name": found.leading.name,
        }
        made.append(Problem("deciding/none-kept", facts=facts))
    elif found.after is None:
        made.append(Problem("deciding/all-hold"))
    chosen = found.best
    if chosen is not None and chosen.worst is not None and not keeps(chosen.worst, found.of.limits):
        made.append(Problem("deciding/breaks-in-worst", facts={"name": chosen.name}))
    if chosen is not None and chosen.city is not None and chosen.selected is not None:
        broken = [
            name
            for name, limit in found.of.limits.items()
            if chosen.city.chances[name].share > limit.accepted
        ]
        if broken:
            made.append(Problem("deciding/fresh-breaks", facts={"name": chosen.name}))
    made += _learnt(learnt)
    if weight > 1:
        made.append(Problem("deciding/reduced-city", facts={"weight": f"{weight:.0f}"}))
    return [Remark.of(problem) for problem in made]


def _learnt(of: Posterior | None) -> list[Problem]:
    """What is to be known of a calibration that was taken up."""
    if of is None:
        return []
    made = [Problem("deciding/calibrated-under-measures")]
    if of.is_short:
        made.append(Problem("deciding/calibration-short", facts={"name": of.name}))
    if of.verdict in ("almost_nothing", "little") and of.said is not None:
        facts = {"local": of.local, "said_zh": of.said.zh, "said_en": of.said.en}
        made.append(Problem("deciding/calibration-says-little", facts=facts))
    return made


def summary(found: Answer) -> list[Words]:
    """The answer in sentences: the choice, the search's own estimate against fresh ones, the next one."""
    if found.leading is None:
        return [
            Words(
                zh="没有一种日程在所有限额之内，全部关闭也不行。",
                en="No calendar keeps within all limits, not even with all closed.",
            )
        ]
    if found.best is None:
        return [
            Words(
                zh="不作推荐：没有一份日程在新的参数与种子下以所述把握守住限额。",
                en="None is recommended: no calendar kept its limits in fresh worlds with the confidence stated.",
            )
        ]
    chosen = found.best
    made = [Words(zh=_chosen_text(found, chosen, "zh"), en=_chosen_text(found, chosen, "en"))]
    made += [
        Words(zh=_curse_text(chosen, name, "zh"), en=_curse_text(chosen, name, "en"))
        for name in found.of.limits
    ]
    return made + _beside_written(found, chosen)


def _beside_written(found: Answer, chosen: Point) -> list[Words]:
    """The chosen calendar beside the best written one, on the city in fresh worlds; nothing where either breaks a limit there."""
    if any(point is chosen for point in found.written):
        return [
            Words(
                zh=f"所选即人写的一份（{chosen.name}）：搜索没有找到守限额而人日更多的。",
                en=f"It is a written one ({chosen.name}): the search found none that keeps the limits with more person-days.",
            )
        ]
    others = [point for point in found.written if _within(found, point)]
    if not (others and _within(found, chosen)):
        return []
    best = max(others, key=_days)
    gained = (_days(chosen) - _days(best)) / MILLION
    if gained < 0:
        lost = any(each.name == best.name for each in found.checks)
        zh, en = (
            ("检验未通过", "it did not pass its check")
            if lost
            else ("未列入检验", "it was not among those checked")
        )
        return [
            Words(
                zh=f"比人写的“{best.name}”少 {abs(gained):.1f} 百万人日：后者按估计守限额，但{zh}。",
                en=f"{abs(gained):.1f} million person-days fewer than the written '{best.name}', which keeps the limits by the "
                f"estimate; {en}.",
            )
        ]
    return [
        Words(
            zh=f"比人写的日程中守限额的最好一份（{best.name}）多 {gained:.1f} 百万人日。",
            en=f"{gained:.1f} million person-days more than the best written calendar that keeps the limits ({best.name}).",
        )
    ]


def lines(said: shapes.DecisionSaid, language: Language) -> list[str]:
    """As lines of text."""
    zh = language == "zh"
    head = (
        f"{said.city}，{said.agents} 人代表全市（1 代 {said.weight:.0f}），{said.first} 起 {said.days} 天，{said.groups} 组"
        if zh
        else f"{said.city}: {said.agents} agents for the city (1 for {said.weight:.0f}), {said.days} days from {said.first}, "
        f"{said.groups} groups"
    )
    made = [head, *(each.to(language) for each in said.said)]
    columns = ["日程  人日（百万）", "calendar  person-days (millions)"][not zh]
    measures = [limit.measure for limit in said.limits]
    made.append("  ".join([columns, *(f"P({CALLED[name].to(language)})" for name in measures)]))
    for each in [*said.written, *said.frontier]:
        mark = "*" if each.name == said.chosen else " "
        for tried in each.tried:
            chances = [tried.chances[name] for name in measures]
            row = "  ".join(f"{one.estimate:.3f} ({one.low:.3f}–{one.high:.3f})" for one in chances)
            days = f"{tried.person_days.value / MILLION:.1f}"
            made.append(f"{mark}{each.name}  {ON[tried.on, tried.worlds].to(language)}  {days}  {row}")
    made += [each.said.to(language) for each in said.drawn]
    made += [each.said.to(language) for each in said.checks]
    made.append(said.worst.said.to(language))
    made += [each.said.to(language) for each in said.limits]
    made += [each.said.to(language) for each in said.flips]
    return made + [f"* {remark.what.to(language)} {remark.mend.to(language)}" for remark in said.remarks]


ON: dict[tuple[str, str], Text] = {
    ("surrogate", "search"): Text("替代模型·搜索", "surrogate, search"),
    ("surrogate", "fresh"): Text("替代模型·新种子", "surrogate, fresh"),
    ("city", "select"): Text("全市模拟·选择", "city, selection"),
    ("city", "fresh"): Text("全市模拟·新种子", "city, fresh"),
    ("city", "worst"): Text("全市模拟·最坏情形", "city, worst case"),
}


def _tried(of: Question, point: Point) -> list[shapes.TriedSaid]:
    made = (
        ("surrogate", "search", point.search), ("surrogate", "fresh", point.fresh), ("city", "select", point.selected),
        ("city", "fresh", point.city), ("city", "worst", point.worst),
    )  # fmt: skip
    return [
        shapes.TriedSaid.model_validate(
            {
                "on": on, "worlds": worlds, "person_days": _mean(each.person_days), "local": _mean(each.local),
                "chances": {name: _chance(one) for name, one in each.chances.items()}, "just_holds_at": each.above,
                "holds": keeps(each, of.limits),
            }
        )
        for on, worlds, each in made
        if each is not None
    ]  # fmt: skip


def _chance(of: Chance) -> shapes.ChanceSaid:
    return shapes.ChanceSaid(estimate=of.share, low=of.low, high=of.high, hits=of.hits, worlds=of.worlds)


def _mean(of: Mean) -> shapes.MeanSaid:
    return shapes.MeanSaid(value=of.value, low=of.low, high=of.high)


def _beaten_by(point: Point, frontier: Sequence[Point]) -> str | None:
    """The one with most person-days of those that beat it."""
    gains, risks = scores([point, *frontier])
    better = (gains[1:] > gains[0]) & (risks[1:] <= risks[0]).all(axis=1)
    at = np.flatnonzero(better)
    return frontier[int(at[np.argmax(gains[1:][at])])].name if len(at) else None


def _needs(point: Point, name: str) -> float | None:
    return None if point.city is None else point.city.above[name]


def _days(point: Point) -> float:
    return 0.0 if point.city is None else point.city.person_days.value


def _within(found: Answer, point: Point) -> bool:
    return point.city is not None and keeps(point.city, found.of.limits)


def _limit_text(name: str, needs: Sequence[float | None], language: Language) -> str:
    what = CALLED[name].to(language)
    first, second = (None if need is None else f"{need:.0f}" for need in needs)
    if language == "zh":
        chosen = "没有所选日程" if first is None else f"按估计，所选日程在限额低至 {first} 时仍可"
        after = "没有下一份，或未在全市模拟中试过" if second is None else f"下一份须 {second}"
        return f"{what}：{chosen}；{after}。"
    chosen = (
        "none is chosen"
        if first is None
        else f"by the estimate the chosen calendar would still do with a limit of {first}"
    )
    after = (
        "there is no next one, or it was not tried on the city"
        if second is None
        else f"the next one needs {second}"
    )
    return f"{what}: {chosen}; {after}."


def _flip_text(flip: Flip, language: Language) -> str:
    what = CALLED[flip.parameter].to(language)
    zh = language == "zh"
    if flip.holds_to is None and flip.breaks_from is None:
        first = "没有可选的日程" if zh else "nothing was chosen"
    elif flip.holds_to is None:
        # It has passed its check, in other worlds.
        first = (
            "所选日程通过了检验，但在此处所用的参数与种子下不成立，无从说起"
            if zh
            else "the chosen calendar passed its check but does not hold in the worlds used here, so this cannot be told"
        )
    elif flip.breaks_from is None:
        first = "到 2 倍所选日程仍成立" if zh else "the chosen calendar holds even at twice"
    else:
        ends = f"{flip.holds_to:.2f}–{flip.breaks_from:.2f}"
        first = (
            f"到 {ends} 倍之间所选日程不再成立"
            if zh
            else f"the chosen calendar ceases to hold between {ends} times"
        )
    if flip.next_to is not None and flip.next_from is None:
        second = (
            "下一份按估计成立，但没有所要求的把握"
            if zh
            else "the next one holds by the estimate, without the confidence asked for"
        )
    elif flip.next_to is not None:
        ends = f"{flip.next_to:.2f}–{flip.next_from:.2f}"
        second = f"降到 {ends} 倍时下一份成立" if zh else f"the next one holds below {ends} times"
    else:
        second = (
            "降到一半下一份仍不成立，或没有下一份"
            if zh
            else "the next one does not hold at half, or there is none"
        )
    return f"{what}：{first}；{second}。" if zh else f"{what}: {first}; {second}."


def _chosen_text(found: Answer, chosen: Point, language: Language) -> str:
    city = chosen.city or chosen.fresh
    days = f"{city.person_days.value / MILLION:.1f}"
    share = 100 * city.person_days.value / max(found.surrogate.groups.person_days(_open(found)), 1)
    if language == "zh":
        return f"所选：{chosen.name}，{days} 百万人日，为全部立即开放的 {share:.0f}%。"
    return f"Chosen: {chosen.name}, {days} million person-days, {share:.0f} % of what all open at once would give."


def _open(found: Answer) -> np.ndarray:
    fixed, days = found.of.choices.fixed, found.of.groups.days
    return np.where(fixed >= 0, fixed, np.minimum(found.of.choices.earliest, days)).astype(np.int64)


def _curse_text(chosen: Point, name: str, language: Language) -> str:
    """The search's own estimate beside fresh ones."""
    what = CALLED[name].to(language)

    def share(of: Estimate | None) -> str:
        if of is None:
            return "—"
        one = of.chances[name]
        return f"{100 * one.share:.1f} % ({100 * one.low:.1f}–{100 * one.high:.1f})"

    if language == "zh":
        return (
            f"P({what}超限)：搜索时 {share(chosen.search)}，新种子 {share(chosen.fresh)}；全市模拟选择时 {share(chosen.selected)}，"
            f"新种子 {share(chosen.city)}。"
        )
    return (
        f"P({what} exceeded): in the search {share(chosen.search)}, fresh {share(chosen.fresh)}; on the city when chosen "
        f"{share(chosen.selected)}, fresh {share(chosen.city)}."
    )
