"""``lianfang synth``: a made-up city in an empty site."""

from __future__ import annotations

import click

from lianfang.cli import city, site
from lianfang.synth.city import Failings


@click.command(help="在空库中建一座虚拟城市 / fill an empty site with a made-up city.")
@click.option("--people", type=click.IntRange(2_000, 2_000_000), default=20_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--failings", type=click.Choice(["planted", "none"]), default="planted", show_default=True)
@click.option("--days", type=click.IntRange(1, 30), default=6, show_default=True)
@site.JSON
def command(people: int, seed: int, failings: Failings, days: int, as_json: bool) -> None:
    """Build and say what is there and where the ledger lies."""
    with site.Bar("synth") as bar:
        made = city.fill(people=people, seed=seed, failings=failings, days=days, on_progress=bar)
    said = {
        "people": people,
        "seed": seed,
        "as_of": made.as_of,
        "planted": len(made.ledger),
        "ledger": city.LEDGER,
    }
    if as_json:
        site.say(said)
    else:
        click.echo(
            f"虚拟城市 {people} 人，植入 {len(made.ledger)} 处 / {people} people, {len(made.ledger)} findings planted"
        )
