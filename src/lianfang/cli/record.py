"""``lianfang record``: rows of a register from JSON, through the same action as every other door."""

from __future__ import annotations

import json
from datetime import date
from typing import IO, Any

import click
from django.conf import settings

from lianfang.base import instants
from lianfang.base.problems import Problem, Refused
from lianfang.cli import site
from lianfang.records import Kind, Register
from lianfang.registers.actions import record
from lianfang.registers.catalogue import catalogue
from lianfang.registers.models import REGISTERS


@click.command(
    help="登记若干条记录（JSON 数组） / record rows given as a JSON list; links are references or ids."
)
@click.argument("register")
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.option(
    "--request", default="", help="本次写入的编号，重发不会重复 / id of this write; a replay adds nothing."
)
def command(register: str, file: IO[str], request: str) -> None:
    """Record and print the receipt as JSON."""
    site.ready()
    if register not in catalogue():
        raise Refused(
            Problem("record/unknown-register", facts={"register": register, "known": ", ".join(REGISTERS)})
        )
    try:
        given = json.load(file)
        rows = [dict(row) for row in (given if isinstance(given, list) else [given])]
    except (ValueError, TypeError) as error:
        raise Refused(
            Problem("record/not-json", file=getattr(file, "name", ""), facts={"detail": error})
        ) from error
    shape = catalogue()[register]
    rows = [
        {name: _value(shape, name, value, line) for name, value in row.items()}
        for line, row in enumerate(rows, 1)
    ]
    receipt = record(register=register, rows=rows, by=site.by(), at=site.shown(), request=request)
    site.say(
        {
            "refs": receipt.refs,
            "created": receipt.created,
            "updated": receipt.updated,
            "unchanged": receipt.unchanged,
        }
    )


def _value(shape: Register, name: str, value: Any, line: int) -> Any:
    """JSON's text as the register's value: dates, instants and references."""
    if not isinstance(value, str):
        return value
    if name in shape.links:
        found = REGISTERS[shape.links[name].to].objects.filter(ref=value).values_list("id", flat=True).first()
        if found is None:
            facts = {"register": shape.name, "field": name, "to": shape.links[name].to, "value": value}
            raise Refused(Problem("record/no-such-row", line=line, facts=facts))
        return found
    kind = shape.columns[name].kind if name in shape.columns else None
    try:
        if kind is Kind.INSTANT:
            return instants.parse(value, settings.TIME_ZONE)
        if kind is Kind.DATE:
            return date.fromisoformat(value)
    except ValueError:
        return value  # the action says what is wrong with it
    return value
