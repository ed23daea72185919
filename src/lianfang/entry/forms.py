"""The forms of the door: fields with their labels and hints; what they mean is checked by the actions."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianfang.registers.roles import CLASS_TITLES, FOR_ACCOUNTS, FORMS, PURPOSE_TITLES, ROLES
from lianfang.ui.writing import spoken

PASSWORD_MOST = 256


def _password(label: Any, hint: Any = "", which: str = "current-password") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": which})
    return forms.CharField(label=label, help_text=hint, max_length=PASSWORD_MOST, strip=False, widget=widget)


def _login() -> forms.CharField:
    attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(label=_("Login name"), max_length=64, widget=forms.TextInput(attrs=attrs))


def _code(hint: Any, required: bool = True) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(
        label=_("Code"), help_text=hint, max_length=32, required=required, widget=forms.TextInput(attrs=attrs)
    )


def new_client() -> str:
    """An id for one filled-in form: sent twice, it is one write."""
    return secrets.token_hex(8)


class Plain(forms.Form):
    """Without Django's colons and required attributes: the server says what is missing, in the page's language."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class SignIn(Plain):
    """Login name and password."""

    login = _login()
    password = _password(_("Password"))


class SignInWithCode(SignIn):
    """The same with the second factor, asked at once after many wrong guesses."""

    code = _code(_("The six digits that your authenticator shows now, or a recovery code"), required=False)


class Code(Plain):
    """A code of the authenticator, or a recovery code."""

    code = _code(_("The six digits that your authenticator shows now, or a recovery code"))


class Enrol(Plain):
    """A code that shows that the authenticator has the key."""

    code = _code(_("The six digits that your authenticator shows now"))


class Passwords(Plain):
    """A new password, typed twice."""

    password = _password(_("New password"), _("At least 12 characters, and not a common one"), "new-password")
    again = _password(_("New password again"), "", "new-password")

    def clean(self) -> dict[str, Any]:
        """Both are one."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("password") and told.get("again") and told["password"] != told["again"]:
            self.add_error("again", _("The two differ: type the same password twice."))
        return told


class ChangePassword(Passwords):
    """With the old one."""

    old = _password(_("Present password"))
    field_order = ("old", "password", "again")


class First(Passwords):
    """The first administrator, with the console's token."""

    token = forms.CharField(
        label=_("First token"),
        help_text=_("Printed by `lianfang first-token` on the server; good for half an hour, once"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    login = _login()
    name = forms.CharField(label=_("Name"), max_length=64)
    field_order = ("token", "login", "name", "password", "again")


class NewAccount(Plain):
    """Someone who will come in."""

    login = _login()
    name = forms.CharField(label=_("Name"), max_length=64)


def _area() -> forms.CharField:
    return forms.CharField(
        label=_("Area"),
        help_text=_("National code, name or reference; empty for the whole site"),
        max_length=64,
        required=False,
    )


def _words(texts: Any, codes: Any) -> list[tuple[str, str]]:
    language = spoken()
    return [(code, texts[code].to(language)) for code in codes]


class NewGrant(Plain):
    """A role, an area, a purpose, a term."""

    role = forms.ChoiceField(label=_("Role"))
    area = _area()
    purposes = forms.MultipleChoiceField(
        label=_("Purposes"),
        help_text=_("Only those that the role may have"),
        widget=forms.CheckboxSelectMultiple,
    )
    classes = forms.MultipleChoiceField(
        label=_("Classes of records"),
        help_text=_("Leave all empty for all that the role may have"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    until = forms.DateField(
        label=_("Until"),
        help_text=_("The last day, as 2020-03-31; at most 180 days ahead"),
        widget=forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        titles = {code: ROLES[code].title for code in FOR_ACCOUNTS}
        # Nothing is chosen beforehand: the first role of the list is the gravest.
        self.fields["role"].choices = [("", _("choose")), *_words(titles, FOR_ACCOUNTS)]  # type: ignore[attr-defined]
        purposes = [code for code in PURPOSE_TITLES if code != "demonstration"]
        self.fields["purposes"].choices = _words(PURPOSE_TITLES, purposes)  # type: ignore[attr-defined]
        self.fields["classes"].choices = _words(CLASS_TITLES, CLASS_TITLES)  # type: ignore[attr-defined]

    def last_day(self) -> date:
        """The last day on which it holds."""
        day: date = self.cleaned_data["until"]
        return day


class NewDevice(Plain):
    """A device's name, its one form and its one area."""

    name = forms.CharField(
        label=_("Name of the device"), help_text=_("As written on it: never a person's name"), max_length=64
    )
    form = forms.ChoiceField(label=_("Form"))
    area = forms.CharField(label=_("Area"), help_text=_("National code, name or reference"), max_length=64)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = [("", _("choose")), *_words(FORMS, FORMS)]  # type: ignore[attr-defined]


class Purpose(Plain):
    """What for: one of the grant's purposes."""

    purpose = forms.ChoiceField(label=_("What are you here for?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, purposes: Any = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = _words(PURPOSE_TITLES, purposes)  # type: ignore[attr-defined]


class Addresses(Plain):
    """Where one's notices go outside the app."""

    email = forms.CharField(
        label=_("E-mail"), required=False, max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    sms = forms.CharField(
        label=_("Mobile number"), required=False, max_length=24, widget=forms.TextInput(attrs={"autocomplete": "tel"})
    )  # fmt: skip


class Decide(Plain):
    """What became of notices of which nobody was told that they arrived."""

    choice = forms.ChoiceField(choices=[(code, code) for code in ("sent", "again", "drop")])
