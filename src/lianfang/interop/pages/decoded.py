"""A file that was sent, as it was decoded: its first rows, the mappings that fit, the way to a new one; and the dry run begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.base.problems import Problem, Refused
from lianfang.entry.pages.working import notices, to
from lianfang.interop import mappings, uploads, working
from lianfang.interop.pages.frames import fillable, framed, order, refuse_what_is_not_theirs
from lianfang.interop.pages.receipts import how_read
from lianfang.interop.previews import Preview, preview
from lianfang.interop.tables import plain
from lianfang.interop.uploads import Upload
from lianfang.ui.pages import Page
from lianfang.ui.parts.facts import Fact, Facts
from lianfang.ui.parts.forms import Field, FilterBar, Form, Option
from lianfang.ui.parts.marks import Notice, State
from lianfang.ui.parts.tables import Cell, Column, Row, Table
from lianfang.ui.writing import number, spoken

ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "big5")
MOST_EXPECTED = 10**9


@dataclass(frozen=True)
class SentPage:
    """A file, and what it seems to be."""

    page: Page
    notices: Sequence[Notice]
    facts: Facts
    reading: FilterBar
    table: Table
    choosing: Form | None
    making: Form
    drop: str


def problems_of(upload: Upload) -> list[Notice]:
    """Why the last work on a file ended before its time."""
    return notices([Problem(**each) for each in upload.problems])


def show(request: Any, upload: Upload) -> HttpResponse:
    """The page."""
    seen = look(request, upload)
    context = SentPage(
        framed(request, upload.name), [*problems_of(upload), *notices(seen.notes, "info")],
        Facts([*how_read({**seen.facts, "header_row": seen.header}), Fact(_("size"), _size(upload.size))]),
        _reading(request, seen), _table(seen), _choosing(request, upload, seen), _making(request, upload),
        reverse("interop:sent", args=[upload.ref]),
    )  # fmt: skip
    return render(request, "interop/sent.html", vars(context))


def look(request: Any, upload: Upload) -> Preview:
    """The first rows of a file, read as the address says.

    Raises:
        Refused: it cannot be read so.
    """
    said = request.GET
    header = said.get("header", "")
    return preview(
        upload.path, sheet=said.get("sheet", "")[:100], encoding=encoding_of(said, upload.encoding),
        header=int(header) if header.isascii() and header.isdigit() and len(header) < 4 else 0,
    )  # fmt: skip


def encoding_of(said: Mapping[str, str], plain: str = "") -> str:
    """The encoding that an answer names; empty where it is to be found out.

    Raises:
        Refused: it is none of those that the page offers.
    """
    named = said.get("encoding", plain)
    if named not in ("", *ENCODINGS):
        shown = "".join(letter for letter in named if letter.isprintable())[:40]
        raise Refused(Problem("import/unknown-encoding", facts={"encoding": shown}))
    return named


def _size(size: int) -> str:
    return f"{number(size)} B" if size < 10_000 else f"{number(size // 1000)} kB"


def _reading(request: Any, seen: Preview) -> FilterBar:
    """How else it might be read."""
    fields = []
    if seen.sheets:
        sheet = str(seen.facts["sheet"])
        fields.append(
            Field("sheet", _("sheet"), "select", options=[Option(s, s, s == sheet) for s in seen.sheets])
        )
    else:
        named = request.GET.get("encoding", "")
        options = [Option("", _("found out"), not named), *(Option(e, e, e == named) for e in ENCODINGS)]
        fields.append(Field("encoding", _("encoding"), "select", options=options))
    rows = [
        Option(str(n), number(n), n == seen.header)
        for n in range(1, max(seen.header, *(r[0] for r in seen.rows), 1) + 1)
    ]
    fields.append(Field("header", _("header row"), "select", options=rows[:30]))
    return FilterBar(request.path, fields, kept=[("again", "1")])


def _cell(said: str | Problem) -> Cell:
    return Cell(said) if isinstance(said, str) else Cell(said.what(spoken()), tone="bad")


def _table(seen: Preview) -> Table:
    columns = [Column(_("row"), is_kept=True)]
    columns += [Column(name or _("(not usable)")) for name in seen.columns]
    rows = [Row([Cell(number(n)), *map(_cell, cells)]) for n, cells in seen.rows]
    note = _("as it was decoded; the first {n} rows").format(n=len(rows))
    empty = State("empty", _("No row below the header"))
    return Table(_("The file"), columns, rows, empty, note, is_stacked=False)


def _choosing(request: Any, upload: Upload, seen: Preview) -> Form | None:
    """The mappings whose columns are all there, of registers that this reader may fill."""
    mine = {shape.name: shape for shape in fillable(request.who.reader, people=request.who.may("people"))}
    columns = set(seen.named)
    fitting = [one for one in mappings.all_known() if one.said.fills in mine and set(map(plain, one.said.needed())) <= columns]  # fmt: skip
    if not fitting:
        return None
    options = [
        Option(one.key, one.key, len(fitting) == 1 or one.text == upload.mapping, hint=mine[one.said.fills].title.to(spoken()))
        for one in fitting
    ]  # fmt: skip
    fields = [
        Field("foretell", "", "hidden", "yes"),
        Field("mapping", _("Mapping"), "radios", options=options),
        expected_field(upload),
    ]
    encoding = request.GET.get("encoding", "")
    if encoding:
        fields.append(Field("encoding", "", "hidden", encoding))
    return Form(reverse("interop:sent", args=[upload.ref]), fields, _("Foretell"))


def expected_field(upload: Upload) -> Field:
    """How many rows the source speaks of."""
    hint = _("if the source says so: another number is refused")
    value = str(upload.expected or "")
    return Field(
        "expected", _("Rows the source speaks of"), "text", value, hint, is_optional=True, is_short=True, inputmode="numeric"
    )  # fmt: skip


def _making(request: Any, upload: Upload) -> Form:
    """The way to a mapping of one's own: of which register."""
    options = [
        Option(shape.name, shape.title.to(spoken()))
        for shape in fillable(request.who.reader, people=request.who.may("people"))
    ]
    kept = [
        Field(name, "", "hidden", request.GET[name])
        for name in ("sheet", "encoding", "header")
        if request.GET.get(name)
    ]
    fields = [Field("register", _("Register"), "select", options=options), *kept]
    return Form(reverse("interop:sent", args=[upload.ref]), fields, _("Map the columns"), method="get")


def expected(request: Any) -> int:
    """The number of rows that was answered; 0 where none was."""
    said = request.POST.get("expected", "").strip()
    is_number = said.isascii() and said.isdigit() and len(said) <= len(str(MOST_EXPECTED))
    return int(said) if is_number and int(said) < MOST_EXPECTED else 0


def foretell(request: Any, upload: Upload) -> HttpResponse:
    """Read the file through under a mapping, and say what would become of it."""
    key = request.POST.get("mapping", "")
    loaded = next((one for one in mappings.all_known() if one.key == key), None)
    if loaded is None:
        known = ", ".join(one.key for one in mappings.all_known())
        raise Refused(Problem("mapping/unknown", facts={"mapping": key[:64], "known": known}))
    refuse_what_is_not_theirs(request, loaded)
    return begin_reading(request, upload, loaded.text, loaded.file)


def begin_reading(request: Any, upload: Upload, text: str, file: str) -> HttpResponse:
    """Keep the mapping that was chosen and begin the dry run.

    Raises:
        Refused: the file is being worked on, or an import of it was begun.
    """
    if working.live(upload.ref) is not None or uploads.is_half(upload):
        raise Refused(Problem("import/at-work"))
    encoding = encoding_of(request.POST)
    chosen = upload.kept(
        mapping=text, mapping_file=file, encoding=encoding, expected=expected(request), dry="", problems=()
    )
    working.read(chosen, order(request))
    return to("interop:sent", upload.ref)
