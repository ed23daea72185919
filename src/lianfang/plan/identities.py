"""What reported figures owe each other, and what explains a count that differs from a report: both are content.

::

    identity: in-hospital                       explanation: cases-without-a-district
    title: {zh: …, en: …}                       title: {zh: …, en: …}
    figure: in_hospital                         figure: confirmed
    equals: confirmed - recovered - dead        against: confirmed_without_district
                                                parts:
                                                  - title: {zh: …, en: …}
                                                    where: district is unknown
                                                    of which: […]

The terms of ``equals`` are reported figures, ``change of`` one (since the day before) and ``sum of districts`` of one
(over the areas one level below), joined by plus and minus.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from lianfang.plan import rules
from lianfang.plan.entries import Expressions, Surroundings
from lianfang.plan.kinds import Scope, nearest
from lianfang.plan.model import Addend, Counted, Explanation, Figure, Identity, Part, Place
from lianfang.plan.nodes import And, Test
from lianfang.plan.sheets import Sheet
from lianfang.plan.tokens import Token, Unreadable, tokenize

_OPENINGS: Mapping[tuple[str, ...], Literal["change", "sum"]] = {
    ("change", "of"): "change",
    ("sum", "of", "districts"): "sum",
}


def read_identity(sheet: Sheet, figures: Mapping[str, Figure]) -> Identity | None:
    """One identity; None, with findings, where it cannot be read or names a figure that nobody reports."""
    sheet.allow(("identity", "title", "figure", "equals"))
    key, title = sheet.text("identity"), sheet.words("title")
    figure = _reported(sheet, "figure", sheet.text("figure"), figures)
    written = sheet.expression("equals")
    if written is None:
        return None
    try:
        addends = read_addends(tokenize(written.text), _keys_of_reported(figures))
    except Unreadable as problem:
        written.refuse(problem, sheet.findings)
        return None
    if not (key and title and figure):
        return None
    return Identity(
        key, title, figure, addends, " ".join(written.text.split()), Place(sheet.file, sheet.line)
    )


def _reported(sheet: Sheet, key: str, figure: str, figures: Mapping[str, Figure]) -> str:
    """The key of a figure that is reported; empty, with a finding, for any other."""
    known = _keys_of_reported(figures)
    if figure and figure not in known:
        sheet.refuse("plan/not-reported", key, figure=figure, **nearest(figure, known))
        return ""
    return figure


def _keys_of_reported(figures: Mapping[str, Figure]) -> list[str]:
    return [key for key, figure in figures.items() if figure.reported is not None]


def read_addends(
    tokens: list[Token], known: Sequence[str], code: str = "plan/not-reported"
) -> tuple[Addend, ...]:
    """Figures joined by plus and minus, each as it is, as ``change of`` it or as ``sum of districts`` of it.

    Raises:
        Unreadable: anything else, or (with ``code``) a figure that is not among ``known``.
    """
    found: list[Addend] = []
    sign: Literal[1, -1] = 1
    rest = tokens
    while True:
        what, rest = _opening(rest)
        name = rest[0]
        if name.sort != "name":
            raise _cannot_stand(name, "confirmed | change of confirmed | sum of districts confirmed")
        if name.written not in known:
            raise Unreadable(code, name.at, {"figure": name.written, **nearest(name.written, known)})
        found.append(Addend(sign, what, name.written))
        after = rest[1]
        if after.sort == "end":
            return tuple(found)
        if not after.is_word("+", "-"):
            raise _cannot_stand(after, "+ | -")
        sign, rest = (1 if after.written == "+" else -1), rest[2:]


def _opening(tokens: list[Token]) -> tuple[Literal["value", "change", "sum"], list[Token]]:
    for words, what in _OPENINGS.items():
        if tuple(token.written for token in tokens[: len(words)]) == words:
            return what, tokens[len(words) :]
    return "value", tokens


def _cannot_stand(token: Token, expected: str) -> Unreadable:
    return Unreadable("plan/syntax", token.at, {"found": token.written or "–", "expected": expected})


def read_explanation(sheet: Sheet, figures: Mapping[str, Figure], around: Surroundings) -> Explanation | None:
    """One explanation; None, with findings, where a part cannot be read or the figure is not counted."""
    sheet.allow(("explanation", "title", "figure", "against", "parts"))
    before = len(sheet.findings.problems)
    key, title, figure = sheet.text("explanation"), sheet.words("title"), sheet.text("figure")
    against = _reported(sheet, "against", sheet.text("against", required=False), figures)
    known = [name for name, known in figures.items() if known.counted is not None]
    if figure and figure not in known:
        sheet.refuse("plan/not-counted", "figure", figure=figure, **nearest(figure, known))
    counted = figures[figure].counted if figure in known else None
    parts = None if counted is None else _parts(sheet, "parts", counted, around)
    if parts is None or title is None or len(sheet.findings.problems) > before:
        return None
    return Explanation(key, title, figure, against, parts, Place(sheet.file, sheet.line))


def _parts(sheet: Sheet, key: str, among: Counted, around: Surroundings) -> tuple[Part, ...]:
    found = [_part(inner, among, around) for inner in sheet.sheets(key, ("title", "where", "of which"))]
    return tuple(part for part in found if part is not None)


def _part(sheet: Sheet, among: Counted, around: Surroundings) -> Part | None:
    """Rows of what ``among`` counts: its population, day and area, and one condition more."""
    title = sheet.words("title")
    where = Expressions(sheet).test("where", Scope(around.catalogue, among.every, around.values))
    if where is None or title is None:
        return None
    both = _and(among.where, where)
    rules.check_unknown(sheet, "where", both)
    counted = Counted(among.every, both, among.at, among.total, among.day, among.area)
    return Part(title, counted, _parts(sheet, "of which", counted, around) if "of which" in sheet else ())


def _and(first: Test, second: Test) -> Test:
    tests = [
        *(first.tests if isinstance(first, And) else (first,)),
        *(second.tests if isinstance(second, And) else (second,)),
    ]
    return And(tuple(tests))
