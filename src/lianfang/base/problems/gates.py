"""Problems of the gates: reconciliation, lanes, risk areas."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "gates/no-hours": (
        Text("时段从 {since} 到 {until}，没有长度。", "The hours from {since} to {until} have no length."),
        Text("请让 --until 晚于 --from。", "Let --until be later than --from."),
    ),
    "gates/one-of-both": (
        Text("要核对的是一个班次，还是一个关口的一段时间？", "Is it one conveyance, or one gate and some hours?"),
        Text("请给出 --conveyance，或 --gate、--from、--until。", "Give --conveyance, or --gate with --from and --until."),
    ),
    "gates/passage-or-hours": (
        Text("是一次通行，还是一个关口的一段时间？", "Is it one passage, or one gate and some hours?"),
        Text("请给出 --passage，或 --gate、--from、--until。", "Give --passage, or --gate with --from and --until."),
    ),
    "gates/not-two": (
        Text("{one} 与 {other} 不是两条人员记录，也不是两条车辆记录。", "{one} and {other} are neither two persons nor two vehicles."),
        Text("请从核对清单中照抄两个编号。", "Copy both references from a reconciliation."),
    ),
}  # fmt: skip
