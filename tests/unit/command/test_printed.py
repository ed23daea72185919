"""The printed brief bears its number and its hash on every sheet, and a birth certificate for each figure."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pypdf
import pytest
from django.utils.translation import override

from lianfang.base.words import LANGUAGES, Language
from lianfang.fronts.command import printed
from lianfang.fronts.command.freezing import Backdrop, Frozen
from lianfang.fronts.command.shapes import Brief
from lianfang.fronts.command.shapes_frozen import FrozenSaid
from lianfang.gaps.freezing import digest_of
from lianfang.gaps.models import FrozenBrief
from lianfang.ui.languages import django_language
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_bears_number_and_hash_and_every_figure_its_certificate(language: Language) -> None:
    kept = frozen()
    with override(django_language(language)):
        pdf = drawn(printed.document(kept, Backdrop(), language))
    sheets = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert all(kept.said.ref in sheet and kept.said.digest in sheet for sheet in sheets)
    text = "".join("".join(sheets).split())
    own = [figure for figure in kept.brief.figures if figure.area == kept.brief.area.code]
    live = [must for line in kept.brief.lines for must in line.musts if must.coverage]
    assert own
    assert live
    for said in [figure.definition for figure in own] + [must.sentence for must in live]:
        assert "".join(said.to(language).split())[:30] in text
