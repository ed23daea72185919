"""Which cases have to do with which: what an investigator writes down, with a direction where it was told, and its evidence.

A quarter of cases name another already; beside them, groups of a household, a meal or an office. As in life, some
directions contradict each other and some who are infected fall ill before their infector.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random

from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE, midnight
from lianfang.synth.chance import stream
from lianfang.synth.draft import Draft
from lianfang.synth.illness import Case

OF_RELATION = {
    "夫妻": ("SPOUSE", "household"), "父母": ("SAME_HOUSEHOLD", "household"), "子女": ("SAME_HOUSEHOLD", "household"),
    "亲戚": ("FAMILY_MEMBER_OR_FRIEND", "family"), "同事": ("SAME_ENVIRONMENT", "work"),
}  # fmt: skip
GROUPS = (
    ("household", "SAME_HOUSEHOLD", "同住一户，先发病者发病后与其余各人同住"),
    ("dining", "FAMILY_MEMBER_OR_FRIEND", "同桌聚餐，此前无其他暴露"),
    ("work", "SAME_ENVIRONMENT", "同一办公室，座位相邻"),
    ("transport", "TRAVEL_COMPANION", "同车往返，座位相邻"),
)
EVERY = 12
"""One group to so many cases; assumed."""
SOONEST, LATEST = 1, 9
"""Days between onsets of a link whose direction is told; assumed."""


def link(draft: Draft) -> None:
    """Links of ordinary cases; those that are planted later have none."""
    chance, ordinary = stream(draft.seed, "links of cases"), list(draft.cases)
    for number, case in enumerate(ordinary, 1):
        if case.linked_cases is not None and int(case.linked_cases) < number:
            relation, setting = OF_RELATION.get(case.relation or "", ("OTHER", "other"))
            _write(
                draft, number, int(case.linked_cases), relation=relation, setting=setting, certainty="MEDIUM"
            )
    for n in range(max(3, len(ordinary) // EVERY)):
        _group(draft, chance, ordinary, n)
    _contradict(draft, chance, ordinary)


def _known(case: Case) -> int:
    """When the list has the case."""
    return min(AS_OF, midnight(case.reported_on) + 20 * HOUR) if case.reported_on else AS_OF


def _write(draft: Draft, number: int, other: int, **told: object) -> None:
    case, before = draft.cases[number - 1], draft.cases[other - 1]
    at = min(AS_OF, max(_known(case), _known(before)) + 2 * HOUR + number % 50 * MINUTE)
    area = case.district or case.area
    draft.keep("case_link", at, case_id=number, other_id=other, area_id=area, **told)


def _group(draft: Draft, chance: Random, ordinary: list[Case], n: int) -> None:
    """Cases that fell ill after one of them: some through the first, some through one another, of some nobody can tell."""
    setting, relation, evidence = GROUPS[n % len(GROUPS)]
    first = chance.randrange(len(ordinary))
    chain = [first]
    for _ in range(chance.randint(2, 6)):
        source = chance.choice(chain)
        below = _infected(ordinary, source, chain, chance)
        if below is None:
            break
        chain.append(below)
        is_told = chance.random() < 0.7
        onset = ordinary[source].onset_on
        _write(
            draft, below + 1, source + 1, relation=relation, setting=setting, certainty="HIGH" if is_told else "LOW",
            directed=True if is_told else None, evidence=evidence if is_told else None,
            last_contact_on=onset + timedelta(days=1) if onset else None,
        )  # fmt: skip


def _infected(ordinary: list[Case], source: int, chain: list[int], chance: Random) -> int | None:
    """Someone who fell ill in the days after and is in no group yet."""
    before = ordinary[source].onset_on
    if before is None:
        return None
    fit = [
        at
        for at, case in enumerate(ordinary)
        if at not in chain
        and case.linked_cases is None
        and case.onset_on is not None
        and SOONEST <= (case.onset_on - before).days <= LATEST
    ]
    return chance.choice(fit) if fit else None


def _contradict(draft: Draft, chance: Random, ordinary: list[Case]) -> None:
    """One case that two are said to have infected, and one who fell ill before the infector."""
    dated = [
        at for at, case in enumerate(ordinary) if case.onset_on is not None and _known(case) < AS_OF - 2 * DAY
    ]
    one, two, both, early, late = chance.sample(dated, 5)
    told = {"directed": True, "certainty": "MEDIUM"}
    _write(
        draft,
        both + 1,
        one + 1,
        relation="FAMILY_MEMBER_OR_FRIEND",
        setting="dining",
        evidence="除夕家宴同桌",
        **told,
    )
    _write(
        draft,
        both + 1,
        two + 1,
        relation="NEIGHBOUR",
        setting="community",
        evidence="同一楼层，共用电梯",
        **told,
    )
    if ordinary[late].onset_on < ordinary[early].onset_on:  # type: ignore[operator]
        early, late = late, early
    _write(draft, early + 1, late + 1, relation="SAME_HOUSEHOLD", setting="household",
           evidence="流调认定：同住，另有两次核酸时间支持", **told)  # fmt: skip
