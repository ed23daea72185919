"""Problems of the rota of those who treat."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "staff/not-found": (
        Text("没有这名医务人员。", "There is no such member of staff."),
        Text("请从名单中选。", "Choose from the list."),
    ),
    "staff/ends-before": (
        Text("班次的结束不晚于开始。", "The shift ends no later than it begins."),
        Text("请核对两个时间。", "Check both times."),
    ),
    "staff/overlaps": (
        Text(
            "该人员在 {since} 至 {until} 已有班次。",
            "This member of staff is on duty from {since} to {until} already.",
        ),
        Text(
            "请另选时间或人员；同一时间只能在一处当班。",
            "Choose another time or person: nobody is on duty twice at once.",
        ),
    ),
    "staff/too-little-rest": (
        Text(
            "与相邻班次之间只有 {hours} 小时休息，少于 {least} 小时。",
            "Only {hours} hours of rest to the next shift, fewer than {least}.",
        ),
        Text(
            "请另选时间；确需如此的，填写批准人姓名。",
            "Choose another time; where it has to be, name who allows it.",
        ),
    ),
    "staff/too-long-in-zone": (
        Text(
            "在污染区 {hours} 小时，超过 {most} 小时。",
            "{hours} hours in the contaminated zone, more than {most}.",
        ),
        Text(
            "请缩短班次；确需如此的，填写批准人姓名。",
            "Make the shift shorter; where it has to be, name who allows it.",
        ),
    ),
}
