"""The text of a directive, cut into its demands; each keeps its place, and no character is lost.

A demand is one thing asked for: what stands between two commas, semicolons or stops. It is a demand if a number stands
above it, or if its sentence orders something (要, 必须, 严禁, shall …). All else is prose, numbers and marks, kept as such.
Nothing is cut inside quotation marks, brackets, or between nouns joined by 、.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lianfang.plan.numbering import Marker, Outline, marker_at
from lianfang.plan.wording import HAN

_KEPT = re.compile(
    r"“[^”\n]{0,80}”|‘[^’\n]{0,80}’|（[^）\n]{0,80}）|\([^)\n]{0,80}\)|《[^》\n]{0,80}》|「[^」\n]{0,80}」|【[^】\n]{0,80}】"
    r'|"[^"\n]{0,80}"'
)
"""What is never cut: quotations and brackets that close again soon."""
_STOP = re.compile(r"[。！？!?…\n\r\u2028\u2029\f]+|(?<![\d.])[.](?=\s|$)")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEMICOLON = re.compile(r"[；;]")
_COMMA = re.compile(r"[，,：:]")
_SPACE = re.compile(r"\s*")
_LETTER = re.compile(r"[^\W_]")
_OPENER = re.compile(r"[^，,。；;：:\n要须应按照依据落符]{0,24}(?:强调|指出|要求|认为|决定)[，,：:]")
"""With these a new section begins: 会议强调, but not 按照上级要求."""
_MODAL = re.compile(
    r"[^，,。；;：:]{0,14}?(?:(?<![重主需必只纪摘首简概])要(?![求点素件闻])|必须|须|应当|应该|务必|不得|严禁|禁止|不准)"
    r"|.*?\b(?:must|shall|should|is to|are to)\b",
    re.IGNORECASE | re.DOTALL,
)
_ORDER = re.compile(
    r"(?:要|坚持|坚决|严格|严防|严禁|全面|切实|加强|落实|确保|做好|抓好|强化|压实|加快|保障|建立|完善|组织|开展|立即|各)"
)
_CLOSING = re.compile(
    r"(?:附件|联系人|联系电话|抄送|抄报|特此|此件)|\d{4}年\d{1,2}月\d{1,2}日\s*$", re.MULTILINE
)
"""With these a notice ends: nothing after them belongs to its last number."""
_LEADS_IN = re.compile(
    r"^(?:对(?![接照标准应])|把(?![握关控守])|将(?![来要]))|(?:前提下|基础上|背景下|条件下|情况下|形势下|过程中|的同时|期间|的)$"
)
_NEAR = 8
_SHORTEST = 4
_ALIKE = 2


@dataclass(frozen=True)
class Demand:
    """One thing asked for: its key in the numbering, and where it stands.

    ``start`` and ``end`` are characters of the text, from 0, the end not included; ``line`` counts from 1.
    """

    key: str
    text: str
    start: int
    end: int
    line: int


@dataclass(frozen=True)
class Rest:
    """What is no demand: prose, the numbers and openings that stand before demands, or mere marks and spaces."""

    kind: Literal["prose", "number", "marks"]
    text: str
    start: int
    end: int
    line: int


@dataclass(frozen=True)
class Directive:
    """A text and its parts in order; together they are the text."""

    text: str
    parts: tuple[Demand | Rest, ...]
    is_numbered: bool

    @property
    def demands(self) -> list[Demand]:
        """The demands, in the text's order."""
        return [part for part in self.parts if isinstance(part, Demand)]

    @property
    def prose(self) -> list[Rest]:
        """The stretches of words that were not taken as demands."""
        return [part for part in self.parts if isinstance(part, Rest) and part.kind == "prose"]


@dataclass(frozen=True)
class _Span:
    kind: Literal["demand", "prose", "number"]
    start: int
    end: int
    path: str = ""


def cut(text: str) -> Directive:
    """The demands of a text, with all that stands between them."""
    outline = Outline()
    spans: list[_Span] = []
    for start, end in _sentences(text):
        spans.extend(_of_sentence(text, start, end, outline))
    numbered = any(marker for marker in spans if marker.kind == "number" and marker.path)
    return Directive(text, tuple(_parts(text, spans)), numbered)


def _kept(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [found.span() for found in _KEPT.finditer(text, start, end)]


def _is_kept(at: int, kept: list[tuple[int, int]]) -> bool:
    where = bisect_right(kept, (at, len(kept) + at)) - 1
    return where >= 0 and kept[where][0] < at < kept[where][1] - 1


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where sentences begin and end, the mark included; a line ends a sentence too."""
    kept = _kept(text, 0, len(text))
    start = 0
    for stop in _STOP.finditer(text):
        if not _is_kept(stop.start(), kept):
            yield start, stop.end()
            start = stop.end()
    if start < len(text):
        yield start, len(text)


def _of_sentence(text: str, start: int, end: int, outline: Outline) -> Iterator[_Span]:
    """The numbers, openings, demands and prose of one sentence."""
    at = _skip(text, start, end)
    opener = _OPENER.match(text, at, end)
    if opener is not None and marker_at(text, at, inside=False) is None:
        outline.open_section()
        yield _Span("number", at, opener.end())
        at = _skip(text, opener.end(), end)
    elif _CLOSING.match(text, at, end):
        outline.open_section()
    orders = _orders(text, at, end)
    group: list[tuple[int, int]] = []
    for first, last in _clauses(text, at, end):
        before = text[max(at, first - _NEAR) : first].rstrip()
        opening = list(_markers(text, first, last, inside=bool(_COMMA.match(before[-1:]))))
        if opening:
            yield from _group(text, group, outline, orders)
            group = []
        for marker in opening:
            outline.step(marker)
            yield _Span("number", marker.start, marker.end, outline.path)
        group.append((_skip(text, opening[-1].end, last) if opening else first, last))
    yield from _group(text, group, outline, orders)


def _markers(text: str, first: int, last: int, *, inside: bool) -> Iterator[Marker]:
    """The numbers with which a clause begins; after one, another of a deeper level may follow at once."""
    marker = marker_at(text, first, inside=inside)
    while marker is not None and marker.end <= last:
        yield marker
        marker = marker_at(text, _skip(text, marker.end, last), inside=False)


def _skip(text: str, at: int, end: int) -> int:
    found = _SPACE.match(text, at, end)
    return at if found is None else found.end()


def _orders(text: str, start: int, end: int) -> bool:
    """Does a sentence order something: by a word of duty in one of its clauses, or by the verb with which it begins?"""
    clauses = list(_clauses(text, start, end))
    if any(_MODAL.match(text, first, last) for first, last in clauses):
        return True
    address = text[start:end].rstrip().endswith(("：", ":"))
    return bool(clauses) and not address and _ORDER.match(text, clauses[0][0], end) is not None


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What stands between commas and semicolons, without the space before it; a comma counts beside Chinese only."""
    kept = _kept(text, start, end)
    at = start
    for place in range(start, end):
        if _is_break(text, place) and not _is_kept(place, kept):
            yield _skip(text, at, place), place
            at = place + 1
    if at < end:
        yield _skip(text, at, end), end


def _is_break(text: str, at: int) -> bool:
    if _SEMICOLON.match(text[at]) or text[at] == "，":
        return True
    if not _COMMA.match(text[at]):
        return False
    around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return any(HAN.match(letter) or letter in "”’）》」】“‘（《「【" for letter in around)


def _group(text: str, clauses: list[tuple[int, int]], outline: Outline, orders: bool) -> Iterator[_Span]:
    """The clauses under one number: demands if they are numbered or ordered, else one stretch of prose."""
    if not clauses:
        return
    if not (orders or outline.is_numbered):
        yield _Span("prose", clauses[0][0], clauses[-1][1])
        return
    for start, end in _joined(text, clauses):
        if _LETTER.search(text, start, end):
            outline.used()
            for first, last in _parallel(text, start, end):
                yield _Span("demand", first, last, outline.path)


def _joined(text: str, clauses: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Clauses, of which one that only leads in (在…前提下, 对…) or is very short is taken with the next."""
    waiting: int | None = None
    for place, (start, end) in enumerate(clauses):
        first = start if waiting is None else waiting
        said = text[start:end].strip()
        short = sum(1 for _ in _LETTER.finditer(said)) < _SHORTEST
        if (short or _LEADS_IN.search(said)) and place + 1 < len(clauses):
            waiting = first
            continue
        waiting = None
        yield first, end


def _parallel(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """One span for each member of a row such as 不漏一车、不漏一人, whose members all begin alike; else the whole."""
    kept = _kept(text, start, end)
    cuts = [at for at in range(start, end) if text[at] == "、" and not _is_kept(at, kept)]
    members = list(zip([start, *(at + 1 for at in cuts)], [*cuts, end], strict=True))
    heads = {text[first : first + _ALIKE] for first, _ in members}
    long = all(last - first >= _SHORTEST for first, last in members)
    return members if len(heads) == 1 and long else [(start, end)]


def _parts(text: str, spans: list[_Span]) -> Iterator[Demand | Rest]:
    """The spans as parts, with the marks between them, so that nothing of the text is missing."""
    ends = [found.end() - 1 for found in _LINE_END.finditer(text)]
    count: Counter[str] = Counter()
    taken: set[str] = set()
    at = 0
    for span in spans:
        first, last = _trimmed(text, span)
        if not _LETTER.search(text, first, last):
            continue
        if at < first:
            yield _rest("marks", text, at, first, ends)
        if span.kind == "demand":
            count[span.path] += 1
            yield Demand(
                _key(f"{span.path}.{count[span.path]}", taken),
                text[first:last],
                first,
                last,
                _line(first, ends),
            )
        else:
            yield _rest(span.kind, text, first, last, ends)
        at = last
    if at < len(text):
        yield _rest("marks", text, at, len(text), ends)


def _trimmed(text: str, span: _Span) -> tuple[int, int]:
    """The span without spaces and stops at its ends; a closing quotation mark stays."""
    first, last = span.start, span.end
    while first < last and (text[first].isspace() or text[first] in "、，,；;。"):
        first += 1
    while first < last and (
        text[last - 1].isspace() or _STOP.match(text[last - 1]) or text[last - 1] in "、.，,；;"
    ):
        last -= 1
    return first, last


def _key(wanted: str, taken: set[str]) -> str:
    key, copy = wanted, 1
    while key in taken:
        copy += 1
        key = f"{wanted}-{copy}"
    taken.add(key)
    return key


def _rest(
    kind: Literal["prose", "number", "marks"], text: str, start: int, end: int, ends: list[int]
) -> Rest:
    return Rest(kind, text[start:end], start, end, _line(start, ends))


def _line(at: int, ends: list[int]) -> int:
    return bisect_right(ends, at - 1) + 1
