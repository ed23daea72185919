"""YAML read so that every key and every word of an expression still knows its line in the file.

Nothing is constructed: PyYAML composes the tree of nodes, and each field is read from it as what it must be. Aliases
are refused, since a plan that repeats itself is to say so where it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lianfang.base.problems import Problem
from lianfang.base.words import Text
from lianfang.plan.kinds import nearest
from lianfang.plan.tokens import Unreadable
from lianfang.plan.wording import is_telling

_YES = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_NULL = "tag:yaml.org,2002:null"


@dataclass
class Findings:
    """All that is wrong with a plan, and all that is only worth a look."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def refuse(self, code: str, file: str, line: int, facts: Mapping[str, Any] | None = None) -> None:
        """Keep a problem for which the plan will not load."""
        self.problems.append(Problem(code, file, line, facts or {}))

    def warn(self, code: str, file: str, line: int, facts: Mapping[str, Any] | None = None) -> None:
        """Keep a remark that stops nothing."""
        self.warnings.append(Problem(code, file, line, facts or {}))


@dataclass(frozen=True)
class Written:
    """An expression as the author wrote it, with the line in the file of each of its characters."""

    text: str
    file: str
    lines: tuple[int, ...]

    def line(self, at: int) -> int:
        """The line in the file of the character at an offset (of the last one for the offset past the end)."""
        return self.lines[min(max(at, 0), len(self.lines) - 1)]

    def refuse(self, problem: Unreadable, findings: Findings) -> None:
        """Keep what is wrong in the expression, with its line and its place in the text."""
        line = self.line(problem.at)
        column = sum(1 for other in self.lines[: problem.at] if other == line) + 1
        near = self.text[max(0, problem.at - 12) : problem.at + 12].replace("\n", " ").strip()
        findings.refuse(problem.code, self.file, line, {"column": column, "near_text": near, **problem.facts})


class _Composing(yaml.composer.Composer):
    """Composes nodes, and no alias: a few lines of them could unfold to any size."""

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        parser: Any = self
        if parser.check_event(yaml.AliasEvent):
            raise _Alias(parser.peek_event().start_mark.line + 1)
        return super().compose_node(parent, index)


class _Composer(_Composing, yaml.SafeLoader):
    """Says in its own words what is wrong in a text."""


if yaml.__with_libyaml__:

    class _Fast(_Composing, yaml.CSafeLoader):
        """The same tree in a seventh of the time, by libyaml."""

        def __init__(self, text: str):
            yaml.CSafeLoader.__init__(self, text)
            yaml.composer.Composer.__init__(self)


class _Alias(Exception):
    def __init__(self, line: int):
        self.line = line
        super().__init__(f"alias in line {line}")


def read_text(path: Path, file: str, findings: Findings) -> str | None:
    """The text of a file, without a byte order mark; None, with a finding, where it is not UTF-8."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        findings.refuse("plan/not-utf8", file, content[: error.start].count(b"\n") + 1)
        return None


def read_sheets(path: Path, file: str, findings: Findings) -> list[Sheet]:
    """The mappings of a file that holds one mapping or a list of them."""
    text = read_text(path, file, findings)
    root = None if text is None else _compose(text, file, findings)
    if text is None or root is None:
        return []
    nodes = root.value if isinstance(root, SequenceNode) else [root]
    return [sheet for node in nodes if (sheet := Sheet.of(node, file, text, findings)) is not None]


def _compose(text: str, file: str, findings: Findings) -> Node | None:
    try:
        root = _root(text)
    except _Alias as alias:
        findings.refuse("plan/alias", file, alias.line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        findings.refuse(
            "plan/yaml", file, mark.line + 1 if mark else 1, {"detail": error.problem or error.context}
        )
    except yaml.reader.ReaderError as error:
        # Its position counts from where the reader stood, which is the start: a text is checked whole.
        findings.refuse("plan/yaml", file, text[: error.position].count("\n") + 1, {"detail": error.reason})
    except RecursionError:
        findings.refuse("plan/yaml", file, 1, {"detail": "nested too deeply"})
    else:
        if root is None:
            findings.refuse("plan/empty-file", file, 1)
        return root
    return None


@lru_cache(maxsize=64)
def _root(text: str) -> Node | None:
    """The tree of a text, which nobody changes: a plan of which one file was drafted anew is read again in a fifth of the time."""
    if yaml.__with_libyaml__:
        try:
            return _Fast(text).get_single_node()
        except yaml.YAMLError:
            pass  # the other says what is wrong
    loader = _Composer(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


class Sheet:
    """One mapping of a file; every reading of a field keeps what is wrong with it and answers something harmless."""

    def __init__(
        self,
        cells: Mapping[str, Node],
        lines: Mapping[str, int],
        line: int,
        file: str,
        text: str,
        findings: Findings,
    ):
        self._cells = cells
        self._lines = lines
        self._text = text
        self.line = line
        self.file = file
        self.findings = findings

    @classmethod
    def of(cls, node: Node, file: str, text: str, findings: Findings) -> Sheet | None:
        """The sheet of a mapping; None, with a finding, for anything else. A key that comes twice is refused."""
        if not isinstance(node, MappingNode):
            findings.refuse("plan/wrong-type", file, _line(node), {"key": "–", "expected": "key: value"})
            return None
        cells: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, ScalarNode) else "?"
            if name in cells:
                findings.refuse("plan/duplicate-key", file, _line(key), {"key": name})
            else:
                cells[name] = value
                lines[name] = _line(key)
        return cls(cells, lines, _line(node), file, text, findings)

    def __contains__(self, key: str) -> bool:
        return key in self._cells

    def keys(self) -> Iterator[str]:
        """The keys as written."""
        return iter(self._cells)

    def line_of(self, key: str) -> int:
        """The line of a key; of the sheet itself where the key is missing."""
        return self._lines.get(key, self.line)

    def refuse(self, code: str, key: str = "", /, **facts: Any) -> None:
        """Keep a problem at the line of a key."""
        self.findings.refuse(code, self.file, self.line_of(key), {"key": key, **facts})

    def warn(self, code: str, key: str = "", /, **facts: Any) -> None:
        """Keep a remark at the line of a key."""
        self.findings.warn(code, self.file, self.line_of(key), {"key": key, **facts})

    def allow(self, keys: Iterable[str]) -> None:
        """Refuse every key that is not among these."""
        known = list(keys)
        for key, node in self._cells.items():
            if key not in known:
                self.findings.refuse(
                    "plan/unknown-key", self.file, _line(node), {"key": key, **nearest(key, known)}
                )

    def text(self, key: str, *, required: bool = True) -> str:
        """A word or sentence, as written; empty where there is none."""
        node = self._scalar(key, required=required, expected="text")
        if node is None:
            return ""
        if not node.value.strip():
            self.refuse("plan/missing", key)
        return str(node.value).strip()

    def quoted(self, key: str, *, required: bool = True) -> str:
        """Digits that are a name and no number, such as a national code; they must stand in quotation marks."""
        node = self._scalar(key, required=required, expected='"440300"')
        return "" if node is None else self._code(key, node)

    def choice(self, key: str, choices: Iterable[str], *, required: bool = True) -> str:
        """One of a few words; empty, with a finding, for any other."""
        said = self.text(key, required=required)
        known = list(choices)
        if said and said not in known:
            self.refuse("plan/unknown-choice", key, value=said, **nearest(said, known))
            return ""
        return said

    def choices(self, key: str, choices: Iterable[str]) -> tuple[str, ...]:
        """One of a few words, or a list of some of them, none twice; empty, with a finding, for any other."""
        node = self._cells.get(key)
        if not isinstance(node, SequenceNode):
            said = self.choice(key, choices)
            return (said,) if said else ()
        known = list(choices)
        words = self._words_of(key, node, expected=" | ".join(known))
        wrong = [word for word in words if word not in known]
        for word in wrong:
            self.refuse("plan/unknown-choice", key, value=word, **nearest(word, known))
        return () if wrong else words

    def phrases(self, key: str) -> tuple[str, ...]:
        """A list of short phrases, none of them twice; empty where there is none."""
        node = self._cells.get(key)
        if node is None:
            return ()
        if not isinstance(node, SequenceNode):
            self.refuse("plan/wrong-type", key, expected='["…", "…"]')
            return ()
        found = self._words_of(key, node, expected='["…", "…"]')
        for item in node.value:
            if isinstance(item, ScalarNode) and item.value.strip() and not is_telling(item.value):
                facts = {"key": key, "value": item.value}
                self.findings.refuse("plan/phrase-too-short", self.file, _line(item), facts)
        return found

    def _words_of(self, key: str, node: SequenceNode, *, expected: str) -> tuple[str, ...]:
        """The words of a list that is not empty; each fault at the line of its item."""
        found: list[str] = []
        if not node.value:
            self.refuse("plan/wrong-type", key, expected=expected)
        for item in node.value:
            word = item.value.strip() if isinstance(item, ScalarNode) and not _is_null(item) else ""
            if not word:
                self.findings.refuse(
                    "plan/wrong-type", self.file, _line(item), {"key": key, "expected": expected}
                )
            elif word in found:
                self.findings.refuse("plan/said-twice", self.file, _line(item), {"key": key, "value": word})
            else:
                found.append(word)
        return tuple(found)

    def words(self, key: str, *, required: bool = True) -> Text | None:
        """A wording in both languages; neither may be missing or empty."""
        inner = self.sheet(key, ("zh", "en"), required=required)
        if inner is None:
            return None
        missing = [language for language in ("zh", "en") if not inner._spoken(language)]
        for language in missing:
            self.refuse("plan/missing-translation", key, language=language)
        return None if missing else Text(inner.text("zh"), inner.text("en"))

    def _spoken(self, language: str) -> bool:
        node = self._cells.get(language)
        return isinstance(node, ScalarNode) and node.tag != _NULL and bool(node.value.strip())

    def yes_no(self, key: str, *, required: bool = True) -> bool:
        """Yes or no; no where it is not said."""
        node = self._scalar(key, required=required, expected="yes | no")
        if node is None:
            return False
        if str(node.value).lower() not in _YES:
            self.refuse("plan/wrong-type", key, expected="yes | no")
            return False
        return _YES[str(node.value).lower()]

    def day(self, key: str, *, required: bool = True) -> date | None:
        """A civil day."""
        node = self._scalar(key, required=required, expected="2020-02-08")
        if node is None:
            return None
        try:
            # Python reads more forms of a date than a person should have to.
            return date.fromisoformat(node.value if re.fullmatch(r"\d{4}-\d{2}-\d{2}", node.value) else "")
        except ValueError:
            self.refuse("plan/wrong-type", key, expected="2020-02-08")
            return None

    def expression(self, key: str, *, required: bool = True) -> Written | None:
        """An expression, with the line of each of its characters."""
        node = self._scalar(key, required=required, expected="an expression")
        if node is None:
            return None
        if not node.value.strip():
            self.refuse("plan/missing", key)
            return None
        return Written(str(node.value), self.file, _lines_of(node, self._text))

    def sheet(self, key: str, keys: Iterable[str], *, required: bool = True) -> Sheet | None:
        """A mapping inside this one, with the keys that it may have."""
        node = self._cells.get(key)
        if node is None or _is_null(node):
            if required:
                self.refuse("plan/missing", key)
            return None
        known = tuple(keys)
        if not isinstance(node, MappingNode):
            self.refuse(
                "plan/wrong-type", key, expected="{" + ", ".join(f"{name}: …" for name in known) + "}"
            )
            return None
        inner = Sheet.of(node, self.file, self._text, self.findings)
        if inner is not None:
            inner.allow(known)
        return inner

    def sheets(self, key: str, keys: Iterable[str]) -> list[Sheet]:
        """A list of mappings inside this one."""
        node = self._cells.get(key)
        if node is None or not isinstance(node, SequenceNode) or not node.value:
            self.refuse(
                "plan/missing" if node is None or _is_null(node) else "plan/wrong-type", key, expected="- …"
            )
            return []
        found = [Sheet.of(item, self.file, self._text, self.findings) for item in node.value]
        known = tuple(keys)
        for inner in found:
            if inner is not None:
                inner.allow(known)
        return [inner for inner in found if inner is not None]

    def codes(self, key: str) -> tuple[str, ...]:
        """A list of national codes, each in quotation marks."""
        node = self._cells.get(key)
        if not isinstance(node, SequenceNode) or not node.value:
            self.refuse("plan/wrong-type", key, expected='["420000", …]')
            return ()
        return tuple(self._code(key, item) for item in node.value)

    def _code(self, key: str, node: Node) -> str:
        code = node.value if isinstance(node, ScalarNode) else ""
        if (
            not isinstance(node, ScalarNode)
            or node.style not in {"'", '"'}
            or not re.fullmatch(r"\d{2,12}", code)
        ):
            self.findings.refuse("plan/code-in-quotes", self.file, _line(node), {"key": key, "value": code})
        return str(code)

    def _scalar(self, key: str, *, required: bool, expected: str) -> ScalarNode | None:
        node = self._cells.get(key)
        if node is None or _is_null(node):
            if required or node is not None:
                self.refuse("plan/missing", key)
            return None
        if not isinstance(node, ScalarNode):
            self.refuse("plan/wrong-type", key, expected=expected)
            return None
        return node


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == _NULL


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _lines_of(node: ScalarNode, text: str) -> tuple[int, ...]:
    """The line of each character of a scalar: its visible characters stand in the file in the same order.

    Folding and indentation change only white space, quotation adds only marks, so that walking both side by side
    finds each one; white space takes the line of what it follows.
    """
    at, line = node.start_mark.index, node.start_mark.line + 1
    if node.style in {"|", ">"}:
        at, line = text.index("\n", at) + 1, line + 1
    lines: list[int] = []
    for character in node.value:
        if not character.isspace():
            while at < node.end_mark.index and text[at] != character:
                line += text[at] == "\n"
                at += 1
            at += 1
        lines.append(line)
    return tuple(lines) or (line,)
