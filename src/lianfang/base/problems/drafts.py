"""What can go wrong with a must or a value that is drafted on a page."""

from __future__ import annotations

from collections.abc import Mapping

from lianfang.base.words import Text

PROBLEMS: Mapping[str, tuple[Text, Text]] = {
    "draft/not-found": (
        Text("没有草案“{ref}”。", "There is no draft '{ref}'."),
        Text("请从草案列表打开。", "Open it from the list of drafts."),
    ),
    "draft/unknown-value": (
        Text("方案没有数值“{value}”。", "The plan has no value '{value}'."),
        Text("请从数值列表选择。", "Choose one from the list of values."),
    ),
    "draft/bad-key": (
        Text("“{name}”不能作要求的代号。", "'{name}' cannot name a must."),
        Text(
            "请用小写字母、数字和连字符，以字母开头，如 exits-checked-daily。",
            "Use small letters, digits and hyphens, a letter first, such as exits-checked-daily.",
        ),
    ),
    "draft/key-taken": (
        Text("方案已有要求“{name}”。", "The plan has a must '{name}' already."),
        Text(
            "请另取代号；既有要求不在此改写。",
            "Give another name; a must that is there is not rewritten here.",
        ),
    ),
    "draft/needs-a-start": (
        Text("未写明从何日起施行。", "It is not said from which day it holds."),
        Text(
            "请填写日期，如 2020-02-14：自该日零时起。",
            "Give a day, such as 2020-02-14: it holds from its 00:00.",
        ),
    ),
    "draft/starts-in-the-past": (
        Text(
            "起始 {start} 已过（现在是 {present}）：已判定的不再改判。",
            "Its start, {start}, is past (it is {present}): what was decided is not decided anew.",
        ),
        Text("请填写以后的日期，最早次日。", "Give a later day, tomorrow at the earliest."),
    ),
    "draft/starts-after-the-plan": (
        Text(
            "起始 {start} 晚于方案的最后一日 {until}。",
            "Its start, {start}, is after the plan's last day, {until}.",
        ),
        Text("请填写方案期内的日期。", "Give a day within the plan."),
    ),
    "draft/no-change": (
        Text("自 {start} 起的数值与此前相同。", "From {start} the value would be what it is before."),
        Text("请填写不同的数值。", "Give a value that differs."),
    ),
    "draft/changes-more": (
        Text(
            "写入方案文件后还会改动：{moved}。",
            "Written into the plan's files it would change more: {moved}.",
        ),
        Text("请改在方案文件夹中修改并启用。", "Change it in the plan's folder instead, and enact that."),
    ),
    "draft/whole-city": (
        Text(
            "方案管全市，您的权限只及一部分。",
            "The plan is the whole city's; your rights are for a part of it.",
        ),
        Text("请由有全市权限的人办理。", "Ask someone whose rights are for the whole city."),
    ),
    "draft/same-person": (
        Text("起草与签署须为两人。", "Who drafts and who signs are two persons."),
        Text("请另一位有签署权的人签署。", "Have another sign who may."),
    ),
    "draft/not-waiting": (
        Text("该草案已不在待签状态。", "The draft does not wait any more."),
        Text("请重新打开草案，看其现状。", "Open the draft again and see how it stands."),
    ),
    "draft/not-yours": (
        Text("只有起草人能撤回草案。", "Only who drafted it can withdraw it."),
        Text("请退回，并说明理由。", "Return it, with the reason."),
    ),
    "draft/needs-a-reason": (
        Text("未写明退回的理由。", "It is not said why it is returned."),
        Text("请用一句话写明理由。", "Give the reason in a sentence."),
    ),
    "draft/look-again": (
        Text(
            "您查看之后，现行方案或预估结果已有变动。",
            "Since you looked, the plan in force or what the draft would find has changed.",
        ),
        Text("请再看一遍，然后签署。", "Look again, then sign."),
    ),
    "draft/overtaken": (
        Text(
            "起草之后，“{key}”已另有变动。",
            "Since it was drafted, '{key}' has been changed otherwise.",
        ),
        Text(
            "请撤回或退回本草案，按现行内容重新起草。",
            "Withdraw or return this draft, and draft anew from what is in force.",
        ),
    ),
    "plan/would-lose-drafts": (
        Text(
            "该方案没有经两人签署的变动：{changes}。",
            "This plan lacks changes that two persons signed: {changes}.",
        ),
        Text(
            "先用 lianfang plan show --out 文件夹 取出现行方案，并入改动；确要舍弃，加 --drop-drafts。",
            "Take the plan in force with lianfang plan show --out FOLDER and merge them; to give them up, add --drop-drafts.",
        ),
    ),
    "plan/out-not-empty": (
        Text("文件夹“{folder}”不是空的。", "The folder '{folder}' is not empty."),
        Text("请给出新的或空的文件夹。", "Name a new or an empty one."),
    ),
    "plan/out-unwritable": (
        Text("无法写入“{folder}”：{detail}。", "'{folder}' cannot be written: {detail}."),
        Text("请换一个可写的文件夹。", "Name a folder that can be written."),
    ),
}
