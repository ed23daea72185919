"""The forms of tracing; what they mean is checked by the actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lianfang.base import instants
from lianfang.base.problems import Problem
from lianfang.entry.forms import Plain, new_client
from lianfang.records import CodeList
from lianfang.registers.models import clinical_codes, codes
from lianfang.ui.writing import spoken

CLASSES = ("SUSPECT", "PROBABLE", "CONFIRMED", "CONFIRMED_NO_SYMPTOMS", "NO_CASE")
NEW_CLASSES = CLASSES[:-1]
ACTS = {
    "reach": _("Contact reached"),
    "refuse": _("Refuses follow-up"),
    "complete": _("Observation over: released"),
    "lose": _("Lost to follow-up"),
    "cancel": _("No contact after all"),
    "answered": _("The letter was answered"),
    "take": _("Take over"),
    "leave": _("Not taken over: stays with the sender"),
    "search": _("Searched for, not found yet"),
    "find": _("Found again"),
}


def choices_of(listed: CodeList, only: Sequence[str] = (), *, blank: bool = False) -> list[tuple[str, str]]:
    """The codes of a list in the page's language."""
    found = [(code, text.to(spoken())) for code, text in listed.codes.items() if not only or code in only]
    return [("", "—"), *found] if blank else found


def instant_of(text: str) -> int | None:
    """The instant that was filled in; None for nothing.

    Raises:
        ValidationError: it is none.
    """
    if not text.strip():
        return None
    try:
        return instants.parse(text.strip(), settings.TIME_ZONE)
    except ValueError as error:
        problem = Problem("store/bad-instant", facts={"value": text})
        raise forms.ValidationError(f"{problem.what(spoken())} {problem.mend(spoken())}") from error


def day_in(text: str) -> date | None:
    """A day as an address names it; None where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class InstantField(forms.CharField):
    """A date and a time in the city's zone."""

    widget = forms.DateTimeInput

    def clean(self, value: Any) -> Any:
        """The instant, or None."""
        return instant_of(super().clean(value) or "")


class CodeChoice(forms.ChoiceField):
    """One code of a list, in the page's language."""

    def __init__(self, listed: CodeList, only: Sequence[str] = (), **kwargs: Any):
        is_blank = not kwargs.get("required", True)
        super().__init__(choices=lambda: choices_of(listed, only, blank=is_blank), **kwargs)


class Once(Plain):
    """A form that is one write however often it is sent."""

    client = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs["initial"] = {"client": new_client(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


def _day(label: Any, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, help_text=hint, required=False, widget=widget)


def _reason(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=400, widget=forms.Textarea,
        error_messages={"required": _("Say on what it rests.")},
    )  # fmt: skip


def _ref(label: Any, hint: Any, required: bool = False) -> forms.CharField:
    attrs = {"autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(
        label=label, help_text=hint, max_length=40, required=required, widget=forms.TextInput(attrs=attrs)
    )


class OpenCase(Once):
    """A new case."""

    classification = CodeChoice(codes.CLASSIFICATION, NEW_CLASSES, label=_("Classification"))
    found_at = InstantField(
        label=_("Found at"), help_text=_("From here the two hours of the report card count"), max_length=32
    )
    person = _ref(_("Person"), _("Reference; empty where the person is not on record yet"))
    area = forms.CharField(label=_("Area responsible"), max_length=18, widget=forms.Select)
    onset_on = _day(_("Day of onset"), _("The first day that it may have been; empty where it is not known"))
    onset_until_on = _day(_("Latest day of onset"), _("Only where a span of days is known"))
    severity = CodeChoice(codes.SEVERITY, label=_("Severity"), required=False)
    reason = _reason(_("On what the classification rests"))

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["area"].widget.choices = list(areas)  # type: ignore[attr-defined]
        if not areas:
            del self.fields["area"]


class Classify(Once):
    """A new classification."""

    classification = CodeChoice(codes.CLASSIFICATION, CLASSES, label=_("Classification"))
    reason = _reason(_("On what it rests"))


class TellOrigin(Once):
    """The origin as a person decides it."""

    origin = forms.ChoiceField(label=_("Origin"), choices=lambda: list(origins()))
    reason = CodeChoice(clinical_codes.ORIGIN_REASON, label=_("Why"))


def origins() -> list[tuple[str, str]]:
    """The origins, *cannot be told* among them."""
    return [*choices_of(codes.ORIGIN_OF_CASE), ("cannot_tell", str(_("cannot be told")))]


def yes_or_no() -> list[tuple[str, str]]:
    """Three answers: not told is none of the others."""
    return [("", "—"), ("yes", str(_("yes"))), ("no", str(_("no")))]


ANSWERS = {"yes": True, "no": False}


def _yes_or_no(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=yes_or_no)


class MendCase(Once):
    """What the case study found."""

    onset_on = _day(_("Day of onset"))
    onset_until_on = _day(_("Latest day of onset"), _("Only where a span of days is known"))
    first_visit_on = _day(_("Day of the first visit to a hospital"))
    arrived_on = _day(_("Day of arrival in the city"))
    isolated_at = InstantField(label=_("Isolated at"), required=False, max_length=32)
    travelled = _yes_or_no(_("Outside the city in the 14 days before"))
    fever = _yes_or_no(_("Fever"))
    cough = _yes_or_no(_("Cough"))
    breathless = _yes_or_no(_("Breathless"))
    pneumonia = _yes_or_no(_("Pneumonia on imaging"))
    severity = CodeChoice(codes.SEVERITY, label=_("Severity"), required=False)
    sex = CodeChoice(codes.SEX, label=_("Sex"), required=False)
    age = forms.IntegerField(label=_("Age"), required=False, min_value=0, max_value=130)
    district = forms.ChoiceField(label=_("District of residence"), required=False)
    occupation = CodeChoice(clinical_codes.OCCUPATION, label=_("Occupation"), required=False)
    pregnancy = CodeChoice(clinical_codes.PREGNANCY, label=_("Pregnancy"), required=False)
    studied = forms.BooleanField(label=_("The case study is done"), required=False)
    listed = forms.BooleanField(label=_("All contacts are listed"), required=False)

    def __init__(self, *args: Any, districts: Sequence[tuple[str, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [("", "—"), *districts]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """The columns as they are said; what is empty is not known."""
        said = self.cleaned_data
        told = {name: said[name] or None for name in (
            "onset_on", "onset_until_on", "first_visit_on", "arrived_on", "severity", "sex", "occupation", "pregnancy",
        )}  # fmt: skip
        told |= {
            name: ANSWERS.get(said[name])
            for name in ("travelled", "fever", "cough", "breathless", "pneumonia")
        }
        return told | {"age": said["age"], "district": int(said["district"]) if said["district"] else None}


class EnterExposure(Once):
    """Where a case may have been infected."""

    kind = CodeChoice(clinical_codes.EXPOSURE_KIND, label=_("Kind of exposure"))
    place = forms.CharField(
        label=_("Area it was in"), help_text=_("By its whole name or its code"), required=False, max_length=80
    )
    began_on = _day(_("From"))
    ended_on = _day(_("Until"))
    details = forms.CharField(label=_("Circumstances"), max_length=400, required=False, widget=forms.Textarea)


class TieCases(Once):
    """Whom a case has to do with, and who infected whom."""

    other = _ref(_("The other case"), _("Its reference, or its number on the list"), required=True)
    direction = forms.ChoiceField(
        label=_("Who infected whom"), required=False,
        choices=lambda: [
            ("", str(_("direction not told"))), ("infected_by", str(_("this case was infected by the other"))),
            ("infected", str(_("this case infected the other"))),
        ],
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Because"), help_text=_("Needed where the direction is told"), max_length=400, required=False,
        widget=forms.Textarea,
    )  # fmt: skip
    relation = CodeChoice(clinical_codes.RELATION, label=_("Relation"), required=False)
    setting = CodeChoice(clinical_codes.SETTING, label=_("Setting"), required=False)
    certainty = CodeChoice(clinical_codes.CERTAINTY, label=_("How certain"), required=False)
    last_contact_on = _day(_("Last contact on"))


class ListHousehold(Once):
    """A household whose members are contacts."""

    household = _ref(_("Household"), _("Reference of the household"), required=True)
    head = _ref(_("Who answers for all"), _("Reference of the person who reports for the household"))


class ListEvent(Once):
    """An event whose participants are contacts."""

    event = _ref(_("Event"), _("Reference of the event"), required=True)


class ListPerson(Once):
    """One contact, by hand."""

    person = _ref(_("Person"), _("Reference; empty where the person is not on record yet"))
    proximity = CodeChoice(codes.PROXIMITY, label=_("How close"), required=False)
    category = CodeChoice(codes.CONTACT_CATEGORY, label=_("Category"))
    setting = CodeChoice(clinical_codes.SETTING, label=_("Setting"), required=False)
    relation = CodeChoice(clinical_codes.RELATION, label=_("Relation"), required=False)
    last_contact_at = InstantField(label=_("Last together at"), required=False, max_length=32)
    because = forms.CharField(
        label=_("Why listed all the same"), help_text=_("Only where they were last together outside the window of the case"),
        max_length=400, required=False,
    )  # fmt: skip

    def told(self) -> Mapping[str, Any]:
        """The columns that were filled in."""
        names = ("proximity", "category", "setting", "relation", "last_contact_at")
        return {name: self.cleaned_data[name] or None for name in names}


class Entry(Once):
    """What became of a contact on a day."""

    result = forms.ChoiceField(
        label=_("Outcome"), widget=forms.RadioSelect, choices=lambda: choices_of(codes.CHECK_RESULT),
        error_messages={"required": _("Choose one of the answers.")},
    )  # fmt: skip
    seen_at = InstantField(
        label=_("At what time"), required=False, max_length=32,
        help_text=_("Empty is now; of a day that is over, empty is not known"),
    )  # fmt: skip
    temperature = forms.FloatField(label=_("Temperature"), required=False, min_value=30, max_value=45)
    symptoms = forms.ChoiceField(
        label=_("Symptoms"), required=False,
        choices=lambda: [("", "—"), ("no", str(_("no"))), ("yes", str(_("yes")))],
    )  # fmt: skip
    origin = CodeChoice(clinical_codes.CHECK_ORIGIN, label=_("How it was made"))

    def said(self) -> dict[str, Any]:
        """The entry as the action takes it."""
        given = self.cleaned_data
        return {
            "result": given["result"], "at": given["seen_at"], "temperature": given["temperature"],
            "symptoms": {"yes": True, "no": False}.get(given["symptoms"]), "origin": given["origin"],
        }  # fmt: skip


class EntryForHome(Entry):
    """The same, for one contact or for all of a household at once."""

    all = forms.BooleanField(required=False)

    def __init__(self, *args: Any, many: int = 1, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if many < 2:
            del self.fields["all"]
            return
        said = _("The same for all {n} contacts of the household, as reported by whoever answers for them")
        self.fields["all"].label = str(said).format(n=many)


class Convert(Once):
    """A contact who became a case."""

    classification = CodeChoice(codes.CLASSIFICATION, NEW_CLASSES, label=_("Classification"))
    found_at = InstantField(label=_("Found at"), max_length=32)
    onset_on = _day(_("Day of onset"), _("The first day that it may have been; empty where it is not known"))
    onset_until_on = _day(_("Latest day of onset"), _("Only where a span of days is known"))
    reason = _reason(_("On what the classification rests"))


class HandOver(Once):
    """An area that takes a contact over."""

    to = forms.CharField(label=_("Area"), help_text=_("By its whole name or its code"), max_length=80)
