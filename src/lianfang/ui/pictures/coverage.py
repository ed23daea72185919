"""Coverage as a bar: what is met, let off, undecided and open, of all that is due or cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from django.utils.translation import gettext as _

from lianfang.ui.pictures.behind import placed
from lianfang.ui.writing import number, shares

Kind = Literal["met", "late", "excused", "unsure", "gap"]


@dataclass(frozen=True)
class Piece:
    """One part of the bar, in hundredths of it."""

    kind: Kind
    title: str
    count: str
    at: float
    width: float

    @property
    def fill(self) -> str:
        """Its pattern; what is met in time is plain."""
        return "" if self.kind == "met" else f"url(#p-{self.kind})"


@dataclass(frozen=True)
class CoverageBar:
    """A range of shares with the counts behind it. ``is_of_recorded``: the denominator is not independent."""

    template: ClassVar[str] = "ui/pictures/coverage.html"
    low: float
    high: float
    pieces: tuple[Piece, ...]
    is_of_recorded: bool = False

    @property
    def written(self) -> str:
        """The range as it is printed: cut off, never rounded up."""
        return shares(self.low, self.high)

    @property
    def spoken(self) -> str:
        """All counts in a row."""
        return str(_(", ")).join(f"{piece.title} {piece.count}" for piece in self.pieces)


@dataclass(frozen=True)
class CoverageKey:
    """What the patterns of coverage bars mean; once on a page that has some."""

    template: ClassVar[str] = "ui/pictures/coverage_key.html"
    pieces: tuple[Piece, ...]


def coverage_key() -> CoverageKey:
    """The key of all coverage bars."""
    return CoverageKey(tuple(Piece(kind, title, "", 0, 100) for kind, title in _kinds()))


def _kinds() -> list[tuple[Kind, str]]:
    return [
        ("met", _("in time")),
        ("late", _("late")),
        ("unsure", _("cannot tell")),
        ("excused", _("excused")),
        ("gap", _("gaps")),
    ]


def coverage_bar(
    *,
    met: int,
    late: int = 0,
    excused: int = 0,
    gaps: int = 0,
    cannot_tell: int = 0,
    is_of_recorded: bool = False,
) -> CoverageBar | None:
    """The bar of duties by what became of them (``met``: in time); None where none is due and none cannot be told."""
    whole = met + late + excused + gaps + cannot_tell
    if not whole:
        return None
    counts = {"met": met, "late": late, "unsure": cannot_tell, "excused": excused, "gap": gaps}
    pieces, at = [], 0.0
    for kind, title in _kinds():
        count = counts[kind]
        if count:
            width = 100 * count / whole
            pieces.append(Piece(kind, title, number(count), placed(at), placed(width)))
            at += width
    low, high = Fraction(met + late, whole), Fraction(met + late + cannot_tell, whole)
    return CoverageBar(_cut(low), _cut(high), tuple(pieces), is_of_recorded)


def _cut(share: Fraction) -> float:
    return share.numerator * 10_000 // share.denominator / 10_000
