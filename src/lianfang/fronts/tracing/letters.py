"""The letter of assistance on paper: who asks whom for which contact, what is known of them, and until when they are watched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from lianfang.base.instants import HOUR, iso
from lianfang.base.words import Language
from lianfang.fronts.tracing.finding import district_of
from lianfang.gaps import plans
from lianfang.records import CodeList
from lianfang.registers import journal, keys
from lianfang.registers.access import Reader
from lianfang.registers.actions.watching import days_of
from lianfang.registers.models import Area, Contact, Identifier, clinical_codes, codes
from lianfang.ui.languages import django_language
from lianfang.ui.writing import moment

BLANK = "＿＿＿＿＿＿"
ANSWERED_WITHIN = "letter_answered_within"


@dataclass(frozen=True)
class Letter:
    """One page: its heading, what it says, facts, what is asked, and lines to sign on."""

    language: Language
    title: str
    number: str
    says: Sequence[str]
    facts: Sequence[tuple[str, str]]
    asks: Sequence[str]
    signs: Sequence[str]
    foot: str

    @property
    def lang(self) -> str:
        """As HTML names the language."""
        return "zh-Hans" if self.language == "zh" else "en"


def letters(contact: Contact, languages: Sequence[Language], *, reader: Reader, at: int) -> list[Letter]:
    """The letter that was sent for a contact, a page in each language; none where no letter was, or nobody took them over.

    The name is decrypted for these pages alone, and that is journalled.
    """
    if receiver(contact) is None:
        return []
    name = _name(contact)
    told = f"print,identifiers={int(bool(name))}"
    journal.append([journal.Entry(at, reader, "read", "contact", contact.pk, contact.ref, told)])
    made = []
    for language in languages:
        with override(django_language(language)):
            made.append(_letter(contact, language, name, at))
    return made


def _name(contact: Contact) -> str:
    """The name, where one is kept and this home's key opens it."""
    found = Identifier.objects.filter(person=contact.person_id, kind="name").order_by("id").first()
    return (keys.read_or_none(found.cipher, "identifiers") or "") if found is not None else ""


def _letter(contact: Contact, language: Language, name: str, at: int) -> Letter:
    asked, told = receiver(contact), _sender(contact)
    named = dict(Area.objects.filter(id__in=(asked, told)).values_list("id", f"name_{language}"))
    sender = named.get(told, "")
    asks = contact.letter_to_id is not None
    says = [
        _("To the command of {area}:").format(area=named.get(asked, "")),
        _("This person was close to a case and is where you are responsible. You are asked to take them over.") if asks
        else _("This person was close to a case, is where you are responsible, and is handed over to you."),
    ]  # fmt: skip
    foot = _("Contact {ref} · letter of {moment} · printed {now}").format(
        ref=contact.ref, moment=_said(contact.letter_at), now=_said(at)
    )
    signs = [_("For the area that asks, with its seal: {area}").format(area=sender), _("Taken over by, at")]
    return Letter(
        language, _("Letter of assistance"), contact.ref, says, _facts(contact, language, name),
        _asks(contact), signs, foot,
    )  # fmt: skip


def _sender(contact: Contact) -> int:
    return district_of(contact.area_id) if contact.letter_from_id is None else int(contact.letter_from_id)


def receiver(contact: Contact) -> int | None:
    """Whom the letter is to; taken over, the contact is theirs. None where none was sent, or it came back."""
    if contact.letter_at is None:
        return None
    asked = contact.letter_to_id or contact.handed_to_id
    if asked is not None:
        return int(asked)
    own = district_of(contact.area_id)
    return None if own == _sender(contact) else own


def _facts(contact: Contact, language: Language, name: str) -> list[tuple[str, str]]:
    ref = contact.person.ref if contact.person is not None else ""
    return [
        (_("Person"), f"{name or BLANK} ({ref})" if ref else name or BLANK),
        (_("Category"), _word(codes.CONTACT_CATEGORY, contact.category, language)),
        (_("How close"), _word(codes.PROXIMITY, contact.proximity, language)),
        (_("Setting"), _word(clinical_codes.SETTING, contact.setting, language)),
        (_("Last together at"), _said(contact.last_contact_at)),
        (_("Found at"), _said(contact.identified_at)),
        (_("Reached at"), _said(contact.reached_at)),
    ]


def _asks(contact: Contact) -> list[str]:
    plan = plans.in_force().plan
    days = days_of(contact, plan)
    until = days[-1].isoformat() if days else ""
    asked = [
        _("Please find this person, see them every day until {day}, and isolate them as your rules ask.").format(day=until)
        if until else _("Please find this person and see them every day; when they were last together is still to be found out.")
    ]  # fmt: skip
    within = plan.number_at(ANSWERED_WITHIN, contact.identified_at)
    if within is not None:
        hours = int(within) // HOUR
        asked.append(_("Please answer within {n} hours whether you take them over.").format(n=hours))
    if contact.letter_to_id is not None:
        asked.append(_("Until you answer, whoever sent this letter follows them up."))
    return asked


def _word(listed: CodeList, code: str | None, language: Language) -> str:
    return "—" if code is None else listed.codes[code].to(language)


def _said(at: int | None) -> str:
    return "—" if at is None else moment(iso(at, settings.TIME_ZONE))
