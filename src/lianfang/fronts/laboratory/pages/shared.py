"""What the laboratory's pages have in common: who may see them, how a step is called, links to other lines' pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, ClassVar

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lianfang.base.instants import iso
from lianfang.entry.pages import working
from lianfang.fronts.laboratory import reading
from lianfang.fronts.laboratory.standing import Step
from lianfang.registers.models import Sample, Site
from lianfang.registers.models.clinical_codes import TEST_RESULT
from lianfang.ui.pages import Crumb, Page
from lianfang.ui.parts.facts import Fact
from lianfang.ui.parts.marks import Status
from lianfang.ui.parts.tables import Cell
from lianfang.ui.writing import moment, number, spoken

BOARD = "laboratory:board"
LIMIT = 50
HOUR = 3600

LOOKS: Mapping[Step, Status] = {
    "requested": "waiting", "taken": "waiting", "sent": "waiting", "lost": "overdue", "in_hand": "waiting",
    "overdue": "overdue", "retest": "cannot_tell", "alone": "open", "answered": "met",
}  # fmt: skip


TELLING: frozenset[Step] = frozenset({"retest", "alone"})
"""Steps that say what came out of the sample, or of its pool."""
View = Callable[..., HttpResponse]


def _of(register: str) -> Callable[[View], View]:
    def marked(view: View) -> View:
        @wraps(view)
        def held(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.who.reader.reads(register):
                raise Http404
            return view(request, *args, **kwargs)

        return held

    return marked


of_samples = _of("sample")
"""Only whoever reads the register of samples: to others the page is not there."""
of_cases = _of("case")
"""Only whoever reads cases: a laboratory sees barcodes, and asks for no sample of a record."""


def step_word(step: Step) -> str:
    """How far a sample has come, in words."""
    words = {
        "requested": _("requested"), "taken": _("taken"), "sent": _("on its way"), "lost": _("lost on the way"),
        "in_hand": _("in the laboratory"), "overdue": _("result overdue"), "retest": _("to be tested again"),
        "alone": _("pool not negative: due alone"), "answered": _("answered"),
    }  # fmt: skip
    return str(words[step])


@dataclass(frozen=True)
class StepTag:
    """How far a sample has come: a shape and its word."""

    template: ClassVar[str] = "ui/parts/tag.html"
    status: Status
    word: str
    more: str = ""


def step_tag(step: Step, sees: bool) -> StepTag:
    """How far a sample has come, as a tag. To whom their purpose does not open what came out of it, whatever has an answer is
    answered: a pool that was negative and one that was split look alike.
    """
    told: Step = step if sees or step not in TELLING else "answered"
    return StepTag(LOOKS[told], step_word(told))


def result_fact(result: str | None, sees: bool) -> Fact:
    """What stands for a sample or a pool, as far as the reader may know it."""
    if not sees:
        return Fact(_("result"), withheld=_("opened by the purpose of a case investigation"))
    return Fact(_("result"), "" if result is None else result_word(result), is_unknown=result is None)


def framed(request: Any, title: str, *trail: Crumb, **more: Any) -> Page:
    """The frame of a page of laboratories: without an instant to be asked for, as it is by the clock."""
    way = (Crumb(_("Laboratories"), reverse(BOARD)), *trail) if title != _("Laboratories") else ()
    return replace(working.framed(request, title, *way, current=BOARD, **more), as_of="", as_of_action="")


def with_asked(route: str, asked: Mapping[str, str], *names: str) -> str:
    """An address with those of its parameters that say something."""
    said = {name: value for name, value in asked.items() if value}
    return reverse(route, args=names) + ("?" + urlencode(said) if said else "")


def at_cell(instant: int | None) -> Cell:
    """An instant in a table; not known where there is none."""
    return Cell(is_unknown=True) if instant is None else Cell(said(instant))


def done_cell(instant: int | None, at: int) -> Cell:
    """When a step was done, in a table; a dash where it is not, as far as is known at an instant."""
    return Cell("—", tone="soft") if instant is None or instant > at else Cell(said(instant))


def said(instant: int) -> str:
    """An instant as it is printed."""
    return moment(iso(instant, settings.TIME_ZONE))


def written(instant: int) -> str:
    """An instant as a form's field takes it."""
    return iso(instant, settings.TIME_ZONE)[:16]


def hours(count: float | None) -> str:
    """Hours with one digit after the point; a dash where not known."""
    return "—" if count is None else _("{n} h").format(n=number(round(float(count), 1)))


def since(instant: int, at: int) -> str:
    """How long ago an instant was."""
    return hours((at - instant) / HOUR)


def site_name(site: Site | None) -> str:
    """What a laboratory is called in the page's language."""
    return "" if site is None else str(site.name_zh if spoken() == "zh" else site.name_en)


def site_names() -> dict[int, str]:
    """Laboratory → what it is called."""
    return {site.pk: site_name(site) for site in reading.laboratories()}


def choices() -> Sequence[tuple[str, str]]:
    """The laboratories as a form offers them."""
    return [(str(row), name) for row, name in site_names().items()]


def name_of(sample: Sample) -> str:
    """What a sample is called: its barcode, else its reference."""
    return sample.barcode or sample.ref


def result_word(code: str) -> str:
    """A result in words."""
    return TEST_RESULT.codes[code].to(spoken())


def result_cell(code: str, sees: bool) -> Cell:
    """A result in a table: what asks for something is marked; to whom their purpose does not open it, that there is one."""
    if not sees:
        return Cell(_("withheld"), tone="soft")
    return Cell(
        result_word(code),
        tone={"POSITIVE": "bad", "INDETERMINATE": "unsure"}.get(code, ""),  # type: ignore[arg-type]
    )
