"""Where the margins of the made-up population are from, in words."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from lianfang.base.instants import iso
from lianfang.fronts.resumption.spec import Margin, Population
from lianfang.ui.parts.facts import Fact
from lianfang.ui.writing import moment, number, percent, spoken


def followed(of: Population) -> list[Fact]:
    """Each margin: the registers', or the figure that came with the product, and why."""
    return [Fact(_name(one), _source(one), note=_note(one, of)) for one in of.margins]


def _name(one: Margin) -> str:
    return {
        "districts": _("Residents by district"), "households": _("Households by size"), "ages": _("Ages"),
        "work": _("Workplaces by sector and district"),
    }[one.name]  # fmt: skip


def _source(one: Margin) -> str:
    return {
        "registers": _("as the registers have them"), "published": _("as published"), "assumed": _("assumed, without a source"),
    }[one.source]  # fmt: skip


def _note(one: Margin, of: Population) -> str:
    if one.source == "registers":
        at = moment(iso(of.as_of, settings.TIME_ZONE))
        if one.name != "districts":
            return _("of %(share)s of the residents, as of %(at)s; shares are rounded, small groups put together") % {
                "share": _part(one), "at": at,
            }  # fmt: skip
        said = _("%(held)s residents, as of %(at)s") % {"held": number(one.held), "at": at}
        if of.is_scaled:
            more = _(
                "their shares; drawn out to the published %(people)s, for an agent stands for one resident at least"
            )
            said += ("；" if spoken() == "zh" else "; ") + more % {
                "people": number(sum(of.districts.values()))
            }
        return said
    return {
        "not_all": _("residents are not known of all districts"),
        "rights": _("the register is not within the rights of whoever asked"),
        "few": _("the register holds %(share)s of the residents, met by an encounter or an order: no sample of the city")
        % {"share": _part(one)},
        "small": _("the register holds too few to tell of any without telling of single ones"),
        "none": _("no register keeps sectors or headcounts of workplaces"),
    }[one.why]  # fmt: skip


def _part(one: Margin) -> str:
    """Of the residents, to the whole per cent; what is rounded away is not nothing."""
    return percent(one.share) if one.share else "<1%"
