"""What a source does not say and can be worked out: a closed list, each with its rule."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from itertools import accumulate
from math import isnan

from lianfang.base.problems import Problem, Refused
from lianfang.interop.linking import Links
from lianfang.interop.mapping_text import FromTotals
from lianfang.registers.models import Return


class ReportDays:
    """Case n is reported on the first day whose reported total reaches n.

    Of cases within the first day's total all that is known is that they were reported *by* that day; of cases beyond the
    last total, nothing.
    """

    def __init__(self, totals: Iterable[tuple[date, float]]):
        ordered = sorted(totals)
        self._days = [day for day, _ in ordered]
        # A total that falls is a correction; the case had been reported on the day that first reached it.
        self._reached = list(accumulate((total for _, total in ordered), max))

    def of(self, number: float | None) -> tuple[date | None, str | None]:
        """The day of report and its precision."""
        if number is None or isnan(number):
            return None, None
        place = bisect_left(self._reached, number)
        if place == len(self._days):
            return None, None
        return self._days[place], "day" if place else "by_day"


def report_days(said: FromTotals) -> ReportDays:
    """The days of report from the returns that are there.

    Raises:
        Refused: there are none yet; the totals come first.
    """
    ask = said.area.asked("area")
    area = Links().resolved([ask])[ask]
    totals = Return.objects.filter(figure=said.figure, site=None, value__isnull=False)
    days = list(totals.filter(area=area).values_list("day", "value")) if isinstance(area, int) else []
    if not days:
        raise Refused(Problem("import/totals-first", facts={"figure": said.figure}))
    return ReportDays(days)
