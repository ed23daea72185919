"""Problems of what is to be decided: files of calendars, of scarce goods, of a calibration."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "deciding/unreadable": (
        Text("文件读不成 YAML：{detail}。", "The file is no YAML: {detail}."),
        Text(
            "请存为 UTF-8，按手册的样子写，不用别名（*）。",
            "Save it as UTF-8 and write it as the manual shows, without aliases (*).",
        ),
    ),
    "deciding/unknown-key": (
        Text("不认识“{name}”。", "'{name}' is not known."),
        Text("请按手册改正名称，或删去。", "Correct the name by the manual, or take it out."),
    ),
    "deciding/missing": (
        Text("缺少“{name}”。", "'{name}' is missing."),
        Text("请补上。", "Add it."),
    ),
    "deciding/bad-value": (
        Text("“{name}”是“{value}”，应为：{kind_zh}。", "'{name}' is '{value}'; it must be: {kind_en}."),
        Text("请改正该值。", "Correct the value."),
    ),
    "deciding/twice": (
        Text("“{name}”出现两次。", "'{name}' stands there twice."),
        Text("请合并，或改名。", "Put both together, or rename one."),
    ),
    "deciding/floor-above-asked": (
        Text(
            "“{name}”的保底 {floor} 多于申请 {asked}。",
            "The floor of '{name}', {floor}, is above what it asks, {asked}.",
        ),
        Text("保底不可多于申请。", "A floor may not be above what is asked."),
    ),
    "deciding/keep-above-stock": (
        Text(
            "“{name}”留存 {keep}，多于库存 {stock}。",
            "Of '{name}' {keep} are to be kept, and there are {stock}.",
        ),
        Text("留存不可多于库存。", "No more can be kept than there is."),
    ),
}
