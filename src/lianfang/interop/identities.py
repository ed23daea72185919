"""What identifies people and cars, as the cells of a table hold it: what a spreadsheet has rounded is refused."""

from __future__ import annotations

from collections.abc import Callable

from lianfang.base import identities
from lianfang.base.identities import Misfit
from lianfang.interop.cells import Unfit, text_of
from lianfang.interop.rows import LONGEST, Cell


def id_number(cell: Cell) -> str:
    """A resident identity number of eighteen characters.

    Raises:
        Unfit: it has another form, no such day of birth, a wrong check character; or a spreadsheet seems to have rounded
            it: it is a number, in scientific notation, or ends in three zeros, as one does that kept fifteen digits.
    """
    return _read(identities.id_number, _number(cell))


def document(cell: Cell) -> str:
    """The number of any document: capital letters and digits, nothing between them. No check is known for it.

    Raises:
        Unfit: it is no such number, or a spreadsheet has rounded it.
    """
    return _read(identities.document, _number(cell))


def plate(cell: Cell) -> str:
    """A plate, nothing between its signs; O and I in its serial, which holds neither, are 0 and 1.

    Raises:
        Unfit: no plate has this form.
    """
    return _read(identities.plate, _number(cell))


def telephone(cell: Cell) -> str:
    """A telephone number: its digits, the country's 86 left out, another country's with its plus.

    Raises:
        Unfit: it has fewer than seven digits or more than fifteen, or other signs.
    """
    return _read(identities.telephone, _number(cell))


def name(cell: Cell) -> str:
    """A name: compatible forms are one, one kind of point between its parts, single spaces in one of Latin letters only.

    Raises:
        Unfit: it is longer than any name, or has digits or signs that no name has.
    """
    return _read(identities.name, text_of(cell))


def _read(read: Callable[[str], str], text: str) -> str:
    try:
        return read(text)
    except Misfit as misfit:
        raise Unfit(misfit.code) from None


def _number(cell: Cell) -> str:
    """The text of a cell that should hold a number of many digits.

    Raises:
        Unfit: the digits are gone.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= LONGEST:
        raise Unfit("import/rounded-id")
    try:
        return text_of(cell)
    except Unfit as unfit:
        raise Unfit("import/rounded-id" if unfit.code == "import/long-number" else unfit.code) from None
