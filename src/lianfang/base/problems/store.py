"""Problems of records, the database and the command line."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "record/unknown-register": (
        Text("没有名为 {register} 的登记簿。", "There is no register named {register}."),
        Text("可用：{known}。", "There are: {known}."),
    ),
}
