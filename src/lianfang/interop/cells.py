"""One cell becomes one value of a register, or is refused with a reason: nothing is guessed and nothing altered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from lianfang.base import instants
from lianfang.interop.mapping_text import PLACEHOLDER, Ask, Kind
from lianfang.interop.rows import LONGEST, Broken, Cell, is_blank
from lianfang.interop.tables import plain
from lianfang.records import CodeList

_DAY = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号])")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NO_ORDER = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}年\d{1,2}月\d{1,2}[日号]?")
_THREE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_TIME = re.compile(
    r"(?P<day>.+?)[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?\s?(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_SPOKEN = re.compile(r"(?P<day>.+?[日号])\s?(?P<hour>\d{1,2})[时点](?:(?P<minute>\d{1,2})分)?")
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+\d{2,}")
_DIGITS = 15
_YES_NO = {
    **dict.fromkeys(("是", "有", "yes", "y", "true", "1", "√"), True),
    **dict.fromkeys(("否", "无", "no", "n", "false", "0", "×"), False),
}


class Unfit(Exception):
    """A cell that cannot become a value of its column."""

    def __init__(self, code: str, **facts: Any):
        self.code, self.facts = code, facts
        super().__init__(code)


@dataclass(frozen=True)
class Sort:
    """How a column's cells are read: kind, words for codes, words for nothing, code list, zone and date system."""

    kind: Kind
    codes: Mapping[str, str]
    blank: frozenset[str]
    zone: str
    date_system: str
    list: CodeList | None = None
    to: str = ""
    by: str = ""
    key: str = ""
    dates: str = ""


def blanks(words: Iterable[str]) -> frozenset[str]:
    """Words that mean nothing is known, as they are compared."""
    return frozenset(map(plain, words))


def text_of(cell: Cell) -> str:
    """What a cell says, as text.

    Raises:
        Unfit: it is broken, or a number that lost its last digits.
    """
    if isinstance(cell, Broken):
        raise Unfit(cell.code)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    text = "" if cell is None else str(cell).strip()
    if _ROUNDED.fullmatch(text):
        raise Unfit("import/long-number")
    return text


def value_of(cell: Cell, sort: Sort) -> Any:
    """The value, an :class:`Ask` where the column is a link, or None where nothing is known.

    Raises:
        Unfit: the cell cannot be read as this kind.
    """
    if isinstance(cell, Broken):
        raise Unfit(cell.code)
    if is_blank(cell) or (isinstance(cell, str) and plain(cell) in sort.blank):
        return None
    return _READERS[sort.kind](cell, sort)


def _text(cell: Cell, sort: Sort) -> str:
    text = text_of(cell)
    return sort.codes.get(plain(text), text)


def _number(cell: Cell, sort: Sort) -> float:
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise Unfit("import/number")
    if not isinstance(cell, str):
        return float(cell)
    text = plain(cell)
    if not _NUMBER.fullmatch(text):
        raise Unfit("import/number")
    value = float(text.replace(",", ""))
    if abs(value) >= LONGEST or sum(map(str.isdigit, text.lower().partition("e")[0].lstrip("+-0"))) > _DIGITS:
        raise Unfit("import/long-number")
    return value


def _code(cell: Cell, sort: Sort) -> str:
    word = plain(text_of(cell))
    if word in sort.codes:
        return sort.codes[word]
    listed = sort.list.codes if sort.list else {}
    for code, words in listed.items():
        if word in (code, *words):
            return code
    raise Unfit("import/code", known=", ".join(listed))


def _yes_no(cell: Cell, sort: Sort) -> bool:
    if isinstance(cell, bool):
        return cell
    word = plain(text_of(cell))
    word = sort.codes.get(word, word).casefold()
    if word not in _YES_NO:
        raise Unfit("import/yes-no")
    return _YES_NO[word]


def _link(cell: Cell, sort: Sort) -> Ask:
    word = plain(text_of(cell))
    word = sort.codes.get(word, word)
    by = sort.by or (("code" if word.isdigit() else "name") if sort.to == "area" else "key")
    return Ask(sort.to, by, PLACEHOLDER.sub(lambda _: word, sort.key) if sort.key else word)


def _date(cell: Cell, sort: Sort) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool | time | timedelta):
        raise Unfit("import/date")
    word = plain(text_of(cell))
    timed = _timed(word)
    if timed and timed["zone"]:
        return instants.day_of(_moment(timed, sort), sort.zone)
    return _day(timed["day"] if timed else word, sort)


def _timed(word: str) -> re.Match[str] | None:
    """A day with a time, as 2020-02-10 17:30 or 2020年2月10日17时30分."""
    spoken = _SPOKEN.fullmatch(word)
    if spoken:
        word = f"{spoken['day']} {spoken['hour']}:{int(spoken['minute'] or 0):02}"
    return _TIME.fullmatch(word)


def _day(word: str, sort: Sort) -> date:
    found = _DAY.fullmatch(word) or _PACKED.fullmatch(word)
    if found:
        year, month, day = (int(part) for part in found.groups() if part and part.isdigit())
        try:
            return date(year, month, day)
        except ValueError as error:
            raise Unfit("import/date") from error
    if _SERIAL.fullmatch(word):
        return _of_serial(float(word), sort).date()
    if sort.dates and (parts := _THREE.fullmatch(word)):
        return _ordered(parts, sort.dates)
    raise Unfit("import/ambiguous-date" if _NO_ORDER.fullmatch(word) else "import/date")


def _ordered(parts: re.Match[str], dates: str) -> date:
    """A date of three numbers, in the order that the mapping says; years of two digits are of this century."""
    first, second, year = int(parts[1]), int(parts[3]), int(parts[4])
    day, month = (first, second) if dates == "dmy" else (second, first)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError as error:
        raise Unfit("import/date") from error


def _of_serial(serial: float, sort: Sort) -> datetime:
    if not sort.date_system:
        raise Unfit("import/serial")
    epoch = MAC_EPOCH if sort.date_system == "1904" else WINDOWS_EPOCH
    moment = from_excel(serial, epoch)
    if not isinstance(moment, datetime):
        raise Unfit("import/date")
    return moment


def _instant(cell: Cell, sort: Sort) -> int:
    if isinstance(cell, datetime):
        return instants.of_datetime(cell, sort.zone)
    if isinstance(cell, date):
        return instants.end_of(cell, sort.zone)
    if isinstance(cell, bool | time | timedelta):
        raise Unfit("import/instant")
    word = plain(text_of(cell))
    if _SERIAL.fullmatch(word) and "." in word:
        return instants.of_datetime(_of_serial(float(word), sort), sort.zone)
    timed = _timed(word)
    return _moment(timed, sort) if timed else instants.end_of(_day(word, sort), sort.zone)


def _moment(timed: re.Match[str], sort: Sort) -> int:
    day = _day(timed["day"], sort)
    offset = (timed["zone"] or "").replace("Z", "+00:00")
    text = f"{day.isoformat()}T{int(timed['hour']):02}:{timed['minute']}:{timed['second'] or '00'}{offset}"
    try:
        return instants.of_datetime(datetime.fromisoformat(text), sort.zone)
    except ValueError as error:
        raise Unfit("import/instant") from error


_READERS = {
    "text": _text, "number": _number, "date": _date, "instant": _instant, "code": _code, "yes_no": _yes_no,
    "area": _link, "link": _link,
}  # fmt: skip
