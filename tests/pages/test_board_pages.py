"""From the board down to the record: figures open lists as long as they say, records say why, and what is not yours is not there."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from lianfang.cli import site as console
from lianfang.gaps import plans
from lianfang.interop.outlines import bring_outlines
from lianfang.plan.model import LINES
from lianfang.registers.models import REGISTERS, Area
from lianfang.synth.city import City
from tests import door
from tests.pages.opened import at, browser, opened
from tests.pages.seen import Seen
from tests.unit.gaps.cities import lay_planted


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """A made-up city, laid once for all tests of this file that look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield lay_planted()
        transaction.set_rollback(True)
    plans.forget()


def city_of(made: City) -> int:
    """The path code of the city."""
    return Area.objects.get(gb_code="440300").id


def total(response: Any) -> int:
    """How long a list says it is."""
    assert response.status_code == 200
    return int(response.context["table"].caption.rsplit(": ", 1)[1].replace(",", ""))


def wrong_figures(client: Client, found: dict[str, int]) -> list[tuple[str, int, int]]:
    """The figures whose list is of another length."""
    lengths = {href: total(client.get(href)) for href in found}
    return [(href, said, lengths[href]) for href, said in found.items() if lengths[href] != said]


@pytest.mark.django_db
def test_every_figure_opens_a_list_as_long_as_it_says(made: City) -> None:
    client = browser("city_command", city_of(made), purpose="case_investigation")
    district = Area.objects.filter(level="district").first()
    assert district is not None
    pages = [
        "/board",
        "/lines/gates",
        "/lines/unified_command",
        f"/lines/gates?area={district.gb_code}",
    ]
    pages += [f"/musts/{key}" for key in ("declared-before-the-lane", "home-isolation-checked-daily")]
    pages.append(f"/musts/district-reports-each-day?area={district.gb_code}")
    found: dict[str, int] = {}
    for page in pages:
        mine = opened(client.get(at(page, made.as_of)).content.decode())
        assert mine, page
        found |= mine
    assert sum(said > 0 for said in found.values()) > 50
    assert {kind for kind in ("cannot_tell", "excused") if any(f"kind={kind}" in href for href in found)} == {
        "cannot_tell",
        "excused",
    }
    assert wrong_figures(client, found) == []


@pytest.mark.django_db
def test_every_value_of_a_facet_opens_a_list_as_long_as_it_says(made: City) -> None:
    client = browser("city_command", city_of(made), purpose="case_investigation")
    for query in ("", "kind=cannot_tell", "line=gates"):
        page = client.get(at(f"/gaps?{query}", made.as_of))
        for facet in page.context["facets"]:
            counts = [(row.cells[0].href, int(row.cells[1].text.replace(",", ""))) for row in facet.rows]
            assert counts
            if not facet.note:
                assert sum(count for _, count in counts) == total(page)
            assert wrong_figures(client, dict(counts[:2])) == []
            own = {href: count for href, count in counts if "reach=own" in href}
            assert wrong_figures(client, own) == []


@pytest.mark.django_db
def test_a_role_that_may_not_read_a_register_is_led_to_no_list_that_lacks_it(made: City) -> None:
    area = city_of(made)
    commander, reader = browser("gate_commander", area), browser("brief_reader", area, purpose="response")
    board = opened(commander.get(at("/board", made.as_of)).content.decode())
    gates = opened(commander.get(at("/lines/gates", made.as_of)).content.decode())
    assert gates
    assert wrong_figures(commander, board | gates) == []
    assert opened(commander.get(at("/musts/case-onset-recorded", made.as_of)).content.decode()) == {}
    for page in ("/board", "/lines/gates", "/musts/declared-before-the-lane"):
        said = reader.get(at(page, made.as_of))
        assert (said.status_code, opened(said.content.decode())) == (200, {})


@pytest.mark.django_db
def test_pages_by_key_go_on_and_back_and_show_every_row_once(made: City) -> None:
    client = browser("city_command", city_of(made), purpose="case_investigation")
    address, seen, way = at("/gaps?sort=owner", made.as_of), [], []
    while address:
        page = client.get(address)
        rows = [row.key for row in page.context["table"].rows]
        way.append((rows, page.context["table"].pager))
        seen += rows
        address = page.context["table"].pager.next
    assert len(seen) == len(set(seen)) == total(page)
    assert len(way) > 3
    for (before, _), (_, pager) in pairwise(way):
        assert [row.key for row in client.get(pager.previous).context["table"].rows] == before


@pytest.mark.django_db
def test_every_line_has_a_page_and_one_without_musts_says_so(made: City) -> None:
    client = browser("brief_reader", city_of(made), purpose="response")
    for key, title in LINES.items():
        page = client.get(at(f"/lines/{key}", made.as_of))
        html = page.content.decode()
        assert f"<h1>{title.en}</h1>" in html
        clauses = page.context["clauses"]
        assert all(bool(clause.because) != bool(clause.musts) for clause in clauses)
        assert all(clause.because in unescape(html) for clause in clauses)
        assert ("no working musts" in html) == (page.context["card"].musts == 0)
    assert page.context["next"] is None


@pytest.mark.django_db
def test_what_is_not_yours_looks_like_what_is_not_there(made: City) -> None:
    own, other = Area.objects.filter(level="district").order_by("id")[:2]
    client = browser("district_command", own.id, purpose="case_investigation")
    absent = door.plain(client.get("/no-such-page"))
    register, far = "case", _ref_in("case", other.id)
    near = _ref_in("case", own.id)
    assert client.get(at(f"/records/{register}/{near}", made.as_of)).status_code == 200
    gone = [f"/records/{register}/{far}", f"/records/{register}/nothing", f"/records/nothing/{near}"]
    gone += [
        "/lines/no-such",
        "/musts/no-such",
        "/gaps?must=no-such",
        "/gaps?owner=nobody",
        "/gaps?line=no-such",
    ]
    gone += [
        f"{page}?area={other.gb_code}" for page in ("/lines/gates", "/musts/case-onset-recorded", "/gaps")
    ]
    for address in gone:
        assert door.plain(client.get(address)) == absent, address
    worker = browser("gate_worker", own.id)
    for address in (f"/records/case/{near}", "/gaps", "/lines/gates"):
        assert worker.get(address).status_code == 404


def _ref_in(register: str, area: int) -> str:
    model = REGISTERS[register]
    column = f"{model.register.area}_id"
    found = model.objects.filter(**{f"{column}__gte": area, f"{column}__lt": area + 10**9}).values_list(
        "ref", flat=True
    )
    return str(found[0])


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["sort=x", "kind=all", "age=x", "after=x", "as_of=yesterday"])
def test_a_question_that_cannot_be_answered_says_what_is_wrong_and_how_to_mend_it(
    made: City, query: str
) -> None:
    client = browser("city_command", city_of(made), purpose="case_investigation")
    page = client.get(f"/gaps?{query}")
    assert page.status_code == 422
    [notice] = page.context["notices"]
    assert query.partition("=")[2] in notice.what
    assert notice.more
    assert (
        "No figure was reported by this instant" in client.get("/figures?as_of=1999-01-01").content.decode()
    )


@pytest.mark.django_db
def test_where_outlines_are_known_the_map_is_of_the_land(made: City, data_folder: Any) -> None:
    client, by = (
        browser("city_command", city_of(made), purpose="case_investigation"),
        console.by("maintenance"),
    )
    path = data_folder("shenzhen_boundaries") / "shenzhen_districts.geojson"
    bring_outlines(path=path, name="adcode", credit="(c) OpenStreetMap contributors", by=by, at=0)
    page = client.get("/board")
    drawn = page.context["map"].lands.drawn
    assert [land.tile.href for land in drawn] == [
        t.href for t in page.context["map"].tiles if t.key.isdigit()
    ]
    assert len(drawn) == 9
    html = page.content.decode()
    assert html.count('<path class="land') == 9
    assert "(c) OpenStreetMap contributors" in html
    district = client.get("/board?area=440305")
    assert district.context["map"].lands is None


@pytest.fixture(scope="module")
def htmls(made: City, django_db_blocker: Any) -> dict[tuple[str, str], str]:
    """Pages as they are sent, by name and language; before there is a browser, in whose thread the database is not asked."""
    found = {}
    with django_db_blocker.unblock():
        client = browser("epidemiologist", city_of(made), purpose="case_investigation")
        row = client.get(at("/gaps?must=home-isolation-checked-daily", made.as_of)).context["table"].rows[0]
        pages = {
            "line": "/lines/gates",
            "must": "/musts/declared-before-the-lane",
            "gaps": "/gaps?kind=cannot_tell",
        }
        for name, address in {**pages, "record": row.cells[0].href.partition("?")[0]}.items():
            for language in ("zh-hans", "en"):
                page = client.get(at(address, made.as_of), HTTP_ACCEPT_LANGUAGE=language)
                found[name, language] = page.content.decode()
    return found


@pytest.mark.parametrize(("width", "language"), [(1280, "zh-hans"), (360, "en")])
def test_the_pages_are_photographed_and_nothing_serious_is_found(
    htmls: dict[tuple[str, str], str], chromium: Any, width: int, language: str
) -> None:
    for (name, its), html in htmls.items():
        if its == language:
            with Seen(chromium, html, width=width) as seen:
                assert seen.complaints == []
                assert not seen.is_too_wide(), name
                assert width == 1280 or seen.violations() == []
                assert seen.bytes < 300_000
                seen.photograph(f"{name}-{language[:2]}-{width}")
