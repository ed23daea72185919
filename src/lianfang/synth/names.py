"""Made-up names, telephones and plates. Numbers come from ranges that no one is given."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from lianfang.synth.chance import stream
from lianfang.synth.draft import Draft

_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PLATES = len(_LETTERS) ** 5
_STEP = 7_368_787
"""Shares no factor with the number of plates, so that no two vehicles get one plate."""
_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏"
    "程吕丁任沈姚卢姜钟谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱"
)
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红文辉建国春燕梅海波宁晨雨佳欣浩宇子涵思远志鹏晓琳婷雪峰凯俊博倩颖嘉怡"
_UNUSED = 154
"""A range of mobile numbers that was not given out in 2020 (assumed)."""
Identified = tuple[str, str, int, str]
"""``person`` or ``vehicle``, the kind, the id, the text."""


def plate(draft: Draft, vehicle: int) -> str:
    """A vehicle's plate: its twin's near-identical one where told, else the prefix of its home and five signs of its own."""
    if vehicle in draft.twins:
        return draft.twins[vehicle]
    number, signs = (vehicle * _STEP + draft.seed * 104_729) % _PLATES, []
    for _ in range(5):
        number, sign = divmod(number, len(_LETTERS))
        signs.append(_LETTERS[sign])
    home = draft.vehicles.home[vehicle]
    return ("粤B" if home < 0 else draft.tree.origins[home][1]) + "".join(signs)


def name(chance: Random) -> str:
    """A name that anyone may bear."""
    given = chance.choice(_GIVEN)
    return chance.choice(_SURNAMES) + (given + chance.choice(_GIVEN) if chance.random() < 0.7 else given)


def identifiers(draft: Draft, vehicles: list[int], persons: list[int]) -> Iterator[Identified]:
    """Plain text for every vehicle and person; ``vehicles`` and ``persons`` are their places in order of id."""
    for number, vehicle in enumerate(vehicles, 1):
        yield "vehicle", "plate", number, plate(draft, vehicle)
    chance = stream(draft.seed, "names")
    for number in range(1, len(persons) + 1):
        yield "person", "name", number, name(chance)
        yield "person", "telephone", number, f"{_UNUSED}{int(chance.random() * 10**8):08d}"
