"""What a list of gaps is narrowed by: read from the address, written into it again, and offered in a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, get_args

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.base.problems import Problem, Refused
from lianfang.board.cards import line_of
from lianfang.board.gap_pages import AGES, Reach
from lianfang.board.pages.asking import Asked
from lianfang.board.shapes import FacetValue, GapPage
from lianfang.gaps import plans
from lianfang.gaps.picking import Sort
from lianfang.gaps.selecting import Kind
from lianfang.plan.model import LINES
from lianfang.ui.parts.forms import Field, FilterBar, Option
from lianfang.ui.parts.marks import Link
from lianfang.ui.writing import number, spoken

PLACES = ("after", "back")
COLUMNS = ("must", "area", "owner", "since", "due", "status", "risen", "remark")
"""What a list of gaps can show beside the record, in this order."""
PLAIN = ("must", "area", "owner", "since", "status", "remark")
"""What it shows unless asked for others."""
MOST_BACK = 20
"""How many pages back the way is kept."""


@dataclass(frozen=True)
class Narrowed:
    """What a list is asked for.

    Attributes:
        reach: ``own`` for what stands at the area itself; empty for all inside it as well.
        column: the columns beside the record, with commas between them; empty for the usual ones.
        after: the key of the page before; empty on the first.
        back: the keys of the pages before that, the last one at the end.
    """

    line: str = ""
    must: str = ""
    owner: str = ""
    age: str = ""
    reach: Reach = ""
    kind: Kind = "gap"
    sort: Sort = "oldest"
    column: str = ""
    after: str = ""
    back: str = ""

    def href(self, ask: Asked, *, area: str = "", **changes: str) -> str:
        """The address of the list with other choices, from its first page on unless ``after`` is one of them."""
        said = {**self.query(), **changes}
        return (ask.within(area) if area else ask).href("gaps", **said)

    def query(self) -> dict[str, str]:
        """What is chosen, without where in the list one is and what goes without saying."""
        plain = asdict(Narrowed())
        return {
            name: value for name, value in asdict(self).items() if value != plain[name] and name not in PLACES
        }

    def next(self, ask: Asked, key: str | None) -> str:
        """The address of the page after this one; empty where there is none."""
        if key is None:
            return ""
        back = [*self._ways, self.after] if self.after else self._ways
        return self.href(ask, after=key, back=",".join(back[-MOST_BACK:]))

    def previous(self, ask: Asked) -> str:
        """The address of the page before this one; empty on the first."""
        if not self.after:
            return ""
        ways = self._ways
        return self.href(ask, after=ways[-1] if ways else "", back=",".join(ways[:-1]))

    @property
    def _ways(self) -> list[str]:
        return [key for key in self.back.split(",") if key]

    @property
    def is_narrowed(self) -> bool:
        """Is anything left out but what the address of the plain list leaves out?"""
        return replace(self, sort="oldest", column="", after="", back="") != Narrowed()

    @property
    def columns(self) -> Sequence[str]:
        """The columns to show beside the record."""
        return self.column.split(",") if self.column else PLAIN


def narrowed(request: Any) -> Narrowed:
    """Read a request.

    Raises:
        Refused: a kind, an order or a column that there is not.
    """
    said = {name: request.GET.get(name, "").strip() for name in asdict(Narrowed())}
    for name, values in (("kind", get_args(Kind)), ("sort", get_args(Sort)), ("reach", get_args(Reach))):
        _refuse_others(name, [said[name]], values)
    columns = [key for text in request.GET.getlist("column") for key in text.split(",") if key]
    _refuse_others("column", columns, COLUMNS)
    chosen = tuple(key for key in COLUMNS if key in columns)
    said["column"] = "" if chosen == PLAIN else ",".join(chosen)
    return Narrowed(**{name: value for name, value in said.items() if value})


def _refuse_others(name: str, said: Sequence[str], known: Sequence[str]) -> None:
    for value in said:
        if value and value not in known:
            facts = {"choice": name, "value": value[:40], "known": ", ".join(known)}
            raise Refused(Problem("board/no-such-choice", facts=facts))


def kind_words() -> dict[str, str]:
    """What kinds of list there are."""
    return {"gap": _("gaps"), "cannot_tell": _("cannot be told"), "excused": _("excused")}


def filter_bar(ask: Asked, chosen: Narrowed, made: GapPage, saved: Sequence[Link]) -> FilterBar:
    """The form that asks for the same list otherwise narrowed; what is chosen stays chosen."""
    facets = made.facets
    fields = [
        _select("kind", _("what"), kind_words().items(), chosen.kind, is_any=False),
        _select("line", _("line"), _lines(), chosen.line),
        _select("must", _("must"), _musts(ask, chosen), chosen.must),
        _select("area", _("area"), _areas(ask, made), ask.kept.get("area", "")),
        _select("owner", _("owner"), _counted(facets.owners), chosen.owner),
        _select("age", _("age"), ((key, words.to(spoken())) for key, words in AGES), chosen.age),
    ]
    kept = [(name, value) for name, value in ask.kept.items() if name != "area"]
    if chosen.sort != "oldest":
        kept.append(("sort", chosen.sort))
    if chosen.column:
        kept.append(("column", chosen.column))
    is_any = chosen.is_narrowed or "area" in ask.kept
    return FilterBar(reverse("board:gaps"), fields, plainly(ask, chosen) if is_any else "", saved, kept)


def plainly(ask: Asked, chosen: Narrowed) -> str:
    """The address of the list with nothing left out, its columns as they are."""
    return ask.href("gaps", area="", column=chosen.column)


def _select(
    name: str, label: str, known: Iterable[tuple[str, str]], chosen: str, *, is_any: bool = True
) -> Field:
    options = [Option(value, title, value == chosen) for value, title in known]
    if chosen and not any(option.is_chosen for option in options):
        options.append(Option(chosen, chosen, is_chosen=True))
    first = [Option("", _("any"), not chosen)] if is_any else []
    return Field(name, label, "select", options=[*first, *options], is_short=True)


def _lines() -> Iterator[tuple[str, str]]:
    plan = plans.in_force().plan
    used = {line_of(plan, must) for must in plan.musts.values()}
    return ((key, title.to(spoken())) for key, title in LINES.items() if key in used)


def _musts(ask: Asked, chosen: Narrowed) -> Iterator[tuple[str, str]]:
    """The musts of the chosen line that the reader's list can be of."""
    plan = plans.in_force().plan
    for must in plan.musts.values():
        if ask.reader.reads(must.every) and chosen.line in ("", line_of(plan, must)):
            yield must.key, must.title.to(spoken())


def _areas(ask: Asked, made: GapPage) -> list[tuple[str, str]]:
    """The area that is shown and those of the areas below that have any."""
    here = [(ask.kept["area"], made.area.name.to(spoken()))] if "area" in ask.kept else []
    return here + list(_counted([one for one in made.facets.areas if one.key != made.area.code]))


def _counted(values: Sequence[FacetValue]) -> Iterator[tuple[str, str]]:
    for one in values:
        if one.key:
            yield one.key, f"{one.name.to(spoken())} ({number(one.count)})"
