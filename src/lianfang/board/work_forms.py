"""The forms of work: a hand-out and each step of a task; what they mean is checked by the actions."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lianfang.base import instants
from lianfang.base.problems import Problem
from lianfang.entry.forms import Plain
from lianfang.registers.actions.tasks import RETURNED
from lianfang.registers.models.codes import TASK_OUTCOME
from lianfang.registers.models.tasks import CLOSED
from lianfang.ui.writing import spoken

Choices = Sequence[tuple[str, str]]


def new_client() -> str:
    """An id for one filled-in form: sent twice, it is one write."""
    return secrets.token_hex(8)


def _hidden(most: int) -> forms.CharField:
    return forms.CharField(max_length=most, required=False, widget=forms.HiddenInput)


def _unit() -> forms.CharField:
    return forms.CharField(label=_("Unit"), required=False, max_length=64, widget=forms.Select)


def _other() -> forms.CharField:
    return forms.CharField(
        label=_("Another unit"), help_text=_("By reference or full name; it goes before the choice above"),
        required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


def _due() -> forms.CharField:
    return forms.CharField(
        label=_("Due by"), help_text=_("A date and a time in the city's zone; a date alone is its 24:00"), max_length=32,
        widget=forms.DateTimeInput, error_messages={"required": _("Say by when it is due: a date, or a date and a time.")},
    )  # fmt: skip


def _outcome(label: Any, codes: Sequence[str]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, widget=forms.RadioSelect, choices=lambda: _words(codes),
        error_messages={"required": _("Choose one of the answers.")},
    )  # fmt: skip


def _words(codes: Sequence[str]) -> list[tuple[str, str]]:
    return [(code, TASK_OUTCOME.codes[code].to(spoken())) for code in codes]


class ByWhen(Plain):
    """A form with a date by which something is due."""

    def clean_due(self) -> int:
        """The instant."""
        text = self.cleaned_data["due"]
        try:
            return instants.parse(text, settings.TIME_ZONE)
        except ValueError as error:
            problem = Problem("store/bad-instant", facts={"value": text})
            raise forms.ValidationError(f"{problem.what(spoken())} {problem.mend(spoken())}") from error


class ToUnit(ByWhen):
    """A form that names a unit: one of those offered, or another."""

    def __init__(self, *args: Any, units: Choices = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].widget.choices = list(units)  # type: ignore[attr-defined]

    @property
    def named(self) -> str:
        """The unit that was named; empty for none."""
        return str(self.cleaned_data["other"].strip() or self.cleaned_data["unit"].strip())


class HandOut(ToUnit):
    """Tasks on gaps: to whom, what, until when."""

    title = forms.CharField(
        label=_("What is asked"),
        help_text=_("Left empty, it is the must's own title"),
        required=False,
        max_length=200,
    )
    unit = _unit()
    other = _other()
    due = _due()
    client = _hidden(64)


class HandOutClause(ToUnit):
    """A task on a clause of the directive, or on none."""

    clause = forms.CharField(
        label=_("Clause of the plan"), required=False, max_length=32, widget=forms.Select
    )
    title = forms.CharField(
        label=_("What is asked"), max_length=200, error_messages={"required": _("Say what is to be done.")}
    )
    unit = _unit()
    other = _other()
    due = _due()
    client = _hidden(64)

    def __init__(self, *args: Any, clauses: Choices = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["clause"].widget.choices = list(clauses)  # type: ignore[attr-defined]


class Receive(Plain):
    """The unit says that it has the task; ``seen`` is the state in which the page showed it."""

    seen = _hidden(16)
    client = _hidden(64)


class GiveEvidence(Receive):
    """What was done, and the record that shows it."""

    evidence = forms.CharField(
        label=_("What was done"), help_text=_("What was seen, where, and who vouches for it; no names of people"),
        required=False, max_length=360, widget=forms.Textarea,
    )  # fmt: skip
    record = forms.CharField(
        label=_("Record that shows it"), help_text=_("Its reference"), required=False, max_length=16,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip


class Verify(Receive):
    """Another has looked at the evidence."""


class Close(Receive):
    """The task is over."""

    outcome = _outcome(_("How it ended"), CLOSED)


class SendBack(Receive):
    """The task is returned, with the reason."""

    outcome = _outcome(_("Why it is returned"), RETURNED)


class Reassign(ToUnit):
    """The task is returned, and another unit gets the same work."""

    outcome = _outcome(_("Why it is returned"), RETURNED)
    unit = _unit()
    other = _other()
    due = _due()
    seen = _hidden(16)
    client = _hidden(64)
