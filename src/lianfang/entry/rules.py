"""What a route asks of whoever calls it. Every view says it by one of these; a view that says nothing is never run.

::

    @may("gaps")                  # a role with this right; request.who.reader and request.who.by are there
    @may("export", fresh=True)    # and a second factor shown within the last minutes
    @signed_in                    # anyone who is wholly in: their own account
    @half_signed_in               # a password was given, the rest is to come
    @open_to_all                  # nobody is asked: sign-in, language
    @for_device("passage")        # a device's token for this form; request.device is there

Each leaves a :class:`Rule` on the view, which the middleware holds the caller to before the view runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from lianfang.registers.roles import FORMS, RIGHTS

View = TypeVar("View", bound=Callable[..., Any])
Stage = Literal["open", "half", "in", "device"]


@dataclass(frozen=True)
class Rule:
    """One route's demand.

    Attributes:
        rights: any of these; empty where the stage is enough.
        fresh: a second factor within the last minutes.
        forms: of a device's route, the forms of which its token must be one.
    """

    stage: Stage
    rights: frozenset[str] = frozenset()
    fresh: bool = False
    forms: frozenset[str] = frozenset()


def rule_of(view: Any) -> Rule | None:
    """What a view asks; None if it does not say."""
    return getattr(view, "rule", None)


def _says(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.rule = rule  # type: ignore[attr-defined]
        return view

    return mark


def open_to_all(view: View) -> View:
    """Anyone."""
    return _says(Rule("open"))(view)


def half_signed_in(view: View) -> View:
    """Whoever has given their password."""
    return _says(Rule("half"))(view)


def signed_in(view: View) -> View:
    """Whoever is wholly in, whatever their role."""
    return _says(Rule("in"))(view)


def may(*rights: str, fresh: bool = False) -> Callable[[View], View]:
    """Whoever acts in a role with any of these rights; to others the route is not there.

    Raises:
        KeyError: there is no such right.
    """
    for right in rights:
        RIGHTS[right]
    return _says(Rule("in", frozenset(rights), fresh))


def for_device(*forms: str) -> Callable[[View], View]:
    """A device whose token is for one of these forms.

    Raises:
        KeyError: there is no such form.
    """
    for form in forms:
        FORMS[form]
    return _says(Rule("device", forms=frozenset(forms)))
