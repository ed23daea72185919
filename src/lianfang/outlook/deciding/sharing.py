"""The answer of ``lianfang outlook allocate``: each line with its reason, in both languages."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from lianfang import __version__
from lianfang.base.words import Language
from lianfang.outlook.deciding import reading, shapes
from lianfang.outlook.deciding.allocation import Given, allocate
from lianfang.outlook.deciding.orders import Good, Sharing, Titled
from lianfang.outlook.shapes import Words

RULE = Words(
    zh="先保底，后其余；各按优先级先后；同级之内按所求的同等比例，取整后不多不少",
    en="floors first, then the rest; each by priority; within one priority equal parts of what is wanted, in whole units",
)


def answer(path: Path) -> shapes.AllocationSaid:
    """Read the file and share out every good.

    Raises:
        Refused: the file cannot be used.
    """
    file = reading.read(path, Sharing)
    return shapes.AllocationSaid(
        basis=rests_on(path),
        priorities={number: words(title) for number, title in file.priorities.items()},
        rule=RULE,
        goods=[_good(good) for good in file.goods],
    )


def rests_on(path: Path) -> shapes.Rests:
    """The file an answer was made from."""
    return shapes.Rests(file=path.name, sha256=sha256(path.read_bytes()).hexdigest(), version=__version__)


def words(title: Titled) -> Words:
    """A title of a file."""
    return Words(zh=title.zh, en=title.en)


def lines(said: shapes.AllocationSaid, language: Language) -> list[str]:
    """As lines of text."""
    made = [said.rule.to(language)]
    made += [f"{number}: {title.to(language)}" for number, title in sorted(said.priorities.items())]
    for good in said.goods:
        name = good.title.to(language) if good.title else good.good
        made.append(
            f"{name}：库存 {good.stock} {good.unit}，留存 {good.keep}，申请 {good.asked}，分出 {good.given}，余 {good.left}"
            if language == "zh"
            else f"{name}: {good.stock} {good.unit} at hand, {good.keep} kept, {good.asked} asked, {good.given} given, "
            f"{good.left} left"
        )
        if good.floors_short:
            made.append(
                f"  保底尚缺 {good.floors_short}"
                if language == "zh"
                else f"  floors lack {good.floors_short}"
            )
        made += [f"  {line.name}: {line.said.to(language)}" for line in good.lines]
    return made


def _good(good: Good) -> shapes.GoodSaid:
    done = allocate(good)
    return shapes.GoodSaid(
        good=good.good,
        title=None if good.title is None else words(good.title),
        unit=good.unit,
        stock=good.stock,
        keep=good.keep,
        asked=sum(line.asked for line in good.lines),
        given=good.stock - done.left,
        left=done.left,
        floors_short=done.floors_short,
        lines=[_share(given) for given in done.lines],
    )


def _share(of: Given) -> shapes.ShareSaid:
    line = of.line
    return shapes.ShareSaid(
        name=line.name, priority=line.priority, asked=line.asked, floor=line.floor, given=of.given, of_floor=of.of_floor,
        above=of.above, why=of.why, class_wanted=of.class_wanted, class_given=of.class_given, said=sentence(of),
    )  # fmt: skip


def sentence(of: Given) -> Words:
    """Asked, floor, priority, given, and why."""
    line = of.line
    zh = f"申请 {line.asked}，保底 {line.floor}，优先级 {line.priority}，得 {of.given}：{_why_zh(of)}"
    en = f"asked {line.asked}, floor {line.floor}, priority {line.priority}, gets {of.given}: {_why_en(of)}"
    return Words(zh=zh, en=en)


def _why_zh(of: Given) -> str:
    turn = f"本级共求 {of.class_wanted}，有 {of.class_given}"
    return {
        "in_full": "全数满足",
        "floor_and_part": f"保底 {of.of_floor} 已足；其余{turn}，按比例得 {of.above}",
        "floor_only": f"只得保底；其余{turn}",
        "part_of_floor": f"保底不足：{turn}，按比例得 {of.of_floor}",
        "part": f"{turn}，按比例得 {of.above}",
        "nothing": f"{turn}，按比例不足一件" if of.class_given else f"轮到本级时已无可分（{turn}）",
        "asked_nothing": "未申请",
    }[of.why]


def _why_en(of: Given) -> str:
    turn = f"its priority wanted {of.class_wanted}, there were {of.class_given}"
    return {
        "in_full": "in full",
        "floor_and_part": f"its floor of {of.of_floor}; of the rest {turn}: its part is {of.above}",
        "floor_only": f"its floor only; of the rest {turn}",
        "part_of_floor": f"not even its floor: {turn}; its part is {of.of_floor}",
        "part": f"{turn}: its part is {of.above}",
        "nothing": f"{turn}: its part is less than one" if of.class_given else f"nothing was left: {turn}",
        "asked_nothing": "nothing was asked",
    }[of.why]
