"""Problems of questions of who may have been exposed."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "exposure/not-found": (
        Text("没有 {value}，或不在您的权限内。", "There is no {value}, or it is out of your reach."),
        Text("请核对编号。", "Check the reference."),
    ),
    "exposure/not-a-case": (
        Text("{value} 是一名人员，不是病例：不查询任何人的行踪。", "{value} is no case: nobody's movements are looked through."),
        Text("从有检测或诊断依据的病例，或有此类病例在场的事件提问。", "Start from a case with evidence, or an event with one."),
    ),
    "exposure/nobody": (
        Text("病例 {case} 未关联人员，无从查询。", "Case {case} names no person, so that nothing can be asked."),
        Text("先在病例中登记人员。", "Record whose case it is first."),
    ),
    "exposure/start-gone": (
        Text("提问所依据的记录 {value} 已不在，或内容已变，提问随之结束。",
             "The record {value} from which this started is gone, or says something else now: the question has ended."),
        Text("如仍需要，请说明理由，从现有记录重新提问。", "Ask again, with a reason, from what is on record now."),
    ),
    "exposure/no-window": (
        Text("病例 {case} 的发病日和首个阳性样本均不明，密接时段无法确定。", "No onset and no positive sample of {case} is known."),
        Text("先补录发病日或采样时间。", "Supply either: until then nobody can say when company counts."),
    ),
    "exposure/empty-window": (
        Text("病例 {case} 在密接时段开始前已隔离，或时段尚未开始。", "The window of case {case} is empty, or has not begun."),
        Text("如时间有误请更正病例；否则无需查询。", "It was isolated before. Correct the case if a time is wrong."),
    ),
    "exposure/event-without-case": (
        Text("事件 {event} 的参与人员中没有有依据的病例。", "No case with evidence was at event {event}."),
        Text("先登记在场的确诊病例或阳性样本。", "Record the confirmed case or positive sample that was there first."),
    ),
    "exposure/event-without-times": (
        Text("事件 {event} 的起止时间不明。", "When event {event} began and ended is not known."),
        Text("先补录起止时间。", "Supply both times first."),
    ),
    "exposure/event-too-long": (
        Text("事件 {event} 长于 {hours} 小时，不作为一次事件查询。",
             "Event {event} is longer than {hours} hours: it is not asked about as one."),
        Text("更正起止时间，或从在场的病例提问。", "Correct its times, or ask from the case that was there."),
    ),
    "exposure/event-outside": (
        Text("事件 {event} 不在任何在场病例的密接时段内，或时段不明。",
             "Event {event} lies in the window of no case that was there, or none is known."),
        Text("更正起止时间或病例的发病日；否则无需查询。", "Correct its times, or the onset of the case; else nothing is to be asked."),
    ),
    "exposure/not-yours": (
        Text("提问 {question} 的名单只向提问者、签署者和指挥部显示。",
             "The list of question {question} is for who asked, who signed, and commands."),
        Text("如有需要，请说明理由自行提问。", "Ask for yourself, with a reason of your own."),
    ),
    "exposure/answered-already": (
        Text("此次提问已回答过，答复不再重复。", "This question was answered once, and is not answered again."),
        Text("如仍需要，请说明理由重新提问；将另行计数。", "Ask again, with a reason; it is counted."),
    ),
    "exposure/no-reason": (
        Text("未说明理由，或超过 {most} 字。", "No reason was given, or more than {most} characters."),
        Text("写明为何查询。", "Say why it is asked."),
    ),
    "exposure/over-budget": (
        Text("本账号今日已提问 {most} 次，达到上限。", "This account has asked {most} questions today, and may ask no more."),
        Text("明日再问，或请同事提问。", "Ask tomorrow, or let a colleague ask."),
    ),
    "exposure/not-signed": (
        Text("候选 {count} 人，超过 {most} 人：须另一机构签署。", "{count} candidates, more than {most}: a second body signs first."),
        Text("请有签署权的指挥部用自己的账号签署。", "Let a command sign from its own account."),
    ),
    "exposure/uncounted": (
        Text("整个密接时段的候选人过多，无法全部计数，不列名单。", "The whole window has more candidates than can be counted: no list."),
        Text("去掉 --list 只问人数，或在页面上提问。", "Ask for the count, without --list, or ask on the pages."),
    ),
    "exposure/own-signature": (
        Text("提问的账号或机构不能为自己签署。", "Neither the account nor the body that asked can sign for itself."),
        Text("请另一机构用自己的账号签署。", "Let another body sign from its own account."),
    ),
    "exposure/needs-no-signature": (
        Text("此次提问无需签署，或已签署。", "This question needs no signature, or has one."),
        Text("无需处理。", "Nothing is to be done."),
    ),
    "exposure/ended": (
        Text("提问 {question} 已结束，名单不再显示。", "Question {question} has ended: its list is shown no more."),
        Text("如仍需要，请说明理由重新提问。", "Ask again, with a reason, if it is still needed."),
    ),
    "exposure/too-few-cases": (
        Text("可比较的病例不足两例。", "There are fewer than two cases to compare."),
        Text("需有依据、已知发病或采样时间的病例。", "Needed: cases with evidence, and with a day of onset or of a sample."),
    ),
    "exposure/nobody-chosen": (
        Text("未选择任何候选人。", "Nobody was picked."),
        Text("勾选经评估的候选人。", "Pick those whom you have assessed."),
    ),
    "exposure/not-assessed": (
        Text("未填写暴露评估：候选人不会自动成为接触者。", "There is no assessment: no candidate becomes a contact without one."),
        Text("填写类别与评估依据。", "Give the category, and on what the assessment rests."),
    ),
    "exposure/no-candidate": (
        Text("{value} 不在此次提问的候选人中，或不在您的权限内。", "{value} was not found by this question, or is out of your reach."),
        Text("只能选择名单上的人。", "Pick from the list."),
    ),
    "exposure/not-through-a-contact": (
        Text("{value} 只与密接有接触，而其经由的密接均不在该病例的名单上。",
             "{value} was only with contacts of the case, none of whom is on its list."),
        Text("先评估并列入其经由的密接。", "Assess and list the contact through whom they were found first."),
    ),
    "exposure/no-case-of-its-own": (
        Text("未说明是哪一病例的接触者，或该病例不属于此次提问。", "Not said: contacts of which case; or it is none of this question's."),
        Text("选择在场的、或在该地区内的有依据的病例。", "Say which of the cases with evidence that were there, or are in the area."),
    ),
    "exposure/risk-undeclared": (
        Text("风险地区 {risk} 没有依据文件，不能由此提问。", "No document declares risk area {risk}: no question starts from it."),
        Text("先登记作出认定的文件。", "Record the document that declares it first."),
    ),
    "exposure/risk-not-begun": (
        Text("风险地区 {risk} 尚未生效。", "Risk area {risk} is not at risk yet."),
        Text("生效之后再问；如时间有误请更正。", "Ask when it is, or correct its times."),
    ),
    "exposure/no-place-in-it": (
        Text("登记簿中没有位于风险地区 {risk} 的地点。", "The registers know no place in risk area {risk}."),
        Text("外地的停留与申报见 lianfang risk affected。", "Who came from elsewhere: lianfang risk affected."),
    ),
    "exposure/place-outside": (
        Text("场所 {value} 不在风险地区 {risk} 内，或不在您的权限内。", "Site {value} is not in risk area {risk}, or out of your reach."),
        Text("核对场所编号，或查询整个地区。", "Check the reference of the site, or ask about the whole area."),
    ),
    "exposure/before-declared": (
        Text("风险地区 {risk} 自 {since} 起生效，不查询更早的到访。", "{risk} is at risk from {since} on: no earlier visit is asked for."),
        Text("起始时间不得早于认定的时间。", "Give no date before the declared one."),
    ),
    "exposure/area-outside": (
        Text("{area} 不在风险地区 {risk} 内。", "{area} is not in risk area {risk}."),
        Text("查询该地区或其中的区域。", "Ask about that area, or one within it."),
    ),
}  # fmt: skip
