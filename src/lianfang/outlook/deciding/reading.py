"""YAML files that people write, read as a model of ``orders``; whatever is wrong is said with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lianfang.base.problems import Problem, Refused

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]

KINDS = {
    "int": ("整数", "a whole number"), "float": ("数", "a number"), "date": ("日期", "a date"), "string": ("文字", "text"),
    "list": ("列表", "a list"), "model": ("对照表", "a mapping"), "dict": ("对照表", "a mapping"), "bool": ("是或否", "yes or no"),
}  # fmt: skip


def read(path: Path, into: type[Model]) -> Model:
    """The file as a model.

    Raises:
        Refused: ``deciding/unreadable``, ``-unknown-key``, ``-missing``, ``-bad-value`` or ``-twice``, each with its line.
    """
    text, file = path.read_bytes(), path.name
    lines: dict[Place, int] = {}
    try:
        root = yaml.compose(text.decode("utf-8-sig"), Loader=_NoAlias)
        value = None if root is None else _value(root, (), lines, file)
    except UnicodeDecodeError as error:
        line = text[: error.start].count(b"\n") + 1
        raise Refused(Problem("deciding/unreadable", file, line, {"detail": "UTF-8"})) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        facts = {"detail": error.problem or error.context}
        raise Refused(Problem("deciding/unreadable", file, mark.line + 1 if mark else 1, facts)) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Refused(Problem("deciding/unreadable", file, 1, {"detail": type(error).__name__})) from error
    try:
        return into.model_validate(value)
    except ValidationError as error:
        found = [_problem(each, file, lines) for each in error.errors(include_url=False)]
        raise Refused(found) from error


def line_of(lines: dict[Place, int], place: Place) -> int:
    """The line of a place, else of the nearest thing that holds it."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


class _NoAlias(yaml.SafeLoader):
    """Composes no alias: a few lines of them could unfold to any size."""

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        parser: Any = self
        if parser.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "alias", parser.peek_event().start_mark)
        return super().compose_node(parent, index)


def _value(node: Node, place: Place, lines: dict[Place, int], file: str) -> Any:
    """What a node holds, as plain values; keeps the line of every place."""
    lines[place] = node.start_mark.line + 1
    if isinstance(node, SequenceNode):
        return [_value(each, (*place, at), lines, file) for at, each in enumerate(node.value)]
    if isinstance(node, MappingNode):
        made: dict[str, Any] = {}
        for key, each in node.value:
            name = str(key.value)
            if name in made:
                raise Refused(Problem("deciding/twice", file, key.start_mark.line + 1, {"name": name}))
            made[name] = _value(each, (*place, name), lines, file)
            lines[(*place, name)] = key.start_mark.line + 1
        return made
    assert isinstance(node, ScalarNode)  # noqa: S101 - YAML has no fourth sort of node
    return _scalar(node, file)


def _scalar(node: ScalarNode, file: str) -> Any:
    loader = _NoAlias("")
    try:
        return loader.construct_object(node)
    except (yaml.YAMLError, ValueError) as error:
        facts = {"name": str(node.value), "detail_zh": "", "detail_en": ""}
        facts |= {"value": str(node.value)[:40], "kind_zh": "值", "kind_en": "a value"}
        raise Refused(Problem("deciding/bad-value", file, node.start_mark.line + 1, facts)) from error


def _problem(error: Any, file: str, lines: dict[Place, int]) -> Problem:
    """One of pydantic's findings in our words."""
    place: Place = tuple(error["loc"])
    name, line = ".".join(str(part) for part in place) or "?", line_of(lines, place)
    sort = str(error["type"])
    if sort == "extra_forbidden":
        return Problem("deciding/unknown-key", file, line, {"name": name})
    if sort == "missing":
        return Problem("deciding/missing", file, line, {"name": name})
    kind = KINDS.get(sort.split("_", maxsplit=1)[0])
    bounds = " ".join(f"{key} {value}" for key, value in error.get("ctx", {}).items() if key in BOUNDS)
    zh, en = kind or (bounds or sort, bounds or sort)
    facts = {"name": name, "value": str(error["input"])[:40], "kind_zh": zh, "kind_en": en}
    return Problem("deciding/bad-value", file, line, facts)


BOUNDS = ("gt", "ge", "lt", "le", "min_length", "max_length", "expected", "pattern")
