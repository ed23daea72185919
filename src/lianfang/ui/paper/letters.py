"""The letters of printed documents: Noto Sans SC under the Open Font License, cut down to what a document needs.

They are embedded, so that a document prints the same where no Chinese font is installed. The family comes as one
variable file whose plain form is its thinnest: each weight is worked out from the few glyphs that are left.
"""

from __future__ import annotations

import io
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

PACKAGE, FILE = "justmytype_intl_cjk", "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
WEIGHTS = {"": 400, "B": 700}
"""The weights in use, by the style under which they are drawn: regular and bold."""
UNUSED = ["vhea", "vmtx", "VVAR", "VORG"]
"""Tables for vertical writing."""
NAMES = [0, 1, 2, 13, 14]
"""What a subset keeps of the font's names: copyright, family, style, licence and its address."""


def weights_of(letters: set[str]) -> dict[str, bytes]:
    """A TrueType file with these letters for each style of ``WEIGHTS``; the same letters give the same bytes.

    A character that the family does not have is left out.
    """
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    found, cut = {}, _cut(letters)
    for style, weight in WEIGHTS.items():
        font = TTFont(io.BytesIO(cut), recalcTimestamp=False)
        instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
        found[style] = _written(font)
    return found


def _cut(letters: set[str]) -> bytes:
    """The family, still variable, with these letters alone."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    with as_file(files(PACKAGE) / FILE) as path:
        font = TTFont(path, lazy=True, recalcTimestamp=False)
        options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=NAMES)
        options.drop_tables += UNUSED
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(map(ord, letters)))
        cutter.subset(font)
        return _written(font)


def _written(font: TTFont) -> bytes:
    made = io.BytesIO()
    font.save(made)
    font.close()
    return made.getvalue()
