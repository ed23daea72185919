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
            "Make the shift shorter; where it has to be, or was so, name who allowed it.",
        ),
    ),
    "staff/nothing-said": (
        Text("没有填写任何内容。", "Nothing was filled in."),
        Text("至少填写一项；空着的保持不变。", "Fill in one field at least; what is empty stays as it is."),
    ),
    "staff/not-begun": (
        Text("班次尚未开始。", "The shift has not begun."),
        Text("开始以后再填小时数。", "Enter the hours once it has."),
    ),
    "staff/hours-not-of-shift": (
        Text(
            "{hours} 小时不可能：该班次长 {long} 小时。",
            "{hours} hours cannot be: the shift is {long} hours long.",
        ),
        Text("请核对小时数和班次的起止时间。", "Check the hours, and when the shift begins and ends."),
    ),
    "staff/exposed-outside-shift": (
        Text("暴露时间不在该班次之内。", "The exposure did not happen during the shift."),
        Text("请核对时间，或填到另一班次上。", "Check the time, or enter it at another shift."),
    ),
    "staff/not-yet": (
        Text("这个时间还没有到。", "That time has not come yet."),
        Text("请填写已经发生的时间。", "Enter a time that has passed."),
    ),
    "staff/nothing-to-assess": (
        Text("该班次没有登记职业暴露。", "No exposure is on record for the shift."),
        Text("请先填写暴露时间。", "Enter when the exposure happened."),
    ),
    "staff/assessed-before-exposed": (
        Text("评估早于暴露。", "It was assessed before it happened."),
        Text("请核对两个时间。", "Check both times."),
    ),
    "ward/not-found": (
        Text("没有这个病区。", "There is no such ward."),
        Text("请从医务人员页进入。", "Come here from the page of medical staff."),
    ),
    "staff/no-cluster": (
        Text("该病区目前没有聚集发病。", "There is no cluster on this ward now."),
        Text("请核对发病记录。", "Check the illnesses on record."),
    ),
    "staff/cluster-taken-up": (
        Text("这起聚集发病已在调查（{ref}）。", "This cluster is being looked into already ({ref})."),
        Text("请在该事件上补充。", "Add to that event."),
    ),
}
