"""Problems of the outlook's pages."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "forecasts/too-near": (
        Text("区以下不作推算：人数少，可能认出个人。", "No estimate is made below a district: so few could be told who they are."),
        Text("请选择市或区。", "Choose the city or a district."),
    ),
    "forecasts/day-ahead": (
        Text("{day} 还没有过完，最近的完整一天是 {newest}。", "{day} is not over; the last day that is, is {newest}."),
        Text("请选择 {newest} 或更早的一天。", "Choose {newest} or an earlier day."),
    ),
    "forecasts/day-before": (
        Text("{day} 早于 {earliest}，不能作为所问的日子。", "{day} lies before {earliest}: nothing can be asked of it."),
        Text("请选择 {earliest} 或更晚的一天。", "Choose {earliest} or a later day."),
    ),
    "forecasts/no-days": (
        Text("“{value}”不是代际间隔的天数。", "'{value}' is no serial interval in days."),
        Text("请填 0.1 到 60 之间的天数。", "Enter days, at least 0.1 and at most 60."),
    ),
    "forecasts/recorded-later": (
        Text(
            "其中 {count} 例晚于当日才录入，按其报告日计入，其事实按首次录入。",
            "{count} of these cases were recorded later than that day: they are counted by their day of report, with the facts as"
            " first recorded.",
        ),
        Text("当日实际所知可能更少。", "What was known in fact on that day may have been less."),
    ),
    "forecasts/origin-by-travel": (
        Text(
            "{count} 例的来源无人判定，按旅居史归类：无外出史为本地；有外出史为输入，但抵达 14 天后发病、"
            "或有关联且抵达 3 天后发病者不能定。",
            "Of {count} cases nobody has decided the origin; they are placed by travel: local without it; imported with it, except"
            " that whoever fell ill more than 14 days after arrival, or is linked and fell ill 3 days or more after, cannot be told.",
        ),
        Text("请判定来源，R 的范围随之变窄。", "Decide their origin: the range of R becomes narrower."),
    ),
    "forecasts/no-report-day": (
        Text("{count} 例确诊没有报告日，不计在内。", "{count} confirmed cases have no day of report and are in no number here."),
        Text("请补报告日。", "Enter their day of report."),
    ),
    "forecasts/onset-far": (
        Text(
            "{count} 例的发病日早于截至日 180 天以上，视为不明。",
            "Of {count} cases the day of onset lies more than 180 days before as-of; it is taken as not known.",
        ),
        Text("请核对其发病日。", "Look at their day of onset."),
    ),
    "forecasts/batch": (
        Text(
            "{count} 例只知不晚于 {day} 报告，全部记在该日。",
            "Of {count} cases it is only known that they were reported by {day}; all are on that day.",
        ),
        Text("该日之后的预测不受影响；其前的得分不可用。", "Forecasts from later days stand; scores that reach back before it do not."),
    ),
    "forecasts/longest-delay": (
        Text(
            "发病到报告的间隔拟合不出，按所见最长的 {days} 天：{day} 及以前的发病日视为已报全。",
            "No delay from onset to report could be fitted. By the longest that was seen, {days} days, onsets up to {day} are taken"
            " to be reported.",
        ),
        Text("其后的 R 不给出。", "R of later days is held back."),
    ),
    "forecasts/no-delay": (
        Text("没有一例说得出发病到报告要多久，不给出 R。", "No case tells how long it is from onset to report: R is held back."),
        Text("请补发病日与报告日。", "Enter days of onset and of report."),
    ),
    "forecasts/stays-withheld": (
        Text("收治记录不在您的记录类别内，不能推算在床人数。", "Admissions are not of your classes of records: no load is shown."),
        Text("请向有权查看收治记录的岗位询问。", "Ask whoever reads admissions."),
    ),
    "forecasts/load-needs-city": (
        Text(
            "区内医院收治全市的病人，推算要用全市的新增与收治，不在您的区域之内。",
            "A district's hospitals take patients from the whole city: their load follows from the city's cases and stays, which lie"
            " outside your area.",
        ),
        Text("请向有全市权限者询问。", "Ask someone with rights for the city."),
    ),
    "forecasts/load-few": (
        Text(
            "近 14 天此处只收治 {count} 人：所占份额近于猜测。",
            "Only {count} were admitted here in the last 14 days: the share of them is little better than a guess.",
        ),
        Text("请看区间，不要只看中位数。", "Go by the interval, not by the median."),
    ),
    "forecasts/no-risk-area": (
        Text(
            "登记中没有风险地区：输入病例不由来人推算，只按近 14 天已登记者的走势。",
            "No place is on record as at risk: imported cases follow the trend of those counted in the last 14 days, not from who comes.",
        ),
        Text("请登记风险地区。", "Enter the areas at risk."),
    ),
    "forecasts/nobody-came": (
        Text(
            "近 40 天关口没有来自风险地区的人：输入病例只按近 14 天已登记者的走势。",
            "By the gates' records nobody came from an area at risk in 40 days: imported cases follow the trend of those"
            " counted in the last 14 days.",
        ),
        Text("如有漏登请补录通行与班次。", "If any were not recorded, enter passages and conveyances."),
    ),
    "forecasts/no-prevalence": (
        Text(
            "方案没有给出来源地每万人感染数，不能由来人推算输入。",
            "The plan states no prevalence at the origin: from those who come no imported cases follow.",
        ),
        Text("请在方案中给出，或在本页填写。", "State it in the plan, or on this page."),
    ),
    "forecasts/gates-withheld": (
        Text(
            "关口记录不在您的记录类别内：输入病例只按近 14 天已登记者的走势。",
            "Gate records are not of your classes of records: imported cases follow the trend of those counted in the last 14 days.",
        ),
        Text("请向有权查看关口记录的岗位询问。", "Ask whoever reads gate records."),
    ),
    "forecasts/gates-elsewhere": (
        Text(
            "到区里来的人可经全市任一关口，您只看得到本区的关口：经其他关口来的人不在此数，输入病例偏少。",
            "People come to a district by any gate of the city, and you see those of your own area alone: who came by others is in no"
            " number here, and imported cases come out too few.",
        ),
        Text("请向有全市权限者询问。", "Ask someone with rights for the city."),
    ),
    "forecasts/arrivals-since": (
        Text(
            "关口自 {day} 起才登记到来自风险地区的人；此前来的有多少不知道，按已登记的输入病例推出其后续病例。",
            "Gates have recorded people from areas at risk since {day} only. How many came before nobody knows: the cases still to come"
            " among them follow from the imported ones counted.",
        ),
        Text("登记满 40 天后推算才只看来人。", "After 40 days of records the stream rests on who came alone."),
    ),
    "forecasts/from-unknown": (
        Text(
            "近 14 天有 {count} 条入城记录未写来处，不在推算内。",
            "Of {count} passages inwards in the last 14 days nobody wrote from where: they are in no stream.",
        ),
        Text("请补来处。", "Enter from where."),
    ),
    "forecasts/whither-unknown": (
        Text(
            "来自风险地区的人中 {count} 人未写目的社区，不计入任何区。",
            "Of those from areas at risk {count} told no destination: no district counts them.",
        ),
        Text("请补目的社区。", "Enter their destination."),
    ),
    "forecasts/no-stay": (
        Text("没有住院或隔离记录，不能推算在床人数。", "No stay is on record: how many will lie in beds cannot be told."),
        Text("请登记收治与离开。", "Record admissions and discharges."),
    ),
}  # fmt: skip
