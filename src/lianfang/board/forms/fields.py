"""The questions of a form as the page's fields: each kind of column by the control that fits it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from lianfang.base.problems import Problem
from lianfang.base.words import Language
from lianfang.board.forms.answers import NO, YES, said_of
from lianfang.board.forms.questions import Question
from lianfang.board.linked import Linked, choices, meant
from lianfang.records import Kind, Link
from lianfang.registers.access import Reader
from lianfang.registers.catalogue import catalogue
from lianfang.ui.parts.forms import Field, Option, Sort
from lianfang.ui.writing import spoken

RADIOS = 4
"""So many answers stand below one another; more go into a list that opens."""
SORTS: Mapping[Kind, Sort] = {Kind.INSTANT: "datetime-local", Kind.DATE: "date"}


def fields(
    questions: Iterable[Question],
    texts: Mapping[str, str],
    problems: Mapping[str, Sequence[Problem]],
    reader: Reader,
) -> list[Field]:
    """The fields of a form, with the answers so far and what is wrong with each."""
    language = spoken()
    return [
        _field(
            one, texts.get(one.name, ""), [said_of(p, language) for p in problems.get(one.name, ())], reader
        )
        for one in questions
    ]


def _field(one: Question, text: str, errors: Sequence[str], reader: Reader) -> Field:
    label, is_optional = one.title.to(spoken()), not one.is_needed
    if one.link is not None:
        return _link(one, one.link, label, text, errors, reader)
    column = one.column
    if column is None:
        hint = _("kept encrypted; shown to nobody") if one.is_identifier else ""
        sort: Sort = "tel" if one.name == "telephone" else "text"
        return Field(one.name, label, sort, text, hint, errors, is_optional=is_optional, autocomplete="off")
    if column.kind is Kind.BOOLEAN:
        offered = [(YES, _("yes")), (NO, _("no")), *([("", _("not known"))] if column.nullable else [])]
        return Field(one.name, label, "radios", "", "", errors, _options(offered, text), is_optional)
    if column.codes is not None:
        codes = [(code, words.to(spoken())) for code, words in column.codes.codes.items()]
        return _choice(one.name, label, codes, text, errors, is_optional)
    is_number = column.kind in (Kind.NUMBER, Kind.DURATION)
    return Field(
        one.name, label, SORTS.get(column.kind, "text"), text, "", errors, is_optional=is_optional,
        is_short=column.kind is not Kind.TEXT, autocomplete="off", inputmode="decimal" if is_number else "",
    )  # fmt: skip


def _choice(
    name: str, label: str, codes: list[tuple[str, str]], text: str, errors: Sequence[str], is_optional: bool
) -> Field:
    if len(codes) <= RADIOS:
        offered = [*codes, *([("", _("not known"))] if is_optional else [])]
        return Field(name, label, "radios", "", "", errors, _options(offered, text), is_optional)
    first = _("not known") if is_optional else _("choose")
    return Field(name, label, "select", "", "", errors, _options([("", first), *codes], text), is_optional)


def _options(offered: Sequence[tuple[str, str]], text: str) -> list[Option]:
    return [Option(value, title, value == text) for value, title in offered]


def _link(one: Question, link: Link, label: str, text: str, errors: Sequence[str], reader: Reader) -> Field:
    few = choices(link, reader, is_own=one.is_own)
    if few is not None and (not text or text in {row.ref for row in few}):
        offered = [
            ("", _nothing(one)),
            *((row.ref, titled(row)) for row in few),
        ]
        return Field(
            one.name, label, "select", "", _own(one), errors, _options(offered, text), not one.is_needed
        )
    hint = _hint(link)
    if text:
        found = meant(link, text, reader, is_own=one.is_own)
        if len(found) == 1:
            hint = _("stands for: {title}").format(title=titled(found[0]))
    return Field(
        one.name, label, "text", text, hint, errors, is_optional=not one.is_needed, autocomplete="off"
    )


def _nothing(one: Question) -> str:
    """What an empty answer stands for."""
    if one.is_needed:
        return _("choose")
    return _("that of the gate") if one.is_own else _("not known")


def _own(one: Question) -> str:
    return _("left empty, that of the gate") if one.is_own and not one.is_needed else ""


def _hint(link: Link) -> str:
    if link.to == "person":
        return _("number of a document, or reference")
    if link.to == "vehicle":
        return _("plate, or reference")
    if link.to == "area":
        return _("name, national code, or reference")
    if link.to in {"organisation", "site"}:
        return _("name, or reference")
    return _("reference of the record: {register}").format(register=catalogue()[link.to].title.to(spoken()))


def titled(row: Linked) -> str:
    """What a linked row is called: its name, else its reference."""
    language: Language = spoken()
    return row.ref if row.name is None else row.name.to(language)
