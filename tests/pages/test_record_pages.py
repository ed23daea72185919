"""The page of a record says why each duty stands as it does; pages cost no more for more rows; an earlier knowledge has no lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import unescape
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianfang.base.instants import iso
from lianfang.board.gap_pages import COUNTS
from lianfang.board.lines import PAGES
from lianfang.board.overview import FIGURES
from lianfang.gaps import plans
from lianfang.gaps.excusing import Draft, excuse
from lianfang.gaps.models import Duty, Excuse
from lianfang.registers.actions import filters
from lianfang.registers.models import REGISTERS, Account
from tests import door
from tests.pages.opened import at, browser, opened
from tests.unit.gaps.cities import lay_small
from tests.unit.registers.city import BY, CITY, NANSHAN, NOON, passage, write

DAY = 86400


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    """Nothing compiled is left to the next test."""
    yield
    plans.forget()


@pytest.mark.django_db
def test_the_record_of_each_kind_of_row_says_why_and_what_would_close_it() -> None:
    city, later = lay_small(), NOON + 3 * DAY
    [gap], [unsure], [let_off] = (write("passage", passage(city, **more)) for more in ({}, {"car": None}, {}))
    reason = next(iter(Excuse.REASONS.codes))
    draft = Draft("declared-before-the-lane", let_off, reason, NOON, later + DAY, "mei", words="road cut")
    excuse(drafts=[draft], by=BY, at=NOON)
    client = browser("city_command", CITY, purpose="case_investigation")
    said = {
        "gap": "there is no declaration that shows it",
        "cannot_tell": "not known: vehicle",
        "excused": "excused",
    }
    rows = dict(zip(said, (gap, unsure, let_off), strict=True))
    for kind, why in said.items():
        listed = (
            client.get(at(f"/gaps?kind={kind}&must=declared-before-the-lane", later)).context["table"].rows
        )
        [address] = {row.cells[0].href for row in listed}
        page = client.get(address)
        [duty] = [one for one in page.context["duties"] if "declared-before-the-lane" in one.href]
        assert why in duty.why
        assert duty.closes
        assert duty.population
        assert page.context["page"].title.endswith(REGISTERS["passage"].objects.get(id=rows[kind]).ref)
        html = unescape(page.content.decode())
        assert duty.why in html
        assert duty.closes in html
    write("passage", {"id": gap, "occupants": 3})
    changed = client.get(at(f"/records/passage/{REGISTERS['passage'].objects.get(id=gap).ref}", later))
    assert len(changed.context["history"].steps) == 1
    assert [step.what for step in changed.context["journal"].steps] == ["corrected", "recorded"]


@pytest.mark.django_db
def test_what_a_purpose_does_not_open_is_withheld_on_the_page() -> None:
    city = lay_small()
    [row] = write("passage", passage(city, temperature=36.6))
    ref = REGISTERS["passage"].objects.get(id=row).ref
    shown = {}
    for role, purpose in (("city_command", "response"), ("epidemiologist", "case_investigation")):
        page = browser(role, CITY, purpose=purpose).get(at(f"/records/passage/{ref}", NOON + DAY))
        shown[role] = page.content.decode()
    assert "your purpose does not open it" in shown["city_command"]
    assert "36.6" not in shown["city_command"]
    assert "36.6" in shown["epidemiologist"]


PINNED = {
    "/board": 51,
    "/lines/gates": 28,
    "/musts/declared-before-the-lane": 20,
    "/gaps?must=declared-before-the-lane": 28,
    "/gaps?must=declared-before-the-lane&kind=cannot_tell": 24,
    "/gaps": 30,
    "/records/passage/": 30,
    "/records/site/": 30,
}
"""Page → how often it asks the database, whoever is signed in included. A list asks some questions for each must in it."""


@pytest.mark.django_db
def test_pages_ask_the_database_as_often_for_three_rows_as_for_one() -> None:
    city, later = lay_small(), NOON + 3 * DAY
    client = browser("city_command", CITY, purpose="case_investigation")
    [row, _] = write("passage", passage(city, car=0), passage(city, car=None))
    refs = {"passage": row, "site": city.gate}
    once = {page: _looks(client, _of(page, refs), later) for page in PINNED}
    write("passage", *[passage(city, car=car) for car in (1, 2, None, None)])
    for occupants in (3, 4):
        write("passage", {"id": row, "occupants": occupants})
    assert {page: _looks(client, _of(page, refs), later) for page in PINNED} == once
    # Of a gate there is a duty for every day: two days later it has more of them.
    days = [
        Duty.objects.filter(subject_id=city.gate, since__lte=then, met_at=None).count()
        for then in (later, later + 2 * DAY)
    ]
    assert days[1] > days[0] + 2
    assert _looks(client, _of("/records/site/", refs), later + 2 * DAY) == once["/records/site/"]
    assert once == PINNED


@pytest.mark.django_db
def test_a_filter_is_kept_by_its_name_opens_at_the_instant_shown_and_is_forgotten() -> None:
    lay_small()
    client, later = browser("city_command", CITY, purpose="case_investigation"), NOON + 3 * DAY
    address = f"/gaps?line=gates&kind=cannot_tell&area=440305&as_of={quote(iso(NOON, 'Asia/Shanghai'))}"
    form = client.get(address).context["saving"]
    done = client.post(form.action, {"name": "mine"})
    assert (done.status_code, "kind=cannot_tell" in done["Location"]) == (303, True)
    page = client.get(at("/gaps", later))
    [link] = page.context["saved"]
    opened_ = client.get(link.href)
    assert link.title == "mine"
    assert opened_.context["page"].as_of == iso(later, "Asia/Shanghai")
    chosen = {f.name: [o.value for o in f.options if o.is_chosen] for f in opened_.context["filters"].fields}
    assert (chosen["line"], chosen["kind"], chosen["area"]) == (["gates"], ["cannot_tell"], ["440305"])
    for n in range(filters.MOST - 1):
        client.post("/gaps/saved", {"name": f"n{n}" if n else ""})
    full = client.post("/gaps/saved", {"name": "one more"})
    assert (full.status_code, "30 filters are kept at most" in full.content.decode()) == (422, True)
    client.post("/gaps/saved", {"forget": "n13"})
    again = door.signed_in(Account.objects.get(login="city.command"), purpose="case_investigation")
    names = [one.title for one in again.get("/gaps").context["saved"]]
    assert names[:3] == ["mine", "filter 1", "n1"]
    assert len(names) == filters.MOST - 1
    assert "n13" not in names
    assert browser("district_command", NANSHAN).get("/gaps").context["saved"] == []
    assert client.post("/gaps/saved?sort=x", {"name": "bad"}).status_code == 422


@pytest.mark.django_db
def test_columns_are_chosen_by_the_address_and_stay_in_every_link_and_filter() -> None:
    city, later = lay_small(), NOON + 3 * DAY
    write("passage", *[passage(city, car=car) for car in (0, 1, 2)])
    client = browser("city_command", CITY, purpose="case_investigation")
    plain = client.get(at("/gaps", later)).context["table"]
    assert [one.title for one in plain.columns] == ["record", "must", "area", "owner", "since", "status"]
    asked = at("/gaps?column=risen&column=due&column=area&sort=newest", later)
    page = client.get(asked)
    table, chooser = page.context["table"], page.context["table"].chooser
    assert [one.title for one in table.columns] == ["record", "area", "due", "risen to"]
    assert [one.key for one in chooser.columns if one.is_shown] == ["area", "due", "risen"]
    assert {("sort", "newest"), ("as_of", iso(later, "Asia/Shanghai"))} == set(chooser.kept)
    assert all("column=area%2Cdue%2Crisen" in one.href for one in table.columns if one.href)
    facet = page.context["facets"][0].rows[0].cells[0].href
    assert "column=area%2Cdue%2Crisen" in facet
    assert [one.title for one in client.get(facet).context["table"].columns] == [
        "record",
        "area",
        "due",
        "risen to",
    ]
    assert ("column", "area,due,risen") in page.context["filters"].kept
    client.post(page.context["saving"].action, {"name": "two"})
    [link] = client.get("/gaps").context["saved"]
    assert [one.title for one in client.get(link.href).context["table"].columns][1:] == [
        "area",
        "due",
        "risen to",
    ]
    assert client.get("/gaps?column=secret").status_code == 422


def _of(page: str, refs: Mapping[str, int]) -> str:
    if not page.startswith("/records/"):
        return page
    register = page.split("/")[2]
    return page + REGISTERS[register].objects.get(id=refs[register]).ref


def _looks(client: Client, page: str, as_of: int) -> int:
    client.get(at(page, as_of))
    # The second time nothing is compiled anew; what is kept of the first is not what is counted here.
    for kept in (FIGURES, PAGES, COUNTS):
        kept.forget()
    with CaptureQueriesContext(connection) as looks:
        assert client.get(at(page, as_of)).status_code == 200
    return len(looks)


@pytest.mark.django_db
def test_of_an_earlier_knowledge_no_figure_leads_to_a_list_of_what_is_known_now() -> None:
    city, later = lay_small(), NOON + 3 * DAY
    write("passage", passage(city))
    client = browser("city_command", CITY, purpose="case_investigation")
    then = f"?known_at={quote(iso(later, 'Asia/Shanghai'))}"
    for page in ("/board", "/lines/gates", "/musts/declared-before-the-lane"):
        assert opened(client.get(at(page, later)).content.decode()) != {}
        assert opened(client.get(at(page + then, later)).content.decode()) == {}
    assert "A list is of what is known now." in client.get(at("/gaps" + then, later)).content.decode()
