"""Problems of figures, of what is found by the plan, and of the brief: remarks for whoever reads it, no refusals."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "figure/fell": (
        Text(
            "{area_zh}的累计数“{title_zh}”{day}由 {before} 降为 {after}。",
            "{area_en}: the cumulative figure '{title_en}' fell from {before} to {after} on {day}.",
        ),
        Text("待该区说明；数据照原样保留。", "To be explained by the area; the figures stay as reported."),
    ),
    "figure/redefined": (
        Text(
            "{area_zh}的累计数“{title_zh}”自 {day} 起计入临床诊断病例，由 {before} 变为 {after}，前后口径不同。",
            "{area_en}: from {day} the cumulative figure '{title_en}' takes in clinical diagnoses, {before} before and {after} after: "
            "two definitions, not one series.",
        ),
        Text(
            "跨越该日的增量、倍增时间和再生数不能直接计算；请分段使用。",
            "Take no increase, doubling time or R across that day: use the parts before and after it by themselves.",
        ),
    ),
    "figure/missing": (
        Text("{day} 的“{title_zh}”未报：{area_zh}。", "'{title_en}' for {day} has not come from {area_en}."),
        Text("缺报不等于零，请催报。", "Missing is not zero: ask for it."),
    ),
    "figure/no-reader": (
        Text("{figure} 的登记数无法计算：{detail}。", "{figure} could not be counted: {detail}."),
        Text("请报告给维护者。", "Tell whoever keeps the site."),
    ),
    "identity/broken": (
        Text(
            "{area_zh}{day}不平：{title_zh}，应为 {expected}，实报 {reported}，差 {difference}。",
            "{area_en}, {day}: '{title_en}' does not hold: {expected} expected, {reported} reported, {difference} apart.",
        ),
        Text("请核对当日报数。", "Check the returns of that day."),
    ),
    "must/lagging": (
        Text(
            "要求 {must} 尚未按现行方案计算，以下数字不含它的最新变化。",
            "{must} has not been read under the plan in force; its counts here are older than the plan.",
        ),
        Text("请运行 lianfang rebuild。", "Run: lianfang rebuild."),
    ),
    "must/evidence-fits-nothing": (
        Text(
            "“{title_zh}”有 {count} 条{register_zh}缺少事实，对不上任何对象。",
            "{count} rows of '{register_en}' lack a fact and can be evidence of nothing for '{title_en}'.",
        ),
        Text("请补全其缺项。", "Fill in what they lack."),
    ),
    "value/assumed": (
        Text(
            "“{title_zh}”取 {value}，无出处，系假定。", "'{title_en}' is {value}: assumed, no source says so."
        ),
        Text("请确认后在方案中注明出处。", "Confirm it and name its source in the plan."),
    ),
    "must/not-of-plan": (
        Text("现行方案没有名为 {must} 的要求。", "The plan in force has no must {must}."),
        Text("是否指 {near}？", "Perhaps {near}?"),
    ),
    "area/not-found": (
        Text(
            "没有区域 {area}，或不在您的范围内。", "There is no area {area}, or it is not within your reach."
        ),
        Text("请给出行政区划代码、名称或编号。", "Give a national code, a name or a reference."),
    ),
    "brief/no-printing": (
        Text("本站未安装印制 PDF 所需的组件。", "What draws the PDF is not installed on this site."),
        Text("请安装 lianfang[print]。", "Install lianfang[print]."),
    ),
    "brief/known-at-after-as-of": (
        Text("所知截至时点晚于现在。", "known_at lies in the future."),
        Text("请给出不晚于现在的时点。", "Give an instant that is not later than now."),
    ),
    "brief/not-over": (
        Text("简报所截至的时点尚未到。", "The instant that the brief would speak of is still to come."),
        Text("请待截止时点过后再固化。", "Freeze it when its cut-off is past."),
    ),
    "brief/no-reason": (
        Text("修订须说明事由。", "A revision needs a reason."),
        Text("请写明为何修订。", "Say why it is revised."),
    ),
    "brief/reason-too-long": (
        Text("事由过长（至多 {most} 个字符）。", "The reason is longer than {most} characters."),
        Text("请缩短。", "Shorten it."),
    ),
    "brief/revised-already": (
        Text("简报 {ref} 已由 {other} 修订。", "The brief {ref} has been revised by {other}."),
        Text("请在最新一份上修订。", "Revise the latest one."),
    ),
    "brief/nothing-to-revise": (
        Text(
            "按现在所知重算，与已固化的一致，无可修订。",
            "What is known now says the same as the frozen brief.",
        ),
        Text("无需修订。", "No revision is needed."),
    ),
    "brief/altered": (
        Text(
            "简报 {ref} 的内容与其指纹不符。", "The text of the brief {ref} is not the one that was frozen."
        ),
        Text(
            "请勿使用；从备份核对，并运行 lianfang verify-journal。",
            "Do not use it; compare it with a backup, and run lianfang verify-journal.",
        ),
    ),
    "ledger/unreadable": (
        Text("台账 {file} 无法读取：{detail}。", "The ledger {file} cannot be read: {detail}."),
        Text("请用 lianfang synth 重新生成。", "Make it anew with lianfang synth."),
    ),
}
