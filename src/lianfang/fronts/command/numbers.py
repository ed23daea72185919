"""How numbers are written: whole ones without a point, shares cut off and never rounded up."""

from __future__ import annotations

from fractions import Fraction

from lianfang.base.words import Text

Number = int | float


def whole(value: float) -> Number:
    """A whole number as an integer, any other as it is."""
    return int(value) if float(value).is_integer() else value


def percent(share: Fraction) -> str:
    """A share as a percentage with two digits, cut off; the digits are left out where there is nothing to cut."""
    hundredths = share.numerator * 10_000 // share.denominator
    text = f"{hundredths // 100}.{hundredths % 100:02d}"
    return text.removesuffix(".00") if share.numerator * 100 % share.denominator == 0 else text


def coverage_words(coverage: tuple[Fraction, Fraction] | None, independent: bool) -> Text:
    """The range in words; where nobody else counted the population, it is said to be of those recorded."""
    if coverage is None:
        return Text("无到期事项", "none due")
    low, high = map(percent, coverage)
    range_ = f"{low}%" if coverage[0] == coverage[1] else f"{low}–{high}%"
    return (
        Text(range_, range_) if independent else Text(f"已登记者的 {range_}", f"{range_} of those recorded")
    )
