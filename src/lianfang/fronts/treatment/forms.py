"""The forms of beds, transfers and discharge; what they mean is checked by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lianfang.base import instants
from lianfang.base.problems import Problem
from lianfang.entry.forms import Plain, new_client
from lianfang.records import CodeList
from lianfang.registers.models.clinical_codes import ADMISSION_END, BED_STATE, SUPPORT
from lianfang.registers.models.codes import SEVERITY
from lianfang.ui.writing import spoken

Choices = Sequence[tuple[str, str]]
SETTABLE = ("U", "H", "K", "C")


def hidden(most: int = 64) -> Any:
    """A field that the page fills in."""
    return forms.CharField(max_length=most, required=False, widget=forms.HiddenInput)


def fresh() -> dict[str, str]:
    """What a form that was not sent yet starts with: its own id, so that two clicks are one act."""
    return {"client": new_client()}


class Sent(Plain):
    """A form that is sent once."""

    client = hidden()


class Chosen(Sent):
    """A form with one choice out of a list that the page offers; what has gone from it since, the action answers."""

    chosen = ""

    def __init__(self, *args: Any, offered: Choices = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.chosen:
            self.fields[self.chosen].widget.choices = list(offered)  # type: ignore[attr-defined]


class Ask(Chosen):
    """Ask for a transfer."""

    chosen = "to_site"
    to_site = forms.CharField(
        label=_("To"), max_length=16, widget=forms.Select, error_messages={"required": _("Choose where to.")}
    )
    reason = forms.CharField(
        label=_("Why, and what the person needs"), help_text=_("The other side reads it; no names"), max_length=400,
        widget=forms.Textarea, required=False,
    )  # fmt: skip
    emergency = forms.BooleanField(
        label=_("Emergency: brought at once, accepted by the act of bringing"), required=False
    )


class Reason(Sent):
    """A step that is given its reason."""

    reason = forms.CharField(label=_("Reason"), max_length=400, required=False)


class KeepBed(Chosen):
    """Accept by keeping a bed, or receive into one."""

    chosen = "bed"
    bed = forms.CharField(label=_("Bed"), max_length=16, required=False, widget=forms.Select)


class Car(Sent):
    """Which car brings the person."""

    car = forms.CharField(label=_("Car or crew"), max_length=200, required=False)


class Elsewhere(Chosen):
    """Ask another place."""

    chosen = "to_site"
    to_site = forms.CharField(
        label=_("To"), max_length=16, widget=forms.Select, error_messages={"required": _("Choose where to.")}
    )


class BedState(Sent):
    """In which state a bed is."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=lambda: [(code, f"{code} {BED_STATE.codes[code].to(spoken())}") for code in SETTABLE],
    )


class Discharge(Sent):
    """How a stay ended, and when."""

    reason = forms.ChoiceField(
        label=_("How it ends"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )  # fmt: skip
    ends_at = forms.CharField(
        label=_("When"), help_text=_("Empty is now; a time before now frees the bed from then"), required=False, max_length=32,
        widget=forms.DateTimeInput,
    )  # fmt: skip

    def __init__(self, *args: Any, ways: Sequence[str] = ("discharged", "died", "left"), **kwargs: Any):
        super().__init__(*args, **kwargs)
        told = [(code, ADMISSION_END.codes[code].to(spoken())) for code in ways]
        self.fields["reason"].choices = told  # type: ignore[attr-defined]

    def clean_ends_at(self) -> int | None:
        """The instant; None is now."""
        return _instant(self.cleaned_data["ends_at"])


def yes_or_no() -> list[tuple[str, str]]:
    """Three answers: not told is none of the others."""
    return [("", "—"), ("yes", str(_("yes"))), ("no", str(_("no")))]


class Look(Sent):
    """A look at a patient: what it found."""

    at = forms.CharField(
        label=_("When"),
        help_text=_("Empty is now"),
        required=False,
        max_length=32,
        widget=forms.DateTimeInput,
    )
    temperature = forms.FloatField(label=_("Temperature"), required=False, min_value=30, max_value=45)
    symptoms_better = forms.ChoiceField(label=_("Symptoms clearly better"), required=False, choices=yes_or_no)
    imaging_better = forms.ChoiceField(label=_("Imaging clearly better"), required=False, choices=yes_or_no)
    severity = forms.ChoiceField(label=_("Severity"), required=False, choices=lambda: _codes(SEVERITY))
    respiratory_rate = forms.FloatField(
        label=_("Breaths a minute"), required=False, min_value=0, max_value=120
    )
    oxygen_saturation = forms.FloatField(
        label=_("Oxygen saturation, %"), required=False, min_value=0, max_value=100
    )
    support = forms.ChoiceField(label=_("Support"), required=False, choices=lambda: _codes(SUPPORT))

    def __init__(self, *args: Any, sees: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not sees:
            # Whom the purpose does not show how ill a patient is, is not asked it either.
            del self.fields["severity"]

    def clean_at(self) -> int | None:
        """The instant; None is now."""
        return _instant(self.cleaned_data["at"])

    def found(self) -> dict[str, Any]:
        """The columns that were filled in."""
        said = self.cleaned_data
        answers = {"yes": True, "no": False}
        told = {name: said[name] for name in ("temperature", "respiratory_rate", "oxygen_saturation")}
        told |= {name: said.get(name) or None for name in ("severity", "support")}
        return told | {name: answers.get(said[name]) for name in ("symptoms_better", "imaging_better")}


def _codes(listed: CodeList) -> list[tuple[str, str]]:
    return [("", "—"), *((code, text.to(spoken())) for code, text in listed.codes.items())]


def _instant(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        return instants.parse(text.strip(), settings.TIME_ZONE)
    except ValueError as error:
        problem = Problem("store/bad-instant", facts={"value": text})
        raise forms.ValidationError(f"{problem.what(spoken())} {problem.mend(spoken())}") from error
