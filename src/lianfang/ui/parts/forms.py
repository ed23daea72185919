"""Forms: what is to be filled in, what is wrong with it and how to mend it. Any form of Django's becomes one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from django import forms
from django.forms.boundfield import BoundField

from lianfang.ui.parts.marks import Link

Sort = Literal[
    "text",
    "password",
    "number",
    "date",
    "datetime-local",
    "search",
    "tel",
    "email",
    "textarea",
    "select",
    "radios",
    "checks",
    "check",
    "hidden",
    "file",
]


@dataclass(frozen=True)
class Option:
    """One of the answers that a field offers."""

    value: str
    title: str
    is_chosen: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Field:
    """One question: its label, a hint, what is wrong with the answer, and the answer so far.

    ``autocomplete`` and ``inputmode`` are HTML's; ``is_optional`` is said beside the label: what is not, is required.
    """

    template: ClassVar[str] = "ui/parts/field.html"
    name: str
    label: str
    sort: Sort = "text"
    value: str = ""
    hint: str = ""
    errors: Sequence[str] = ()
    options: Sequence[Option] = ()
    is_optional: bool = False
    is_short: bool = False
    autocomplete: str = ""
    inputmode: str = ""
    id: str = ""

    @property
    def ref(self) -> str:
        """The id of the control to which label and error summary lead."""
        return self.id or f"f-{self.name}"

    @property
    def first(self) -> str:
        """Where the error summary leads: the first answer of several."""
        return f"{self.ref}-1" if self.sort in {"radios", "checks"} else self.ref

    @property
    def is_group(self) -> bool:
        """Is it several controls under one legend?"""
        return self.sort in {"radios", "checks"}

    @property
    def described(self) -> str:
        """The ids of what describes the control."""
        said = [("hint", self.hint), ("error", self.errors)]
        return " ".join(f"{self.ref}-{part}" for part, there in said if there)


@dataclass(frozen=True)
class ErrorSummary:
    """All that is wrong with a form, at the top of the page, each leading to its field; ``general`` to none."""

    template: ClassVar[str] = "ui/parts/error_summary.html"
    fields: Sequence[Field]
    general: Sequence[str] = ()

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Where to and what."""
        return [("", one) for one in self.general] + [
            (field.first, error) for field in self.fields for error in field.errors
        ]


@dataclass(frozen=True)
class Form:
    """A form with its error summary. It posts unless ``method`` says get; the token comes from the page's context."""

    template: ClassVar[str] = "ui/parts/form.html"
    action: str
    fields: Sequence[Field]
    button: str
    method: Literal["post", "get"] = "post"
    general: Sequence[str] = ()
    cancel: Link | None = None
    is_grave: bool = False

    @property
    def summary(self) -> ErrorSummary | None:
        """What is wrong, where anything is."""
        made = ErrorSummary(self.fields, self.general)
        return made if made.rows else None


@dataclass(frozen=True)
class FilterBar:
    """What narrows a list: a form that asks by GET, with saved filters beside it. ``button`` is what it says where it does
    something other than filter.
    """

    template: ClassVar[str] = "ui/parts/filter_bar.html"
    action: str
    fields: Sequence[Field]
    reset: str = ""
    saved: Sequence[Link] = ()
    kept: Sequence[tuple[str, str]] = ()
    button: str = ""


def fields_of(form: forms.BaseForm) -> list[Field]:
    """The fields of one of Django's forms, with its answers and errors."""
    return [_field(bound) for bound in form]


def general_of(form: forms.BaseForm) -> list[str]:
    """What is wrong with a form of Django's as a whole."""
    return [str(error) for error in form.non_field_errors()]


def _field(bound: BoundField) -> Field:
    widget = bound.field.widget
    value = bound.value()
    chosen = {str(one) for one in (value if isinstance(value, list | tuple) else [value]) if one is not None}
    return Field(
        name=bound.html_name,
        label=str(bound.label),
        sort=_sort(widget),
        value=_written(widget, value),
        hint=str(bound.help_text),
        errors=[str(error) for error in bound.errors],
        options=list(_options(widget, chosen)),
        is_optional=not bound.field.required,
        autocomplete=str(widget.attrs.get("autocomplete", "")),
        inputmode=str(widget.attrs.get("inputmode", "")),
        id=bound.id_for_label if not isinstance(widget, forms.RadioSelect) else "",
    )


def _written(widget: forms.Widget, value: object) -> str:
    """The answer so far as the control takes it; of choices the options say it, and a password is typed again."""
    if (
        value is None
        or isinstance(widget, forms.PasswordInput | forms.FileInput)
        or hasattr(widget, "choices")
    ):
        return ""
    if isinstance(widget, forms.CheckboxInput):
        return "True" if widget.check_test(value) else ""
    return str(widget.format_value(value) or "")


def _sort(widget: forms.Widget) -> Sort:
    by_widget: list[tuple[type[forms.Widget], Sort]] = [
        (forms.PasswordInput, "password"),
        (forms.HiddenInput, "hidden"),
        (forms.Textarea, "textarea"),
        (forms.CheckboxSelectMultiple, "checks"),
        (forms.RadioSelect, "radios"),
        (forms.Select, "select"),
        (forms.CheckboxInput, "check"),
        (forms.FileInput, "file"),
        (forms.NumberInput, "number"),
        (forms.EmailInput, "email"),
        (forms.DateTimeInput, "datetime-local"),
        (forms.DateInput, "date"),
    ]
    return next((sort for kind, sort in by_widget if isinstance(widget, kind)), "text")


def _options(widget: forms.Widget, chosen: set[str]) -> Iterator[Option]:
    for value, title in getattr(widget, "choices", ()):
        if isinstance(title, list | tuple):
            yield from (Option(str(one), str(said), str(one) in chosen) for one, said in title)
        else:
            yield Option(str(value), str(title), str(value) in chosen)
