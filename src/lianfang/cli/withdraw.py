"""``lianfang withdraw``: take a record out, with a reason."""

from __future__ import annotations

import click

from lianfang.base.problems import Problem, Refused
from lianfang.cli import site
from lianfang.registers.actions import withdraw
from lianfang.registers.models import REGISTERS


@click.command(help="撤回一条记录（原值加密留存） / withdraw a record (its values stay, encrypted).")
@click.argument("register")
@click.argument("refs", nargs=-1, required=True)
@site.JSON
def command(register: str, refs: tuple[str, ...], as_json: bool) -> None:
    """Withdraw rows by their references."""
    site.ready()
    if register not in REGISTERS:
        raise Refused(
            Problem("record/unknown-register", facts={"register": register, "known": ", ".join(REGISTERS)})
        )
    found = dict(REGISTERS[register].objects.filter(ref__in=refs).values_list("ref", "id"))
    lost = [ref for ref in refs if ref not in found]
    if lost:
        raise Refused(
            [Problem("record/not-found", facts={"register": register, "value": ref}) for ref in lost]
        )
    count = withdraw(register=register, ids=list(found.values()), by=site.by(), at=site.shown())
    if as_json:
        site.say({"withdrawn": count})
    else:
        click.echo(f"已撤回 {count} 条 {register} / {count} withdrawn")
