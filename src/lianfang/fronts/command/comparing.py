"""How two briefs of one area differ: figure by figure, must by must, stock by stock, class by class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lianfang.base.words import Text
from lianfang.fronts.command.shapes import Brief, FigureSaid, LedgerDaySaid, MustSaid, Number, Words, ZoneSaid
from lianfang.fronts.command.shapes_frozen import ChangeSaid, ChangesSaid, Sort

Key = tuple[str, str, str, str]
"""Sort, key, area, and which number."""

VALUES = {"counted": Text("登记数", "counted"), "reported": Text("上报数", "reported")}
RETURN, CAME = Text("报数", "return"), (Text("缺报", "missing"), Text("已报", "came"))
UNSURE = Text("无法判定", "cannot tell")
OF_MUSTS = {
    "due": Text("到期", "due"),
    "met_in_time": Text("按时", "in time"),
    "late": Text("逾期完成", "late"),
    "excused": Text("豁免", "excused"),
    "gaps": Text("缺口", "gaps"),
    "cannot_tell": UNSURE,
}
OF_STOCKS = {
    "opening": Text("期初", "opening"),
    "came": Text("流入", "in"),
    "went": Text("流出", "out"),
    "closing": Text("期末", "closing"),
}
VERDICT, CLASS = Text("平衡", "verdict"), Text("分级", "class")
_OR = Text("或", " or ")
NO_CLASS = Text("无现行规则", "no rule in force")


@dataclass(frozen=True)
class Item:
    """One number or wording of a brief, with its names."""

    title: Words
    what: Words
    area_name: Words
    value: Number | None = None
    words: Words | None = None


def changes(before: Brief, after: Brief) -> ChangesSaid:
    """What differs between two briefs."""
    old, new = dict(items(before)), dict(items(after))
    for one, other in ((old, new), (new, old)):
        one.update(_nothing(one, other))
    rows = [_change(key, old.get(key), item) for key, item in new.items() if not _same(old.get(key), item)]
    rows += [_change(key, item, None) for key, item in old.items() if key not in new]
    return ChangesSaid(before_as_of=before.as_of, after_as_of=after.as_of, rows=rows)


def _nothing(one: Mapping[Key, Item], other: Mapping[Key, Item]) -> dict[Key, Item]:
    """A brief that speaks of a must leaves out the areas below where nothing is open: that is zero, not unknown."""
    musts = {key for sort, key, _area, _what in one if sort == "must"}
    return {
        key: replace(item, value=0) for key, item in other.items()
        if key[0] == "must" and key[1] in musts and key not in one
    }  # fmt: skip


def items(brief: Brief) -> Iterator[tuple[Key, Item]]:
    """Every number and every wording of a brief that can differ."""
    for figure in brief.figures:
        yield from _of_figure(figure)
    for line in brief.lines:
        for must in line.musts:
            yield from _of_must(must, brief.area.code, brief.area.name)
    for day in brief.ledgers:
        yield from _of_stock(day)
    for zone in brief.zones:
        yield ("zone", zone.zoning, zone.area, "class"), _of_zone(zone)


def _of_figure(one: FigureSaid) -> Iterator[tuple[Key, Item]]:
    yield (
        ("figure", one.id, one.area, one.kind),
        Item(one.title, Words.of(VALUES[one.kind]), one.area_name, one.value),
    )
    if one.kind == "reported":
        came = Item(one.title, Words.of(RETURN), one.area_name, words=Words.of(CAME[not one.missing]))
        yield ("figure", one.id, one.area, "return"), came
    if one.cannot_tell is not None:
        unsure = Item(one.title, Words.of(UNSURE), one.area_name, one.cannot_tell)
        yield ("figure", one.id, one.area, "cannot_tell"), unsure


def _of_must(one: MustSaid, area: str, area_name: Words) -> Iterator[tuple[Key, Item]]:
    """Of the area itself, then what is not met of each area below."""
    for name, what in OF_MUSTS.items():
        yield ("must", one.must, area, name), Item(one.title, Words.of(what), area_name, getattr(one, name))
    for share in one.by_area:
        for name in ("gaps", "cannot_tell", "excused"):
            item = Item(one.title, Words.of(OF_MUSTS[name]), share.area_name, getattr(share, name))
            if item.value:
                yield ("must", one.must, share.area, name), item


def _of_stock(one: LedgerDaySaid) -> Iterator[tuple[Key, Item]]:
    """The sums of a day; its day is not part of the key, so that two days' stocks stand side by side."""
    values = {"opening": one.opening.value, "came": one.came, "went": one.went, "closing": one.closing.value}
    for name, what in OF_STOCKS.items():
        yield (
            ("stock", one.ledger, one.area, name),
            Item(one.title, Words.of(what), one.area_name, values[name]),
        )
    verdict = Item(one.title, Words.of(VERDICT), one.area_name, words=one.verdict_words)
    yield ("stock", one.ledger, one.area, "verdict"), verdict


def _of_zone(one: ZoneSaid) -> Item:
    classes = [said.title for said in one.possible]
    words = Words(
        zh=_OR.zh.join(said.zh for said in classes) or NO_CLASS.zh,
        en=_OR.en.join(said.en for said in classes) or NO_CLASS.en,
    )
    return Item(one.title, Words.of(CLASS), one.area_name, words=words)


def _same(old: Item | None, new: Item) -> bool:
    return old is not None and (old.value, old.words) == (new.value, new.words)


def _change(key: Key, old: Item | None, new: Item | None) -> ChangeSaid:
    sort, name, area, _what = key
    item = new or old
    if item is None:
        raise ValueError("a change has a side at least")
    return ChangeSaid(
        sort=_sort(sort), key=name, title=item.title, what=item.what, area=area, area_name=item.area_name,
        state="new" if old is None else "gone" if new is None else "changed",
        before=old.value if old else None, after=new.value if new else None,
        before_words=old.words if old else None, after_words=new.words if new else None,
    )  # fmt: skip


def _sort(word: str) -> Sort:
    return word  # type: ignore[return-value]  # the first part of a key is one of them
