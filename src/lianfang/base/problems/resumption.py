"""Problems of what is asked of the outlook on pages: scenarios, calendars, and their computing."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "resumption/not-found": (
        Text("没有这次推演。", "There is no such run."),
        Text("请从推演列表打开。", "Open it from the list of runs."),
    ),
    "resumption/line-parts": (
        Text("“{text}”不是四项。", "'{text}' does not have four parts."),
        Text(
            "请写：行业, 区, 批次, 日期；前面可加“开”或“关”；全部写 *。",
            "Write: sector, district, batch, date; 'open' or 'close' may stand before; * is all.",
        ),
    ),
    "resumption/line-sector": (
        Text("没有行业“{text}”。", "There is no sector '{text}'."),
        Text("可写：{known}。", "There are: {known}."),
    ),
    "resumption/line-district": (
        Text("没有区“{text}”。", "There is no district '{text}'."),
        Text("可写：{known}。", "There are: {known}."),
    ),
    "resumption/line-batch": (
        Text("没有批次“{text}”。", "There is no batch '{text}'."),
        Text("请写 1 至 {most}，全部写 *。", "Write 1 to {most}, or * for all."),
    ),
    "resumption/line-day": (
        Text("“{text}”不是日期。", "'{text}' is no date."),
        Text("请写成 2020-02-17，或“不开”。", "Write it as 2020-02-17, or 'never'."),
    ),
    "resumption/line-before": (
        Text("{text} 早于首日 {first}。", "{text} is before the first day, {first}."),
        Text("请写首日或以后的日期。", "Write the first day or a later one."),
    ),
    "resumption/line-open-already": (
        Text(
            "“{name}”首日并未关闭，无从开放。",
            "'{name}' is not closed on the first day: there is nothing to open.",
        ),
        Text("请删去此行，或在首日关闭该行业。", "Take the line out, or close the sector on the first day."),
    ),
    "resumption/line-close": (
        Text("复工日程只写开放，不写关闭。", "A calendar of resumption opens; it closes nothing."),
        Text(
            "请删去此行，或改在情景比较中写。", "Take the line out, or ask it as a comparison of scenarios."
        ),
    ),
    "resumption/too-many-lines": (
        Text("多于 {most} 行。", "There are more than {most} lines."),
        Text("请用 * 合并。", "Put lines together with *."),
    ),
    "resumption/too-few": (
        Text(
            "只写了 {count} 个，至少要 {least} 个。",
            "Only {count} were written, and it takes {least} at least.",
        ),
        Text("请给空白的情景起名并填写。", "Name one that is empty, and fill it in."),
    ),
    "resumption/same-name": (
        Text("名称“{name}”出现两次。", "The name '{name}' stands there twice."),
        Text("请改名，以便区分。", "Rename one, to tell them apart."),
    ),
    "resumption/too-much": (
        Text(
            "共 {runs} 次运行，每次 {agents} 个个体 × {days} 日，超出一次推演的上限。",
            "{runs} runs of {agents} agents × {days} days are more than one question may take.",
        ),
        Text("请减少随机种子、天数或个体数。", "Take fewer seeds, days or agents."),
    ),
    "resumption/no-limit": (
        Text("没有写任何可接受的上限。", "No limit is given."),
        Text("请至少写床位、房间或本地感染之一。", "Give at least one of beds, rooms or local infections."),
    ),
    "resumption/no-lines": (
        Text("这份日程没有一行。", "This calendar has no line."),
        Text(
            "请写出何时开放，或清空其名称以略去。",
            "Write what opens when, or leave its name empty to leave it out.",
        ),
    ),
    "resumption/nothing-decided": (
        Text(
            "首日关闭的都不是工作场所，无从决定何时开放。",
            "No workplace is closed on the first day: there is nothing to decide.",
        ),
        Text("请至少选一个学校以外的行业。", "Choose one sector other than schools at least."),
    ),
    "resumption/cannot-be-asked": (
        Text("“{detail}”不是命令可以接受的。", "'{detail}' is nothing that the command takes."),
        Text("请更正后再问。", "Mend it and ask again."),
    ),
    "resumption/too-many-waiting": (
        Text("已有 {count} 次推演在等待。", "{count} runs wait already."),
        Text("请等其完成，或停止不再需要的。", "Wait for them, or stop those that nobody needs any more."),
    ),
    "resumption/too-many-of-one": (
        Text("您已有 {count} 次推演在等待。", "{count} of your runs wait already."),
        Text("请等其完成，或停止不再需要的。", "Wait for them, or stop those that you need no more."),
    ),
    "resumption/reserved-name": (
        Text("名称“{name}”由系统使用。", "The name '{name}' is the product's own."),
        Text("请改名。", "Take another."),
    ),
    "resumption/over": (
        Text("这次推演已经结束。", "This run has ended."),
        Text("如需重算，请点“再算一次”。", "To compute it once more, run it again."),
    ),
    "resumption/under-way": (
        Text("这次推演还在进行。", "This run is under way."),
        Text("请等其完成，或先停止。", "Wait until it is done, or stop it first."),
    ),
    "resumption/broken": (
        Text("计算中断：{detail}。", "The computing broke off: {detail}."),
        Text(
            "请再算一次；若仍如此，请减小规模，并把本页编号告诉维护人员。",
            "Run it again; if it breaks once more, make it smaller, and tell whoever keeps the site this page's reference.",
        ),
    ),
    "resumption/no-such-rows": (
        Text("没有这份数据。", "There are no such rows."),
        Text("请从结果页下载。", "Take them from the page of the result."),
    ),
}
