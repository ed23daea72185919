"""Problems of a plan's ledgers of stocks and flows, and of its zonings."""

from __future__ import annotations

from lianfang.base.words import Text

_NEAR = Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}.")

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "plan/not-a-stock": (
        Text("{figure} 不是报送的现有数。", "{figure} is no stock that areas report."),
        _NEAR,
    ),
    "plan/not-a-flow": (
        Text("{figure} 在此不是一日之数。", "{figure}, as it stands here, is no figure of a day."),
        Text(
            "累计数写作 change of {figure}；是否指 {near}？可用：{known}。",
            "Of a cumulative figure write change of {figure}. Perhaps {near}? There are: {known}.",
        ),
    ),
    "plan/flow-subtracted": (
        Text("{key} 中减去了 {figure}。", "{figure} is subtracted in {key}."),
        Text(
            "转入写在 in，转出写在 out，都只相加。",
            "What comes in stands in in, what goes out in out; both are only added up.",
        ),
    ),
    "plan/shown-nowhere": (
        Text(
            "指标 {figure} 不在简报中列出，也没有增减账或分区读它。",
            "{figure} is not listed in the brief, and no ledger or zoning reads it.",
        ),
        Text(
            "删去 listed: no，或在 ledgers、zoning 中使用它。",
            "Leave out listed: no, or read it in ledgers or zoning.",
        ),
    ),
    "plan/class-twice": (
        Text("等级 {name} 写了两次。", "The class {name} is written twice."),
        Text("合并两处，或改名。", "Make one of both, or rename one."),
    ),
    "plan/number-twice": (
        Text("数 {name} 写了两次。", "The number {name} is written twice."),
        Text("合并两处，或改名。", "Make one of both, or rename one."),
    ),
    "plan/too-many-numbers": (
        Text("一条分区规则用了 {count} 个数，至多 {most} 个。", "A rule of zones reads {count} numbers; there may be {most}."),
        Text("只留规则要比较的数。", "Keep those that the rule compares."),
    ),
    "plan/not-over-days": (
        Text(
            "{figure} 不能按若干日累加：现有数、当日登记数不能。",
            "{figure} cannot be taken over days: neither a stock nor a count of one day can.",
        ),
        Text(
            "用报送的累计数或当日数，或不限当日的登记数。",
            "Take a reported cumulative figure or flow, or a count without a window.",
        ),
    ),
    "plan/zone-comparison": (
        Text(
            "分区规则只能把一个数与写定的数比较，用 and、or、not 连接。",
            "A rule of zones compares a number with a written one, joined by and, or, not.",
        ),
        Text("改写为这样的比较。", "Write it so."),
    ),
    "plan/zones-leave-out": (
        Text("{numbers} 时没有等级。", "No class fits {numbers}."),
        Text("补全各等级的条件。", "Let the tests of the classes leave nothing out."),
    ),
    "plan/zones-overlap": (
        Text("{numbers} 时 {first} 和 {second} 都成立。", "Both {first} and {second} fit {numbers}."),
        Text("使各等级的条件互不重叠。", "Let the tests of the classes shut each other out."),
    ),
    "ledger/no-such-stock": (
        Text("现行方案没有名为 {stock} 的增减账。", "The plan in force has no ledger {stock}."),
        _NEAR,
    ),
}  # fmt: skip
