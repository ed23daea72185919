"""Terms and tests as SQL text: one spelling for SQLite and PostgreSQL wherever they agree.

SQL's own NULL is Kleene's unknown, so a test is written as it stands; what needs care is said where it is done. All
names come from the catalogue; what an author wrote appears as a number or as a quoted literal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from lianfang.base import areas as paths
from lianfang.base.instants import DAY
from lianfang.base.problems import Problem, Refused
from lianfang.plan import walking
from lianfang.plan.model import Entry, Must, Plan
from lianfang.plan.nodes import (
    Among,
    And,
    AsOf,
    Comparison,
    Constant,
    Covers,
    Dated,
    Day,
    Everything,
    Flag,
    Interval,
    Known,
    Not,
    Or,
    Overlaps,
    Path,
    Quantified,
    Role,
    Shift,
    Term,
    Test,
    Type,
    Untold,
    Within,
)
from lianfang.records import Catalogue

Dialect = Literal["sqlite", "postgresql"]
TRUE, FALSE = "(1 = 1)", "(1 = 0)"
UNITS = [10**3, 10**6, 10**9, 10**12, 10**14, 10**16]
"""Steps between neighbours of the levels above a grid, finest first."""


@dataclass(frozen=True)
class Writer:
    """Writes one must's (or figure's) expressions for one dialect.

    ``aliases`` says under which table alias each role's row stands. ``since`` is the first day on which the must
    applies, by which a dated value of one entry needs no date in the text.
    """

    plan: Plan
    catalogue: Catalogue
    dialect: Dialect
    areas: Mapping[str, int]
    subject: str
    aliases: Mapping[Role, str]
    each_day: bool = False
    since: date | None = None
    whole: bool = False
    """Will all subjects be read at once? Then what is asked of children may be answered once, for all of them."""
    joins: dict[str, str] = field(default_factory=dict)
    """Alias → its LEFT JOIN, in the order in which they are needed; filled while terms are written."""

    def with_alias(self, role: Role, alias: str) -> Writer:
        """The same with another row in a role, and joins of its own."""
        return Writer(
            self.plan, self.catalogue, self.dialect, self.areas, self.subject, {**self.aliases, role: alias},
            self.each_day, self.since, self.whole,
        )  # fmt: skip

    # --- terms ---

    def term(self, term: Term) -> str:
        """A term that is not a span."""
        match term:
            case Constant():
                return self.constant(term)
            case Path():
                return f"{self.alias_of(term)}.{term.column}"
            case Dated():
                return self.dated(term)
            case Day():
                return "p.start" if term.start else "p.day"
            case AsOf():
                return "{as_of}"
            case Shift():
                moment = term.type is Type.INSTANT or term.left.type in (Type.INSTANT, Type.DATE)
                write = self.instant if moment else self.term
                right = self.term(term.right) if term.type is Type.INSTANT else write(term.right)
                return f"({write(term.left)} {term.sign} {right})"
            case Interval():
                raise TypeError("a span is no single value")

    def instant(self, term: Term) -> str:
        """An instant, or a date as its 24:00."""
        text = self.term(term)
        if term.type is not Type.DATE:
            return text
        if self.dialect == "sqlite":
            return f"(CAST(strftime('%s', {text}) AS INTEGER) + {DAY - self.plan.offset})"
        return f"(({text} - DATE '1970-01-01')::bigint * {DAY} + {DAY - self.plan.offset})"

    def midnight(self, day: date) -> int:
        """00:00 of a day."""
        return (day - date(1970, 1, 1)).days * DAY - self.plan.offset

    def constant(self, term: Constant) -> str:
        """A literal."""
        found = term.value
        if isinstance(found, bool):
            return {("sqlite", True): "1", ("sqlite", False): "0"}.get(
                (self.dialect, found), str(found).upper()
            )
        if isinstance(found, date):
            return f"'{found.isoformat()}'" if self.dialect == "sqlite" else f"DATE '{found.isoformat()}'"
        if isinstance(found, str):
            return "'" + found.replace("'", "''") + "'"
        # PostgreSQL would reckon with decimals, exactly; a register's numbers are doubles, and so is a sum with one.
        return (
            f"{found!r}::float8" if isinstance(found, float) and self.dialect == "postgresql" else repr(found)
        )

    def alias_of(self, path: Path) -> str:
        """The alias of the row whose column a path reads; the joins on the way are noted."""
        alias = self.aliases[path.role]
        for register, step, into in zip(path.registers, path.steps, path.registers[1:], strict=False):
            link, beyond = self.catalogue[register].links[step], f"{alias}_{step}"
            if beyond not in self.joins:
                table = self.catalogue[into].table
                self.joins[beyond] = f"LEFT JOIN {table} AS {beyond} ON {beyond}.id = {alias}.{link.column}"
            alias = beyond
        return alias

    def occurred(self) -> str:
        """The subject's own instant, at which dated values are read: of a date, its 00:00."""
        if self.each_day:
            return "p.start"
        column = self.catalogue[self.subject].columns[self.catalogue[self.subject].occurred]
        text = f"{self.aliases[Role.SUBJECT]}.{column.name}"
        if column.kind.value != "date":
            return text
        if self.dialect == "sqlite":
            return f"(CAST(strftime('%s', {text}) AS INTEGER) - {self.plan.offset})"
        return f"(({text} - DATE '1970-01-01')::bigint * {DAY} - {self.plan.offset})"

    def occurred_is_known(self) -> bool:
        """Can the subject's own instant never be missing?"""
        shape = self.catalogue[self.subject]
        return self.each_day or not shape.columns[shape.occurred].nullable

    def folds(self, name: str) -> bool:
        """Is a dated value one constant over the must's whole term?"""
        entries = self.plan.values[name].entries
        covered = self.since is not None and entries[0].since <= self.since
        return len(entries) == 1 and covered and self.occurred_is_known()

    def dated(self, term: Dated) -> str:
        """A dated value, at the subject's own instant."""
        kind = self.plan.values[term.name].type
        texts = [(e.since, self.entry(e, kind)) for e in self.plan.values[term.name].entries]
        return self.by_date(term.name, texts)

    def by_date(self, name: str, texts: list[tuple[date, str]]) -> str:
        """Latest first: the text of the entry in force."""
        if self.folds(name):
            return texts[0][1]
        occurred = self.occurred()
        whens = " ".join(
            f"WHEN {occurred} >= {self.midnight(day)} THEN {text}" for day, text in reversed(texts)
        )
        return f"(CASE {whens} END)"

    def entry(self, entry: Entry, kind: Type | str) -> str:
        """One entry's value."""
        if isinstance(entry.value, tuple) or not isinstance(kind, Type):
            raise TypeError("a list of areas is no single value")
        return self.constant(Constant(kind, entry.value))

    # --- tests ---

    def test(self, test: Test) -> str:
        """A test: true, false, or NULL for unknown."""
        match test:
            case And():
                return "(" + " AND ".join(map(self.test, test.tests)) + ")"
            case Or():
                return "(" + " OR ".join(map(self.test, test.tests)) + ")"
            case Not():
                return f"(NOT {self.test(test.test)})"
            case Everything():
                return TRUE
            case Untold():
                return "NULL" if self.dialect == "sqlite" else "NULL::boolean"
            case Known():
                return f"({self.term(test.path)} IS {'' if test.negated else 'NOT '}NULL)"
            case Flag():
                return self.flag(test)
            case Quantified():
                return self.quantified(test)
            case _:
                return self.leaf(test)

    def leaf(self, test: Comparison | Among | Within | Overlaps | Covers) -> str:
        """A test on single values."""
        match test:
            case Comparison():
                mixed = {test.left.type, test.right.type} == {Type.INSTANT, Type.DATE}
                write = self.instant if mixed else self.term
                op = "<>" if test.op == "!=" else test.op
                return f"({write(test.left)} {op} {write(test.right)})"
            case Among():
                return f"({self.term(test.left)} IN ({', '.join(map(self.constant, test.values))}))"
            case Within():
                return self.within(test)
            case Covers():
                begun = f"{self.instant(test.left.start)} <= {self.instant(test.right)}"
                return f"({begun} AND {self.ends_after(test.left, test.right)})"
            case Overlaps():
                one, other = test.left, test.right
                return f"({self.ends_after(other, one.start)} AND {self.ends_after(one, other.start)})"

    def ends_after(self, span: Interval, at: Term) -> str:
        """Does a span end after an instant? One that has no end yet does, if the instant is known."""
        end, moment = self.instant(span.end), self.instant(at)
        if not span.open_end or self.is_known(span.end):
            return f"({moment} < {end})"
        still = f"{end} IS NULL" if self.is_known(at) else f"({end} IS NULL AND {moment} = {moment})"
        return f"({moment} < {end} OR {still})"

    def flag(self, test: Flag) -> str:
        """A yes/no term as a test; SQLite keeps them as 1 and 0, which are its true and false."""
        if isinstance(test.term, Constant):
            return TRUE if test.term.value else FALSE
        return self.term(test.term)

    def within(self, test: Within) -> str:
        """Inside an area: a range of path codes."""
        inner = self.term(test.left)
        if isinstance(test.right, Path):
            outer = self.term(test.right)
            steps = " ".join(
                f"WHEN {outer} % {coarse} <> 0 THEN {fine}"
                for fine, coarse in zip([1, *UNITS], UNITS, strict=False)
            )
            return f"({inner} >= {outer} AND {inner} < {outer} + CASE {steps} ELSE {UNITS[-1]} END)"
        entries = self.plan.values[test.right.name].entries
        texts = [(e.since, self.inside(inner, e, test.right.name)) for e in entries]
        return self.by_date(test.right.name, texts)

    def inside(self, inner: str, entry: Entry, name: str) -> str:
        """Inside one of an entry's areas.

        Raises:
            Refused: the tree of areas has no area of that national code.
        """
        if not isinstance(entry.value, tuple):
            raise TypeError("no list of areas")
        lost = [code for code in entry.value if code not in self.areas]
        if lost:
            raise Refused(
                [Problem("plan/unknown-area", facts={"area": code, "value": name}) for code in lost]
            )
        spans = [paths.span(self.areas[code]) for code in entry.value]
        texts = [f"({inner} >= {low} AND {inner} < {high})" for low, high in spans]
        return texts[0] if len(texts) == 1 else f"({' OR '.join(texts)})"

    def sure(self, test: Test) -> str:
        """Is a test true? For WHERE and WHEN, where unknown counts as false."""
        match test:
            case And():
                return " AND ".join(map(self.sure, test.tests))
            case Or():
                return "(" + " OR ".join(map(self.sure, test.tests)) + ")"
            case Quantified(what="any" | "no", link=None):
                return self.exists(test, whether="sure" if test.what == "any" else "possible")
            case _:
                return self.test(test)

    def possible(self, test: Test) -> str:
        """Is a test anything but false?"""
        if self.is_decided(test):
            return self.sure(test)
        match test:
            case And():
                return " AND ".join(map(self.possible, test.tests))
            case Or():
                return "(" + " OR ".join(map(self.possible, test.tests)) + ")"
            case Quantified(what="any" | "no", link=None):
                return self.exists(test, whether="possible" if test.what == "any" else "sure")
            case _:
                return f"{self.test(test)} IS NOT FALSE"

    def exists(self, test: Quantified, *, whether: Literal["sure", "possible"]) -> str:
        """Is there a child that is surely, or possibly, so? For ``no``: is there none?"""
        inner, rows = self.children(test)
        holds = inner.sure(test.test) if whether == "sure" else inner.possible(test.test)
        word = "" if test.what == "any" else "NOT "
        if not self.whole or self.dialect == "postgresql" or self.reads_subject(test.test):
            text = f"{word}EXISTS (SELECT 1 {rows} AND {holds})"
        else:
            # SQLite makes no semi-join of EXISTS: it would look for the children of every subject.
            alias = inner.aliases[Role.CHILD]
            source = rows.partition(" WHERE ")[0]
            found = f"SELECT {alias}.{test.via} {source} WHERE {alias}.{test.via} IS NOT NULL AND {holds}"
            text = f"{self.owner(test)} {word}IN ({found})"
        if not self.may_lack_owner(test):
            return text
        if (test.what == "any") == (whether == "possible"):
            return f"({self.owner(test)} IS NULL OR {text})"
        return text if test.what == "any" else f"({self.owner(test)} IS NOT NULL AND {text})"

    def owner(self, test: Quantified) -> str:
        """Whose the children are: the subject, or what it names, or what a figure's link leads to."""
        return f"{self.aliases[Role.SUBJECT]}.{test.own}" if test.link is None else self.term(test.link)

    def may_lack_owner(self, test: Quantified) -> bool:
        """Can it be unknown whose the children are, so that whatever is asked of them is unknown?"""
        if test.link is not None:
            return self.may_be_missing(test.link)
        links = self.catalogue[self.subject].links.values()
        return any(link.column == test.own and link.nullable for link in links)

    def may_lack_number(self, test: Quantified) -> bool:
        """Can the dated value be missing with which a count is compared?"""
        return isinstance(test.number, Dated) and self.may_be_missing(test.number)

    def reads_subject(self, test: Test) -> bool:
        """Does it hang on the subject? A dated value does, unless it is one constant all the time."""
        return any(
            isinstance(node, Day)
            or (isinstance(node, Path) and node.role is Role.SUBJECT)
            or (isinstance(node, Dated) and not self.folds(node.name))
            for node in walking.walk(test)
        )

    def children(self, test: Quantified) -> tuple[Writer, str]:
        """The writer for a quantifier's children, and where they come from."""
        alias = f"c{len(self.aliases)}"
        inner = self.with_alias(Role.CHILD, alias)
        inner.test(test.test)  # for the joins that it needs
        joins = "".join(" " + join for join in inner.joins.values())
        table = self.catalogue[test.register].table
        return inner, f"FROM {table} AS {alias}{joins} WHERE {alias}.{test.via} = {self.owner(test)}"

    def quantified(self, test: Quantified) -> str:
        """``any``, ``no`` and ``count`` over children: what is true of them, and what is unknown."""
        text = self.asked_of(test)
        return (
            f"(CASE WHEN {self.owner(test)} IS NOT NULL THEN {text} END)"
            if self.may_lack_owner(test)
            else text
        )

    def asked_of(self, test: Quantified) -> str:
        """What is asked of children, the owner being known."""
        inner, rows = self.children(test)
        if test.what == "count":
            return self.counted(test, inner.test(test.test), rows)
        yes, no = (TRUE, FALSE) if test.what == "any" else (FALSE, TRUE)
        some = f"EXISTS (SELECT 1 {rows} AND {inner.sure(test.test)})"
        if self.is_decided(test.test):
            return some if test.what == "any" else f"(NOT {some})"
        maybe = f"EXISTS (SELECT 1 {rows} AND {inner.possible(test.test)})"
        return f"(CASE WHEN {some} THEN {yes} WHEN {maybe} THEN NULL ELSE {no} END)"

    def counted(self, test: Quantified, text: str, rows: str) -> str:
        """A count lies between the true children and those together with the unknown ones."""
        n = self.term(test.number) if isinstance(test.number, Dated) else test.number
        if self.is_decided(test.test):
            op = "<>" if test.op == "!=" else test.op
            return f"((SELECT COUNT(*) {rows} AND {text}) {op} {n})"
        # The children's truth first: an aggregate over the outer row alone would be the outer query's.
        low, high = "COUNT(*) FILTER (WHERE holds)", "COUNT(*) FILTER (WHERE holds IS NOT FALSE)"
        sure = {
            ">=": (f"{low} >= {n}", f"{high} < {n}"), ">": (f"{low} > {n}", f"{high} <= {n}"),
            "<=": (f"{high} <= {n}", f"{low} > {n}"), "<": (f"{high} < {n}", f"{low} >= {n}"),
            "=": (f"{low} = {n} AND {high} = {n}", f"{high} < {n} OR {low} > {n}"),
            "!=": (f"{high} < {n} OR {low} > {n}", f"{low} = {n} AND {high} = {n}"),
        }[test.op]  # fmt: skip
        holds = f"(SELECT {text} AS holds {rows}) AS n"
        return f"(SELECT CASE WHEN {sure[0]} THEN {TRUE} WHEN {sure[1]} THEN {FALSE} END FROM {holds})"

    # --- what may be missing ---

    def may_be_missing(self, term: Path | Dated | Day) -> bool:
        """Can this fact be missing at all?"""
        if isinstance(term, Day):
            return False
        if isinstance(term, Dated):
            return not self.folds(term.name)
        for register, step in zip(term.registers, term.steps, strict=False):
            if self.catalogue[register].links[step].nullable:
                return True
        last = self.catalogue[term.registers[-1]]
        if term.column == "id":
            return False
        if term.name in last.columns:
            return last.columns[term.name].nullable
        return last.links[term.name].nullable

    def has(self, fact: Path | Dated | Day) -> str:
        """Is this fact there? A dated value is, from its first date on."""
        if isinstance(fact, Dated):
            first = self.plan.values[fact.name].entries[0].since
            return f"(({self.occurred()} >= {self.midnight(first)}) IS TRUE)"
        return f"({self.term(fact)} IS NOT NULL)"

    def lacks(self, fact: Path | Dated | Day) -> str:
        """Is this fact missing?"""
        if isinstance(fact, Dated):
            return self.has(fact).replace(" IS TRUE)", " IS NOT TRUE)")
        return f"({self.term(fact)} IS NULL)"

    def is_known(self, term: Term) -> bool:
        """Can this term never be missing? It is as soon as one of its facts is."""
        return not any(
            self.may_be_missing(node) for node in walking.walk(term) if isinstance(node, Path | Dated | Day)
        )

    def is_decided(self, test: Test) -> bool:
        """Can this test never come out unknown?"""
        if isinstance(test, And | Or):
            return all(map(self.is_decided, test.tests))
        if isinstance(test, Untold):
            return False
        if isinstance(test, Not):
            return self.is_decided(test.test)
        if isinstance(test, Known | Everything):
            return True
        if isinstance(test, Quantified):
            return (
                self.is_decided(test.test)
                and not self.may_lack_owner(test)
                and not self.may_lack_number(test)
            )
        return not any(self.may_be_missing(fact) for fact in walking.facts_of(test))


def writer_of(
    must: Must, plan: Plan, catalogue: Catalogue, dialect: Dialect, areas: Mapping[str, int]
) -> Writer:
    """The writer for a must, its subject's alias being ``s`` and its evidence's ``e``."""
    candidate = "s" if must.has == "itself" else "e"
    aliases = {Role.SUBJECT: "s", Role.CANDIDATE: candidate}
    return Writer(plan, catalogue, dialect, areas, must.every, aliases, must.each_day, must.since)
