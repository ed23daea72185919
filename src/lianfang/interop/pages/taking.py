"""Records in the columns of other systems: which forms there are, what for they are taken, and one archive with a file of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.base.instants import iso
from lianfang.base.problems import Problem, Refused
from lianfang.entry.pages.frame import frame
from lianfang.entry.pages.working import told
from lianfang.entry.rules import may
from lianfang.interop import leaving
from lianfang.interop.leaving import Leaving
from lianfang.interop.mappings import Loaded
from lianfang.registers import journal
from lianfang.registers.access import Reader, opens_sensitive, rows
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS
from lianfang.registers.roles import PURPOSE_TITLES
from lianfang.ui import sheets
from lianfang.ui.pages import Page
from lianfang.ui.parts.forms import Field, Form, Option
from lianfang.ui.parts.marks import Notice
from lianfang.ui.writing import number, spoken

COUNTED = 10_000
"""Beyond it the page says *more than*."""
ZIP = "application/zip"


@dataclass(frozen=True)
class TakingPage:
    """What can be taken away in other systems' columns."""

    page: Page
    notices: Sequence[Notice]
    form: Form | None


@may("export", fresh=True)
@require_http_methods(["GET", "HEAD", "POST"])
@told
def show(request: Any) -> HttpResponse | StreamingHttpResponse:
    """Ask which forms and what for; sent, give an archive with a file of each."""
    offered = _offered(request.who.reader)
    if request.method != "POST":
        return _page(request, offered)
    chosen = [loaded for loaded in offered if loaded.key in request.POST.getlist("form")]
    purpose = request.POST.get("purpose", "")
    if purpose not in request.who.grant.purposes:
        raise Refused(Problem("export/no-such-choice"))
    if not chosen:
        return _page(request, offered, errors=[_("Choose at least one.")])
    return _archive(request, chosen, replace(request.who.reader, purpose=purpose))


def _offered(reader: Reader) -> list[Loaded]:
    """The forms whose records the reader may read."""
    return [loaded for loaded in leaving.forms() if reader.reads(loaded.said.fills)]


def _page(request: Any, offered: Sequence[Loaded], errors: Sequence[str] = ()) -> HttpResponse:
    title = _("Records for other systems")
    page = frame(request, title, current="interop:exports", path=request.path, has_errors=bool(errors))
    form = _form(request, offered, errors) if offered else None
    notices = (
        []
        if offered
        else [Notice("info", _("None of your classes of records has a form of another system."))]
    )
    return render(
        request, "interop/taking.html", vars(TakingPage(page, notices, form)), status=422 if errors else 200
    )


def _form(request: Any, offered: Sequence[Loaded], errors: Sequence[str]) -> Form:
    language, reader = spoken(), request.who.reader
    held = {name: _many(name, reader) for name in {loaded.said.fills for loaded in offered}}
    options = [
        Option(
            loaded.key, loaded.said.title.get(language) or loaded.key,
            hint=f"{loaded.key} · {catalogue()[loaded.said.fills].title.to(language)}: {held[loaded.said.fills]}",
        )
        for loaded in offered
    ]  # fmt: skip
    purposes = [
        Option(
            one, PURPOSE_TITLES[one].to(language), one == reader.purpose,
            "" if opens_sensitive(replace(reader, purpose=one)) else _("columns about anyone's health are empty"),
        )
        for one in request.who.grant.purposes
    ]  # fmt: skip
    bare = _(
        "For another system to read; else each file says above its header who took it, when and what for"
    )
    fields = [
        Field("form", _("Forms"), "checks", options=options, errors=errors),
        Field("purpose", _("What for"), "radios", options=purposes),
        Field("bare", _("Without label rows"), "check", hint=bare, is_optional=True),
    ]
    return Form(reverse("interop:exports"), fields, _("Take it away"))


def _many(register: str, reader: Reader) -> str:
    """How many rows the reader may see, as a page says it."""
    found = rows(REGISTERS[register], reader).values("pk")[: COUNTED + 1].count()
    return _("more than {n}").format(n=number(COUNTED)) if found > COUNTED else number(found)


def _archive(request: Any, chosen: Sequence[Loaded], reader: Reader) -> StreamingHttpResponse:
    """One file a form; the journal says who took how many rows of what, before the first leaves."""
    language, zone = spoken(), settings.TIME_ZONE
    made = [(one.key, leaving.filled(one, reader=reader, zone=zone, language=language)) for one in chosen]
    journal.append([
        journal.Entry(
            request.at, reader, "export", filled.register, fields=f"{key},rows={filled.count}", request=request.number
        )
        for key, filled in made
    ])  # fmt: skip
    is_bare = "bare" in request.POST
    response = StreamingHttpResponse(
        sheets.archive(_files(request, made, reader, is_bare=is_bare)), content_type=ZIP
    )
    at = iso(request.at, zone)[:16].replace(":", "").replace("-", "").replace("T", "-")
    response["Content-Disposition"] = f'attachment; filename="lianfang-forms-{at}.zip"'
    return response


def _files(
    request: Any, made: Sequence[tuple[str, Leaving]], reader: Reader, *, is_bare: bool
) -> Iterator[tuple[str, Iterator[bytes]]]:
    language = spoken()
    for key, filled in made:
        who = f"{request.who.account.name} · {request.who.account.login}"
        labels = (
            []
            if is_bare
            else leaving.labels(
                filled, reader, who=who, at=request.at, number=request.number, language=language
            )
        )
        yield f"{key.replace('/', '-')}.csv", sheets.csv_lines([*labels, *filled.head], filled.rows())
