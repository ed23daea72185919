"""Where an import may write: rows that lie outside its reader's area, or would change one that does, are rejected by name."""

from __future__ import annotations

from collections.abc import Sequence

from lianfang.interop.drafts import Draft, Drafter
from lianfang.records import Register
from lianfang.registers.access import Reader
from lianfang.registers.actions.joining import home_of
from lianfang.registers.merged import leads
from lianfang.registers.models import REGISTERS, Site

OUTSIDE = "import/outside"
_AT_ONCE = 500


class Reach:
    """The area of whoever brings a file in, for the rows of one register. Of the console (no reader) there is no bound."""

    def __init__(self, shape: Register, drafter: Drafter, reader: Reader | None):
        self._shape, self._drafter, self._reader = shape, drafter, reader

    def apply(self, drafts: Sequence[Draft]) -> None:
        """Name the rows that are not the reader's to write. Where a row would lie and where it lies now are one question."""
        if self._reader is None or self._reader.area == 0:
            return
        sites = {home_of(self._shape.name, draft.values) for draft in drafts} - {None}
        homes = dict(Site.objects.filter(id__in=sites).values_list("id", "area_id")) if sites else {}
        elsewhere = self._elsewhere([draft.values["source_key"] for draft in drafts])
        for draft in drafts:
            area = draft.values.get(self._shape.area)
            place = area if area is not None else homes.get(home_of(self._shape.name, draft.values))
            if place is None or not self._reader.sees(place) or draft.values["source_key"] in elsewhere:
                draft.faults.append(self._drafter.fault(self._shape.area or "source_key", OUTSIDE, {}))

    def _elsewhere(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys under which a row is kept that this reader would not find."""
        model, found = REGISTERS[self._shape.name], set[str]()
        column = f"{self._shape.area}_id" if self._shape.area else "id"
        for start in range(0, len(keys), _AT_ONCE):
            piece = keys[start : start + _AT_ONCE]
            there = list(model.objects.filter(source_key__in=piece).values_list("source_key", column))
            kept = leads(self._shape.name, "source_key", piece)
            if kept:
                homes = dict(model.objects.filter(id__in=kept.values()).values_list("id", column))
                there += [(key, homes.get(row)) for key, row in kept.items()]
            for key, area in there:
                if self._reader is not None and (area is None or not self._reader.sees(area)):
                    found.add(key)
        return found
