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
    "export/too-many": (
        Text(
            "清单超过一次可导出的 {most} 行。",
            "The list is longer than the {most} rows that are taken away at once.",
        ),
        Text("请缩小筛选范围，分次导出。", "Narrow it, and take it in parts."),
    ),
    "export/filter-not-applicable": (
        Text(
            "以此用途不能按 {filters} 筛选：清单会比标注的更长。",
            "For this purpose a list is not narrowed by {filters}: it would be longer than its label says.",
        ),
        Text("请选择另一用途，或去掉该筛选。", "Choose another purpose, or take the filter out."),
    ),
    "export/no-such-form": (
        Text("没有名为 {form} 的导出格式。", "There is no form {form} in which records are taken away."),
        Text("可用：{known}。", "There are: {known}."),
    ),
    "export/there-already": (
        Text("文件 {file} 已存在。", "The file {file} is there already."),
        Text("请另取文件名，或先移走它。", "Choose another name, or move it away first."),
    ),
    "export/no-such-choice": (
        Text("没有这样的选择。", "There is no such choice."),
        Text("请选 CSV 或 XLSX，以及您的用途之一。", "Choose CSV or XLSX, and one of your purposes."),
    ),
}
