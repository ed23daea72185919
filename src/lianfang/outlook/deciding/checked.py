"""Of the answer of ``lianfang outlook decide``: what was drawn from what, the checks, and the planned worst case."""

from __future__ import annotations

import numpy as np

from lianfang.base.words import Language
from lianfang.outlook.deciding import checking, shapes
from lianfang.outlook.deciding.checking import Check
from lianfang.outlook.deciding.estimating import Estimate, keeps
from lianfang.outlook.deciding.orders import Range, WorstCase
from lianfang.outlook.deciding.posterior import Posterior
from lianfang.outlook.deciding.resuming import Answer, Point
from lianfang.outlook.deciding.telling import CALLED
from lianfang.outlook.shapes import Words

LEVELS = (0.025, 0.5, 0.975)


def checks(found: Answer) -> list[shapes.CheckSaid]:
    """Every check, in its order."""
    return [
        shapes.CheckSaid.model_validate(
            {
                "name": each.name, "worlds": each.worlds, "done": each.done, "hits": each.hits, "allowed": each.allowed,
                "upper": each.upper, "kept": each.is_kept,
                "said": Words(zh=_check_text(each, "zh"), en=_check_text(each, "en")),
            }
        )
        for each in found.checks
    ]  # fmt: skip


def worst(found: Answer, assumed: WorstCase) -> shapes.WorstCaseSaid:
    """What the planned worst case assumes, and whether the chosen calendar stands there."""
    chosen, factor = found.best, found.of.high * assumed.hazards
    holds = None if chosen is None or chosen.worst is None else keeps(chosen.worst, found.of.limits)
    worlds = len(found.of.worst())
    said = {
        language: _worst_text(chosen, holds, _assumed_text(assumed, factor, worlds, language), language)
        for language in ("zh", "en")
    }  # type: dict[Language, str]
    return shapes.WorstCaseSaid(
        transmission=factor, arrivals=assumed.arrivals, complies=assumed.complies, worlds=worlds, chosen_holds=holds,
        said=Words(zh=said["zh"], en=said["en"]),
    )  # fmt: skip


def drawn(found: Answer, learnt: Posterior | None) -> list[shapes.DrawnSaid]:
    """Of each parameter of the worlds, from what it was drawn."""
    of = found.of
    ends = {name: _ends(getattr(of.uncertain, name)) for name in ("transmission", "imported")}
    source = {"transmission": "prior", "imported": "prior"}
    words = {name: Words(zh=_prior_text(name, "zh"), en=_prior_text(name, "en")) for name in ends}
    if learnt is not None and of.transmission is not None:
        low, median, high = (float(each) for each in np.quantile(of.transmission, LEVELS))
        ends["transmission"], source["transmission"] = (low, median, high), "posterior"
        anchor = float(np.median(learnt.r_under)) / median
        words["transmission"] = Words(
            zh=_posterior_text(learnt, anchor, "zh"), en=_posterior_text(learnt, anchor, "en")
        )
    return [
        shapes.DrawnSaid.model_validate(
            {
                "parameter": name, "source": source[name], "low": low, "median": median, "high": high,
                "said": Words(zh=f"{words[name].zh}：{_range(ends[name])}。", en=f"{words[name].en}: {_range(ends[name])}."),
            }
        )
        for name, (low, median, high) in ends.items()
    ]  # fmt: skip


def _ends(of: Range) -> tuple[float, float, float]:
    return of.low, float(np.sqrt(of.low * of.high)), of.high


def _range(ends: tuple[float, float, float]) -> str:
    return f"{ends[1]:.2f} ({ends[0]:.2f}–{ends[2]:.2f})"


def _prior_text(name: str, language: Language) -> str:
    what = CALLED[name].to(language)
    if language == "zh":
        return f"{what}的系数抽自所述范围（先验），没有数据支持"
    return f"the factor on {what} was drawn from the stated range (prior), which no data support"


def _posterior_text(of: Posterior, anchor: float, language: Language) -> str:
    r = _range(tuple(float(each) for each in np.quantile(of.r_under, LEVELS)))  # type: ignore[arg-type]
    if language == "zh":
        return (
            f"传播力的系数抽自校准（{of.name}，{of.local} 例当地发病）的后验：措施下 R {r}，除以全部关闭时模拟城市的 R {anchor:.2f}；"
            "R 与传播力视为成正比，数据中的措施视为即此处所令"
        )
    return (
        f"the factor on transmission was drawn from the posterior of {of.name} ({of.local} local onsets): R under the measures {r}, over "
        f"the simulated city's R of {anchor:.2f} with all closed; R is taken as proportional to transmission, and the measures of the "
        "data as those ordered here"
    )


def _check_text(of: Check, language: Language) -> str:
    zh = language == "zh"
    sure = f"{100 * (1 - checking.error()):.0f} %"
    parts = []
    for name, hits in of.hits.items():
        what = CALLED[name].to(language)
        bound = "" if of.upper is None else f" (≤ {100 * of.upper[name]:.1f} %)"
        said = (
            f"{what}超限 {hits} 次，容许 {of.allowed[name]} 次"
            if zh
            else f"{what} exceeded in {hits}, {of.allowed[name]} allowed"
        )
        parts.append(said + bound)
    told = ("；" if zh else "; ").join(parts)
    if zh:
        head = f"检验 {of.name}：{of.done}/{of.worlds} 次新的参数与种子"
        return f"{head}，{told}：" + (f"守住（每次检验把握 {sure}）。" if of.is_kept else "未守住。")
    head = f"Check of {of.name}: {of.done} of {of.worlds} fresh worlds"
    return f"{head}, {told}: " + (f"kept (confidence of one check {sure})." if of.is_kept else "not kept.")


def _assumed_text(of: WorstCase, factor: float, worlds: int, language: Language) -> str:
    if language == "zh":
        return f"计划的最坏情形（传播力系数 {factor:.2f}，来员感染 {of.arrivals:g} 倍，守规 {of.complies:g} 倍；{worlds} 次）"
    return (
        f"Planned worst case (factor on transmission {factor:.2f}, arrivals exposed {of.arrivals:g} times as often, {of.complies:g} times "
        f"as many comply; {worlds} worlds)"
    )


def _worst_text(chosen: Point | None, holds: bool | None, assumed: str, language: Language) -> str:
    zh = language == "zh"
    if chosen is None or chosen.worst is None:
        return f"{assumed}：没有推荐的日程。" if zh else f"{assumed}: no calendar is chosen."
    told = _chances(chosen.worst, language)
    if zh:
        return f"{assumed}：{chosen.name} " + ("仍守限额" if holds else "不守限额") + f"，{told}。"
    return (
        f"{assumed}: {chosen.name} "
        + ("still keeps its limits" if holds else "breaks its limits")
        + f", {told}."
    )


def _chances(of: Estimate, language: Language) -> str:
    zh = language == "zh"
    parts = []
    for name, one in of.chances.items():
        what = CALLED[name].to(language)
        share = f"{100 * one.share:.0f} % ({100 * one.low:.0f}–{100 * one.high:.0f})"
        parts.append(f"P({what}超限) {share}" if zh else f"P({what} exceeded) {share}")
    return ("，" if zh else ", ").join(parts)
