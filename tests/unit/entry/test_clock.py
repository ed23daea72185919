"""The clock of a demonstration: its last evening, and never at a site that holds anything real."""

from __future__ import annotations

import pytest

from lianfang.entry import clock
from lianfang.registers import journal
from lianfang.registers.access import By

pytestmark = pytest.mark.django_db
ENDS = 1_581_609_600  # 2020-02-13 24:00 in Shenzhen


@pytest.fixture(autouse=True)
def _home(tmp_path, settings):
    settings.HOME = tmp_path


def recorded(purpose: str, verb: str = "load") -> None:
    journal.append([journal.Entry(1, By("console", "operator", purpose=purpose), verb, "passage")])


def test_a_demonstration_goes_by_its_last_evening_until_the_city_ends(monkeypatch):
    assert clock.now() == clock.real()
    recorded("demonstration")
    began = clock.real()
    assert clock.start_evening(ends=ENDS) == ENDS - clock.EVENING
    evening = clock.of_demonstration()
    assert evening is not None
    for passed, shows in (
        (-99, -clock.EVENING),
        (0, -clock.EVENING),
        (3600, 3600 - clock.EVENING),
        (10**7, 0),
    ):
        monkeypatch.setattr(clock, "real", lambda passed=passed: evening.began + passed)
        assert clock.now() == ENDS + shows
    assert evening.began - began < 5
    clock.stop_evening()
    assert clock.now() == clock.real()


@pytest.mark.parametrize(
    "real", [("response", "record"), ("response", "import"), ("case_investigation", "update")]
)
def test_the_first_real_record_ends_it_whatever_lies_in_the_home(real):
    recorded("demonstration")
    clock.start_evening(ends=ENDS)
    assert clock.now() < ENDS
    recorded(*real)
    assert abs(clock.now() - clock.real()) <= 1
    assert clock.of_demonstration() is None


def test_a_site_without_a_made_up_city_goes_by_the_real_clock():
    clock.start_evening(ends=ENDS)
    assert abs(clock.now() - clock.real()) <= 1


def test_a_clock_that_cannot_be_read_is_none(tmp_path):
    recorded("demonstration")
    (tmp_path / clock.FILE).write_text('{"began": "x"}', "ascii")
    assert abs(clock.now() - clock.real()) <= 1
