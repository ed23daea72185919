"""Problems of lists that are taken away as files."""

from __future__ import annotations

from collections.abc import Mapping

from lianfang.base.words import Text

PROBLEMS: Mapping[str, tuple[Text, Text]] = {
    "export/too-long": (
        Text(
            "清单超过工作表的上限 {most} 行。",
            "The list is longer than the {most} rows that a worksheet holds.",
        ),
        Text("请改用 CSV，或缩小筛选范围。", "Take it as CSV, or narrow it."),
    ),
    "export/no-such-choice": (
        Text("没有这样的选择。", "There is no such choice."),
        Text("请选 CSV 或 XLSX，以及您的用途之一。", "Choose CSV or XLSX, and one of your purposes."),
    ),
}
