"""Outlines come from GeoJSON, each to the area that it names; what cannot be drawn is refused."""

from __future__ import annotations

import json

import pytest

from lianfang.base.problems import Refused
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
