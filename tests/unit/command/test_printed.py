"""The printed brief bears its number and its hash on every sheet, and a birth certificate for each figure."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pypdf
from django.utils.translation import override

from lianfang.fronts.command import printed
from lianfang.fronts.command.freezing import Backdrop, Frozen
from lianfang.fronts.command.shapes import Brief, Words
from lianfang.fronts.command.shapes_frozen import FrozenSaid
from lianfang.gaps.freezing import digest_of
from lianfang.gaps.models import FrozenBrief
from lianfang.ui.languages import django_language
from lianfang.ui.paper.parts import Term
from lianfang.ui.paper.sheets import drawn

KEPT = Path(__file__).resolve().parents[2] / "kept" / "brief-1.json"


def frozen() -> Frozen:
    """The brief that an earlier program froze, as if it stood in the store."""
    text = KEPT.read_text(encoding="utf-8")
    brief = Brief.model_validate_json(text)
    at = int(datetime.fromisoformat(brief.known_at).timestamp())
    said = FrozenSaid(
        ref="abcd2345efgh6789", area=brief.area, as_of=brief.as_of, frozen_at=brief.known_at, frozen_by="ann",
        plan=brief.plan.hash, digest=digest_of(text), root=None, revises=None, revised_by=None, reason=None,
    )  # fmt: skip
    return Frozen(said, brief, text, FrozenBrief(ref=said.ref, frozen_at=at, digest=said.digest, text=text))


def certificates(brief: Brief) -> list[Words]:
    """What every figure of the brief's own area, and every must of which something was due, must be printed with."""
    own = [figure.definition for figure in brief.figures if figure.area == brief.area.code]
    live = [must.sentence for line in brief.lines for must in line.musts if must.coverage]
    assert own
    assert live
    return own + live


def test_every_sheet_bears_number_and_hash_and_every_figure_its_certificate() -> None:
    kept = frozen()
    with override(django_language("zh")):
        pdf = drawn(printed.document(kept, Backdrop(), "zh"))
    sheets = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert all(kept.said.ref in sheet and kept.said.digest in sheet for sheet in sheets)
    text = "".join("".join(sheets).split())
    for said in certificates(kept.brief):
        assert "".join(said.zh.split())[:30] in text


def test_in_english_it_says_the_same() -> None:
    kept = frozen()
    with override(django_language("en")):
        parts = printed.document(kept, Backdrop(), "en").parts
    said = {text for part in parts if isinstance(part, Term) for text in part.said}
    assert {words.en for words in certificates(kept.brief)} <= said
