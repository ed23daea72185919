"""The forms of this front; what they mean is checked by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.entry.forms import Plain, new_client
from lianfang.records import CodeList
from lianfang.registers.models import clinical_codes, codes
from lianfang.ui.writing import spoken


class Once(Plain):
    """A form that is one write however often it is sent."""

    client = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs["initial"] = {"client": new_client(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class Ask(Once):
    """A question: why it is asked."""

    reason = forms.CharField(
        label=_("What for"), help_text=_("Why this is asked; it is written down with the question."), max_length=400,
        widget=forms.Textarea, error_messages={"required": _("Say why it is asked.")},
    )  # fmt: skip


class AskOfCase(Ask):
    """A question of a case: of its contacts, or of theirs too."""

    depth = forms.ChoiceField(
        label=_("Whom to look for"), required=False, choices=[("1", _("Its contacts")), ("2", _("Its contacts, and their contacts too"))],
        help_text=_("Theirs count from each one's first exposure on; a larger question needs a second signature sooner."),
    )  # fmt: skip


class AskSince(Ask):
    """A question backwards: of a whole area at risk, or of one site in it."""

    site = forms.CharField(
        label=_("One site only"), help_text=_("Its reference; empty: all places in the area."), max_length=40, required=False,
    )  # fmt: skip


class Assess(Plain):
    """What the assessment of one candidate found; the prefix says of whom."""

    category = forms.ChoiceField(
        label=_("Category"), choices=lambda: choices_of(codes.CONTACT_CATEGORY),
        error_messages={"required": _("Give the category.")},
    )  # fmt: skip
    proximity = forms.ChoiceField(
        label=_("How close"), required=False, choices=lambda: choices_of(codes.PROXIMITY)
    )
    setting = forms.ChoiceField(
        label=_("Setting"), required=False, choices=lambda: choices_of(clinical_codes.SETTING)
    )
    reason = forms.CharField(
        label=_("On what it rests"), max_length=400,
        error_messages={"required": _("Say whom you asked, and what they said.")},
    )  # fmt: skip


def choices_of(listed: CodeList) -> list[tuple[str, str]]:
    """The codes of a list in the page's language, after none of them."""
    return [("", "—"), *((code, text.to(spoken())) for code, text in listed.codes.items())]
