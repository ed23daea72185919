"""A name is found by its pinyin in full or by its initials, by any reading of a character, and by nothing shorter."""

from __future__ import annotations

import pytest

from lianfang.base.pinyin import letters, sounds_like


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张伟", "zhangwei"), ("张伟", "Zhāng Wěi"), ("张伟", "zw"), ("单雄信", "shan xiongxin"), ("单雄信", "danxiongxin"),
        ("曾敏", "zeng min"), ("吕布", "lvbu"), ("吕布", "lü bu"), ("吕布", "lubu"), ("吕布", "LYU BU"), ("西安", "xi'an"),
        ("阿依古丽·买买提", "ayiguli maimaiti"), ("John Smith", "john smith"), ("José", "jose"),
    ],
)  # fmt: skip
def test_it_sounds_so(name: str, typed: str) -> None:
    assert sounds_like(name, letters(typed))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张伟", "zhang"),
        ("张伟", "z"),
        ("张伟", "zhangweiwei"),
        ("张伟", "wz"),
        ("张伟", ""),
        ("张伟", "张伟"),
        ("John Smith", "js"),
    ],
)
def test_it_does_not(name: str, typed: str) -> None:
    assert not sounds_like(name, letters(typed))
