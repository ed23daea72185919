"""Problems of what is sent to whoever must be told."""

from __future__ import annotations

from collections.abc import Mapping

from lianfang.base.words import Text

PROBLEMS: Mapping[str, tuple[Text, Text]] = {
    "card/lacking": (
        Text("报告卡缺少必填项：{lines_zh}。", "The card lacks lines that it must have: {lines_en}."),
        Text(
            "请先在病例记录中补充，再记为已报。", "Enter them on the case first, then say that it was sent."
        ),
    ),
    "daily/not-here": (
        Text("日报表属于全市及其各区。", "The daily table is the city's and its districts'."),
        Text("请以市或区的授权查看。", "See it with a grant for the city or a district."),
    ),
    "daily/not-the-city": (
        Text("日报表由市指挥部整表报出。", "The daily table is sent whole, by the city."),
        Text(
            "请由市级账户报出；区可查看本区一行。",
            "Let an account of the city send it; a district sees its own row.",
        ),
    ),
    "daily/not-over": (
        Text("{day} 尚未过 24 时。", "{day} is not over yet."),
        Text("请在当日 24 时之后报出。", "Send it after 24:00 of that day."),
    ),
    "daily/nothing-new": (
        Text(
            "{day} 的报表已报出，此后各数未变。",
            "The table of {day} was sent, and no figure has changed since.",
        ),
        Text("无须再报；有更正时本页会列出。", "Nothing is to be sent; what changes is listed on its page."),
    ),
    "daily/no-such-day": (
        Text("没有这一天：{day}。", "There is no such day: {day}."),
        Text("日期写作 2020-02-12，不晚于今天。", "Write it as 2020-02-12, not later than today."),
    ),
    "submission/has-receipt": (
        Text("该报送已有回执 {receipt}。", "This submission has its receipt {receipt}."),
        Text("如有误，请更正该报送记录。", "If it is wrong, correct the record of the submission."),
    ),
    "submission/no-receipt": (
        Text("没有填写回执号。", "No number of a receipt was given."),
        Text("请填写接收单位给出的编号。", "Enter the number that the receiver gave."),
    ),
    "submission/receipt-too-long": (
        Text("回执号超过 {most} 个字符。", "The number of the receipt is longer than {most} characters."),
        Text("请只填写编号。", "Enter the number only."),
    ),
}
