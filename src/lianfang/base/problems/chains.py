"""Problems of the transmission picture and of duplicates."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "chains/alone": (
        Text(
            "病例 {ref} 在该时点未与其他病例关联，没有可印的聚集性疫情档案。",
            "Case {ref} was linked with no other by then: there is no cluster to print.",
        ),
        Text("请换一个时点，或先登记关联。", "Choose another moment, or record the link first."),
    ),
    "chains/no-decision": (
        Text("没有选择认定结果。", "No decision was chosen."),
        Text("请选择是一人还是两人。", "Choose whether they are one person or two."),
    ),
    "chains/no-reason": (
        Text("没有填写认定理由，或超过 {most} 字。", "No reason was given, or it is longer than {most} characters."),
        Text("请简要写明如何核实。", "Say briefly how it was verified."),
    ),
}  # fmt: skip
