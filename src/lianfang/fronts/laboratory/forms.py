"""The forms of the laboratory's pages; what they mean is checked by the actions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lianfang.base import instants
from lianfang.base.problems import Problem
from lianfang.base.words import Text
from lianfang.entry.forms import Plain
from lianfang.fronts.laboratory.standing import ANSWERS
from lianfang.records import CodeList
from lianfang.registers.models.clinical_codes import (
    SAMPLE_CONDITION,
    SAMPLE_MATERIAL,
    SAMPLE_REASON,
    TEST_METHOD,
    TEST_RESULT,
)
from lianfang.ui.writing import spoken

Choices = Sequence[tuple[str, str]]
MOST_SCANNED = 1_000
_PARTED = re.compile(r"[\s,;，；、]+")


def _hidden(most: int = 64) -> forms.CharField:
    return forms.CharField(max_length=most, required=False, widget=forms.HiddenInput)


def _barcode(label: Any, hint: Any = "", *, required: bool = True) -> forms.CharField:
    attrs = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(
        label=label, help_text=hint, max_length=64, required=required, widget=forms.TextInput(attrs=attrs),
        error_messages={"required": _("Scan or type the barcode.")},
    )  # fmt: skip


def _instant(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=32, required=required, widget=forms.DateTimeInput,
        help_text=_("A date and a time in the city's zone; a date alone is its 24:00"),
        error_messages={"required": _("Say the date and the time.")},
    )  # fmt: skip


def _select(label: Any, *, required: bool = False, message: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=64,
        required=required,
        widget=forms.Select,
        error_messages={"required": message},
    )


def read_instant(text: str) -> int | None:
    """The instant of a field; None where it is empty. Raises ValidationError where it is none."""
    if not text:
        return None
    try:
        return instants.parse(text, settings.TIME_ZONE)
    except ValueError as error:
        problem = Problem("store/bad-instant", facts={"value": text})
        raise forms.ValidationError(f"{problem.what(spoken())} {problem.mend(spoken())}") from error


def words(codes: CodeList, *only: str) -> list[tuple[str, str]]:
    """The codes of a list with their words."""
    shown: dict[str, Text] = {code: codes.codes[code] for code in only or codes.codes}
    return [(code, text.to(spoken())) for code, text in shown.items()]


NONE: Choices = [("", "—")]


class AtLaboratories(Plain):
    """A form that names a laboratory of the list."""

    def __init__(self, *args: Any, laboratories: Choices = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["laboratory"].widget.choices = [*NONE, *laboratories]  # type: ignore[attr-defined]
        self.offered = {value for value, _title in laboratories}

    def clean_laboratory(self) -> int | None:
        """The site's id; None where none is named. Raises ValidationError for one that is not on the list."""
        said = self.cleaned_data["laboratory"]
        if said and said not in self.offered:
            problem = Problem("laboratory/no-laboratory")
            raise forms.ValidationError(f"{problem.what(spoken())} {problem.mend(spoken())}")
        return int(said) if said else None


class Handle(AtLaboratories):
    """Barcodes that were scanned, and what is done with them."""

    act = forms.ChoiceField(
        label=_("What is done"), widget=forms.RadioSelect,
        choices=[("send", _("they leave for the laboratory")), ("receive", _("the laboratory receives them")),
                 ("pool", _("they go into one pool"))],
        error_messages={"required": _("Choose one of the answers.")},
    )  # fmt: skip
    barcodes = forms.CharField(
        label=_("Barcodes"), help_text=_("One a line; a scanner does that by itself"), max_length=70_000,
        widget=forms.Textarea, error_messages={"required": _("Scan or type the barcodes.")},
    )  # fmt: skip
    laboratory = _select(_("Laboratory"))
    condition = _select(_("Condition on receipt"))
    pool = _barcode(_("Barcode of the pool"), _("Only for a pool"), required=False)
    client = _hidden()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["condition"].widget.choices = [*NONE, *words(SAMPLE_CONDITION)]  # type: ignore[attr-defined]

    def clean_barcodes(self) -> list[str]:
        """The barcodes in their order. Raises ValidationError where there are too many for one form."""
        found = [code for code in _PARTED.split(self.cleaned_data["barcodes"]) if code]
        if len(found) > MOST_SCANNED:
            raise forms.ValidationError(_("More than a thousand: bring them in as a file."))
        return found

    def clean_condition(self) -> str | None:
        """A code of the list, or None."""
        said = self.cleaned_data["condition"]
        return said if said in SAMPLE_CONDITION.codes else None


class Enter(AtLaboratories):
    """One result, by hand."""

    barcode = _barcode(_("Barcode"), _("Of the sample, or of the pool"))
    result = forms.ChoiceField(
        label=_("Result"), widget=forms.RadioSelect, choices=lambda: words(TEST_RESULT, *ANSWERS, "NOT_DONE"),
        error_messages={"required": _("Choose one of the answers.")},
    )  # fmt: skip
    resulted_at = _instant(_("Reported at"))
    tested_at = _instant(_("Tested at"), required=False)
    laboratory = _select(_("Laboratory"))
    method = _select(_("Method"))
    cycle_threshold = forms.FloatField(
        label=_("Ct value"), required=False, min_value=0, max_value=60, widget=forms.NumberInput
    )
    client = _hidden()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["method"].widget.choices = [*NONE, *words(TEST_METHOD)]  # type: ignore[attr-defined]

    def clean_resulted_at(self) -> int | None:
        """The instant."""
        return read_instant(self.cleaned_data["resulted_at"])

    def clean_tested_at(self) -> int | None:
        """The instant, or None."""
        return read_instant(self.cleaned_data["tested_at"])

    def clean_method(self) -> str | None:
        """A code of the list, or None."""
        said = self.cleaned_data["method"]
        return said if said in TEST_METHOD.codes else None


class Request(AtLaboratories):
    """A sample is wanted of whom a record speaks."""

    of = forms.ChoiceField(
        label=_("Of whom"),
        widget=forms.RadioSelect,
        choices=(),
        error_messages={"required": _("Choose one of the answers.")},
    )
    ref = forms.CharField(
        label=_("Reference of the record"), max_length=16, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give the reference of the record.")},
    )  # fmt: skip
    reason = _select(_("Reason"))
    laboratory = _select(_("Laboratory"))
    client = _hidden()

    def __init__(self, *args: Any, registers: Choices = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = list(registers)  # type: ignore[attr-defined]
        self.fields["reason"].widget.choices = [*NONE, *words(SAMPLE_REASON)]  # type: ignore[attr-defined]

    def clean_reason(self) -> str | None:
        """A code of the list, or None."""
        said = self.cleaned_data["reason"]
        return said if said in SAMPLE_REASON.codes else None


class Take(Plain):
    """A requested sample is taken."""

    barcode = _barcode(_("Barcode"), _("As it is stuck on the tube"))
    taken_at = _instant(_("Taken at"))
    material = _select(_("Material"))
    client = _hidden()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["material"].widget.choices = [*NONE, *words(SAMPLE_MATERIAL)]  # type: ignore[attr-defined]

    def clean_taken_at(self) -> int | None:
        """The instant."""
        return read_instant(self.cleaned_data["taken_at"])

    def clean_material(self) -> str | None:
        """A code of the list, or None."""
        said = self.cleaned_data["material"]
        return said if said in SAMPLE_MATERIAL.codes else None


class Once(Plain):
    """A step without a question."""

    client = _hidden()
