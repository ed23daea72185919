"""Problems of what hangs on a duty: excuses, tasks, escalation."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "excuse/no-duty": (
        Text("没有这一事项：{must} · {subject}。", "There is no such duty: {must} of {subject}."),
        Text("请用 lianfang gaps 查到该事项；逐日要求须写明日期。", "Look it up with lianfang gaps; a must of each day needs its day."),
    ),
    "excuse/incomplete": (
        Text("豁免缺少：{missing}。", "The excuse lacks: {missing}."),
        Text("要求、主体、事由、起止时间、批准人缺一不可。", "It needs a must, a subject, a reason, a beginning, an end and an approver."),
    ),
    "excuse/reason": (
        Text("事由 {reason} 不在代码表中。", "The code list of reasons lacks {reason}."),
        Text("可用：{known}。", "There are: {known}."),
    ),
    "excuse/reason-in-words": (
        Text("事由为“其他”时须说明。", "The reason 'other' must be said in words."),
        Text("请填写说明。", "Say it in words."),
    ),
    "excuse/ends-before-it-begins": (
        Text("豁免的结束不晚于开始。", "The excuse ends no later than it begins."),
        Text("请更正起止时间。", "Mend its beginning or end."),
    ),
    "excuse/beyond-the-plan": (
        Text("豁免超出方案有效期（至 {until}）。", "The excuse goes beyond the plan's last day ({until})."),
        Text("豁免必须有期限，且不得长于方案本身。", "No excuse is endless, and none outlives the plan."),
    ),
    "excuse/one-person": (
        Text("提出与批准为同一人（{name}）。", "The same person gives and approves it ({name})."),
        Text("须由另一人批准。", "Another person has to approve it."),
    ),
    "excuse/too-long": (
        Text("{field} 过长（至多 {most} 个字符）。", "{field} is longer than {most} characters."),
        Text("请缩短。", "Shorten it."),
    ),
    "excuse/met-already": (
        Text("该事项已完成，无可豁免。", "The duty has been met: there is nothing to excuse."),
        Text("无需豁免。", "No excuse is needed."),
    ),
    "excuse/overlaps": (
        Text("同一事项在此期间已有豁免（{other}）。", "Another excuse of the same duty holds in that time ({other})."),
        Text("请先提前结束前一豁免，或从其结束之时起算。", "End the other early, or begin where it ends."),
    ),
    "excuse/not-found": (
        Text("没有豁免 {ref}。", "There is no excuse {ref}."),
        Text("请用 lianfang excuse list 查编号。", "Look it up with lianfang excuse list."),
    ),
    "excuse/over": (
        Text("豁免 {ref} 已经结束。", "The excuse {ref} is over already."),
        Text("过去的豁免不再更改；如需更正请说明从何时起无效。", "What is over stays; to correct it, say from when it did not hold."),
    ),
    "excuse/asked-already": (
        Text("该事项已有未决的豁免申请。", "The duty has an open request already."),
        Text("请等待批准，或在豁免页查看。", "Wait for its answer, or look at it among the excuses."),
    ),
    "excuse/decided-already": (
        Text("该申请已由 {name} 决定。", "The request was decided already, by {name}."),
        Text("无须再决定。", "Nothing more is needed."),
    ),
    "excuse/no-answer": (
        Text("不予批准须说明理由（至多 {most} 个字符）。", "A refusal needs its reason, of {most} characters at most."),
        Text("写明为何不予批准、应当怎么办。", "Say why, and what is to be done instead."),
    ),
    "task/not-found": (
        Text("没有任务 {ref}。", "There is no task {ref}."),
        Text("请用 lianfang task list 查编号。", "Look it up with lianfang task list."),
    ),
    "task/out-of-turn": (
        Text("任务 {ref} 当前为“{state_zh}”，不能{verb_zh}。", "The task {ref} is {state_en}: it cannot be {verb_en} now."),
        Text("顺序为：交办、签收、佐证、核验、办结；办结前可退回。", "In order: received, evidence, verified, closed; or returned."),
    ),
    "task/moved-on": (
        Text(
            "任务 {ref} 已由他人处理：打开时为“{was_zh}”，现为“{state_zh}”。本次未作任何更改。",
            "Someone has moved the task {ref} on: it was {was_en} when you opened it, and is {state_en} now. Nothing was changed.",
        ),
        Text("请看现在的状态与经过，再决定是否继续。", "Look at how it stands now, then go on if it is still needed."),
    ),
    "task/same-unit": (
        Text("任务 {ref} 本就由该单位承办。", "The unit has the task {ref} already."),
        Text("请选择另一单位。", "Choose another unit."),
    ),
    "task/no-such-unit": (
        Text("辖区内没有这一单位，或不止一个：{named}。", "There is no such unit in your area, or more than one: {named}."),
        Text("请填写单位编号或全称。", "Write its reference or its full name."),
    ),
    "task/no-gap-left": (
        Text("所选事项现已都不是缺口（{n} 项）。", "None of what was picked is a gap any more ({n})."),
        Text("请回到缺口清单重新选择。", "Go back to the list of gaps and pick again."),
    ),
    "task/too-many": (
        Text("一次交办 {n} 项，超过 {most} 项。", "{n} gaps at once are more than {most}."),
        Text("请分批选择，或请有批量更改权的人员交办。", "Pick fewer, or ask someone who may change many records at once."),
    ),
    "task/none-picked": (
        Text("没有选中可办理的任务。", "No task was picked of which it is the turn."),
        Text("请回到任务清单，勾选后再办。", "Go back to the list of tasks and pick some."),
    ),
    "task/no-gap-picked": (
        Text("没有选中缺口。", "No gap was picked."),
        Text("请回到缺口清单，勾选后再交办。", "Go back to the list of gaps and pick some."),
    ),
    "task/no-such-gap": (
        Text("认不出所选事项：{key}。", "This is no gap of a list: {key}."),
        Text("请回到缺口清单重新选择。", "Go back to the list of gaps and pick again."),
    ),
    "task/verified-by-the-same": (
        Text("任务 {ref} 的佐证由 {name} 提交，不能由本人核验。", "{name} gave the evidence of the task {ref} and cannot verify it."),
        Text("须由另一人核验。", "Another person has to verify it."),
    ),
    "task/outcome": (
        Text("结果 {outcome} 不适用于此。", "The outcome {outcome} is none for this."),
        Text("可用：{known}。", "There are: {known}."),
    ),
    "task/evidence-in-words": (
        Text("须说明佐证。", "Evidence is to be said in words."),
        Text("写明看到了什么、在哪里、由谁出具。", "Say what was seen, where, and who vouches for it."),
    ),
    "task/no-unit": (
        Text("{must} · {subject} 没有责任方，无法交办。", "{must} of {subject} has no owner to hand it to."),
        Text("请指明承办单位。", "Name the unit."),
    ),
    "task/due-before-assigned": (
        Text("办理期限早于交办时间。", "The task would be due before it is assigned."),
        Text("请更正期限。", "Mend the date by which it is due."),
    ),
    "task/clause-unknown": (
        Text("现行方案没有条款 {clause}。", "The plan in force has no clause {clause}."),
        Text("是否指 {near}？", "Perhaps {near}?"),
    ),
    "task/no-such-decision": (
        Text("辖区内没有决策 {ref}。", "There is no decision {ref} in your area."),
        Text("请从决策日志中选择，或留空。", "Choose one of the decision log, or none."),
    ),
    "task/no-such-objective": (
        Text("辖区内没有督办目标 {ref}。", "There is no objective {ref} in your area."),
        Text("请从督办事项中选择，或留空。", "Choose one of a directive, or none."),
    ),
    "directive/not-found": (
        Text("没有督办事项 {ref}。", "There is no directive {ref}."),
        Text("请在督办清单中查找。", "Look it up in the list of directives."),
    ),
    "directive/incomplete": (
        Text("督办缺少：{field}。", "The directive lacks: {field}."),
        Text("所列各项均须填写。", "Each field that is named has to be filled in."),
    ),
    "directive/words-too-long": (
        Text("{field} 过长（至多 {most} 个字符）。", "{field} is longer than {most} characters."),
        Text("请缩短。", "Shorten it."),
    ),
    "directive/number-taken": (
        Text("本区域已有文号为 {number} 的督办事项。", "The area has a directive numbered {number} already."),
        Text("请打开已有的一项，或更正文号。", "Open that one, or mend the number."),
    ),
    "directive/not-yet": (
        Text("签发时间晚于现在。", "It would be issued later than now."),
        Text("请在签发之后登记。", "Enter it once it has been issued."),
    ),
    "directive/due-before-issued": (
        Text("办理期限早于签发时间。", "Its deadline would be before it was issued."),
        Text("请更正其中之一。", "Mend one of the two."),
    ),
    "directive/due-past": (
        Text("期限已过。", "The deadline would be past already."),
        Text("请填写今后的期限。", "Choose one that is still to come."),
    ),
    "directive/due-as-before": (
        Text("期限与原来相同。", "The deadline is the same as before."),
        Text("请填写新的期限。", "Say the new one."),
    ),
    "directive/objective-later": (
        Text("目标期限晚于督办事项的期限。", "The objective would be due later than its directive."),
        Text("请更正目标期限，或先调整督办事项的期限。", "Mend its deadline, or move that of the directive first."),
    ),
    "directive/withdrawn": (
        Text("督办事项 {ref} 已撤回。", "The directive {ref} is withdrawn."),
        Text("如需继续，请另行签发。", "Issue another if the work is to go on."),
    ),
    "decision/not-found": (
        Text("没有决策 {ref}。", "There is no decision {ref}."),
        Text("请在决策日志中查找。", "Look it up in the decision log."),
    ),
    "decision/incomplete": (
        Text("决策缺少：{field}。", "The decision lacks: {field}."),
        Text("谁决定、决定什么、为什么，缺一不可。", "It needs who decided, what, and why."),
    ),
    "decision/too-long": (
        Text("{field} 过长（至多 {most} 个字符）。", "{field} is longer than {most} characters."),
        Text("请缩短。", "Shorten it."),
    ),
    "decision/not-yet": (
        Text("决策时间晚于现在。", "It would be decided later than now."),
        Text("请在作出决策之后登记。", "Enter it once it has been decided."),
    ),
    "decision/figures-after": (
        Text("所依据数据的时点晚于决策时间。", "The figures would be of an instant after the decision."),
        Text("请更正其中之一。", "Mend one of the two."),
    ),
    "decision/no-reason": (
        Text("更正须说明原因。", "A correction needs its reason."),
        Text("写明原条目错在何处、由谁发现。", "Say what was wrong and who found it."),
    ),
    "decision/corrected-already": (
        Text("决策 {ref} 已有更正（{other}）。", "The entry {ref} was corrected already ({other})."),
        Text("请打开最新的更正，在其上再更正。", "Open the last correction and correct that."),
    ),
    "shift/not-found": (
        Text("没有值班班次 {ref}。", "There is no shift {ref}."),
        Text("请在值班表中查找。", "Look it up on the duty roster."),
    ),
    "shift/no-note": (
        Text("交班记录为空。", "The handover note says nothing."),
        Text("写明未了事项、联系人与时限；没有也请写明“无”。", "Say what is open, whom to call and by when; if nothing is, say so."),
    ),
    "shift/note-too-long": (
        Text("交班记录过长（至多 {most} 个字符）。", "The note is longer than {most} characters."),
        Text("请缩短，细节可写在任务或决策中。", "Shorten it: details stand in tasks and decisions."),
    ),
    "shift/too-early": (
        Text("尚早：结束前 {hours} 小时起方可写交班记录。", "It is too early: the note is written in the last {hours} hours of a shift."),
        Text("请在交班前填写。", "Write it before you hand over."),
    ),
    "shift/not-yours": (
        Text("按值班表应由 {name} 办理。", "By the roster this is for {name}."),
        Text("若值班表有误，请先更正班次。", "If the roster is wrong, mend the shift first."),
    ),
    "shift/note-there": (
        Text("班次 {ref} 已有交班记录，不再更改。", "The shift {ref} has its note already; it is never changed."),
        Text("补充事项请写在下一班的记录中。", "Add what is missing in the next shift's note."),
    ),
    "shift/no-note-yet": (
        Text("班次 {ref} 尚无交班记录。", "The shift {ref} has no note yet."),
        Text("请交班人先填写。", "Ask who leaves to write it."),
    ),
    "shift/note-taken": (
        Text("交班记录已由 {name} 接收。", "The note was taken over already, by {name}."),
        Text("无须再接。", "Nothing more is needed."),
    ),
    "shift/own-note": (
        Text("{name} 写了这份交班记录，不能由本人接班。", "{name} wrote this note and cannot take it over."),
        Text("须由接班人接收。", "Who comes has to take it."),
    ),
    "escalation/assumed": (
        Text("升级阶梯“{title_zh}”（{steps_zh}）无出处，系假定。", "The ladder '{title_en}' ({steps_en}) is assumed: no source says so."),
        Text("请确认后在方案中注明出处。", "Confirm it and name its source in the plan."),
    ),
}  # fmt: skip
