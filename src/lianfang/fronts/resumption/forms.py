"""The forms of the workbench and of the frontier: sizes, places, one block for each scenario or calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from lianfang.base.problems import Problem, Refused
from lianfang.entry.forms import Plain
from lianfang.fronts.resumption.engines import engine
from lianfang.fronts.resumption.lines import Said, read
from lianfang.fronts.resumption.names import Known, sector_word
from lianfang.fronts.resumption.spec import LEAST_SCENARIOS, MOST_SCENARIOS, SIZES, Measures, Step
from lianfang.fronts.resumption.weighing import WORLDS, calibrated, decided
from lianfang.ui.writing import number, spoken

BLOCKS = MOST_SCENARIOS - 1
"""Scenarios that people write; the planned worst case comes by itself."""
LEAST_BLOCKS = LEAST_SCENARIOS - 1
CALENDARS, LEAST_CALENDARS = 6, 3
MAXIMUM_NAME = 40


def whole(label: Any, low: int, high: int, hint: Any = "", *, required: bool = True) -> forms.IntegerField:
    """A whole number."""
    return forms.IntegerField(
        label=label, min_value=low, max_value=high, help_text=hint, required=required,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class Sized(Plain):
    """What both ask: when, how long, how large, what is closed at first."""

    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("By which others find it"))
    first = forms.DateField(label=_("First day"), input_formats=["%Y-%m-%d"], widget=forms.DateInput)
    days = whole(_("Days looked at"), 14, 180)
    agents = forms.TypedChoiceField(label=_("Size of the made-up city"), coerce=int)
    infected = whole(
        _("Infected on the first day"),
        0,
        100_000,
        _("In the whole city, found or not; nobody knows the number"),
    )
    shut = forms.MultipleChoiceField(
        label=_("Closed on the first day"), widget=forms.CheckboxSelectMultiple, required=True
    )
    client = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, known: Known, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["agents"].choices = [(size, _size(size, known.residents)) for size in SIZES]  # type: ignore[attr-defined]
        bounds = engine("scenario.settings")
        first = self.fields["first"]
        first.validators += [MinValueValidator(bounds.EARLIEST), MaxValueValidator(bounds.LATEST)]
        words = [(key, sector_word(key, spoken())) for key in known.sectors]
        self.fields["shut"].choices = words  # type: ignore[attr-defined]


def _size(agents: int, residents: int) -> str:
    facts = {"agents": number(agents), "people": number(round(residents / agents))}
    return str(_("%(agents)s agents: each stands for %(people)s residents") % facts)


class CompareForm(Sized):
    """A comparison's common part."""

    seeds = whole(_("Seeds"), 5, 200, _("Each scenario meets each of them once: the same luck for all"))
    beds = whole(_("Beds there are"), 0, 1_000_000, required=False)
    rooms = whole(_("Quarantine places there are"), 0, 1_000_000, required=False)


class FrontierForm(Sized):
    """A frontier's common part."""

    gate_days = whole(_("Quarantine of arrivals, days"), 0, 60)
    trace_delay = whole(_("Days until contacts are reached"), 0, 30)
    trace_capacity = whole(_("Contacts reached a day, at most"), 0, 1_000_000, required=False)
    test_capacity = whole(_("Tests a day, at most"), 0, 10_000_000, required=False)
    masks = whole(_("Risk outside the home with masks, %"), 0, 100)
    beds = whole(_("Beds there are"), 0, 1_000_000, required=False)
    rooms = whole(_("Quarantine places there are"), 0, 1_000_000, required=False)
    places_accepted = whole(_("Beds or places exceeded in so many of 100 worlds at most"), 1, 99)
    local = whole(
        _("Local infections within 30 days"), 0, 10_000_000, _("Within all days looked at, where these are fewer than 30"), required=False,
    )  # fmt: skip
    local_accepted = whole(_("Infections exceeded in so many of 100 worlds at most"), 1, 99)
    worlds = forms.ChoiceField(label=_("How thoroughly"))
    calibration = forms.CharField(
        label=_("What a calibration learnt"), widget=forms.Textarea, required=False, max_length=200_000,
        help_text=_(
            "What 'lianfang outlook calibrate --json' printed, whole: contagion is drawn from its posterior. Empty: from the stated range"
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.there: Known = kwargs["known"]
        self.learnt: dict[str, object] | None = None
        words = {"quick": _("quick"), "usual": _("usual"), "thorough": _("thorough")}
        told = [
            (
                key,
                _("%(how)s: %(worlds)s worlds on the city")
                % {"how": words[key], "worlds": WORLDS[key]["city"]},
            )
            for key in WORLDS
        ]
        self.fields["worlds"].choices = told  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One limit at least, one sector whose opening is to be decided, and a calibration that can be read."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and all(said.get(name) is None for name in ("beds", "rooms", "local")):
            self.add_error("local", written(Problem("resumption/no-limit")))
        if "shut" in said and not decided(said["shut"], self.there):
            self.add_error("shut", written(Problem("resumption/nothing-decided")))
        try:
            self.learnt = calibrated(said.get("calibration", ""))
        except Refused as refusal:
            for problem in refusal.problems:
                self.add_error("calibration", written(problem))
        return said

    def measures(self) -> Measures:
        """What is ordered whatever opens."""
        names = ("gate_days", "trace_delay", "trace_capacity", "test_capacity", "masks")
        return Measures(name="", **{name: self.cleaned_data[name] for name in names})


class Lines(Plain):
    """A block with a name and lines; without a name it is left out."""

    name = forms.CharField(
        label=_("What it is called"),
        max_length=MAXIMUM_NAME,
        required=False,
        help_text=_("Without a name it is left out"),
    )
    lines = forms.CharField(
        label=_("Opens and closes"), widget=forms.Textarea, required=False, max_length=20_000
    )

    def __init__(self, *args: Any, known: Known, first: date | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.known, self.first = known, first
        self.said: list[Said] = []

    @property
    def is_written(self) -> bool:
        """Is it one of those that are asked for?"""
        return bool((self["name"].value() or "").strip())

    def clean(self) -> dict[str, Any]:
        """Read the lines; each that is wrong is named by its number."""
        told: dict[str, Any] = super().clean() or {}
        if self.first is not None and self.is_written:
            self.said, problems = read(told.get("lines", ""), self.known, self.first)
            for problem in problems:
                self.add_error("lines", written(problem))
        return told

    @property
    def steps(self) -> list[Step]:
        """The lines as they are kept."""
        return [Step(**vars(one)) for one in self.said]


class ScenarioForm(Lines):
    """One scenario."""

    gate_days = whole(_("Quarantine of arrivals, days"), 0, 60)
    trace_delay = whole(_("Days until contacts are reached"), 0, 30)
    trace_capacity = whole(_("Contacts reached a day, at most"), 0, 1_000_000, required=False)
    test_capacity = whole(_("Tests a day, at most"), 0, 10_000_000, required=False)
    masks = whole(_("Risk outside the home with masks, %"), 0, 100)
    field_order = ("name", "gate_days", "trace_delay", "trace_capacity", "test_capacity", "masks", "lines")

    def measures(self) -> Measures:
        """As it is kept."""
        names = ("name", "gate_days", "trace_delay", "trace_capacity", "test_capacity", "masks")
        return Measures(**{name: self.cleaned_data[name] for name in names}, steps=self.steps)


class CalendarForm(Lines):
    """One calendar: it opens, and closes nothing; without a line it is none."""

    lines = forms.CharField(label=_("Opens"), widget=forms.Textarea, required=False, max_length=20_000)

    def clean(self) -> dict[str, Any]:
        """No line closes."""
        told = super().clean()
        for one in self.said:
            if one.verb == "close":
                self.add_error("lines", written(Problem("resumption/line-close", line=one.line)))
        if self.is_written and self.first is not None and not self.said and not self.errors:
            self.add_error("lines", written(Problem("resumption/no-lines")))
        return told


def written(problem: Problem) -> str:
    """A problem as a form says it, with its line."""
    language = spoken()
    said = f"{problem.what(language)} {problem.mend(language)}"
    return str(_("Line %(line)s: %(said)s") % {"line": problem.line, "said": said}) if problem.line else said


def blocks(
    kind: type[Lines], known: Known, first: date | None, *, data: Any = None, given: Sequence[Mapping[str, Any]] = (),
    count: int,
) -> list[Any]:  # fmt: skip
    """So many blocks, with what was sent or with defaults; those left empty ask nothing."""
    made = []
    for at in range(count):
        initial = dict(given[at]) if at < len(given) else dict(given[0], name="", lines="") if given else {}
        form = kind(data, prefix=f"s{at + 1}", known=known, first=first, initial=initial)
        if data is not None and not form.is_written:
            form = kind(None, prefix=f"s{at + 1}", known=known, first=first, initial=initial)
        made.append(form)
    return made
