"""Musts written at random in the plan's own language, over the small catalogue: what the parser reads is generated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from hypothesis import assume, reject
from hypothesis import strategies as st

from lianfang.base.words import Text
from lianfang.plan.kinds import MOMENTS, TYPES, Scope, read_term, read_test
from lianfang.plan.model import Counted, Denominator, Figure, Must, Place
from lianfang.plan.nodes import Path, Type
from lianfang.records import Register
from tests.generative.worlds import DAYS, NUMBERS, SOURCE, TEXTS, VALUES
from tests.plan_catalogue import CATALOGUE

OPS = ["=", "!=", "<", "<=", ">", ">="]
WAITS = ["30 minutes", "1 hour", "12 hours", "1 day", "2 days"]


@dataclass(frozen=True)
class Word:
    """A path that may be written in some place, and what it is."""

    text: str
    type: Type
    codes: tuple[str, ...] = ()
    to: str = ""


@dataclass(frozen=True)
class Standpoint:
    """Where an expression stands: whose fields may be written how."""

    subject: str
    candidate: str = ""
    each_day: bool = False
    child: str = ""  # the name of the children, inside a quantifier
    owner: str = ""  # whose they are
    out_of_sight: str = ""  # the evidence, inside a quantifier: its name is taken all the same
    constant_days: bool = False
    counts: bool = False  # the where of a figure

    def words(self) -> list[Word]:
        """All paths of up to two links."""
        found = []
        start = CATALOGUE[self.subject]
        if self.child:
            register = self._plain()
            found += [*_paths(register, ""), *_paths(register, f"{self.child}.")]
            found += _paths(start, f"{self.subject}.")
        else:
            found += [*_paths(start, ""), *_paths(start, f"{self.subject}.")]
            if self.candidate:
                found += list(_paths(CATALOGUE[self.candidate], f"{self.candidate}.")) * 2
        taken = {
            self.subject,
            self.candidate,
            self.out_of_sight,
            "day",
            "as_of",
            *VALUES,
        }  # as a field's these would have two meanings
        found = [w for w in found if "." in w.text or w.text not in taken]
        itself = [Word(self.subject, Type.LINK, to=self.subject)]
        return found + itself * (self.subject not in self._plain().names())

    def _plain(self) -> Register:
        if not self.child:
            return CATALOGUE[self.subject]
        return CATALOGUE[CATALOGUE[self.owner].children[self.child].register]


def _paths(register: Register, prefix: str, depth: int = 2) -> Iterator[Word]:
    for column in register.columns.values():
        codes = tuple(column.codes.codes) if column.codes else ()
        yield Word(prefix + column.name, TYPES[column.kind], codes)
    for span in register.spans.values():
        yield Word(prefix + span.name, Type.SPAN)
    for link in register.links.values():
        yield Word(prefix + link.name, Type.LINK, to=link.to)
        if depth:
            # A first word that is also a register's name would be read as one.
            if not prefix and link.name in CATALOGUE:
                continue
            yield from _paths(CATALOGUE[link.to], f"{prefix}{link.name}.", depth - 1)


class Author:
    """Writes expressions by drawing."""

    def __init__(self, draw: Callable[[Any], Any], place: Standpoint):
        self.draw = draw
        self.place = place
        self.known = place.words()

    def one(self, options: list[str]) -> str:
        """One of several texts."""
        return self.draw(st.sampled_from(options))

    def word(self, kind: Type, *, to: str = "", codes: tuple[str, ...] | None = None) -> str | None:
        """A path of a type, or None where there is none."""
        found = [
            w.text for w in self.known if w.type is kind and (not to or w.to == to) and (codes is None or w.codes == codes)
        ]  # fmt: skip
        if not found:
            return None
        own = [text for text in found if text.count(".") < 2]
        return self.one(own if own and self.draw(st.booleans()) else found)

    # terms

    def term(self, kind: Type, depth: int = 2) -> str:
        """A term of a type; a path where there is one, more often than not."""
        choices: list[str] = []
        if (path := self.word(kind)) is not None:
            choices += [path] * 3
        choices += [f"{name}" for name, value in VALUES.items() if value.type is kind]
        if self.place.each_day and kind in MOMENTS:
            choices += ["day.start" if kind is Type.INSTANT else "day"] * 2
        if self.place.counts and kind is Type.INSTANT:
            choices += ["as_of"] * 2
        if depth and kind in (Type.INSTANT, Type.DURATION, Type.NUMBER):
            choices += ["+"] * 2
        if kind is Type.DURATION:
            choices += WAITS
        elif kind is Type.NUMBER:
            choices += [f"{n:g}" for n in NUMBERS[:5]]
        elif kind is Type.BOOLEAN:
            choices += ["true", "false"]
        elif kind is Type.TEXT:
            choices += [f'"{text}"' for text in TEXTS]
        elif kind is Type.DATE and (self.place.constant_days or path is None):
            choices += [day.isoformat() for day in DAYS]
        choice = self.one(choices)
        return self.sum(kind, depth - 1) if choice == "+" else choice

    def moment(self) -> str:
        """An instant, or a date as its 24:00."""
        return self.term(self.draw(st.sampled_from([Type.INSTANT, Type.INSTANT, Type.DATE])))

    def sum(self, kind: Type, depth: int) -> str:
        """Two terms added or subtracted."""
        sign = self.one(["+", "-"])
        if kind is Type.INSTANT:
            left = self.term(self.draw(st.sampled_from([Type.INSTANT, Type.INSTANT, Type.DATE])), depth)
            return f"{left} {sign} {self.term(Type.DURATION, 0)}"
        if kind is Type.DURATION and self.draw(st.booleans()):
            return f"{self.term(Type.INSTANT, 0)} - {self.term(Type.INSTANT, 0)}"
        return f"{self.term(kind, depth)} {sign} {self.term(kind, 0)}"

    # tests

    def test(self, depth: int) -> str:
        """Any test."""
        kinds = ["leaf"] * 3
        if depth:
            kinds += ["and", "or", "not", "and", "or"]
        if not self.place.child and CATALOGUE[self.place.subject].children and depth:
            kinds += ["quantifier"] * 6
        if self.place.counts:
            kinds += ["unknown"]
        kind = self.one(kinds)
        if kind == "unknown":
            return kind
        if kind in ("and", "or"):
            parts = [self.test(depth - 1) for _ in range(self.draw(st.integers(2, 3)))]
            return "(" + f" {kind} ".join(parts) + ")"
        if kind == "not":
            return f"not ({self.test(depth - 1)})"
        return self.quantifier(depth) if kind == "quantifier" else self.leaf()

    def quantifier(self, depth: int) -> str:
        """``any | no | count`` over children."""
        start = CATALOGUE[self.place.subject]
        links = [
            link
            for link in start.links.values()
            if CATALOGUE[link.to].children and link.name not in CATALOGUE
        ]
        if self.place.counts and links and self.draw(st.booleans()):
            link = self.draw(st.sampled_from(links))
            return self.over(link.name + ".", self.one(list(CATALOGUE[link.to].children)), link.to, depth)
        return self.over("", self.one(list(start.children)), self.place.subject, depth)

    def over(self, prefix: str, name: str, owner: str, depth: int) -> str:
        """A quantifier over the children of the subject, or of the row that its link names."""
        inner = Author(
            self.draw,
            replace(self.place, child=name, owner=owner, candidate="", out_of_sight=self.place.candidate),
        )
        text = f"{prefix}{name} where ({inner.test(min(1, depth - 1))})"
        what = self.one(["any", "no", "count"])
        if what != "count":
            return f"{what} {text}"
        return f"count {text} {self.one(OPS)} {self.one(['0', '1', '2', '3', 'often'])}"

    def leaf(self) -> str:
        """One comparison, of any sort that has a path here."""
        sort = self.one(
            [
                "compare",
                "compare",
                "compare",
                "moments",
                "moments",
                "in",
                "within",
                "overlaps",
                "covers",
                "known",
                "flag",
            ]
        )
        written: str | None = getattr(self, f"_{sort}")()
        return written if written is not None else self._moments()

    def _moments(self) -> str:
        left, right = (self.draw(st.sampled_from([Type.INSTANT, Type.DATE])) for _ in range(2))
        return f"{self.term(left)} {self.one(OPS)} {self.term(right)}"

    def _compare(self) -> str | None:
        kind = self.draw(st.sampled_from([Type.NUMBER, Type.TEXT, Type.BOOLEAN, Type.LINK, Type.DURATION]))
        if kind is Type.TEXT:
            return self._texts()
        if kind is Type.LINK:
            to = self.one(sorted({w.to for w in self.known if w.type is Type.LINK}))
            return f"{self.word(kind, to=to)} {self.one(OPS[:2])} {self.word(kind, to=to)}"
        ops = OPS[:2] if kind is Type.BOOLEAN else OPS
        return f"{self.term(kind)} {self.one(ops)} {self.term(kind)}"

    def _texts(self) -> str | None:
        texts = [w for w in self.known if w.type is Type.TEXT]
        word = self.draw(st.sampled_from(texts)) if texts else None
        if word is None:
            return None
        if word.codes and self.draw(st.booleans()):
            return f'{word.text} {self.one(OPS[:2])} "{self.one(list(word.codes))}"'
        other = self.word(Type.TEXT, codes=word.codes) if word.codes else self.term(Type.TEXT)
        return f"{word.text} {self.one(OPS[:2])} {other}"

    def _in(self) -> str | None:
        kind = self.draw(st.sampled_from([Type.NUMBER, Type.TEXT, Type.DATE]))
        words = [w for w in self.known if w.type is kind]
        if not words:
            return None
        word = self.draw(st.sampled_from(words))
        pool = {
            Type.NUMBER: [f"{n:g}" for n in NUMBERS],
            Type.TEXT: [f'"{text}"' for text in word.codes or TEXTS],
            Type.DATE: [day.isoformat() for day in DAYS],
        }[kind]
        chosen = self.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=3))
        return f"{word.text} in ({', '.join(chosen)})"

    def _within(self) -> str | None:
        left = self.word(Type.LINK, to="area")
        right = self.one(["key_areas", "risk_areas", self.word(Type.LINK, to="area") or "key_areas"])
        return None if left is None else f"{left} within {right}"

    def _span(self) -> str:
        named = self.word(Type.SPAN)
        if named is not None and self.draw(st.integers(0, 2)):
            return named
        return f"[{self._moment()}, {self._moment()})"

    def _moment(self) -> str:
        kind = self.draw(st.sampled_from([Type.INSTANT, Type.INSTANT, Type.DATE]))
        return self.term(kind) if kind is Type.INSTANT else self.word(kind) or self.term(Type.INSTANT)

    def _overlaps(self) -> str | None:
        named = self.word(Type.SPAN)
        return None if named is None else f"{named} overlaps {self._span()}"

    def _covers(self) -> str | None:
        named = self.word(Type.SPAN)
        return None if named is None else f"{named} covers {self._moment()}"

    def _known(self) -> str:
        words = [w for w in self.known if w.type is not Type.SPAN and w.text != self.place.subject]
        return f"{self.draw(st.sampled_from(words)).text} is {self.one(['known', 'unknown'])}"

    def _flag(self) -> str:
        return self.term(Type.BOOLEAN)


@st.composite
def musts(draw: st.DrawFn) -> Must:
    """A must of the language: everything that the loader would read, its rules on unknown records apart."""
    every = draw(
        st.sampled_from(["passage", "site", "vehicle", "declaration", "area", "case", "return", "person"])
    )
    each_day = draw(st.integers(0, 3)) == 0
    since = draw(st.none() | st.sampled_from(DAYS[:2])) if not each_day else DAYS[1]
    until = draw(st.none() | st.sampled_from(DAYS[2:4])) if not each_day else DAYS[1] + timedelta(days=1)
    has = draw(st.sampled_from(["itself", *sorted(set(_tied(every)))]))
    place = Standpoint(every, each_day=each_day)
    both = place if has == "itself" else replace(place, candidate=has)
    row = every if has == "itself" else has
    # Half of them plain, or hardly any duty would be met.
    written = {
        "where": "all" if draw(st.integers(0, 3)) == 0 else Author(draw, place).test(2),
        "such that": _evidence(draw, both),
        "met at": f"{row}.recorded_at" if draw(st.booleans()) else Author(draw, both).moment(),
        "by": f"{every}.recorded_at + grace"
        if draw(st.booleans())
        else Author(draw, replace(place, constant_days=True)).moment(),
    }
    return read(written, every, has, each_day, since, until)


def read(written: dict[str, str], every: str, has: str, each_day: bool, since, until) -> Must:  # type: ignore[no-untyped-def]
    """What is written, through the loader's own reader."""
    scope = Scope(CATALOGUE, every, VALUES, each_day=each_day)
    both = scope if has == "itself" else replace(scope, candidate=has)
    where, such_that = read_test(written["where"], scope), read_test(written["such that"], both)
    met, by = read_term(written["met at"], both, MOMENTS), read_term(written["by"], scope, MOMENTS)
    problems = [*where.problems, *such_that.problems, *met.problems, *by.problems]
    # A term may come out the same on both sides; anything else the author should have known.
    assert {p.code for p in problems} <= {"plan/compares-itself"}, (written, list(map(str, problems)))
    if problems:
        reject()
    assert where.test
    assert such_that.test
    assert met.term
    assert by.term
    words = Text("例", "example")
    return Must(
        "made-up", "1", words, every, where.test, Denominator(words, independent=False), has, such_that.test, met.term, by.term,
        None, None, since, until, each_day, False, None, None, "", SOURCE, written, Place("x.yaml", 1),
    )  # fmt: skip


def _tied(every: str) -> Iterator[str]:
    """Registers that can be evidence: those with a link that the subject can be held to."""
    mine = {every, *(link.to for link in CATALOGUE[every].links.values())}
    for register in CATALOGUE:
        if register.name != every and any(link.to in mine for link in register.links.values()):
            yield register.name


def _evidence(draw: st.DrawFn, place: Standpoint) -> str:
    author = Author(draw, place)
    if not place.candidate:
        return author.test(2)
    start, other = CATALOGUE[place.subject], CATALOGUE[place.candidate]
    ties = [
        (f"{other.name}.{link.name}", mine)
        for link in other.links.values()
        for mine, to in [
            *((f"{start.name}.{own.name}", own.to) for own in start.links.values()),
            (start.name, start.name),
        ]
        if link.to == to and (mine != start.name or start.name not in start.names())
    ]
    deep = [
        (w.text, v.text)
        for w in author.known if w.type is Type.LINK and w.text.startswith(f"{other.name}.") and w.text.count(".") == 2
        for v in author.known if v.type is Type.LINK and v.text.startswith(f"{start.name}.") and v.to == w.to
    ]  # fmt: skip
    pairs = deep if deep and not draw(st.integers(0, 4)) else ties
    assume(pairs)
    tie = draw(st.sampled_from(pairs))
    sides = tie if draw(st.booleans()) else tie[::-1]
    rest = [author.test(draw(st.integers(0, 2))) for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2])))]
    return " and ".join([f"{sides[0]} = {sides[1]}", *rest])


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    """A counted figure."""
    every = draw(st.sampled_from(["passage", "site", "vehicle", "declaration", "area", "case", "return"]))
    place = Standpoint(every)
    author = Author(draw, place)
    scope = Scope(CATALOGUE, every, VALUES)
    at = CATALOGUE[every].occurred if draw(st.booleans()) else author.term(Type.INSTANT)
    if at == "day":
        at = "return.day"
    written = {"where": Author(draw, replace(place, counts=True)).test(2), "at": at}
    counts = replace(scope, counts=True)
    where, moment = read_test(written["where"], counts), read_term(at, scope, MOMENTS)
    assume(where.test and moment.term)
    assert where.test is not None
    assert moment.term is not None
    total, area = draw(st.none() | st.just(author.word(Type.NUMBER))), author.word(Type.LINK, to="area")
    summed = read_term(total, scope, {Type.NUMBER}).term if total else None
    home = read_term(area, scope, {Type.LINK}).term if area and draw(st.booleans()) else None
    counted = Counted(
        every, where.test, moment.term, summed if isinstance(summed, Path) else None, draw(st.booleans()),
        home if isinstance(home, Path) else None,
    )  # fmt: skip
    words = Text("例", "example")
    return Figure("made-up", "1", words, words, words, "counted", counted, None, SOURCE, Place("x.yaml", 1))
