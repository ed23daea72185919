"""What is wrong in the city, and what only looks so: planted from the plan's sentences, by code that cannot read the plan.

Each planting gives a car, a person, a gate or a case of its own, to which nothing else happens: so the ledger can name every
must that one missing fact touches, and no other.
"""

from __future__ import annotations

from lianfang.synth import (
    bedside,
    homes,
    laboratories,
    planting_arrivals,
    planting_beds,
    planting_care,
    planting_contacts,
    planting_fever,
    planting_following,
    planting_homes,
    planting_laboratories,
    planting_lanes,
    planting_lists,
    planting_lives,
    planting_orders,
    planting_posts,
    planting_records,
    planting_reporting,
    planting_riders,
    planting_shifts,
    planting_staff,
    planting_stays,
    planting_tasks,
    planting_tracing,
    planting_treatment,
    reporting,
    returns,
    stocks,
    tracing,
)
from lianfang.synth.arrivals import Travel
from lianfang.synth.draft import Draft
from lianfang.synth.posts import Posts, tallies
from lianfang.synth.scene import Scene, many
from lianfang.synth.stocks import PlantedDay


def plant(draft: Draft, travel: Travel, posts: Posts, *, planted: bool) -> list[PlantedDay]:
    """Plant near misses, and failings and undecidable records where asked; then write the returns over all of it.

    Musts' failings go into the draft's ledger; answered are the days that ledgers of stocks and flows cannot account for.
    """
    scene, at_posts = Scene(draft), Scene(draft, "failings of posts")
    planting_lanes.plant(scene, planted=planted)
    planting_stays.plant(scene, planted=planted)
    planting_arrivals.plant(Scene(draft, "failings of arrivals"), travel, planted=planted)
    planting_riders.plant(Scene(draft, "failings of riders"), travel, planted=planted)
    planting_posts.plant(at_posts, posts, planted=planted)
    planting_fever.plant(Scene(draft, "failings of fevers"), posts, planted=planted)
    planting_orders.plant(draft, planted=planted)
    planting_care.plant(draft, planted=planted)
    planting_contacts.plant(draft, planted=planted)
    planting_lives.plant(draft, planted=planted)
    planting_records.cases_just(scene)
    if planted:
        planting_records.cases(scene, many(len(draft.cases)))
        planting_records.gates(scene)
    planting_treatment.plant(scene, planted=planted)
    planting_staff.plant(draft, planted=planted)
    bench = laboratories.work(draft)
    planting_staff.plant_tests(draft, planted=planted)
    laboratories_apart = planting_laboratories.plant(bench, planted=planted)
    tracing.follow(draft)
    planting_tracing.plant(draft, planted=planted)
    planting_following.plant(draft, planted=planted)
    homes.tend(draft)
    planting_homes.plant(scene, planted=planted)
    planting_lists.plant(scene, planted=planted)
    planting_tasks.plant(scene, planted=planted)
    planting_beds.plant(Scene(draft, "failings of beds"), planted=planted)
    returns.of_gates(draft)
    tallies(posts)
    planting_shifts.plant(at_posts, planted=planted)
    laboratories.report(draft)
    if laboratories_apart:
        planting_laboratories.silent(draft, laboratories_apart)
    returns.of_areas(draft)
    bedside.look(draft)
    reporting.send(draft)
    planting_reporting.plant(draft, planted=planted)
    stocks.of_areas(draft)
    planting_records.gate_returns(scene, planted=planted)
    planting_records.district_returns(scene, planted=planted)
    spoiled = stocks.plant(draft, planted=planted)
    draft.returns.sort(key=lambda row: row.day)
    return spoiled
