"""The catalogue of everything that can go wrong: a code, what happened, how to mend it, in both languages.

::

    Exception
     └── Refused               carries one or more Problems; every door prints them and nothing else
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lianfang.base.problems import (
    accounts,
    board,
    chains,
    deciding,
    directives,
    drafts,
    duties,
    exports,
    figures,
    forms,
    gates,
    imports,
    journal,
    laboratory,
    orders,
    outlook,
    plans,
    reporting,
    resumption,
    staff,
    store,
    trace,
    tracing,
    treatment,
)
from lianfang.base.words import Language, Text

CATALOGUE: Mapping[str, tuple[Text, Text]] = {
    **plans.PROBLEMS,
    **board.PROBLEMS,
    **directives.PROBLEMS,
    **drafts.PROBLEMS,
    **imports.PROBLEMS,
    **store.PROBLEMS,
    **figures.PROBLEMS,
    **journal.PROBLEMS,
    **duties.PROBLEMS,
    **gates.PROBLEMS,
    **outlook.PROBLEMS,
    **deciding.PROBLEMS,
    **trace.PROBLEMS,
    **tracing.PROBLEMS,
    **accounts.PROBLEMS,
    **forms.PROBLEMS,
    **exports.PROBLEMS,
    **staff.PROBLEMS,
    **chains.PROBLEMS,
    **reporting.PROBLEMS,
    **resumption.PROBLEMS,
    **orders.PROBLEMS,
    **treatment.PROBLEMS,
    **laboratory.PROBLEMS,
}
"""Code → (what, how to mend); both may name facts in braces."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where (file, line), what, how to mend.

    Args:
        code: a key of the catalogue, such as ``plan/unknown-field``.
        file: the file, as the user named it; empty where there is none.
        line: 1-based line or row; 0 where there is none.
        facts: what the wording names in braces.

    Raises:
        KeyError: the code is not in the catalogue.
    """

    code: str
    file: str = ""
    line: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        CATALOGUE[self.code]

    def what(self, language: Language) -> str:
        """What happened."""
        return CATALOGUE[self.code][0].to(language).format_map(_said(self.facts, language))

    def mend(self, language: Language) -> str:
        """How to mend it."""
        return CATALOGUE[self.code][1].to(language).format_map(_said(self.facts, language))

    def where(self) -> str:
        """``file:line``, as much of it as is known."""
        return (
            f"{self.file}:{self.line}"
            if self.file and self.line
            else self.file or (f"{self.line}" if self.line else "")
        )

    def line_of_text(self, language: Language) -> str:
        """One line for a terminal: where, code, what, mend."""
        where = self.where()
        return f"{where + ': ' if where else ''}[{self.code}] {self.what(language)} {self.mend(language)}".rstrip()

    def as_json(self) -> dict[str, Any]:
        """The one JSON shape of a problem at every door."""
        return {
            "code": self.code, "file": self.file, "line": self.line,
            "what": {"zh": self.what("zh"), "en": self.what("en")},
            "mend": {"zh": self.mend("zh"), "en": self.mend("en")},
        }  # fmt: skip


def _said(facts: Mapping[str, Any], language: Language) -> _Facts:
    """A fact may be words in both languages."""
    return _Facts(
        {name: fact.to(language) if isinstance(fact, Text) else fact for name, fact in facts.items()}
    )


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class Refused(Exception):
    """The request was refused, whole; nothing was written. Carries every problem found, not only the first."""

    def __init__(self, problems: Problem | Iterable[Problem]):
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("; ".join(p.line_of_text("en") for p in self.problems))
