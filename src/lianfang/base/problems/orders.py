"""Problems of orders, appeals and passes."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "order/incomplete": (
        Text("措施令缺少：{missing}。", "The order lacks: {missing}."),
        Text("缺一不可，请补齐后再下达。", "None of it can be left out: add it, then issue the order."),
    ),
    "order/one-person": (
        Text("决定人与复核人为同一人（{name}）。", "The decider and the second signer are one person ({name})."),
        Text("须由另一人复核签署。", "Another person has to sign."),
    ),
    "order/no-person": (
        Text("“{name}”不是作出决定的人。", "{name} is no person who decides."),
        Text("措施令由人决定：请填写决定人姓名；模型和系统只能提供线索。",
             "People decide on orders: name the person; a model or a system can only point to something."),
    ),
    "order/too-long": (
        Text("到期时间晚于允许的最长期限（至 {until}）。", "The order would last longer than is allowed (until {until})."),
        Text("请提前到期时间；延长须有更新的事实依据。", "Let it end earlier; an extension needs newer evidence."),
    ),
    "order/no-term": (
        Text("到期时间不晚于开始时间。", "The order ends no later than it starts."),
        Text("请更正起止时间。", "Mend its start or end."),
    ),
    "order/evidence-later": (
        Text("事实发生时间晚于决定之时。", "The evidence is of an instant after the decision."),
        Text("只能依据已经发生的事实，请更正。", "An order rests on what has happened: mend the instant."),
    ),
    "order/not-yet": (
        Text("开始时间早于决定依据的事实。", "The order starts before the evidence on which it rests."),
        Text("请更正开始时间或事实发生时间。", "Mend its start, or the instant of the evidence."),
    ),
    "order/signed-later": (
        Text("决定、复核或送达的时间尚未到。", "It was decided, signed or served at an instant that is still to come."),
        Text("未决定、未复核、未送达者不能下达，请更正时间。", "Nothing is issued before that: mend the instant."),
    ),
    "order/old-evidence": (
        Text("延长的事实依据不新于原措施令（{before}）。",
             "The evidence is no newer than that of the order which it extends ({before})."),
        Text("延长须有原措施令之后的新事实；没有则到期解除。",
             "An extension needs something that happened since; without it the order ends when due."),
    ),
    "order/other-person": (
        Text("接续的措施令针对的不是同一对象。", "The order that it would replace is for someone else."),
        Text("请为该对象另下措施令。", "Issue an order of its own."),
    ),
    "order/over": (
        Text("措施令 {ref} 已经结束。", "The order {ref} is over."),
        Text("已结束的不再更改；如有新的事实，请另下措施令。", "What is over stays; with new evidence issue another."),
    ),
    "order/hole": (
        Text("新措施令始于原措施令到期（{until}）之后，其间本人不受限。",
             "The order starts after the one before has ended ({until}): between them nobody is bound."),
        Text("请让新措施令不晚于该时点开始，或另下措施令。", "Let it start by then, or issue an order of its own."),
    ),
    "order/ends-already": (
        Text("措施令 {ref} 已有提前结束的时间。", "The order {ref} has an end before its term already."),
        Text("它已被接续或解除；请查看接续的那一份。", "Another takes its place, or it was lifted: look at that one."),
    ),
    "order/lapsed": (
        Text("口头措施令 {ref} 已失效。", "The oral order {ref} has lapsed."),
        Text("未在时限内补送书面，本人不再受限；如仍需要，请以新的事实另下措施令。",
             "Nothing written came in time, and it binds nobody; if need be issue a new one, on evidence of now."),
    ),
    "order/followed-already": (
        Text("措施令 {ref} 已有一份接替它的措施令，正待复核签署。", "Another order in place of {ref} waits for its second signature."),
        Text("请先由他人签署那一份，或先解除它。", "Have that one signed, or release it first."),
    ),
    "order/signed-already": (
        Text("措施令 {ref} 已有复核签署。", "The order {ref} has its second signature."),
        Text("无须再次签署。", "It needs no other."),
    ),
    "order/unsigned-again": (
        Text("同一对象、同类且依据未更新的措施令 {ref} 没有复核签署：一个账号的决定只约束一日。",
             "The order {ref} of this kind for the same, on the same evidence, was not signed: one account's word binds for a day."),
        Text("请在其失效前由他人签署，或凭新的事实另下。", "Have it signed while it lasts, or issue on newer evidence."),
    ),
    "order/not-signed": (
        Text("措施令 {ref} 尚待复核签署。", "The order {ref} awaits its second signature."),
        Text("请先由他人签署，再延长。", "Have it signed; then it can be extended."),
    ),
    "order/not-written": (
        Text("措施令 {ref} 是口头的。", "The order {ref} was given by word of mouth."),
        Text("请先补办书面措施令，再由他人复核签署。", "Put it in writing first; another then signs that."),
    ),
    "order/own-signature": (
        Text("措施令 {ref} 由本账号下达。", "This account issued the order {ref}."),
        Text("须由另一账号复核签署。", "Another account has to sign it."),
    ),
    "order/no-reason": (
        Text("未说明理由。", "No reason is given."),
        Text("请写明理由，当事人可以看到。", "Say why; the person concerned can read it."),
    ),
    "order/not-found": (
        Text("没有措施令 {ref}。", "There is no order {ref}."),
        Text("请核对编号；不在本人辖区内的查不到。", "Check the reference; what is out of your area is not found."),
    ),
    "order/none-picked": (
        Text("没有选中措施令。", "No order is picked."),
        Text("请在措施令列表中勾选要打印的。", "Tick those to be printed in the list of orders."),
    ),
    "order/appealed-already": (
        Text("该措施令已有待决定的申诉。", "An appeal against it waits for its decision already."),
        Text("请等待决定，或补充到该申诉。", "Wait for the decision."),
    ),
    "order/no-appeal": (
        Text("没有待决定的申诉。", "No appeal waits for a decision."),
        Text("请核对编号。", "Check the reference."),
    ),
    "order/own-decision": (
        Text("{name} 曾决定或复核该措施令，不能再决定对它的申诉。",
             "{name} decided on the order or signed it, and cannot decide the appeal against it."),
        Text("请由他人决定。", "Another person has to decide."),
    ),
    "order/bad-result": (
        Text("申诉结果 {result} 不在代码表中。", "The code list of results lacks {result}."),
        Text("可用：{known}。", "There are: {known}."),
    ),
    "order/changed-how": (
        Text("变更须写明新的到期时间，且早于原到期时间。", "A changed order needs its new end, and one before the old."),
        Text("申诉不得使措施加重。", "An appeal makes no order harder."),
    ),
    "order/no-value": (
        Text("方案没有该时点的取值 {value}。", "The plan has no value {value} for that instant."),
        Text("请在方案中补充该取值。", "Add it to the plan."),
    ),
    "person/not-found": (
        Text("没有人员 {ref}。", "There is no person {ref}."),
        Text("请核对编号；不在本人辖区内的查不到。", "Check the reference; what is out of your area is not found."),
    ),
    "pass/unreadable": (
        Text("读不出凭证。", "This is no pass that can be read."),
        Text("请重新扫码或完整抄录 LF1 开头的一行；仍读不出，请示负责人。",
             "Scan again, or type the whole line that begins with LF1; else call the supervisor."),
    ),
    "pass/no-key": (
        Text("找不到公钥 {file}，或其中没有公钥。", "There is no public key in {file}, or no such file."),
        Text("请向开具凭证的社区索取 passes.pub，用 --key 指明。", "Get passes.pub from whoever issues passes, and name it by --key."),
    ),
    "pass/old-list": (
        Text("撤销名单签于 {made}，现在是 {now}：只采用一天以内的名单。",
             "The list of revoked passes is of {made}, and now it is {now}: none is taken but of the last day."),
        Text("请重新取得名单，并核对本机时钟。", "Get the list again, and look at the clock of this machine."),
    ),
    "pass/no-list": (
        Text("撤销名单 {file} 读不出，或不是由该公钥的站点签出。",
             "The list of revoked passes {file} cannot be read, or is not signed by the site of this key."),
        Text("请重新取得名单；没有名单时只核对签名和有效期。", "Get the list again; without one only signature and term are verified."),
    ),
}  # fmt: skip
