"""A plan is put in force whole; with an error the running one stays, whatever happens to its folder."""

from __future__ import annotations

import shutil

import pytest

from lianfang.base.problems import Refused
from lianfang.gaps import plans
from lianfang.gaps.models import Duty
from lianfang.gaps.rebuild import lagging, rebuild
from lianfang.plan import shipped
from lianfang.registers.models import Journal
from tests.unit.registers.city import BY, NOON, lay, passage, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_compiled():
    plans.forget()
    yield
    plans.forget()


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped plan that a test may harm."""
    source = shipped.folder("shenzhen_2020")
    assert source is not None
    return shutil.copytree(source, tmp_path / "plan")


def harm(folder, old: str, new: str) -> None:
    """Change a word of the gates' musts."""
    path = folder / "musts" / "gates.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_plan_with_an_error_is_refused_with_its_line_and_the_running_one_stays(folder):
    city = lay()
    plans.enact(folder=folder, by=BY, at=NOON)
    running = plans.in_force().plan.hash
    harm(folder, 'vehicle_scope in ("other_plate"', 'vehicle_scope in ("other_plane"')

    with pytest.raises(Refused) as refusal:
        plans.enact(folder=folder, by=BY, at=NOON + 1)

    [problem] = refusal.value.problems
    assert (problem.file, problem.line > 0, "other_plane" in problem.what("en")) == (
        "musts/gates.yaml",
        True,
        True,
    )
    assert plans.in_force().plan.hash == running
    shutil.rmtree(folder)
    plans.forget()
    write("passage", passage(city))
    assert Duty.objects.filter(must_id=plans.in_force().of("declared-before-the-lane").number).count() == 1


def test_a_new_text_is_put_in_force_and_says_what_is_to_be_read_anew(folder):
    lay()
    plans.enact(folder=folder, by=BY, at=NOON)
    assert len(lagging()) == len(plans.in_force().musts)
    rebuild(at=NOON)
    assert lagging() == []
    harm(folder, "by: passage.at + declare_on_the_spot", "by: passage.at + 1 hour")

    assert plans.enact(folder=folder, by=BY, at=NOON + 1) is True
    assert "declared-before-the-lane" in lagging()
    rebuild(at=NOON + 2)
    assert lagging() == []
    assert Journal.objects.filter(verb="enact").count() == 2


def test_a_plan_that_names_an_area_the_tree_lacks_is_refused(folder):
    with pytest.raises(Refused) as refusal:
        plans.enact(folder=folder, by=BY, at=NOON)
    assert {p.code for p in refusal.value.problems} == {"plan/unknown-area"}
    assert not plans.is_any_in_force()


def test_the_same_text_again_changes_nothing(folder):
    lay()
    plans.enact(folder=folder, by=BY, at=NOON)
    assert plans.enact(folder=folder, by=BY, at=NOON + 1) is False
    assert Journal.objects.filter(verb="enact").count() == 1


def test_a_site_without_a_plan_keeps_records_and_reads_them_once_there_is_one(folder):
    city = lay()
    write("passage", passage(city))
    with pytest.raises(Refused) as refusal:
        plans.in_force()
    assert [p.code for p in refusal.value.problems] == ["store/no-plan"]
    plans.enact(folder=folder, by=BY, at=NOON)
    rebuild(at=NOON)
    assert Duty.objects.count() > 0
