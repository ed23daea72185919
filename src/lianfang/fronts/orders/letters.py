"""What is handed over on paper: the order, the notice for the door, the letter of release. One page each, in one language.

The notice hangs where everyone passes: there is no name on it and no reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from lianfang.base.instants import iso
from lianfang.base.words import Language
from lianfang.fronts.orders.values import known
from lianfang.gaps import plans
from lianfang.registers import journal, keys
from lianfang.registers.access import Reader
from lianfang.registers.models import Identifier, Order, Organisation, Site
from lianfang.registers.models.codes import ORDER_KIND
from lianfang.ui.languages import django_language
from lianfang.ui.writing import moment

Sort = Literal["order", "notice", "release"]
SORTS: tuple[Sort, ...] = ("order", "notice", "release")


@dataclass(frozen=True)
class Letter:
    """One page: its heading, what it says, facts, ways to appeal and to help, and lines to sign on."""

    sort: Sort
    language: Language
    title: str
    number: str
    says: Sequence[str]
    facts: Sequence[tuple[str, str]]
    rights: Sequence[str]
    signs: Sequence[str]
    foot: str

    @property
    def lang(self) -> str:
        """As HTML names the language."""
        return "zh-Hans" if self.language == "zh" else "en"


def letters(
    orders: Sequence[Order],
    sorts: Collection[Sort],
    languages: Sequence[Language],
    *,
    reader: Reader,
    at: int,
    sees: bool,
) -> list[Letter]:
    """The pages of some orders: each order's together. Names are decrypted for these pages alone, and that is journalled.

    Args:
        orders: which.
        sorts: which papers; a release only where the order is lifted, an order only where it is written.
        languages: of each, one page.
        reader: who prints.
        at: when.
        sees: may they read the evidence? Else the page says where it can be read.
    """
    names = _names({one.person_id for one in orders if one.person_id and set(sorts) - {"notice"}})
    entries = [
        journal.Entry(
            at, reader, "read", "order", one.pk, one.ref, f"print,identifiers={int(one.person_id in names)}"
        )
        for one in orders
    ]
    journal.append(entries)
    made = []
    for order in orders:
        for sort in SORTS:
            if sort in sorts and _has(order, sort, at):
                for language in languages:
                    with override(django_language(language)):
                        made.append(_letter(order, sort, language, names, at, sees))
    return made


def _has(order: Order, sort: Sort, at: int) -> bool:
    lifted = order.released_at is not None and order.released_at <= at
    return lifted if sort == "release" else not lifted


def _names(people: Collection[int | None]) -> Mapping[int | None, str]:
    """Person → name, where one is kept and this home's key opens it."""
    found = Identifier.objects.filter(person_id__in=people, kind="name").order_by("id")
    opened = ((one.person_id, keys.read_or_none(one.cipher, "identifiers")) for one in found)
    return {person: name for person, name in opened if name}


def _letter(
    order: Order, sort: Sort, language: Language, names: Mapping[int | None, str], at: int, sees: bool
) -> Letter:
    title, says = {"order": _of_order, "notice": _of_notice, "release": _of_release}[sort](order, language)
    foot = _("Order {ref} · printed {moment}").format(ref=order.ref, moment=_said(at))
    signs = [] if sort == "notice" else [_("For the authority, with its seal"), _("Received by, at")]
    return Letter(
        sort, language, title, order.number or order.ref, says, _facts(order, sort, language, names, sees),
        _rights(order, sort), signs, foot,
    )  # fmt: skip


def _of_order(order: Order, language: Language) -> tuple[str, list[str]]:
    kind = ORDER_KIND.codes[order.kind].to(language)
    waits = order.second_signed_at is None and order.signed_ends_at is not None
    ends = order.signed_ends_at if waits else order.ends_at
    said = [
        _("You are ordered: {kind}, from {start} until {end}.").format(
            kind=kind, start=_said(order.starts_at), end=_said(ends)
        ),
        _("It ends by itself then; nobody has to apply for it."),
    ]
    if waits and order.ends_at != ends:
        lapses = _("Its second signature is still to come: without it the order lapses at {moment}.")
        said.append(lapses.format(moment=_said(order.ends_at)))
    if order.oral and order.written_at is None:
        said.append(
            _("It was given by word of mouth and lapses at that instant unless a written one replaces it.")
        )
    return _("Order: {kind}").format(kind=kind), said


def _of_notice(order: Order, language: Language) -> tuple[str, list[str]]:
    kind = ORDER_KIND.codes[order.kind].to(language)
    return _("Notice"), [
        _("{kind} here until {end}.").format(kind=kind[:1].upper() + kind[1:], end=_said(order.ends_at)),
        _("Please leave deliveries at the door. Those who live here have done nothing wrong."),
        _("Fire, a birth, an accident, an illness: open the door and leave. Nothing blocks it."),
    ]


def _of_release(order: Order, language: Language) -> tuple[str, list[str]]:
    kind = ORDER_KIND.codes[order.kind].to(language)
    said = [
        _("The order of {kind} was lifted at {moment}. It binds you no longer.").format(
            kind=kind, moment=_said(order.released_at)
        ),
        _("This letter is proof of it. No gate, employer or neighbour may ask for more."),
    ]
    return _("Letter of release"), said


def _facts(
    order: Order, sort: Sort, language: Language, names: Mapping[int | None, str], sees: bool
) -> list[tuple[str, str]]:
    authority = " · ".join(part for part in (_name(order.decided_by, language), order.decider) if part)
    support = order.support_contact or _("not named yet")
    if sort == "notice":
        return [(_("Support contact"), support), (_("Authority"), authority)]
    person = names.get(order.person_id) or "＿＿＿＿＿＿"
    ref = order.person.ref if order.person_id else order.household.ref if order.household_id else ""
    told = [(_("For"), f"{person} ({ref})" if ref else _name(order.site, language))]
    if sort == "release":
        return [*told, (_("Number of the order"), order.number or order.ref), (_("Authority"), authority)]
    evidence = (order.evidence or "") if sees else _("The authority reads it to you and gives you a copy.")
    where = _name(order.place, language) or _name(order.site, language) or _("At home")
    return [
        *told, (_("Place"), where), (_("Legal basis"), _basis(order.basis, language)), (_("What it rests on"), evidence or "—"),
        (_("When that was"), _said(order.evidence_at) if sees else "—"), (_("Authority and decider"), authority or "—"),
        (_("Second signature"), _signed_by(order)), (_("Support contact"), support),
    ]  # fmt: skip


def _signed_by(order: Order) -> str:
    """Who signed as second and when. A name that was typed without an instant signs nothing."""
    if order.second_signed_at is None:
        return _("still to come")
    return " · ".join(part for part in (order.second_signer, _said(order.second_signed_at)) if part)


def _basis(written: str, language: Language) -> str:
    """The legal basis in the letter's language where it is one of the plan's own; else as it was written."""
    known_bases = (one.basis for one in plans.in_force().plan.musts.values() if one.basis)
    return next((one.to(language) for one in known_bases if written in one), written)


def _rights(order: Order, sort: Sort) -> list[str]:
    help_ = _("In an emergency call 120 and leave: care comes first, order or none.")
    if sort == "release":
        return [_("Support goes on for whoever needs it: ask the support contact.")]
    hours = known(plans.in_force().plan, "appeal_decided_within", order.starts_at)
    appeal = _(
        "You, a relative, or anyone on the telephone for you may appeal at any time to the authority above or to the support"
        " contact."
    )
    says = _("Somebody else than who ordered it decides within {n} hours; if you are right it ends at once.")
    decided = "" if hours is None else says.format(n=hours // 3600)
    both = [help_, f"{appeal} {decided}".strip()]
    return both if sort == "order" else [*both, _("This notice comes down when the order ends.")]


def _name(row: Site | Organisation | None, language: Language) -> str:
    return "" if row is None else str(row.name_zh if language == "zh" else row.name_en)


def _said(at: int | None) -> str:
    return "—" if at is None else moment(iso(at, settings.TIME_ZONE))
