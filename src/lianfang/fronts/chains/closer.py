"""A closer look at one pair: their identifiers held against each other, decrypted for this alone and journalled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lianfang.reconcile.judging import judge
from lianfang.reconcile.parties import REASONS, Party
from lianfang.registers.access import Reader
from lianfang.registers.catalogue import catalogue
from lianfang.registers.identities import Identity, identities, may_compare
from lianfang.registers.models import Person
from lianfang.ui.writing import spoken

AGAINST = frozenset({"other_name", "other_document", "anothers"})


@dataclass(frozen=True)
class Reason:
    """One fact: what speaks for one person, what against; both empty where it is not known of both."""

    what: str
    for_them: str = ""
    against: str = ""


def look(both: tuple[Person, Person], *, reader: Reader, at: int) -> tuple[bool, list[Reason]]:
    """Whether identifiers were compared, and all that speaks for and against."""
    if not may_compare(reader):
        return False, list(_plain(both))
    known = identities("person", [one.pk for one in both], reader=reader, now=at)
    one, other = (_party(person, known.get(person.pk) or Identity()) for person in both)
    found = judge(one, other)
    reasons = [
        Reason(_("identifiers"), "" if code in AGAINST else words, words if code in AGAINST else "")
        for code in (found.reasons if found else ())
        for words in [REASONS[code].to(spoken())]
    ]
    if not reasons:
        reasons.append(Reason(_("identifiers"), "", _differ(one, other)))
    return True, [*reasons, *_plain(both)]


def _party(person: Person, known: Identity) -> Party:
    return Party(
        person.pk, frozenset(), frozenset(known.document), frozenset(known.name), frozenset(known.telephone),
        anothers=known.anothers,
    )  # fmt: skip


def _differ(one: Party, other: Party) -> str:
    """In words where nothing is alike: which are known of both and differ."""
    sides = {
        _("name"): (one.names, other.names), _("document number"): (one.documents, other.documents),
        _("telephone"): (one.telephones, other.telephones),
    }  # fmt: skip
    said = [title for title, (mine, others) in sides.items() if mine and others and not mine & others]
    return _("not alike: {facts}").format(facts=_(", ").join(said)) if said else ""


def _plain(both: tuple[Person, Person]) -> Iterator[Reason]:
    one, other = both
    facts = ((_("year of birth"), one.birth_year, other.birth_year), (_("sex"), one.sex, other.sex),
             (_("area that recorded"), one.area_id, other.area_id))  # fmt: skip
    for title, mine, others in facts:
        if mine is not None and others is not None:
            yield Reason(
                title, _("the same") if mine == others else "", "" if mine == others else _("differs")
            )


def sex_called(code: str | None) -> str:
    """In words; empty where not known."""
    codes = catalogue()["person"].columns["sex"].codes
    return "" if code is None or codes is None else codes.codes[code].to(spoken())
