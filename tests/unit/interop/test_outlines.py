"""Outlines come from GeoJSON, each to the area that it names; what cannot be drawn is refused."""

from __future__ import annotations

import json

import pytest

from lianfang.base.problems import Refused
from lianfang.interop import datums
from lianfang.interop.laying import lay
from lianfang.interop.outlines import bring_outlines
from lianfang.registers.models import Area, Outline
from tests.unit.interop.files import AT, BY, plan

pytestmark = pytest.mark.django_db
SQUARE = [[114.0, 22.5], [114.1, 22.5], [114.1, 22.6], [114.0, 22.6], [114.0, 22.5]]


def of(code, ring=SQUARE, **more):
    return {"properties": {"adcode": code}, "geometry": {"type": "Polygon", "coordinates": [ring], **more}}


def written(tmp_path, *features, **more):
    path = tmp_path / "shapes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), "utf-8")
    return path


def bring(path, name="adcode"):
    return bring_outlines(path=path, name=name, credit="© who drew it", by=BY, at=AT)


def test_the_real_districts_all_find_their_area(data_folder):
    lay(folder=plan(), by=BY, at=AT)
    path = data_folder("shenzhen_boundaries") / "shenzhen_districts.geojson"
    found = bring(path)
    assert (found.read, found.changed, found.unknown) == (9, 9, [])
    expected = json.loads((path.parent / "EXPECTED.json").read_text("utf-8"))["reproduced"]["bbox"]
    points = [ring for rings in Outline.objects.values_list("rings", flat=True) for ring in rings]
    east, north = ([number / 100_000 for ring in points for number in ring[n::2]] for n in (0, 1))
    assert [min(east), min(north), max(east), max(north)] == pytest.approx(expected, abs=2e-5)


def test_again_nothing_changes_and_an_area_may_be_named_by_its_reference(tmp_path):
    lay(folder=plan(), by=BY, at=AT)
    dapeng = Area.objects.get(name_zh="大鹏新区")
    path = written(tmp_path, of(dapeng.ref), of("440304"), of("999999"))
    assert bring(path).changed == 2
    again = bring(path)
    assert (again.read, again.changed, again.unknown) == (3, 0, ["999999"])
    assert dapeng.outline.rings == [[round(100_000 * part) for point in SQUARE for part in point]]


@pytest.mark.parametrize(
    ("features", "code"),
    [
        ([], "areas/outline-unreadable"),
        ([of("440304", type="LineString")], "areas/outline-unreadable"),
        ([of("440304"), of(None)], "areas/outline-unnamed"),
        ([of("440304", ring=[[500000.0, 2500000.0]] * 4)], "areas/outline-nowhere"),
        ([of("440304", ring=[[114.0, 91.0]] * 4)], "areas/outline-nowhere"),
        ([of("440304", ring=[point[::-1] for point in SQUARE])], "areas/outline-exchanged"),
    ],
)
def test_a_wrong_file_changes_nothing(tmp_path, features, code):
    lay(folder=plan(), by=BY, at=AT)
    with pytest.raises(Refused) as caught:
        bring(written(tmp_path, *features))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert not Outline.objects.exists()


def test_what_is_no_json_is_refused(tmp_path):
    path = tmp_path / "x.geojson"
    path.write_bytes(b"\xff\xfe{")
    with pytest.raises(Refused, match="areas/outline-unreadable"):
        bring(path)


def test_what_is_exchanged_where_both_could_be_a_latitude_is_told_by_the_outlines_that_are_there(tmp_path):
    lay(folder=plan(), by=BY, at=AT)
    west = [[east - 70, north] for east, north in SQUARE]
    bring(written(tmp_path, of("440304", ring=west)))
    with pytest.raises(Refused, match="areas/outline-exchanged"):
        bring(written(tmp_path, of("440305", ring=[point[::-1] for point in west])))
    assert bring(written(tmp_path, of("440305", ring=west))).changed == 1


def test_the_datums_are_those_of_public_converters():
    """Two well-known points of their documentation."""
    east, north = datums.to_gcj_02((116.39775550083061, 39.91359571849836))
    assert (east, north) == pytest.approx((116.404, 39.915), abs=2e-5)
    assert datums.to_bd_09((116.404, 39.915)) == pytest.approx(
        (116.41036949371029, 39.92133699351021), abs=1e-9
    )


@pytest.mark.parametrize("code", ["440300", "440304"])
def test_an_outline_of_another_datum_is_told_beside_the_one_that_is_there(tmp_path, code):
    """Of the same area, or of the district inside a city that it fills; drawn a little otherwise."""
    lay(folder=plan(), by=BY, at=AT)
    bring(written(tmp_path, of(code)))
    shifts = {"GCJ-02": datums.to_gcj_02, "BD-09": lambda point: datums.to_bd_09(datums.to_gcj_02(point))}
    for datum, shift in shifts.items():
        ring = [shift((east + 0.0005, north - 0.0003)) for east, north in SQUARE]
        with pytest.raises(Refused) as caught:
            bring(written(tmp_path, of("440304", ring=ring)))
        [problem] = caught.value.problems
        assert (problem.code, problem.facts["datum"]) == ("areas/outline-datum", datum)
    assert Outline.objects.count() == 1
    better = [[east + 0.004, north + 0.004] for east, north in SQUARE]
    assert bring(written(tmp_path, of("440304", ring=better))).changed == 1


def test_a_file_that_names_another_system_is_refused_by_its_word(tmp_path):
    lay(folder=plan(), by=BY, at=AT)
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    with pytest.raises(Refused, match="areas/outline-datum"):
        bring(written(tmp_path, of("440304"), crs=named))
    named["properties"] = {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}
    assert bring(written(tmp_path, of("440304"), crs=named)).changed == 1
