"""Tests on real data say why they are skipped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


def test_data_not_at_hand(data_folder: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIANFANG_DATA", raising=False)
    with pytest.raises(pytest.skip.Exception, match="LIANFANG_DATA is not set: real data not at hand"):
        data_folder("shenzhen_facts")


def test_data_at_hand(
    data_folder: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LIANFANG_DATA", str(tmp_path))
    (tmp_path / "here").mkdir()
    assert data_folder("here") == tmp_path / "here"
    with pytest.raises(pytest.skip.Exception, match="LIANFANG_DATA has no elsewhere"):
        data_folder("elsewhere")
