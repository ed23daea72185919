"""Problems of plans."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "plan/unknown-field": (
        Text("{register} 没有字段 {field}。", "{register} has no field {field}."),
        Text("可用字段：{known}。", "It has: {known}."),
    ),
}
