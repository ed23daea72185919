"""Problems of cases, their contacts and the follow-up of each day."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "tracing/not-found": (
        Text("没有编号为 {value} 的{zh}。", "There is no {en} with the reference {value}."),
        Text("请从清单中打开。", "Open it from its list."),
    ),
    "tracing/no-rule": (
        Text("方案在这一时刻没有数值 {value}。", "The plan has no value {value} at that instant."),
        Text("请在方案中给出该数值及其生效日期。", "Give the value in the plan, with the day from which it holds."),
    ),
    "tracing/not-positive": (
        Text("样本 {value} 没有阳性结果。", "Sample {value} has no positive result."),
        Text("请先录入阳性结果，或不经样本登记病例。", "Enter the positive result first, or open the case by hand."),
    ),
    "tracing/case-already": (
        Text("样本或人员 {value} 已属于病例 {case}。", "The sample or person {value} belongs to case {case} already."),
        Text("请打开该病例。", "Open that case."),
    ),
    "tracing/not-defined": (
        Text("现行病例定义（{zh}）在本市没有临床诊断病例。", "The definition in force ({en}) has no clinical diagnosis in this city."),
        Text("请选择疑似或确诊。", "Choose suspect or confirmed."),
    ),
    "tracing/as-before": (
        Text("病例已是这一分类。", "The case has this classification already."),
        Text("请选择另一分类，或不作更改。", "Choose another, or leave it as it is."),
    ),
    "tracing/no-reason": (
        Text("没有写明理由。", "No reason is given."),
        Text("请写明判定的依据。", "Say on what it rests."),
    ),
    "tracing/onset-turned": (
        Text("发病日最晚 {until} 早于最早 {since}。", "The last possible day of onset, {until}, is before the first, {since}."),
        Text("请核对两个日期。", "Check both days."),
    ),
    "tracing/in-the-future": (
        Text("{zh} {value} 还没有到。", "{en}, {value}, has not come yet."),
        Text("请核对日期时间。", "Check the date and the time."),
    ),
    "tracing/exposure-turned": (
        Text("暴露结束日 {until} 早于开始日 {since}。", "The exposure ends on {until}, before it begins on {since}."),
        Text("请核对两个日期。", "Look at the two days again."),
    ),
    "tracing/no-evidence": (
        Text("判明传播方向须有依据。", "A direction of infection is said with its evidence."),
        Text("请写明依据；说不清方向的，选“方向未定”。", "Write what it rests on; where nobody can tell, leave the direction untold."),
    ),
    "tracing/nobody": (
        Text("没有可列的人。", "There is nobody to list."),
        Text("请核对住户、事件或人员编号。", "Check the household, the event or the person's reference."),
    ),
    "tracing/the-case-itself": (
        Text("{value} 就是病例本人。", "{value} is the case."),
        Text("请填写他人的编号。", "Give somebody else's reference."),
    ),
    "tracing/ended": (
        Text("接触者 {value} 的观察已经结束。", "The follow-up of contact {value} has ended."),
        Text("请刷新页面后再办理。", "Load the page again."),
    ),
    "tracing/not-that-day": (
        Text("{day} 不在接触者 {value} 的观察期内。", "{day} is not a day of follow-up of contact {value}."),
        Text("请选择观察期内的日期。", "Choose a day of the follow-up."),
    ),
    "tracing/not-yet": (
        Text("{day} 还没有到。", "{day} has not come yet."),
        Text("请在当日或其后录入。", "Enter it on that day, or later."),
    ),
    "tracing/no-last-contact": (
        Text("末次接触时间不详。", "When they were last together is not known."),
        Text(
            "请补录末次接触时间；同住者以病例隔离时间起算，请补录病例的隔离时间。",
            "Supply it; for a household it is the isolation of the case.",
        ),
    ),
    "tracing/handed-over": (
        Text("接触者 {value} 已移交。", "Contact {value} is handed over already."),
        Text("请打开该接触者查看协查函。", "Open the contact to see the letter."),
    ),
    "tracing/letter-open": (
        Text("接触者 {value} 的协查函还没有复函。", "The letter for contact {value} is not answered yet."),
        Text("请等待对方答复。", "Wait for the other area to answer."),
    ),
    "tracing/asks-others": (
        Text("接触者 {value} 的协查函请另一地区答复。", "The letter for contact {value} asks another area."),
        Text("请由收函地区答复。", "That area answers it."),
    ),
    "tracing/not-taken-over": (
        Text("接触者 {value} 仍由发函地区负责。", "Contact {value} is still with the area that sent the letter."),
        Text("请先答复接收。", "Take the contact over first."),
    ),
    "tracing/not-lost": (
        Text("接触者 {value} 没有失联。", "Contact {value} is not lost."),
        Text("请刷新页面后再办理。", "Load the page again."),
    ),
    "tracing/no-letter": (
        Text("接触者 {value} 没有发出的协查函。", "No letter was sent for contact {value}."),
        Text("请先移交并发函。", "Hand the contact over first."),
    ),
    "tracing/own-area": (
        Text("{value} 就在负责区域之内。", "{value} lies within the area responsible."),
        Text("请选择另一地区。", "Choose another area."),
    ),
    "tracing/not-over": (
        Text("接触者 {value} 的观察期到 {day} 24时才满。", "The follow-up of contact {value} is over at 24:00 of {day}."),
        Text("请在期满后解除。", "End it after that."),
    ),
    "tracing/not-of-the-household": (
        Text("接触者 {value} 不属于这一住户。", "Contact {value} is not of this household."),
        Text("请只填报本户的接触者。", "Report only for contacts of the household."),
    ),
}  # fmt: skip
