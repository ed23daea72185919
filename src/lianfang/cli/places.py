"""An area as people name it: national code, name in either language, or reference."""

from __future__ import annotations

from django.db.models import Q

from lianfang.base.problems import Problem, Refused
from lianfang.registers.access import Reader
from lianfang.registers.models import Area


def area_of(named: str | None, *, reader: Reader) -> int:
    """The path code of an area that the reader sees; 0 where none is named.

    Raises:
        Refused: there is none of that name, more than one, or it lies out of reach.
    """
    if not named:
        return 0
    like = Q(gb_code=named) | Q(name_zh=named) | Q(name_en__iexact=named) | Q(ref=named)
    found = list(Area.objects.filter(like).filter(reader.scope("id")).values_list("id", flat=True)[:2])
    if len(found) != 1:
        raise Refused(Problem("area/not-found", facts={"area": named}))
    return int(found[0])
