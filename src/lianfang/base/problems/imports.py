"""Problems of files that are brought in."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "import/no-header": (
        Text(
            "找不到表头：前 {rows} 行中没有一行含有 {columns}。",
            "No header row: none of the first {rows} rows holds {columns}.",
        ),
        Text("请核对所选的对照表，或改正表头。", "Check which mapping was chosen, or mend the header."),
    ),
}
