"""``lianfang reconcile``: the lists of one trip, or of one gate and some hours, held against each other."""

from __future__ import annotations

import click

from lianfang.base.problems import Problem, Refused
from lianfang.cli import site
from lianfang.fronts.gates import actions, reconciliation, terminal
from lianfang.fronts.gates.shapes import DecidedSaid, Reconciliation
from lianfang.reconcile.parties import Decision
from lianfang.registers.actions import reviewing


@click.command(
    help="核对名单、申报、查验、到达 / hold manifest, declarations, checks and arrivals against each other."
)
@click.option("--conveyance", default="", help="班次编号 / reference of a train, flight, coach or ship.")
@click.option("--gate", default="", help="公路关口编号 / reference of a road gate.")
@click.option("--from", "since", default="", help="起 / from this instant.")
@click.option("--until", default="", help="止（不含） / up to this instant.")
@click.option("--as-of", default="", help="截至 / as of this instant.")
@click.option("--same", nargs=2, default=None, help="认定两个编号为同一人（车） / these two are the same.")
@click.option("--not-same", nargs=2, default=None, help="认定两个编号不是同一人（车） / these two are not.")
@click.option("--reason", default="", help="认定理由 / why.")
@click.option(
    "--done", is_flag=True, help="登记本班次已核对 / keep that this conveyance has been gone through."
)
@site.JSON
@site.LANG
def command(
    conveyance: str,
    gate: str,
    since: str,
    until: str,
    as_of: str,
    same: tuple[str, str] | None,
    not_same: tuple[str, str] | None,
    reason: str,
    done: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Print the lists, or keep what a person decided of two references."""
    site.ready()
    if same is not None:
        _decide(same, "same", reason)
        return
    if not_same is not None:
        _decide(not_same, "not_same", reason)
        return
    if done and conveyance:
        actions.sign_off(conveyance=conveyance, by=site.by(), at=site.now())
    said = _lists(conveyance, gate, since, until, as_of)
    if as_json:
        click.echo(said.model_dump_json(indent=1))
    else:
        click.echo("\n".join(terminal.reconciliation(said, site.language(lang))))


def _lists(conveyance: str, gate: str, since: str, until: str, as_of: str) -> Reconciliation:
    reader, at, now = site.reader(), site.instant(as_of), site.now()
    if any((gate, since, until)) if conveyance else not all((gate, since, until)):
        raise Refused(Problem("gates/one-of-both"))
    if conveyance:
        return reconciliation.of_conveyance(conveyance, reader=reader, as_of=at, now=now)
    hours = site.beginning(since), site.instant(until)
    return reconciliation.of_gate(gate, *hours, reader=reader, as_of=at, now=now)


def _decide(refs: tuple[str, str], decision: Decision, reason: str) -> None:
    kept = reviewing.decide(refs=refs, decision=decision, reason=reason, by=site.by(), at=site.now())
    click.echo(DecidedSaid(refs=refs, decision=decision, review=kept.refs[0]).model_dump_json(indent=1))
