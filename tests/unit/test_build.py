"""The build hook compiles messages, and does not mind that there are none."""

from __future__ import annotations

import gettext
from pathlib import Path

from hatch_build import compile_messages

SOURCE = """
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "gap"
msgstr "缺口"
"""


def test_no_messages_is_no_failure(tmp_path: Path) -> None:
    assert compile_messages(tmp_path) == []


def test_messages_are_compiled_beside_their_source(tmp_path: Path) -> None:
    folder = tmp_path / "src" / "lianfang" / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(SOURCE, encoding="utf-8")
    assert compile_messages(tmp_path) == [folder / "django.mo"]
    with (folder / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("gap") == "缺口"
    assert sorted(path.name for path in folder.iterdir()) == ["django.mo", "django.po"]
