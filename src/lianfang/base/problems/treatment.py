"""Problems of beds, transfers and discharge: what holds a bed, and which are free; never who lies in it."""

from __future__ import annotations

from lianfang.base.words import Text

_ANOTHER = Text(
    "请改选以上空床，或请核实收治时间。", "Take one of the free beds named above, or look at the times again."
)

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "beds/taken": (
        Text("{bed} 已有人：{holds}。附近空床：{free}。", "{bed} is taken: {holds}. Free nearby: {free}."), _ANOTHER,
    ),
    "beds/kept": (
        Text("{bed} 已为另一转运预留：{holds}。附近空床：{free}。", "{bed} is kept for another transfer: {holds}. Free nearby: {free}."),
        _ANOTHER,
    ),
    "beds/not-ready": (
        Text("{bed} 的状态为 {state}，不能收人。附近空床：{free}。", "{bed} takes nobody in state {state}. Free nearby: {free}."),
        Text("请先更新床位状态，或改选空床。", "Say first that the bed is ready, or take a free one."),
    ),
    "beds/not-open": (
        Text("{bed} 在该时间未启用。附近空床：{free}。", "{bed} is not in use at that time. Free nearby: {free}."), _ANOTHER,
    ),
    "beds/lies-elsewhere": (
        Text("此人在该时间已在 {bed}：{holds}。", "This person lies in {bed} at that time: {holds}."),
        Text("如系换床，请用换床；如已离开，请先登记离开时间。", "If they change beds, move them; if they have left, say first when."),
    ),
    "beds/meets-the-next": (
        Text("离开时间 {ends} 晚于同床（或同人）下一次入住 {next}。",
             "The end at {ends} is later than the next stay in the bed, or of the person, at {next}."),
        Text("请填写不晚于该时间的离开时间。", "Say an end that is no later than that."),
    ),
    "beds/ends-before-it-begins": (
        Text("离开时间 {ends} 早于入住时间 {starts}。", "The end at {ends} is before the beginning at {starts}."),
        Text("请核对时间。", "Look at the times again."),
    ),
    "beds/not-yet": (
        Text("时间 {at} 尚未到。", "The time {at} has not come."),
        Text("请填写已发生的时间；将来的安排请用转运预留。", "Say when it happened; what is to come is kept by a transfer."),
    ),
    "beds/occupied": (
        Text("{bed} 有人或已预留，状态不能改为 {state}。", "{bed} is taken or kept: its state cannot become {state}."),
        Text("请先登记离开，或取消预留。", "End the stay first, or the transfer that keeps it."),
    ),
    "beds/site-not-checked": (
        Text("{site} 的{rule}检查缺失、不合格或已过期（有效至 {until}），暂停收住。",
             "{site} receives nobody: its {rule} check is missing, failed or no longer valid (until {until})."),
        Text("请先检查合格并登记；急救不受此限。", "Have it checked and recorded first; an emergency is not held up by it."),
    ),
    "beds/wrong-site": (
        Text("{bed} 不在转入场所。", "{bed} is not of the site to which the person goes."),
        Text("请选转入场所的床位，或改送他处。", "Take a bed of that site, or send the person elsewhere."),
    ),
    "beds/busy": (
        Text("同时登记的人太多，本次未写入。", "Too many write at once; nothing was written."),
        Text("请再提交一次。", "Send it once more."),
    ),
    "transfer/not-found": (
        Text("没有转运 {ref}。", "There is no transfer {ref}."),
        Text("请从转运清单中选取。", "Take it from the list of transfers."),
    ),
    "transfer/not-now": (
        Text("转运 {ref} 现为“{status}”，不能{verb}。", "Transfer {ref} is “{status}”: it cannot {verb} now."),
        Text("请刷新后按当前状态办理。", "Load the page again and go on from where it stands."),
    ),
    "transfer/not-your-side": (
        Text("“{verb}”由{side}办理。", "To {verb} is for the {side}."),
        Text("请联系该方。", "Ask that side."),
    ),
    "transfer/under-way": (
        Text("此人已有进行中的转运 {ref}。", "This person has a transfer under way: {ref}."),
        Text("请在该转运上办理，或先取消它。", "Go on with that one, or cancel it first."),
    ),
    "transfer/no-reason": (
        Text("没有写明原因。", "No reason is given."),
        Text("请写明原因，对方会看到。", "Say why; the other side is shown it."),
    ),
    "transfer/no-bed": (
        Text("接受转运须预留一张床。", "A transfer is accepted by keeping a bed."),
        Text("请选一张空床；没有空床时请写明原因并不予接受。", "Choose a free bed; where there is none, reject with the reason."),
    ),
    "transfer/no-car": (
        Text("没有写明车辆。", "No car is named."),
        Text("请填写车牌或车组。", "Say which car or crew."),
    ),
    "transfer/of-whom": (
        Text("没有说明转运谁，或不在您的范围内。", "Whom to bring is not said, or not within your reach."),
        Text("请从病例、密切接触者或关口查验记录发起。", "Begin from a case, a contact or a screening at a gate."),
    ),
    "discharge/not-met": (
        Text("出院标准未全部满足：{which}。", "Not all criteria of discharge are met: {which}."),
        Text("请补充记录或继续治疗；无法判定不等于满足。", "Record what is missing or treat on; cannot tell is not met."),
    ),
    "discharge/not-admitted": (
        Text("病例 {ref} 没有在床记录。", "Case {ref} lies in no bed."),
        Text("请先登记入院。", "Record the admission first."),
    ),
    "discharge/ended": (
        Text("病例 {ref} 的转归已登记。", "The outcome of case {ref} is recorded already."),
        Text("如有误，请更正病例记录；再次阳性的，请另立病例。",
             "Where it is wrong, mend the record of the case; who is positive again is another case."),
    ),
    "discharge/nothing-found": (
        Text("体温、症状、病情都没有填写。", "Neither temperature nor symptoms nor severity is told."),
        Text("至少填写一项；没有看到本人，就不是一次查看。", "Say one of them at least; a look found something."),
    ),
}  # fmt: skip
