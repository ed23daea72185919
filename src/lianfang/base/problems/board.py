"""What can go wrong at the board."""

from __future__ import annotations

from collections.abc import Mapping

from lianfang.base.words import Text

PROBLEMS: Mapping[str, tuple[Text, Text]] = {
    "board/known-at-not-yours": (
        Text("您的角色不能按较早时点所知查看。", "Your role does not look at what was known earlier."),
        Text(
            "请不带 known_at 查看，或请有缺口权限的人查看。",
            "Look without known_at, or ask someone who may see gaps.",
        ),
    ),
    "board/no-such-line": (
        Text("没有“{line}”这条防线。", "There is no line '{line}'."),
        Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}."),
    ),
    "board/no-such-choice": (
        Text("{choice} 不能是“{value}”。", "{choice} cannot be '{value}'."),
        Text("可用：{known}。", "There are: {known}."),
    ),
    "filter/name": (
        Text("筛选的名称须有 1 至 {most} 个字符。", "A filter's name has 1 to {most} characters."),
        Text("请改一个名称。", "Give it another name."),
    ),
    "filter/too-many": (
        Text("每个清单至多保存 {most} 个筛选。", "Of one list {most} filters are kept at most."),
        Text("请先删去不用的。", "Forget one that is of no more use."),
    ),
    "board/bad-page-key": (
        Text("无法从“{key}”处续列。", "The list cannot go on from '{key}'."),
        Text(
            "请用上一页给出的续列键，并保持同样的排序。",
            "Use the key that the page before gave, with the same order.",
        ),
    ),
}
