"""Problems of samples, pools and results."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "laboratory/not-found": (
        Text("没有 {ref} 这份样本、混样或结果。", "There is no sample, pool or result {ref}."),
        Text("请从样本或结果清单中打开。", "Open it from the list of samples or results."),
    ),
    "laboratory/no-barcode": (
        Text("没有填条码。", "No barcode was given."),
        Text("请扫入或填写条码，每行一个。", "Scan or type the barcodes, one a line."),
    ),
    "laboratory/unknown-barcode": (
        Text("没有条码为 {barcode} 的样本。", "No sample bears the barcode {barcode}."),
        Text("请核对条码；样本还没登记的，先登记采样。", "Check the barcode; a sample that is not recorded yet is taken first."),
    ),
    "laboratory/twice": (
        Text("条码 {barcode} 填了两次。", "The barcode {barcode} is given twice."),
        Text("每份样本只填一次。", "Give each sample once."),
    ),
    "laboratory/barcode-taken": (
        Text("条码 {barcode} 已用于另一份样本或混样。", "Another sample or pool bears the barcode {barcode} already."),
        Text("请换一个没用过的条码。", "Take a barcode that nothing bears yet."),
    ),
    "laboratory/taken-already": (
        Text("这份样本已采，条码 {barcode}。", "This sample is taken already, under the barcode {barcode}."),
        Text("要再采一份，请另提申请。", "Request another one to take another."),
    ),
    "laboratory/not-taken": (
        Text("样本 {barcode} 还没登记采样时间。", "When the sample {barcode} was taken is not recorded."),
        Text("请先登记采样。", "Record that it was taken first."),
    ),
    "laboratory/sent-already": (
        Text("样本 {barcode} 已送出。", "The sample {barcode} is sent already."),
        Text("请从这批中去掉它。", "Leave it out of this batch."),
    ),
    "laboratory/received-already": (
        Text("样本 {barcode} 已接收。", "The sample {barcode} is received already."),
        Text("请从这批中去掉它。", "Leave it out of this batch."),
    ),
    "laboratory/not-received": (
        Text("样本 {barcode} 还没接收。", "The sample {barcode} is not received."),
        Text("请先登记接收，再混样。", "Receive it first, then pool it."),
    ),
    "laboratory/in-a-pool": (
        Text("样本 {barcode} 已在另一个混样里。", "The sample {barcode} is in another pool already."),
        Text("请从这批中去掉它。", "Leave it out of this pool."),
    ),
    "laboratory/has-result": (
        Text("样本 {barcode} 已有结果。", "The sample {barcode} has a result already."),
        Text("有结果的样本不再混样。", "What has a result is not pooled."),
    ),
    "laboratory/other-laboratory": (
        Text("样本 {barcode} 在另一家检测机构。", "The sample {barcode} is at another laboratory."),
        Text("一个混样只收同一家机构的样本。", "A pool takes samples of one laboratory."),
    ),
    "laboratory/no-laboratory": (
        Text("没有指明检测机构。", "No laboratory was named."),
        Text("请在名单中选一家检测机构。", "Choose one of the laboratories on the list."),
    ),
    "laboratory/pool-full": (
        Text("{count} 份样本超过一个混样的上限 {most} 份。", "{count} samples are more than the {most} that a pool holds."),
        Text("请分成几个混样。", "Make several pools of them."),
    ),
    "laboratory/pool-too-small": (
        Text("混样至少要两份样本。", "A pool is of two samples at least."),
        Text("只有一份的，直接单检。", "A single one is tested alone."),
    ),
    "laboratory/split-already": (
        Text("混样 {barcode} 已拆开。", "The pool {barcode} is split already."),
        Text("请看各份样本的单检结果。", "Look at the results of its samples."),
    ),
    "laboratory/pool-not-tested": (
        Text("混样 {barcode} 还没有结果。", "The pool {barcode} has no result yet."),
        Text("请先登记混样结果。", "Record the pool's result first."),
    ),
    "laboratory/pool-negative": (
        Text("混样 {barcode} 是阴性，不用拆。", "The pool {barcode} is negative: it need not be split."),
        Text("各份样本以混样结果为准。", "The pool's result is that of each sample."),
    ),
    "laboratory/no-instant": (
        Text("没有写明报告时间。", "When it was reported is not said."),
        Text("请填报告的日期和时间。", "Say the date and time of the report."),
    ),
    "laboratory/in-the-future": (
        Text("时间 {at} 还没到。", "The instant {at} has not come yet."),
        Text("请核对日期和时间。", "Check the date and the time."),
    ),
    "laboratory/before-taken": (
        Text("检测时间早于样本 {barcode} 的采样时间。", "The test comes before the sample {barcode} was taken."),
        Text("请核对条码和两个时间。", "Check the barcode and both instants."),
    ),
    "laboratory/before-birth": (
        Text("样本 {barcode} 的时间早于本人出生年份。", "The sample {barcode} comes before the person's year of birth."),
        Text("请核对条码、时间和人员登记。", "Check the barcode, the instant and the person's record."),
    ),
    "laboratory/told-already": (
        Text("这项结果已告知本人。", "The person has been told of this result already."),
        Text("请看样本经过。", "Look at what became of the sample."),
    ),
    "laboratory/nobody-to-tell": (
        Text("这项结果还没对上样本，无从告知。", "This result has no sample yet: there is nobody to tell."),
        Text("请先找到样本。", "Find its sample first."),
    ),
    "laboratory/no-answer": (
        Text("“{result}”不是可以告知的结果。", "“{result}” is no result that can be told."),
        Text("请等检测完成。", "Wait until it has been tested."),
    ),
}  # fmt: skip
