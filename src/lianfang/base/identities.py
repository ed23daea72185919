"""What identifies people and cars, in the one form in which it is compared and kept: checked, never guessed.

An identity number is checked by GB 11643-1999 (date of birth, and ISO 7064 MOD 11-2), a plate by the forms of GA 36-2018
and those of the forces and missions. Nothing here tells in an error what it read: these texts are somebody's.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_BETWEEN = re.compile(r"[\s\-_·•・]+")
_CROSS = str.maketrans({"×": "X", "✕": "X", "Х": "X", "Χ": "X"})
"""A multiplication sign and the Cyrillic and Greek letters: at the end of a number of digits they can mean nothing else."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_ID_NUMBER = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_DOCUMENT = re.compile(r"[A-Z0-9()/]{5,24}", re.ASCII)
_TELEPHONE = re.compile(r"(?:\+|00)?\d{7,15}", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{1,2}", re.ASCII)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SIGN = "[A-HJ-NP-Z0-9]"
_PLATE = re.compile(
    rf"[{_PROVINCES}][A-Z](?:{_SIGN}{{5,6}}|{_SIGN}{{4}}[挂学警港澳领])"
    rf"|使\d{{6}}|\d{{6}}使|WJ[{_PROVINCES}]?\d{{4}}[0-9A-Z]|[A-Z]{{2}}\d{{5}}"
)
_NEVER_ON_A_PLATE = str.maketrans({"O": "0", "I": "1"})
_LONGEST_NAME = 60
_LONGEST_WRITTEN = 400


class Misfit(ValueError):
    """A text that identifies nobody: ``code`` is that of the problem, nothing else is said."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


def id_number(text: str) -> str:
    """A resident identity number of eighteen characters.

    Raises:
        Misfit: it has another form, no such day of birth, a wrong check character; or a spreadsheet seems to have rounded
            it: it is a number, in scientific notation, or ends in three zeros, as one does that kept fifteen digits.
    """
    text = bare(text).translate(_CROSS)
    if text.endswith("000") and len(text) == 18:
        raise Misfit("import/rounded-id")
    if not _ID_NUMBER.fullmatch(text) or not _is_day(text[6:14]) or _check_of(text) != text[17]:
        raise Misfit("import/id-number")
    return text


def seems_id_number(text: str) -> bool:
    """Has it the form of an identity number, right or wrong? Blanks and width do not matter."""
    return _ID_NUMBER.fullmatch(bare(text).translate(_CROSS)) is not None


def document(text: str) -> str:
    """The number of any document: capital letters and digits, nothing between them. No check is known for it.

    Raises:
        Misfit: it is no such number, or a spreadsheet has rounded it.
    """
    text = bare(text)
    if not _DOCUMENT.fullmatch(text) or not any(map(str.isdigit, text)):
        raise Misfit("import/document")
    return text


def plate(text: str) -> str:
    """A plate, nothing between its signs; O and I in its serial, which holds neither, are 0 and 1.

    Raises:
        Misfit: no plate has this form.
    """
    text = bare(text)
    if text[:1] in _PROVINCES:
        text = text[:2] + text[2:].translate(_NEVER_ON_A_PLATE)
    if not text or not _PLATE.fullmatch(text):
        raise Misfit("import/plate")
    return text


def telephone(text: str) -> str:
    """A telephone number: its digits, the country's 86 left out, another country's with its plus.

    Raises:
        Misfit: it has fewer than seven digits or more than fifteen, or other signs.
    """
    text = bare(text).replace("(", "").replace(")", "")
    if not _TELEPHONE.fullmatch(text):
        raise Misfit("import/telephone")
    if text.startswith("00"):
        text = "+" + text[2:]
    home = text.removeprefix("+86")
    return home[2:] if re.fullmatch(r"861\d{10}", home, re.ASCII) else home


def name(text: str) -> str:
    """A name: compatible forms are one, one kind of point between its parts, single spaces in one of Latin letters only.

    Raises:
        Misfit: it is longer than any name, or has digits or signs that no name has.
    """
    if len(text) > _LONGEST_WRITTEN:  # to normalise takes the square of the length
        raise Misfit("import/name")
    text = _point(unicodedata.normalize("NFKC", text).translate(_INVISIBLE))
    text = (" " if text.isascii() else "").join(text.split())
    if len(text) > _LONGEST_NAME or not re.fullmatch(r"[^\W\d_][^\d_@#<>=\x00-\x1f]*", text):
        raise Misfit("import/name")
    return text


def _point(text: str) -> str:
    return re.sub(r"\s*[•・‧∙⋅]\s*", "·", text)


def bare(text: str) -> str:
    """Upper case, compatible forms as one, nothing between the characters.

    Raises:
        Misfit: a spreadsheet has made a number in scientific notation of it.
    """
    if len(text) > _LONGEST_WRITTEN:
        raise Misfit("import/document")
    plain = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).upper()
    if _SCIENTIFIC.fullmatch(plain.strip()):
        raise Misfit("import/rounded-id")
    return _BETWEEN.sub("", plain.strip().lstrip("'’`"))


def _is_day(text: str) -> bool:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).year >= 1850
    except ValueError:
        return False


def _check_of(text: str) -> str:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
    return _CHECK[total % 11]
