"""The forms of the rota: a shift, what came of it, an illness, a cluster that is taken up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lianfang.base import instants
from lianfang.base.problems import Problem
from lianfang.entry.forms import Plain
from lianfang.fronts.staff.policies import Came
from lianfang.registers.models import StaffShift
from lianfang.ui.writing import spoken


def _when(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=_("A date and a time in the city's zone"),
        max_length=32,
        required=required,
        widget=forms.DateTimeInput,
    )


def _client() -> forms.CharField:
    return forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


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
    client = _client()

    def __init__(self, *args: Any, members: Sequence[tuple[str, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = list(members)  # type: ignore[attr-defined]

    def clean_starts_at(self) -> int:
        """The instant."""
        return _instant(self.cleaned_data["starts_at"])

    def clean_ends_at(self) -> int:
        """The instant."""
        return _instant(self.cleaned_data["ends_at"])


class CameOfShift(Plain):
    """What came of a shift. Whom the purpose does not show who was exposed or ill, is not asked it either."""

    hours = forms.FloatField(label=_("Hours in the contaminated zone"), required=False)
    approved_by = forms.CharField(
        label=_("Allowed beyond the limit by"), required=False, max_length=100,
        help_text=_("Name whoever allowed less rest or more hours in the zone than the plan does"),
    )  # fmt: skip
    is_ill = forms.ChoiceField(
        label=_("Symptoms, asked before the shift"), required=False, widget=forms.Select,
        choices=lambda: [("", _("not said")), ("no", _("no")), ("yes", _("yes"))],
    )  # fmt: skip
    exposed_at = _when(_("Exposed at work"), required=False)
    assessed_at = _when(_("Exposure assessed"), required=False)
    client = _client()

    def __init__(self, *args: Any, sees: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not sees:
            for name in ("is_ill", "exposed_at", "assessed_at"):
                del self.fields[name]

    def clean_exposed_at(self) -> int | None:
        """The instant, if one is said."""
        return _instant(self.cleaned_data["exposed_at"]) if self.cleaned_data["exposed_at"] else None

    def clean_assessed_at(self) -> int | None:
        """The instant, if one is said."""
        return _instant(self.cleaned_data["assessed_at"]) if self.cleaned_data["assessed_at"] else None

    def came(self) -> Came:
        """What is said."""
        said = self.cleaned_data
        return Came(
            said["hours"], said["approved_by"].strip(), said.get("exposed_at"), said.get("assessed_at"),
            {"yes": True, "no": False}.get(said.get("is_ill", "")),
        )  # fmt: skip


class FellIll(Plain):
    """Since when a member of staff is ill."""

    ill_at = _when(_("Ill, or tested positive, since"))
    client = _client()

    def clean_ill_at(self) -> int:
        """The instant."""
        return _instant(self.cleaned_data["ill_at"])


class TakeUp(Plain):
    """A cluster is reported, and looked into from now on."""

    details = forms.CharField(
        label=_("What is done, and by whom"), help_text=_("No names of the ill"), required=False, max_length=400,
        widget=forms.Textarea,
    )  # fmt: skip
    client = _client()
