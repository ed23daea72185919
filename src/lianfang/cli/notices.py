"""``lianfang notices``: send what waits in the outbox; say what does."""

from __future__ import annotations

import click
from django.db.models import Count

from lianfang.base.words import Text
from lianfang.cli import site
from lianfang.fronts.orders import ending
from lianfang.gaps import rising
from lianfang.interop.sending.sender import drivers, send_due
from lianfang.registers.actions import notifying
from lianfang.registers.models import Notice
from lianfang.registers.models.notices import CHANNELS, STATES

SENT = Text(
    "已发送 {sent}，未获确认 {unsure}，未能发送 {not_sent}；新到期任务 {overdue}",
    "{sent} sent, {unsure} not confirmed, {not_sent} not sent; {overdue} tasks newly overdue",
)
NO_WAY = Text(
    "本站未设置电子邮件或短信通道：通知只在站内",
    "This site has no way out by e-mail or text: notices stay in the app",
)


@click.group(help="通知与发件箱 / notices and their outbox.")
def command() -> None:
    """What waits for whom, and what has left the house."""


@command.command(
    help="发送待发通知（serve 运行时自动发送） / send what waits; a running serve does that by itself."
)
@site.LANG
@site.JSON
def send(lang: str, as_json: bool) -> None:
    """Empty the outbox once."""
    site.ready()
    ways = drivers()
    ending.sweep(at=site.shown())
    overdue = notifying.sweep(at=site.shown(), rights_at=site.now())
    rising.sweep(at=site.shown(), rights_at=site.now())
    done = send_due(ways, now=site.now, shown=site.shown)
    done.overdue = overdue
    if as_json:
        site.say(done.as_dict())
        return
    click.echo(SENT.to(site.language(lang)).format(**done.as_dict()))
    if not ways:
        click.echo(NO_WAY.to(site.language(lang)), err=True)


@command.command("list", help="按通道与状态计数 / how many stand where.")
@site.LANG
@site.JSON
def listed(lang: str, as_json: bool) -> None:
    """How many notices are in which state."""
    site.ready()
    counts = (
        Notice.objects.values_list("channel", "state").annotate(n=Count("id")).order_by("channel", "state")
    )
    found = [{"channel": channel, "state": state, "notices": n} for channel, state, n in counts]
    if as_json:
        site.say({"counts": found})
        return
    language = site.language(lang)
    for one in found:
        click.echo(
            f"{CHANNELS[one['channel']].to(language)} · {STATES[one['state']].to(language)}: {one['notices']}"
        )
