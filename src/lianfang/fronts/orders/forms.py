"""The forms of orders; what they mean is checked by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lianfang.base import instants
from lianfang.base.problems import Problem
from lianfang.entry.forms import Plain
from lianfang.registers.models.clinical_codes import APPEAL_FROM, APPEAL_RESULT
from lianfang.registers.models.codes import ORDER_KIND
from lianfang.ui.writing import spoken

Choices = Sequence[tuple[str, str]]
_PLAIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class Instant(forms.CharField):
    """A date and a time in the city's zone, as an instant; None where nothing is typed."""

    def __init__(self, label: Any, hint: Any = ""):
        super().__init__(
            label=label, help_text=hint, required=False, max_length=32, widget=forms.DateTimeInput
        )

    def clean(self, value: Any) -> Any:
        """The instant; raises ValidationError where it is none."""
        text = super().clean(value).strip()
        if not text:
            return None
        try:
            return instants.parse(text, settings.TIME_ZONE)
        except ValueError as error:
            problem = Problem("store/bad-instant", facts={"value": text})
            raise forms.ValidationError(f"{problem.what(spoken())} {problem.mend(spoken())}") from error


def _text(label: Any, hint: Any = "", most: int = 200, **attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=most, widget=forms.TextInput(attrs=attrs)
    )


def _ref(label: Any, hint: Any = "") -> forms.CharField:
    return _text(label, hint, 16, **_PLAIN)


def _words(label: Any, hint: Any = "", most: int = 400) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=most, widget=forms.Textarea
    )


def _hidden(most: int = 64) -> forms.CharField:
    return forms.CharField(max_length=most, required=False, widget=forms.HiddenInput)


class NewOrder(Plain):
    """An order: whole, or by word of mouth. Nothing is required here: the action says all that is missing at once."""

    kind = forms.CharField(label=_("Kind"), required=False, max_length=32, widget=forms.Select)
    person = _ref(_("Person"), _("Reference"))
    household = _ref(_("Household"), _("Reference; where the isolation at home is"))
    site = _ref(_("Unit that is sealed"), _("Reference; of a seal alone"))
    place = forms.CharField(
        label=_("Place of isolation or hospital"), required=False, max_length=16, widget=forms.Select
    )
    basis = _words(_("Legal basis"), most=200)
    evidence = _words(_("Evidence"), _("What happened, in plain words; whom it binds will read it"))
    evidence_at = Instant(_("When that was"), _("The longest term counts from here"))
    starts_at = Instant(_("Starts"))
    ends_at = Instant(_("Ends"), _("Left empty: the longest term that the plan allows"))
    support_contact = _text(_("Support contact"), _("Who brings food and medicine, with a telephone number"))
    decider = _text(_("Who decides"), _("A person's name; another signs after, at an account of their own"))
    notice_at = Instant(_("Notice handed over"))
    appeal_told_at = Instant(_("Way of appeal told"))
    contact = _hidden(2000)
    case = _hidden(16)
    stay = _hidden(16)
    replaces = _hidden(16)
    client = _hidden()

    def __init__(self, *args: Any, places: Choices = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = [(code, words.to(spoken())) for code, words in ORDER_KIND.codes.items()]
        self.fields["kind"].widget.choices = kinds  # type: ignore[attr-defined]
        self.fields["place"].widget.choices = [("", _("none")), *places]  # type: ignore[attr-defined]


class Sign(Plain):
    """An order is signed as second: who and when is the account's to say."""

    client = _hidden()


class Release(Plain):
    """An order ends before its time."""

    reason = _words(_("Why it ends now"), _("Whom it bound can read it"))
    client = _hidden()


class Appeal(Plain):
    """An appeal is entered."""

    from_whom = forms.ChoiceField(
        label=_("Who appeals"), widget=forms.RadioSelect, initial="operator",
        choices=lambda: [(code, words.to(spoken())) for code, words in APPEAL_FROM.codes.items()],
    )  # fmt: skip
    reason = _words(_("What they say"))
    client = _hidden()


class DecideAppeal(Plain):
    """An appeal is decided."""

    result = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect,
        choices=lambda: [(code, words.to(spoken())) for code, words in APPEAL_RESULT.codes.items()],
        error_messages={"required": _("Choose one of the answers.")},
    )  # fmt: skip
    ends_at = Instant(_("New end"), _("Of a changed order: sooner than before"))
    why = _words(_("Why"), _("Whom it binds can read it"))
    decider = _text(_("Who decides the appeal"), _("Neither who decided on the order nor who signed it"))
    client = _hidden()


class NewPass(Plain):
    """A pass is issued."""

    given_to = _ref(
        _("Taken by"), _("Reference of the person who takes it for a child or an elder; else empty")
    )
    client = _hidden()


class Gate(Plain):
    """A pass is looked at."""

    line = _words(_("Pass"), _("Scan the code, or type the line that begins with LF1"))
