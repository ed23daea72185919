"""Where a case's infection came from, proposed by a dated rule from exposures and links. A person confirms; this only proposes.

In the order in which it is asked:

1. From when is the look-back counted? From onset; without one, from the first positive sample. Neither: facts are missing.
2. A stay outside the city in the days before: *imported*. One without dates, or a journey without a place: cannot be told.
3. A link with an imported case: *linked to an import*. With one whose own origin nobody has said: cannot be told.
4. A link with a local or a linked case: *local*.
5. Known not to have travelled, and without a link: *local*. Otherwise facts are missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Origin = Literal["imported", "linked", "local"]
Reason = Literal["abroad", "elsewhere", "contact_of_import", "local_contact", "no_source", "facts_missing"]


@dataclass(frozen=True)
class Stayed:
    """One exposure: was it outside the city, or the country (None: not known); first and last day (None: not known)."""

    outside: bool | None
    abroad: bool | None = None
    began_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True)
class Known:
    """What is known of a case when its origin is asked.

    Attributes:
        reference: day of onset, else of the first positive sample.
        until: the last day that the onset may have been, where only a span is known.
        stayed: its exposures.
        links: the origin of each case it is linked with; None where nobody has said.
        travelled: has it been outside the city in those days, as it answered?
        arrived_on: day of arrival in the city.
    """

    reference: date | None
    until: date | None = None
    stayed: Sequence[Stayed] = ()
    links: Sequence[str | None] = ()
    travelled: bool | None = None
    arrived_on: date | None = None


@dataclass(frozen=True)
class Proposal:
    """An origin (None: cannot be told) and the reason, a code of ``origin_reason``."""

    origin: Origin | None
    reason: Reason


def propose(known: Known, look_back: int) -> Proposal:
    """The origin that the rule proposes.

    Args:
        look_back: days before the reference in which a stay elsewhere makes a case imported; the rule's dated value.
    """
    if known.reference is None:
        return Proposal(None, "facts_missing")
    first = known.reference - timedelta(days=look_back)
    last = known.until or known.reference
    met = [(stay, _in(stay, first, last)) for stay in known.stayed if stay.outside is not False]
    sure = [stay for stay, inside in met if inside and stay.outside]
    if sure:
        return Proposal("imported", "abroad" if any(stay.abroad for stay in sure) else "elsewhere")
    if any(inside is not False for _, inside in met):
        return Proposal(None, "facts_missing")
    if known.travelled and known.arrived_on is not None and first <= known.arrived_on <= last:
        return Proposal("imported", "elsewhere")
    return _by_links(known)


def _by_links(known: Known) -> Proposal:
    if "imported" in known.links:
        return Proposal("linked", "contact_of_import")
    if None in known.links:
        return Proposal(None, "facts_missing")
    if known.links:
        return Proposal("local", "local_contact")
    if known.travelled is False:
        return Proposal("local", "no_source")
    return Proposal(None, "facts_missing")


def _in(stay: Stayed, first: date, last: date) -> bool | None:
    """Does a stay meet the days of looking back? None where its dates do not say."""
    begins, ends = stay.began_on, stay.ended_on
    if (ends is not None and ends < first) or (begins is not None and begins > last):
        return False
    if begins is None and ends is None:
        return None
    if begins is None:
        return True if ends is not None and ends <= last else None
    return True if ends is not None or begins >= first else None
