"""The form of a shift on the rota."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lianfang.base import instants
from lianfang.base.problems import Problem
from lianfang.entry.forms import Plain
from lianfang.registers.models import StaffShift
from lianfang.ui.writing import spoken


def _when(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=_("A date and a time in the city's zone"),
        max_length=32,
        widget=forms.DateTimeInput,
    )


def _instant(text: str) -> int:
    try:
        return instants.parse(text, settings.TIME_ZONE)
    except ValueError as error:
        problem = Problem("store/bad-instant", facts={"value": text})
        raise forms.ValidationError(f"{problem.what(spoken())} {problem.mend(spoken())}") from error


def _codes(column: str) -> list[tuple[str, str]]:
    codes = StaffShift._meta.get_field(column).codes.codes
    return [("", _("not said")), *[(code, words.to(spoken())) for code, words in codes.items()]]


class PutOnRota(Plain):
    """One shift of one member of staff."""

    member = forms.ChoiceField(label=_("Member of staff"), widget=forms.Select)
    starts_at = _when(_("Shift begins"))
    ends_at = _when(_("Shift ends"))
    zone = forms.ChoiceField(
        label=_("Zone"), required=False, widget=forms.Select, choices=lambda: _codes("zone")
    )
    protection = forms.ChoiceField(
        label=_("Level of protection"),
        required=False,
        widget=forms.Select,
        choices=lambda: _codes("protection"),
    )
    approved_by = forms.CharField(
        label=_("Allowed beyond the limit by"), required=False, max_length=100,
        help_text=_("Name whoever allows less rest or more hours in the zone than the plan does"),
    )  # fmt: skip
    client = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, members: Sequence[tuple[str, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = list(members)  # type: ignore[attr-defined]

    def clean_starts_at(self) -> int:
        """The instant."""
        return _instant(self.cleaned_data["starts_at"])

    def clean_ends_at(self) -> int:
        """The instant."""
        return _instant(self.cleaned_data["ends_at"])
