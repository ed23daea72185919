"""The forms of work: a hand-out and each step of a task; what they mean is checked by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lianfang.base import instants
from lianfang.base.problems import Problem
from lianfang.entry.forms import Plain
from lianfang.registers.actions.tasks import RETURNED
from lianfang.registers.models.codes import EXCUSE_REASON, TASK_OUTCOME
from lianfang.registers.models.tasks import CLOSED
from lianfang.ui.writing import spoken

Choices = Sequence[tuple[str, str]]


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


def _instant(text: str) -> int:
    """Raises ValidationError where it is none."""
    try:
        return instants.parse(text, settings.TIME_ZONE)
    except ValueError as error:
        problem = Problem("store/bad-instant", facts={"value": text})
        raise forms.ValidationError(f"{problem.what(spoken())} {problem.mend(spoken())}") from error


def _clause() -> forms.CharField:
    return forms.CharField(label=_("Clause of the plan"), required=False, max_length=32, widget=forms.Select)


class OnClause(Plain):
    """A form that may name a clause of the plan: one of those offered."""

    def __init__(self, *args: Any, clauses: Choices = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["clause"].widget.choices = list(clauses)  # type: ignore[attr-defined]


class ByWhen(Plain):
    """A form with a date by which something is due."""

    def clean_due(self) -> int:
        """The instant."""
        return _instant(self.cleaned_data["due"])


class ToUnit(ByWhen):
    """A form that names a unit: one of those offered, or another."""

    def __init__(self, *args: Any, units: Choices = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].widget.choices = list(units)  # type: ignore[attr-defined]

    @property
    def named(self) -> str:
        """The unit that was named; empty for none."""
        return str(self.cleaned_data["other"].strip() or self.cleaned_data["unit"].strip())


def _decision() -> forms.CharField:
    return forms.CharField(
        label=_("Decision that it follows"), required=False, max_length=16, widget=forms.Select
    )


def _objective() -> forms.CharField:
    return forms.CharField(
        label=_("Objective that it serves"), required=False, max_length=16, widget=forms.Select
    )


class Following(ToUnit):
    """A hand-out that may follow a decision, and serve an objective of a directive: one of those offered."""

    def __init__(self, *args: Any, decisions: Choices = (), objectives: Choices = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["objective"].widget.choices = list(objectives)  # type: ignore[attr-defined]
        self.fields["decision"].widget.choices = list(decisions)  # type: ignore[attr-defined]


class HandOut(Following):
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
    decision = _decision()
    objective = _objective()
    client = _hidden(64)


class HandOutClause(OnClause, Following):
    """A task on a clause of the directive, or on none."""

    clause = _clause()
    title = forms.CharField(
        label=_("What is asked"), max_length=200, error_messages={"required": _("Say what is to be done.")}
    )
    unit = _unit()
    other = _other()
    due = _due()
    decision = _decision()
    objective = _objective()
    client = _hidden(64)


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


class Decide(OnClause):
    """An entry of the decision log."""

    decided_at = forms.CharField(
        label=_("Decided at"), help_text=_("A date and a time in the city's zone"), max_length=32,
        widget=forms.DateTimeInput, error_messages={"required": _("Say when it was decided.")},
    )  # fmt: skip
    decided_by = forms.CharField(
        label=_("Decided by"), help_text=_("Post and name of the official, or the meeting"), max_length=200,
        error_messages={"required": _("Say who decided.")},
    )  # fmt: skip
    what = forms.CharField(
        label=_("What was decided"), help_text=_("No names of people of the population"), max_length=400,
        widget=forms.Textarea, error_messages={"required": _("Say what was decided.")},
    )  # fmt: skip
    why = forms.CharField(
        label=_("Why"), help_text=_("What was known, and what else was weighed"), max_length=1000,
        widget=forms.Textarea, error_messages={"required": _("Say why.")},
    )  # fmt: skip
    figures_as_of = forms.CharField(
        label=_("Figures as of"), help_text=_("The instant of the figures that were looked at; empty for none"),
        required=False, max_length=32, widget=forms.DateTimeInput,
    )  # fmt: skip
    brief = forms.CharField(label=_("Frozen brief"), required=False, max_length=16, widget=forms.Select)
    clause = _clause()
    client = _hidden(64)

    def __init__(self, *args: Any, briefs: Choices = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["brief"].widget.choices = list(briefs)  # type: ignore[attr-defined]

    def clean_decided_at(self) -> int:
        """The instant."""
        return _instant(self.cleaned_data["decided_at"])

    def clean_figures_as_of(self) -> int | None:
        """The instant; None where no figures were looked at."""
        text = self.cleaned_data["figures_as_of"].strip()
        return _instant(text) if text else None


class CorrectDecision(Decide):
    """A further entry that corrects one, with the reason."""

    reason = forms.CharField(
        label=_("Why it is corrected"), help_text=_("What was wrong, and who found it"), max_length=400,
        widget=forms.Textarea, error_messages={"required": _("Say why it is corrected.")},
    )  # fmt: skip
    field_order = ("reason",)


class Issue(OnClause, ByWhen):
    """A directive of the command."""

    number = forms.CharField(
        label=_("Number"), help_text=_("As it is printed on the document"), max_length=64,
        error_messages={"required": _("Say the directive's number.")},
    )  # fmt: skip
    title = forms.CharField(
        label=_("Title"), max_length=200, error_messages={"required": _("Say the directive's title.")}
    )
    text = forms.CharField(
        label=_("What is demanded"), help_text=_("No names of people of the population"), max_length=4000,
        widget=forms.Textarea, error_messages={"required": _("Say what is demanded.")},
    )  # fmt: skip
    issued_by = forms.CharField(
        label=_("Issued by"), help_text=_("Post and name of the official, or the meeting"), max_length=200,
        error_messages={"required": _("Say who issued it.")},
    )  # fmt: skip
    issued_at = forms.CharField(
        label=_("Issued at"), help_text=_("A date and a time in the city's zone"), max_length=32,
        widget=forms.DateTimeInput, error_messages={"required": _("Say when it was issued.")},
    )  # fmt: skip
    due = _due()
    clause = _clause()
    client = _hidden(64)

    def clean_issued_at(self) -> int:
        """The instant."""
        return _instant(self.cleaned_data["issued_at"])


class AddObjective(ToUnit):
    """An objective of a directive: what, which unit, until when."""

    what = forms.CharField(
        label=_("What is to be reached"), max_length=400, widget=forms.Textarea,
        error_messages={"required": _("Say what is to be reached.")},
    )  # fmt: skip
    unit = _unit()
    other = _other()
    due = _due()
    client = _hidden(64)


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"), max_length=400, widget=forms.Textarea, error_messages={"required": _("Say why.")}
    )


class MoveDirective(ByWhen):
    """A directive's new deadline, and why."""

    due = _due()
    reason = _reason()
    client = _hidden(64)


class WithdrawDirective(Plain):
    """Why a directive is withdrawn."""

    reason = _reason()
    client = _hidden(64)


class HandOver(Plain):
    """What the coming shift must know."""

    note = forms.CharField(
        label=_("What the next shift must know"),
        help_text=_("What is open, whom to call, by when; no names of people of the population"), max_length=2000,
        widget=forms.Textarea, error_messages={"required": _("Say what is open; if nothing is, say so.")},
    )  # fmt: skip
    client = _hidden(64)


def _reasons() -> list[tuple[str, str]]:
    return [(code, words.to(spoken())) for code, words in EXCUSE_REASON.codes.items()]


class AskExcuse(Plain):
    """Why a duty cannot be met, and until when it is to be let off."""

    reason = forms.ChoiceField(
        label=_("Reason"), widget=forms.RadioSelect, choices=_reasons,
        error_messages={"required": _("Choose one of the answers.")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("In words"), help_text=_("No names of people of the population"), required=False, max_length=400,
        widget=forms.Textarea,
    )  # fmt: skip
    until = forms.CharField(
        label=_("Until"), help_text=_("A date and a time in the city's zone; a date alone is its 24:00"), max_length=32,
        widget=forms.DateTimeInput, error_messages={"required": _("Say until when.")},
    )  # fmt: skip
    client = _hidden(64)

    def clean_until(self) -> int:
        """The instant."""
        return _instant(self.cleaned_data["until"])


class RefuseExcuse(Plain):
    """Why a request is refused."""

    answer = forms.CharField(
        label=_("Why it is refused"), help_text=_("And what is to be done instead"), max_length=400, widget=forms.Textarea,
        error_messages={"required": _("Say why it is refused.")},
    )  # fmt: skip
    client = _hidden(64)
