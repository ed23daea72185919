"""Which columns of a record a reader may see: by the purpose they read for. Which records, ``registers.access`` says."""

from __future__ import annotations

from lianfang.plan.model import Figure
from lianfang.plan.nodes import Path, Quantified, Role, Test
from lianfang.plan.walking import walk
from lianfang.records import Privacy
from lianfang.registers.access import Reader, shown
from lianfang.registers.catalogue import catalogue


def sees_column(reader: Reader, register: str, column: str) -> bool:
    """May the reader see this column? A link to a person or vehicle is about them."""
    shape = catalogue()[register]
    if column in shape.columns:
        return shape.columns[column].privacy in shown(reader)
    links = {name: link for link in shape.links.values() for name in (link.name, link.column)}
    if column in links and links[column].to in {"person", "vehicle"}:
        return Privacy.PERSONAL in shown(reader)
    return True


def sees_test(reader: Reader, test: Test) -> bool:
    """May the reader know how a test comes out? Not where it reads what is withheld."""
    paths = [node for node in walk(test) if isinstance(node, Path) and node.role is not Role.CANDIDATE]
    return all(sees_column(reader, path.registers[-1], path.column) for path in paths)


def sees_rows(reader: Reader, figure: Figure) -> bool:
    """May the reader be shown which rows a figure counts? Not where that says what is withheld from them."""
    counted = figure.counted
    if counted is None:
        return False
    asked = [counted.where, counted.at, *([counted.total] if counted.total is not None else [])]
    nodes = [node for one in asked for node in walk(one)]
    registers = {node.register for node in nodes if isinstance(node, Quantified)}
    registers |= {name for node in nodes if isinstance(node, Path) for name in node.registers}
    paths = [node for node in nodes if isinstance(node, Path)]
    seen = all(sees_column(reader, path.registers[-1], path.column) for path in paths)
    return seen and all(reader.reads(name) for name in registers | {counted.every})
