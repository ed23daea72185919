"""Mappings: how a source's columns become a register's, written once as YAML, kept when used, found by key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from lianfang.base.problems import Problem, Refused
from lianfang.gaps import plans
from lianfang.gaps.models import PlanInForce
from lianfang.interop import mapping_rules
from lianfang.interop.mapping_text import Cell, Finer, MappingText, Named, Take, Tells, When
from lianfang.interop.reading import opened
from lianfang.plan.shipped import exchange, folders
from lianfang.registers.models import Mapping as Saved


@dataclass(frozen=True)
class Loaded:
    """A mapping that was checked, with its text, the text's digest and where it came from."""

    said: MappingText
    text: str
    file: str

    @property
    def key(self) -> str:
        """Under which it is found."""
        return self.said.mapping

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def read(text: str, file: str) -> Loaded:
    """Check a mapping's text.

    Raises:
        Refused: every fault, with its line.
    """
    tree, lines = _composed(text, file)
    try:
        said = MappingText.model_validate(tree)
    except ValidationError as error:
        raise Refused([_shape(each, file, lines) for each in error.errors()]) from error
    faults = mapping_rules.faults(said)
    if faults:
        raise Refused([Problem(code, file, _line(lines, path), facts) for code, path, facts in faults])
    return Loaded(said, text, file)


def find(name: str, folder: Path) -> Loaded:
    """A mapping by its key (shipped with a plan, or kept from an earlier import) or by its file.

    Raises:
        Refused: there is none, or it is wrong.
    """
    if name.endswith((".yaml", ".yml")) and Path(name).is_file():
        return as_shipped(read(_text(Path(name)), Path(name).name))
    for loaded in shipped(folder):
        if loaded.key == name:
            return loaded
    kept = Saved.objects.filter(key=name).first()
    if kept is None:
        raise Refused(Problem("mapping/unknown", facts={"mapping": name, "known": ", ".join(known(folder))}))
    return as_shipped(read(kept.text, f"{name}.yaml"))


def as_shipped(loaded: Loaded) -> Loaded:
    """A mapping, saying of whom its rows are what the one of the same key says that comes with the product.

    A text that was kept from earlier, or copied, may not know that they are real persons.
    """
    persons = _persons().get(loaded.key, "")
    return replace(loaded, said=loaded.said.model_copy(update={"persons": persons})) if persons else loaded


@cache
def _persons() -> Mapping[str, str]:
    """Key → of whom the rows are, by the mappings that come with the product."""
    return {loaded.key: loaded.said.persons for folder in folders() for loaded in shipped(folder)}


def shipped(folder: Path) -> Iterator[Loaded]:
    """The mappings that lie in a plan's folder, and those of other systems' files, which belong to no city."""
    for path in sorted((folder / "mappings").glob("*.yaml")):
        yield read(_text(path), f"mappings/{path.name}")
    yield from of_no_city()


@cache
def of_no_city() -> tuple[Loaded, ...]:
    """The mappings that come with the product beside the plans."""
    found = exchange()
    paths = sorted((found / "mappings").glob("*.yaml")) if found else []
    return tuple(read(_text(path), f"mappings/{path.name}") for path in paths)


def followers(loaded: Loaded, folder: Path) -> list[Loaded]:
    """The mappings that read the same file after this one, in their order.

    Raises:
        Refused: one of them is not known.
    """
    all_ = {each.key: each for each in _all(folder)} if loaded.said.then else {}
    for key in loaded.said.then:
        if key not in all_:
            raise Refused(Problem("mapping/then-unknown", loaded.file, 0, {"mapping": key}))
    return [all_[key] for key in loaded.said.then]


def all_known() -> list[Loaded]:
    """The mappings of the plan in force and those that are kept, by key; one that is wrong by now is left out."""
    files: Mapping[str, str] = PlanInForce.objects.values_list("files", flat=True).get(
        id=plans.in_force().row
    )
    texts = {path: text for path, text in sorted(files.items()) if path.startswith("mappings/")}
    texts |= {f"{kept.key}.yaml": kept.text for kept in Saved.objects.order_by("key")}
    found: dict[str, Loaded] = {loaded.key: loaded for loaded in of_no_city()}
    for file, text in texts.items():
        with suppress(Refused):
            loaded = as_shipped(read(text, file))
            found.setdefault(loaded.key, loaded)
    return [found[key] for key in sorted(found)]


def save_new(loaded: Loaded, at: int) -> None:
    """Save a mapping under a name that no other has.

    Raises:
        Refused: another has it.
    """
    for other in all_known():
        if other.key == loaded.key and other.text != loaded.text:
            raise Refused(Problem("mapping/taken", facts={"mapping": loaded.key}))
    keep(loaded, at)


def known(folder: Path) -> list[str]:
    """The keys of all mappings, shipped and kept."""
    return sorted(
        {loaded.key for loaded in shipped(folder)} | set(Saved.objects.values_list("key", flat=True))
    )


def fitting(file: Path, folder: Path, *, encoding: str = "") -> Loaded:
    """The one mapping whose columns are all in the file's header.

    Raises:
        Refused: none fits, or several do; or the file cannot be read at all.
    """
    known_ = _all(folder)
    later = {key for loaded in known_ for key in loaded.said.then}
    found = [loaded for loaded in known_ if loaded.key not in later and _fits(loaded, file, encoding)]
    if len(found) != 1:
        names = [loaded.key for loaded in found] or known(folder)
        facts = {"file": file.name, "known": ", ".join(sorted(names))}
        raise Refused(Problem("mapping/several-fit" if found else "mapping/none-fits", file.name, 0, facts))
    return found[0]


def _all(folder: Path) -> list[Loaded]:
    found = {loaded.key: loaded for loaded in shipped(folder)}
    for kept in Saved.objects.exclude(key__in=list(found)):
        found[kept.key] = as_shipped(read(kept.text, f"{kept.key}.yaml"))
    return list(found.values())


def _fits(loaded: Loaded, file: Path, encoding: str) -> bool:
    try:
        said = loaded.said
        rows = int(said.headings)
        needed, further = said.needed(), said.wanted()
        with opened(
            file,
            needed,
            sheet=said.sheet,
            encoding=encoding,
            headings=rows,
            further=further,
            groups=said.groups,
        ):
            return True
    except Refused as refusal:
        if {problem.code for problem in refusal.problems} <= _DOES_NOT_FIT:
            return False
        raise


_DOES_NOT_FIT = {"import/no-header", "import/duplicate-column", "import/no-sheet"}


def keep(loaded: Loaded, at: int) -> None:
    """Save a mapping that is used."""
    Saved.objects.update_or_create(key=loaded.key, defaults={"text": loaded.text, "saved_at": at})


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(Problem("mapping/yaml", path.name, 1, {"detail": type(error).__name__})) from error


Path_ = tuple[str | int, ...]
Lines = Mapping[Path_, int]


def _composed(text: str, file: str) -> tuple[Any, Lines]:
    """The text as plain lists, mappings and words, and the line of each; nothing is constructed."""
    lines: dict[Path_, int] = {}
    try:
        _refuse_aliases(text)
        node = yaml.compose(text, Loader=yaml.BaseLoader)
        return _plain(node, (), lines), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise Refused(
            Problem("mapping/yaml", file, line, {"detail": error.problem or error.context})
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Refused(Problem("mapping/yaml", file, 1, {"detail": type(error).__name__})) from error


def _refuse_aliases(text: str) -> None:
    """A few lines of them could unfold to any size."""
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        if isinstance(event, yaml.AliasEvent):
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(problem="alias", problem_mark=mark)


def _plain(node: Any, path: Path_, lines: dict[Path_, int]) -> Any:
    if node is None:
        return {}
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each, (*path, place), lines) for place, each in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in found:
                raise yaml.MarkedYAMLError(problem="key", problem_mark=key.start_mark)
            found[key.value] = _plain(value, (*path, key.value), lines)
            lines[(*path, key.value)] = key.start_mark.line + 1
        return found
    return node.value


def _line(lines: Lines, path: Path_) -> int:
    """The line of a part, or of the nearest part around it."""
    while path not in lines and path:
        path = path[:-1]
    return lines.get(path, 1)


_CODES = {"extra_forbidden": "mapping/unknown-key", "missing": "mapping/missing-key"}


def _shape(error: Any, file: str, lines: Lines) -> Problem:
    path = tuple(error["loc"])
    key = ".".join(map(str, path))
    facts = {"key": key, "detail": error["msg"], "known": ", ".join(_fields())}
    return Problem(_CODES.get(error["type"], "mapping/value"), file, _line(lines, path), facts)


def _fields() -> list[str]:
    parts: tuple[type[BaseModel], ...] = (MappingText, Take, Cell, When, Named, Finer, Tells)
    return list(dict.fromkeys(f.alias or name for part in parts for name, f in part.model_fields.items()))
