"""The product's promise in one assertion: every gap by name, and none invented; and one piece of evidence is one gap."""

from __future__ import annotations

import json

import pytest

from tests.drills.site import Site, fresh

pytestmark = pytest.mark.database


@pytest.fixture
def site(tmp_path):
    """A fresh site, on the database of this run."""
    with fresh(tmp_path) as made:
        yield made


def musts(site: Site) -> dict[str, dict]:
    """The brief's musts by key."""
    brief = site.json("brief", "--as-of", "2020-02-13")
    return {must["must"]: must for line in brief["lines"] for must in line["musts"]}


def test_gaps_found_are_the_failings_planted_and_a_missing_line_is_noticed(site):
    done = site.run("demo", "--check", "--people", "2000")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "they agree" in done.stdout
    assert "ledger days spoiled: 发现 found 18, 植入 planted 18" in done.stdout

    lines = (site.home / "ledger.jsonl").read_text("utf-8").splitlines()
    gaps = [line for line in lines[1:] if json.loads(line)["finding"] == "gap"]
    cannot_tells = [line for line in lines[1:] if json.loads(line)["finding"] == "cannot_tell"]
    shorter = site.home / "shorter.jsonl"
    for lost in (gaps[0], cannot_tells[-1]):
        shorter.write_text("\n".join(line for line in lines if line != lost) + "\n", "utf-8")
        again = site.run("demo", "--check", "--no-visits", "--people", "2000", "--ledger", str(shorter))
        assert again.returncode == 1
        assert "they differ" in again.stdout
        assert json.loads(lost)["must"] in again.stderr
    longer = site.home / "longer.jsonl"
    invented = json.loads(gaps[0]) | {"subject": 10**9}
    longer.write_text("\n".join([*lines, json.dumps(invented)]) + "\n", "utf-8")
    assert site.run("gaps", "--against", str(longer)).returncode != 0
    assert site.run("gaps", "--against", str(site.home / "ledger.jsonl")).returncode == 0


WITHDRAWN = """
from lianfang.gaps.models import Duty, MustNumber
from lianfang.registers.models import Declaration
numbers = dict(MustNumber.objects.values_list("must", "id"))
of_itself = [numbers["key-area-stay-names-destination"], numbers["arrival-day-declared"]]
owing = set(Duty.objects.filter(must_id__in=of_itself).values_list("subject_id", flat=True))
met = Duty.objects.filter(must_id=numbers["declared-before-the-lane"], state=0, met_at__isnull=False).order_by("subject_id")
for duty in met:
    declaration = Declaration.objects.get(id=duty.evidence_id)
    alone = Duty.objects.filter(must_id=duty.must_id, evidence_id=declaration.id).count() == 1
    only = Declaration.objects.filter(vehicle_id=declaration.vehicle_id).count() == 1
    if alone and only and declaration.id not in owing:
        print(declaration.ref, duty.area_id)
        break
"""


def evidence(site: Site) -> tuple[str, int]:
    """A declaration that is the only evidence of one duty and of no other and owes nothing itself, and the duty's area."""
    ref, area = site.python(WITHDRAWN).split()
    return ref, int(area)


def gaps_by_area(site: Site) -> dict[str, int]:
    """The gaps of one must by the area of the record, from the list of names."""
    found = site.json(
        "gaps", "--as-of", "2020-02-13", "--must", "declared-before-the-lane", "--limit", "100000"
    )
    assert found["total"] == len(found["rows"])
    counts: dict[str, int] = {}
    for row in found["rows"]:
        counts[row["area"]] = counts.get(row["area"], 0) + 1
    return counts


def test_a_city_without_failings_is_at_100_percent_and_one_lost_piece_of_evidence_is_one_gap(site):
    assert site.run("synth", "--people", "2000", "--failings", "none").returncode == 0
    before = musts(site)
    for must in before.values():
        assert must["due"] > 0, must["must"]
        assert (must["gaps"], must["cannot_tell"], must["late"]) == (0, 0, must["late"])
        assert (must["coverage"]["low"], must["coverage"]["high"]) == (1, 1)

    ref, _area = evidence(site)
    assert site.run("withdraw", "declaration", ref).returncode == 0

    after = musts(site)
    changed = {key for key in after if after[key] != before[key]}
    assert changed == {"declared-before-the-lane"}
    assert after["declared-before-the-lane"]["gaps"] == 1
    assert after["declared-before-the-lane"]["coverage"]["high"] < 1


def test_on_a_planted_city_one_lost_piece_of_evidence_adds_exactly_one_gap_in_its_area(site):
    assert site.run("synth", "--people", "2000").returncode == 0
    before, named = musts(site), gaps_by_area(site)
    ref, area = evidence(site)
    assert site.run("withdraw", "declaration", ref).returncode == 0
    after = musts(site)
    gained = {key: after[key]["gaps"] - before[key]["gaps"] for key in after if after[key] != before[key]}
    assert gained == {"declared-before-the-lane": 1}
    place = site.python(
        f"from lianfang.registers.models import Area\na = Area.objects.get(id={area})\nprint(a.gb_code or a.ref)"
    )
    grown = {key: n - named.get(key, 0) for key, n in gaps_by_area(site).items() if n != named.get(key, 0)}
    assert grown == {place.strip(): 1}


def test_a_site_with_a_record_of_its_own_is_never_cleared(site):
    assert site.run("demo", "--no-visits", "--people", "2000").returncode == 0
    assert site.run("demo", "--no-visits", "--people", "2000").returncode == 0
    ref = site.python(
        "from lianfang.registers.models import Area\nprint(Area.objects.get(gb_code='440305').ref)"
    ).strip()
    (site.home / "row.json").write_text(f'[{{"area": "{ref}", "source_key": "mine"}}]', "utf-8")
    assert site.run("record", "vehicle", str(site.home / "row.json")).returncode == 0
    done = site.run("demo", "--no-visits", "--people", "2000")
    assert (done.returncode, "[store/not-demo]" in done.stderr) == (2, True)
    assert (
        site.python(
            "from lianfang.registers.models import Vehicle\nprint(Vehicle.objects.filter(source_key='mine').count())"
        )
        == "1\n"
    )
