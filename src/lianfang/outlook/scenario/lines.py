"""The answer as lines of text, Chinese or English."""

from __future__ import annotations

from lianfang.base.words import Language, Text
from lianfang.outlook.scenario import shapes

PLANNED: dict[str, Text] = {
    "expected": Text("预期", "expected"),
    "worst": Text("计划的最坏情形", "planned worst case"),
}
_HEAD = Text(
    "方案  情形  感染  死亡  最多床位  最多房间  最多隔离  检测  到岗人日  超床位或房间  30 天内本地超限",
    "scenario  planned  infections  deaths  most beds  most rooms  most quarantined  tests  person-days at work"
    "  P(beds or rooms)  P(local in 30 days)",
)


def study(said: shapes.StudySaid, language: Language) -> list[str]:
    """What was run, a line for each scenario and case, differences, remarks."""
    zh = language == "zh"
    worst = said.worst
    lines = [
        f"{said.file}  {said.start}  {said.agents:,} 人  {len(said.seeds)} 个种子  {said.disease}"
        if zh
        else f"{said.file}  {said.start}  {said.agents:,} people  {len(said.seeds)} seeds  {said.disease}",
        f"最坏情形：传播 ×{worst.hazards:g}，输入 ×{worst.arrivals:g}，遵守 ×{worst.complies:g}（设定）"
        if zh
        else f"worst case: hazards ×{worst.hazards:g}, arrivals ×{worst.arrivals:g}, complies ×{worst.complies:g} (stated)",
        _HEAD.to(language),
    ]
    lines += [_scenario(each, language) for each in said.scenarios]
    for each in said.differences:
        against = f"{each.name} − {each.against}  {PLANNED[each.planned].to(language)}"
        lines.append(f"{against}  {_spread(each.infections)}  {_spread(each.work_person_days)}")
    for remark in said.remarks:
        lines.append(f"※ {remark.what.to(language)} {remark.mend.to(language)}")
    return lines


def _scenario(said: shapes.ScenarioSaid, language: Language) -> str:
    spreads = (
        said.infections, said.deaths, said.most_beds, said.most_rooms, said.most_quarantined, said.tests, said.work_person_days,
    )  # fmt: skip
    chances = (said.chance.beds_or_rooms, said.chance.local)
    parts = [said.name, PLANNED[said.planned].to(language), *(_spread(each) for each in spreads)]
    return "  ".join([*parts, *(_chance(each) for each in chances)])


def _chance(of: shapes.ChanceSaid | None) -> str:
    return "–" if of is None else f"{of.estimate:.2f} ({of.low:.2f}–{of.high:.2f})"


def _spread(of: shapes.Spread) -> str:
    return f"{of.mean:,.0f} ({of.low:,.0f}–{of.high:,.0f})"
