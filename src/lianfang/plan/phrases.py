"""A typed tree in words, in both languages: titles of columns, words of codes, values with their figures and dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from lianfang.base import instants
from lianfang.base.words import Language, Text
from lianfang.plan import nodes
from lianfang.plan.kinds import MOMENTS, codes_of
from lianfang.plan.model import Entry, Plan, Value
from lianfang.plan.nodes import Constant, Dated, Day, Interval, Path, Role, Shift, Term, Test, Type
from lianfang.records import Catalogue, Register

STATUS: Mapping[str, Text] = {
    "confirmed": Text("", ""),
    "part": Text("部分有据", "partly sourced"),
    "assumed": Text("假定", "assumed"),
}
_EQUAL = {"=": Text("为", "is"), "!=": Text("不为", "is not")}
_SAME = {"=": Text("与{right}相同", "is {right}"), "!=": Text("与{right}不同", "is not {right}")}
_ORDER = {
    "<": Text("小于", "is less than"),
    "<=": Text("不超过", "is at most"),
    ">": Text("大于", "is more than"),
    ">=": Text("不少于", "is at least"),
}
_TIME = {
    "<": Text("早于", "is before"),
    "<=": Text("不晚于", "is no later than"),
    ">": Text("晚于", "is after"),
    ">=": Text("不早于", "is no earlier than"),
}
_COUNT = {
    "=": Text("恰有{n}条", "exactly {n} of its {what}"),
    "!=": Text("数目不为{n}条的", "a number other than {n} of its {what}"),
    "<": Text("少于{n}条", "fewer than {n} of its {what}"),
    "<=": Text("至多{n}条", "at most {n} of its {what}"),
    ">": Text("多于{n}条", "more than {n} of its {what}"),
    ">=": Text("至少{n}条", "at least {n} of its {what}"),
}
_UNITS = (
    (86400, Text("天", "day")),
    (3600, Text("小时", "hour")),
    (60, Text("分钟", "minute")),
    (1, Text("秒", "second")),
)


def duration(seconds: int, language: Language) -> str:
    """A length of time in the largest unit that leaves no rest; a single day is 24 hours, as orders say it."""
    if seconds == 0:
        return "0" + ("小时" if language == "zh" else " hours")
    sign, size = ("-" if seconds < 0 else ""), abs(seconds)
    for unit, word in _UNITS:
        if size % unit == 0 and (unit < 86400 or size > 86400):
            count = size // unit
            if language == "zh":
                return f"{sign}{count}{word.zh}"
            return f"{sign}{count} {word.en}{'' if count == 1 else 's'}"
    raise AssertionError(seconds)


@dataclass(frozen=True)
class Phrases:
    """Says tests and terms of one plan in one language; ``full`` names the subject beside its fields."""

    plan: Plan
    catalogue: Catalogue
    language: Language
    subject: str
    full: bool = False

    def say(self, text: Text, **parts: str) -> str:
        """A wording with its parts filled in."""
        return text.to(self.language).format(**parts)

    # tests

    def test(self, test: Test, *, inner: bool = False) -> str:
        """A test in words; ``inner`` puts a list of tests into brackets."""
        match test:
            case nodes.And(tests):
                return self._joined(tests, Text("，且", " and "), inner)
            case nodes.Or(tests):
                return self._joined(tests, Text("，或", " or "), inner)
            case nodes.Not(negated):
                return self.say(Text("并非（{test}）", "not ({test})"), test=self.test(negated))
            case nodes.Comparison():
                return self._comparison(test)
            case nodes.Among(left, values):
                words = (
                    Text("、", " or ").to(self.language).join(self._constant(value, left) for value in values)
                )
                return self.say(
                    Text("{left}为{words}", "{left} is {words}"), left=self.term(left), words=words
                )
            case nodes.Untold():
                return Text("无法判定", "nobody can tell").to(self.language)
            case nodes.Quantified():
                return self._quantified(test)
            case _:
                return self._simple(test)

    def _simple(self, test: Test) -> str:
        match test:
            case nodes.Within(left, right):
                words = Text("{left}在{right}之内", "{left} lies in {right}")
                return self.say(words, left=self.term(left), right=self.term(right))
            case nodes.Overlaps(left, right):
                words = Text("{left}与{right}有重叠", "{left} overlaps {right}")
                return self.say(words, left=self._interval(left), right=self._interval(right))
            case nodes.Covers(span, moment):
                words = Text("{left}包含{right}", "{left} covers {right}")
                return self.say(words, left=self._interval(span), right=self.moment(moment))
            case nodes.Known(path, negated):
                words = (
                    Text("{path}未记录", "{path} is not recorded")
                    if negated
                    else Text("{path}已记录", "{path} is recorded")
                )
                return self.say(words, path=self.term(path))
            case nodes.Flag(term):
                return self.say(Text("{term}：是", "{term}: yes"), term=self.term(term))
            case _:
                return Text("全体", "whatever is recorded").to(self.language)

    def _joined(self, tests: tuple[Test, ...], word: Text, inner: bool) -> str:
        said = word.to(self.language).join(self.test(test, inner=True) for test in tests)
        return self.say(Text("（{said}）", "({said})"), said=said) if inner else said

    def _comparison(self, test: nodes.Comparison) -> str:
        if {test.left.type, test.right.type} == MOMENTS:
            left, right = self.moment(test.left), self.moment(test.right)
        else:
            left, right = self.term(test.left, test.right), self.term(test.right, test.left)
        if Type.LINK in {test.left.type, test.right.type}:
            return left + self._gap() + self.say(_SAME[test.op], right=right)
        orders = _TIME if test.left.type in MOMENTS else _ORDER
        verb = _EQUAL.get(test.op) or orders[test.op]
        return self._gap().join((left, verb.to(self.language), right))

    def _gap(self) -> str:
        return "" if self.language == "zh" else " "

    def _quantified(self, test: nodes.Quantified) -> str:
        whose = self.subject if test.link is None else test.link.to
        what = self.catalogue[whose].children[test.name].title.to(self.language)
        if test.link is not None:
            what = self._owned(what, replace(test.link, steps=(*test.link.steps, test.link.name)))
        # Rows beside the subject have fields of the same names: whose is said.
        inner = (self if test.own == "id" else replace(self, full=True)).test(test.test)
        if test.what == "any":
            words = Text("至少一条{what}满足（{inner}）", "at least one of its {what} has: {inner}")
        elif test.what == "no":
            words = Text("没有{what}满足（{inner}）", "none of its {what} has: {inner}")
        else:
            number = _COUNT[test.op].to(self.language).format(n=self._count(test.number), what=what)
            words = Text(number + "{what}满足（{inner}）", number + " have: {inner}")
        return self.say(words, what=what, inner=f"({inner})" if self.language == "en" else inner)

    def _count(self, number: int | Dated) -> str:
        return self.term(number) if isinstance(number, Dated) else str(number)

    # terms

    def term(self, term: Term, beside: Term | None = None) -> str:
        """A term in words; a code is said in the words of the list of what stands ``beside`` it."""
        match term:
            case Constant():
                return self._constant(term, beside)
            case Path():
                return self._path(term)
            case Dated(_, name):
                return self._value(self.plan.values[name], beside)
            case Day(_, start):
                return (Text("当日0时", "the start of the day") if start else Text("当日", "the day")).to(
                    self.language
                )
            case nodes.AsOf():
                return Text("统计时", "the as-of instant").to(self.language)
            case Shift(_, sign, left, right):
                words = (
                    Text("{left}加{right}", "{left} plus {right}")
                    if sign == "+"
                    else Text("{left}减{right}", "{left} minus {right}")
                )
                return self.say(words, left=self.moment(left), right=self.moment(right))
            case Interval():
                return self._interval(term)

    def moment(self, term: Term) -> str:
        """A term in words where it is read as an instant: a date stands for its 24:00."""
        said = self.term(term)
        return self.say(Text("{day}24时", "24:00 of {day}"), day=said) if term.type is Type.DATE else said

    def _interval(self, span: Interval) -> str:
        declared = self._declared(span)
        if declared is not None:
            return declared
        return f"[{self.moment(span.start)}, {self.moment(span.end)})"

    def _declared(self, span: Interval) -> str | None:
        if not (span.open_end and isinstance(span.start, Path) and isinstance(span.end, Path)):
            return None
        for known in self.catalogue[span.start.registers[-1]].spans.values():
            if (known.start, known.end) == (span.start.column, span.end.column):
                return self._owned(known.title.to(self.language), span.start)
        return None

    def _path(self, path: Path) -> str:
        register = self.catalogue[path.registers[-1]]
        if not path.steps and path.column == "id":
            return self._the(register)
        title = (
            register.columns[path.name].title
            if path.name in register.columns
            else register.links[path.name].title
        )
        return self._owned(title.to(self.language), path)

    def _owned(self, title: str, path: Path) -> str:
        """The title with whose it is: the links on the way, and the row itself where there is more than one."""
        through = [
            self.catalogue[register].links[step].title.to(self.language)
            for register, step in zip(path.registers, path.steps, strict=False)
        ]
        if path.role is Role.CANDIDATE or (path.role is Role.SUBJECT and self.full):
            through.insert(0, self._the(self.catalogue[path.registers[0]]))
        if self.language == "zh":
            return "的".join([*through, title])
        return " of ".join([title, *reversed(through)])

    def _the(self, register: Register) -> str:
        return self.say(Text("该{title}", "the {title}"), title=register.title.to(self.language))

    def _constant(self, constant: Constant, beside: Term | None) -> str:
        codes = codes_of(beside, self.catalogue) if beside is not None else None
        if codes is not None and str(constant.value) in codes.codes:
            return codes.codes[str(constant.value)].to(self.language)
        return self._plain(constant.type, constant.value)

    def _plain(self, type_: Type, value: object) -> str:
        if isinstance(value, bool):
            return (Text("是", "yes") if value else Text("否", "no")).to(self.language)
        if type_ is Type.DURATION and isinstance(value, int):
            return duration(value, self.language)
        if type_ is Type.INSTANT and isinstance(value, int):
            return instants.iso(value, self.plan.zone)[:16].replace("T", " ")
        if isinstance(value, date):
            return value.isoformat()
        if type_ is Type.TEXT:
            return self.say(Text("“{value}”", '"{value}"'), value=str(value))
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _value(self, value: Value, beside: Term | None) -> str:
        entries = (
            Text("；", "; ")
            .to(self.language)
            .join(self._entry(value, entry, beside) for entry in value.entries)
        )
        return self.say(
            Text("{title}（{entries}）", "{title} ({entries})"),
            title=value.title.to(self.language),
            entries=entries,
        )

    def _entry(self, value: Value, entry: Entry, beside: Term | None) -> str:
        if value.type == "areas":
            said = "、".join(map(str, entry.value)) if isinstance(entry.value, tuple) else ""
        else:
            said = (
                self._constant(Constant(value.type, entry.value), beside)
                if not isinstance(entry.value, tuple)
                else ""
            )
        since = self.say(
            Text("{said}，自{day}起", "{said} from {day}"), said=said, day=entry.since.isoformat()
        )
        status = STATUS[entry.source.status].to(self.language)
        return since + (Text("，", ", ").to(self.language) + status if status else "")
