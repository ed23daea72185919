"""``lianfang brief``: the figures, the musts line by line, and what is to be looked at; frozen at the cut-off."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from lianfang.base.words import Language
from lianfang.cli import places, site
from lianfang.fronts.command import brief, freezing, pages, printed, terminal, terminal_frozen
from lianfang.fronts.command.shapes import Brief, Shape


@click.command(help="每日简报 / the brief: figures, musts by line, what to look at.")
@click.option(
    "--as-of", "as_of", help="截至：日期即当日24时 / event time; a date is its 24:00 (default: now)."
)
@click.option("--known-at", "known_at", help="只用此时之前录入的 / leave out what was recorded later (slow).")
@click.option("--area", help="区域代码、名称或编号 / national code, name or reference (default: the city).")
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), help="写成网页 / write a standalone page."
)
@click.option(
    "--pdf",
    type=click.Path(dir_okay=False, path_type=Path),
    help="固化的一份印成 PDF / the frozen one, to print (with --frozen).",
)
@click.option(
    "--freeze", is_flag=True, help="按截止时刻固化 / freeze it (default instant: the last data cut-off)."
)
@click.option("--frozen", metavar="REF", help="看已固化的一份 / one that was frozen, as it was said.")
@click.option(
    "--changes", metavar="REF", help="与上一份、与现在所知比较 / what differs from the last, and from now."
)
@click.option("--revise", metavar="REF", help="修订已固化的一份 / freeze what is known now, beside it.")
@click.option("--reason", default="", help="修订事由 / why it is revised.")
@click.option("--all", "listed", is_flag=True, help="列出已固化的 / list what was frozen.")
@site.LANG
@site.JSON
def command(
    as_of: str | None, known_at: str | None, area: str | None, html: Path | None, pdf: Path | None, freeze: bool, frozen: str | None,
    changes: str | None, revise: str | None, reason: str, listed: bool, lang: str, as_json: bool,
) -> None:  # fmt: skip
    """Make the brief and print it, or write it as a page; or freeze it, and read what was frozen."""
    asked = [freeze, bool(frozen), bool(changes), bool(revise), listed]
    if pdf is not None and not frozen:
        raise click.UsageError("--pdf: --frozen")
    if sum(asked) > 1 or (any(asked) and (known_at is not None or (html is not None and not frozen))):
        raise click.UsageError("--freeze, --frozen, --changes, --revise, --all")
    site.ready()
    language = site.language(lang)
    if frozen:
        _frozen(frozen, html, pdf, language, as_json)
    elif any(asked):
        instant = site.instant(as_of) if as_of else None
        _said(_kept(instant, area, freeze, changes, revise, reason), language, as_json)
    else:
        known = site.instant(known_at) if known_at else None
        reader = site.reader()
        of = places.area_of(area, reader=reader)
        made = brief.make(reader=reader, as_of=site.instant(as_of), at=site.shown(), known_at=known, area=of)
        _print(made, made.model_dump_json(indent=1), html, language, as_json)


def _kept(
    as_of: int | None, area: str | None, freeze: bool, changes: str | None, revise: str | None, reason: str
) -> Shape:
    reader, now = site.reader(), site.shown()
    if changes:
        return freezing.compare(ref=changes, reader=reader, at=now)
    if revise:
        return freezing.revise(ref=revise, reason=reason, by=site.by(), at=now)
    of = places.area_of(area, reader=reader)
    if freeze:
        return freezing.freeze(by=site.by(), at=now, as_of=as_of, area=of)
    return freezing.listing(reader=reader, area=of, limit=0)


def _frozen(ref: str, html: Path | None, pdf: Path | None, language: Language, as_json: bool) -> None:
    """As it was said; as JSON to the letter, so that its digest can be worked out again."""
    kept = freezing.show(ref=ref, reader=site.reader())
    if pdf is not None:
        pdf.write_bytes(printed.printed(kept, language=language))
        if html is None and not as_json:
            return
    if not as_json and html is None:
        terminal_frozen.print_frozen(kept.said, language=language, console=Console())
    if as_json:
        click.echo(kept.text, nl=False)
    _print(kept.brief, "", html, language, as_json)


def _print(made: Brief, text: str, html: Path | None, language: Language, as_json: bool) -> None:
    if html is not None:
        html.write_text(pages.brief_page(made, language=language), encoding="utf-8")
    if as_json and text:
        click.echo(text)
    elif html is None and not as_json:
        terminal.print_brief(made, language=language, console=Console())


def _said(made: Shape, language: Language, as_json: bool) -> None:
    if as_json:
        click.echo(made.model_dump_json(indent=1))
    else:
        terminal_frozen.print_kept(made, language=language, console=Console())
