"""The wizard: which column of a file is which of a register, how it is read, and the name under which that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.base.problems import Problem, Refused
from lianfang.interop import mappings, wizard
from lianfang.interop.pages.decoded import begin_reading, expected_field, look
from lianfang.interop.pages.frames import fillable, framed
from lianfang.interop.uploads import Upload
from lianfang.interop.wizard import Answers, Question
from lianfang.records import Register
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.forms import ErrorSummary, Field, Option
from lianfang.ui.writing import spoken

KEYS = 3
"""Columns that together may number a row."""


@dataclass(frozen=True)
class Group:
    """One column of the register, and what is asked of it."""

    title: str
    is_needed: bool
    note: str
    fields: Sequence[Field]


@dataclass(frozen=True)
class MappingPage:
    """The wizard's form."""

    page: Page
    action: str
    summary: ErrorSummary | None
    lead: str
    general: Sequence[Field]
    keys: Sequence[Field]
    groups: Sequence[Group]
    cancel: str


def show(request: Any, upload: Upload) -> HttpResponse:
    """The questions; answered, the mapping is kept and the file foretold under it.

    Raises:
        Http404: the file is not there any more.
        Refused: the register is not one that this reader fills.
    """
    shape = _shape(request)
    if not upload.is_there:
        raise Http404
    seen = look(request, upload)
    if request.method != "POST":
        answers = wizard.guess(shape, seen.named)
        return _page(request, upload, shape, seen.named, answers, [])
    sheet = str(seen.facts["sheet"]) if request.GET.get("sheet") and seen.sheets else ""
    answers = _answers(request.POST, shape, sheet)
    try:
        loaded = wizard.made(shape, answers)
        mappings.save_new(loaded, request.at)
    except Refused as refusal:
        return _page(request, upload, shape, seen.named, answers, refusal.problems)
    return begin_reading(request, upload, loaded.text, loaded.file)


def _shape(request: Any) -> Register:
    name = request.GET.get("register", "")
    mine = fillable(request.who.reader, people=request.who.may("people"))
    for shape in mine:
        if shape.name == name:
            return shape
    raise Refused(Problem("import/not-yours", facts={"register": name[:32]}))


def _answers(said: Any, shape: Register, sheet: str) -> Answers:
    def each(part: str) -> dict[str, str]:
        names = (one.name for one in wizard.questions(shape))
        found = {name: said.get(f"{name}.{part}", "").strip()[:200] for name in names}
        return {name: text for name, text in found.items() if text}

    names, telephones = each("name"), each("telephone")
    keys = [said.get(f"key{n}", "") for n in range(KEYS)]
    return Answers(
        said.get("mapping", "").strip(), [key for key in dict.fromkeys(keys) if key], each("from"), each("by"), each("fixed"),
        each("codes"), {one: (names.get(one, ""), telephones.get(one, "")) for one in {*names, *telephones}},
        said.get("blank", "")[:200], said.get("serial", "") if said.get("serial") in ("1900", "1904") else "", sheet,
    )  # fmt: skip


def _page(
    request: Any, upload: Upload, shape: Register, columns: Sequence[str], answers: Answers, problems: Sequence[Problem]
) -> HttpResponse:  # fmt: skip
    language = spoken()
    title = shape.title.to(language)
    said = [f"{problem.what(language)} {problem.mend(language)}" for problem in problems]
    back = reverse("interop:sent", args=[upload.ref])
    general = [
        Field(
            "mapping", _("Name of the mapping"), "text", answers.name,
            _("under which it is kept for the next file of this source"), is_short=True, autocomplete="off",
        ),
        Field("blank", _("Words that mean not known"), "text", answers.blank, _("by commas; an empty cell always does"),
              is_optional=True),
        Field("serial", _("Bare serial numbers of days"), "select", options=_serials(answers.serial)),
        expected_field(upload),
    ]  # fmt: skip
    if request.GET.get("encoding"):
        general.append(Field("encoding", "", "hidden", request.GET["encoding"]))
    lead = _("{register}: from which column of the file each fact comes. What the file lacks stays not known.")  # fmt: skip
    context = MappingPage(
        framed(request, _("Map the columns"), Crumb(upload.name, back), has_errors=bool(said)), request.get_full_path(),
        ErrorSummary([], said) if said else None, lead.format(register=title), general, _keys(columns, answers),
        [_group(one, columns, answers) for one in wizard.questions(shape)], back,
    )  # fmt: skip
    return render(request, "interop/mapping.html", vars(context), status=422 if said else 200)


def _serials(chosen: str) -> list[Option]:
    titles = {"": _("rejected"), "1900": _("of the 1900 system"), "1904": _("of the 1904 system")}
    return [Option(value, title, value == chosen) for value, title in titles.items()]


def _keys(columns: Sequence[str], answers: Answers) -> list[Field]:
    keys = [*answers.key, *[""] * KEYS][:KEYS]
    label = _("Column that numbers the source's rows")
    return [
        Field(f"key{n}", label if n == 0 else _("and column"), "select", options=_columns(columns, key), is_optional=n > 0)
        for n, key in enumerate(keys)
    ]  # fmt: skip


def _columns(columns: Sequence[str], chosen: str) -> list[Option]:
    return [Option("", "—", not chosen), *(Option(one, one, one == chosen) for one in columns)]


def _group(one: Question, columns: Sequence[str], answers: Answers) -> Group:
    language, name = spoken(), one.name
    fields = [
        Field(f"{name}.from", _("column of the file"), "select", options=_columns(columns, answers.takes.get(name, "")))
    ]  # fmt: skip
    if one.ways:
        titles = _ways()
        way = answers.ways.get(name, one.ways[0])
        options = [Option(each, titles[each], each == way) for each in one.ways]
        fields.append(Field(f"{name}.by", _("named by"), "select", options=options))
    if one.kind == "person":
        called = answers.called.get(name, ("", ""))
        fields.append(
            Field(f"{name}.name", _("column of the name"), "select", options=_columns(columns, called[0]))
        )
        fields.append(
            Field(f"{name}.telephone", _("column of the telephone"), "select", options=_columns(columns, called[1]))
        )  # fmt: skip
    codes = one.column.codes.codes if one.column is not None and one.column.codes is not None else None
    if codes is not None:
        fixed = answers.fixed.get(name, "")
        options = [
            Option("", "—", not fixed),
            *(Option(c, t.to(language), c == fixed) for c, t in codes.items()),
        ]
        fields.append(Field(f"{name}.fixed", _("or the same in every row"), "select", options=options))
        fields.append(
            Field(
                f"{name}.codes", _("words of the source"), "text", answers.codes.get(name, ""),
                _("where they differ: word=code, by commas"), is_optional=True,
            )
        )  # fmt: skip
    elif one.kind in ("text", "number", "area", "link"):
        fields.append(
            Field(f"{name}.fixed", _("or the same in every row"), "text", answers.fixed.get(name, ""), is_optional=True)
        )  # fmt: skip
    note = ", ".join(f"{code} = {text.to(language)}" for code, text in codes.items()) if codes else ""
    return Group(one.title.to(language), one.is_needed, note, fields)


def _ways() -> dict[str, str]:
    return {
        "": _("found out"), "id_number": _("identity number"), "document": _("number of another document"),
        "code": _("national code"), "name": _("name"), "key": _("the source's key"), "ref": _("reference"),
    }  # fmt: skip
