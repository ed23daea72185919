"""The registers as plain values, read off the models: what the engines and the data dictionary see."""

from __future__ import annotations

from functools import cache

from lianfang.base.words import Text
from lianfang.records import Catalogue, Children, Column, Link, Register
from lianfang.registers.fields import Declared, LinkField
from lianfang.registers.models import REGISTERS, Record
from lianfang.registers.models.record import Registered

_HIDDEN = {"ref", "source_key"}
"""Columns that no plan may name: they identify, and say nothing of the city."""


@cache
def catalogue() -> Catalogue:
    """All registers, made once a process."""
    return Catalogue({name: _register(name, model) for name, model in REGISTERS.items()})


def name_of(model: type[Record]) -> str:
    """The register's name of a model."""
    return next(name for name, known in REGISTERS.items() if known is model)


def _register(name: str, model: type[Record]) -> Register:
    said = model.register
    return Register(
        name=name,
        table=model._meta.db_table,
        title=said.title,
        occurred=said.occurred,
        area=said.area,
        columns=_columns(model),
        links=_links(model),
        children=_children(name, said),
        spans={span.name: span for span in said.spans},
        personal=said.personal,
        retention_days=said.retention_days,
    )


def _children(name: str, said: Registered) -> dict[str, Children]:
    named = {
        key: Children(key, register, via, title) for key, (register, via, title) in said.children.items()
    }
    beside = {key: Children(key, name, link, title, own=link) for key, (link, title) in said.beside.items()}
    return named | beside


def _columns(model: type[Record]) -> dict[str, Column]:
    return {
        f.name: Column(f.name, f.kind, f.null, f.title or Text(f.name, f.name), f.privacy, f.codes, f.origin)
        for f in model._meta.fields
        if isinstance(f, Declared) and f.name not in _HIDDEN
    }


def _links(model: type[Record]) -> dict[str, Link]:
    return {
        f.name: Link(f.name, f.column, name_of(f.related_model), f.null, f.title or Text(f.name, f.name))
        for f in model._meta.fields
        if isinstance(f, LinkField)
    }
