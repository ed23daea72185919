"""The forms in which a value or a must is drafted; what they say is checked with the whole plan, not here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.entry.forms import Plain

Choices = Sequence[tuple[str, str]]
STATUS = (
    ("confirmed", _("confirmed")), ("part", _("confirmed in part")), ("assumed", _("assumed")),
)  # fmt: skip
YES_NO = (("no", _("no")), ("yes", _("yes")))
_PLAIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


def _text(label: Any, hint: Any = "", *, required: bool = False, most: int = 400) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=most, widget=widget)


def _expression(label: Any, hint: Any = "", *, is_long: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs=_PLAIN) if is_long else forms.TextInput(attrs=_PLAIN)
    return forms.CharField(label=label, help_text=hint, required=False, max_length=4000, widget=widget)


def _choice(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=120, widget=forms.Select)


def _day(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=10, widget=forms.DateInput)


def _client() -> forms.CharField:
    return forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class _Offered(Plain):
    """A form some of whose fields offer what the plan has."""

    def offer(self, **choices: Choices) -> None:
        """Say what the fields offer."""
        for name, offered in choices.items():
            self.fields[name].widget.choices = list(offered)  # type: ignore[attr-defined]


class DraftValue(_Offered):
    """A value from a day on."""

    value = _text(_("New value"))
    since = _day(_("From"), _("It holds from 00:00 of this day; tomorrow at the earliest"))
    document = _text(_("Source"), _("The order or paper that says so"))
    status = _choice(_("How sure"))
    note = _text(_("Note on the source"))
    client = _client()


class DraftMust(_Offered):
    """A must, key by key of the plan's language."""

    title_zh = _text(_("Title in Chinese"), most=120)
    title_en = _text(_("Title in English"), most=120)
    must = forms.CharField(
        label=_("Short name"), help_text=_("Small letters, digits and hyphens: exits-checked-daily"), required=False,
        max_length=64, widget=forms.TextInput(attrs=_PLAIN),
    )  # fmt: skip
    clause = _choice(_("Clause of the plan"))
    since = _day(_("From"), _("It asks from 00:00 of this day on; tomorrow at the earliest"))
    until = _day(_("Until"), _("Its last day; needed where it asks each day"))
    every = _choice(_("Of every"), _("The register whose records it asks something of"))
    each = _choice(_("How often"))
    where = _expression(
        _("Where"), _('Which of them; "all" for all. Example: kind = "gate" and mode = "road"'), is_long=True
    )
    denominator_zh = _text(_("Counted out of, in Chinese"), _("Where the list of them comes from"))
    denominator_en = _text(_("Counted out of, in English"))
    independent = _choice(_("Is that list independent of the evidence?"))
    check = _choice(_("Figure that could contradict it"))
    has = _choice(_("Must have"), _("A record of another register, or the record itself is to show it"))
    such_that = _expression(
        _("Such that"),
        _('Example: inspection.site = site and inspection.rule = "fire"'),
        is_long=True,
    )
    met_at = _expression(_("Met at"), _("The time that counts. Example: inspection.at"))
    by = _expression(_("By"), _("The deadline. Example: at + 30 minutes, or at + a value of the plan"))
    owner = _expression(_("Owner"), _("A unit by its field; empty for the command of the area"))
    cannot_tell_owner = _expression(_("Who supplies a missing fact"), _("Empty for the owner"))
    restricts = _choice(_("Does it restrict people?"))
    basis_zh = _text(_("Legal basis, in Chinese"), _("Needed where it restricts people"))
    basis_en = _text(_("Legal basis, in English"))
    review = _day(_("To be looked at again"), _("Needed where it restricts people"))
    twin = _choice(
        _("Protected by"), _("The must that protects those whom it restricts, and falls due first")
    )
    document = _text(_("Source"), _("The order or paper that says so"))
    status = _choice(_("How sure"))
    note = _text(_("Note on the source"))
    client = _client()


class Step(Plain):
    """A step of a draft: sign, withdraw, count again."""

    client = _client()


class Sign(Step):
    """The draft is signed as it was shown."""

    plan = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    found = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class SendBack(Step):
    """The draft is returned, with the reason."""

    words = _text(_("Why it is returned"), _("In a sentence; who drafted it reads it"))
