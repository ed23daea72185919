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
    "deciding/prior": (
        Text(
            "“{name}”的先验 {low}–{high} 不可用：下端须小于上端，比例须在 0 与 1 之间。",
            "The prior of '{name}', {low} to {high}, cannot be used: low below high, and a share between 0 and 1.",
        ),
        Text(
            "请给出先验的 2.5% 与 97.5% 点。", "Give the 2.5 % and 97.5 % points of what is held beforehand."
        ),
    ),
    "deciding/no-local": (
        Text(
            "{first} 至 {last} 没有一例当地发病可由在先的病例感染。",
            "From {first} to {last} no local onset follows a case that could have infected it.",
        ),
        Text("无从校准：先验就是全部所知。", "Nothing can be calibrated: the prior is all that is known."),
    ),
    "deciding/cannot-tell": (
        Text(
            "{count} 例来源不明，未说明按什么计。",
            "Of {count} cases the origin cannot be told, and the file does not say what to take them for.",
        ),
        Text(
            "请写 cannot_tell: local 或 imported；两种都算一遍，看相差多少。",
            "Write cannot_tell: local or imported; ask both, and see how far they differ.",
        ),
    ),
    "deciding/cannot-tell-taken": (
        Text("{count} 例来源不明，按{as_zh}计。", "{count} cases of unknown origin are taken as {as_en}."),
        Text(
            "这是假定，与结果一并报告；请再按另一种算一遍。",
            "This is an assumption, to be reported with the answer; ask the other way too.",
        ),
    ),
    "deciding/no-series": (
        Text("没有文件“{name}”。", "There is no file '{name}'."),
        Text("序列文件与本文件放在同一目录。", "Put the series beside this file."),
    ),
    "deciding/left-out": (
        Text(
            "{count} 例当地发病之前看不到传染源，未用。",
            "{count} local onsets were not used: nobody in sight could have infected them.",
        ),
        Text("请从更早的一天给出序列。", "Give the series from an earlier day on."),
    ),
    "deciding/short-chain": (
        Text(
            "抽样链只有自相关的 {lengths} 倍长，应有 50 倍。",
            "The chain is {lengths} autocorrelations long; it should be 50.",
        ),
        Text(
            "区间两端不可细究；先验再窄些会好。",
            "Do not read the ends of the intervals closely; narrower priors would help.",
        ),
    ),
    "deciding/checkpoint": (
        Text(
            "续算文件属于另一个问题，或读不出。",
            "The file to go on from is of another question, or cannot be read.",
        ),
        Text("请删去它，或另指一个 --resume。", "Delete it, or name another with --resume."),
    ),
    "deciding/taken-as-complete": (
        Text("序列按截至 {day} 已报全计。", "The series is taken as complete up to {day}."),
        Text(
            "若最近发病者尚未报全，措施后的 R 会偏低：请用 as_of 退到报全之日（lianfang outlook nowcast 会说明）。",
            "If its last onsets are not all reported yet, R under the measures comes out too low: set as_of to a day that is "
            "complete (lianfang outlook nowcast tells which).",
        ),
    ),
}
