"""The rows behind a result, and its question, as files."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianfang.base.instants import iso
from lianfang.entry.pages.working import told
from lianfang.entry.rules import may
from lianfang.fronts.resumption import runs
from lianfang.fronts.resumption.names import known
from lianfang.fronts.resumption.taking import rows_of
from lianfang.fronts.resumption.weighing import file_of
from lianfang.registers import journal
from lianfang.registers.access import Reader
from lianfang.registers.models import OutlookRun
from lianfang.ui import sheets


@may("what_if")
@require_safe
@told
def take(request: Any, ref: str) -> HttpResponse | StreamingHttpResponse:
    """One table as CSV, or the question as JSON: numbers of a made-up population, of nobody of the registers."""
    run, of = runs.one(ref, request.who.reader), request.GET.get("of", "")
    name = f"lianfang-what-if-{run.ref}-{of.partition(':')[0]}"
    if of == "question":
        _trace(request, run, "question")
        return _question(run, name, request.who.reader)
    head, rows = rows_of(run, of, known().districts)
    _trace(request, run, f"{of.partition(':')[0]},csv")
    top: list[sheets.Values] = [
        [sheets.MARK, run.title], [_("Reference"), run.ref], [_("Asked"), iso(run.asked_at, settings.TIME_ZONE)],
        [_("Engine"), run.engine], [_("Note"), _("computed on a made-up population under stated assumptions")], [], list(head),
    ]  # fmt: skip
    answer = StreamingHttpResponse(sheets.csv_lines(top, rows), content_type=sheets.CSV)
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _trace(request: Any, run: OutlookRun, said: str) -> None:
    entry = journal.Entry(
        request.at, request.who.reader, "export", "outlook_run", run.pk, run.ref, said, request.number
    )
    journal.append([entry])


def _question(run: OutlookRun, name: str, reader: Reader) -> HttpResponse:
    """The question: of a frontier, the file that the command takes. What the registers counted is for those who read beds."""
    spec = run.spec if reader.reads("bed") else {**run.spec, "counted": None}
    text, kind = json.dumps(spec, ensure_ascii=False, indent=1), "json"
    if run.kind == "frontier":
        text, kind = file_of(run.spec["decision"]), "yaml"
    made = HttpResponse(text, content_type=f"application/{kind}; charset=utf-8")
    made["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return made
