"""``lianfang first-token``: the one way to the first account of a site."""

from __future__ import annotations

import click

from lianfang.cli import site
from lianfang.registers.actions import accounts


@click.command(
    help="取首次令牌，建立首位管理员（一次有效，30 分钟内） / a token that makes the first administrator, once, within 30 minutes."
)
def command() -> None:
    """Print a token."""
    site.ready()
    click.echo(accounts.first_token(at=site.now()))
