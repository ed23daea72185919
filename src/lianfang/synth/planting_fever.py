"""Failings, near misses and undecidable records of fevers: the second check, the clinic, its answer, and who leaves.

The limits are those of the plan's sentences, written down again on purpose: 15 minutes, one hour, two hours, a day.
"""

from __future__ import annotations

from lianfang.synth.calendar import AS_OF, DAY, HOUR, MINUTE
from lianfang.synth.gates import Site
from lianfang.synth.ledger import Finding
from lianfang.synth.posts import Posts
from lianfang.synth.scene import FROM, Scene, cycle, many

SECOND, REFERRED, RECEIVED, ANSWERED = (
    "fever-second-check", "fever-is-referred", "referred-is-received", "referral-is-answered",
)  # fmt: skip
LEAVES = "fever-does-not-leave"
SECOND_WITHIN, REFER_WITHIN, RECEIVE_WITHIN, ANSWER_WITHIN = 15 * MINUTE, HOUR, 2 * HOUR, DAY
WELL = {"temperature": 36.8}
UNREFERRED = {"referred_to_id": None, "received_at": None, "answered_at": None}
NO_TEMPERATURE = "the temperature is not known"


class Ward:
    """A scene with the posts of the city: a check of its own at any gate, and the findings about it."""

    def __init__(self, scene: Scene, posts: Posts):
        self.scene, self.posts, self.draft = scene, posts, scene.draft

    def gate(self, *, inbound: bool = True) -> Site:
        """A gate of ordinary traffic; who leaves is checked at stations."""
        return self.scene.gate(
            self.scene.chance.choice(("road", "rail", "air") if inbound else ("rail", "air"))
        )

    def at(self) -> int:
        """An instant for which the answer of the clinic is due."""
        return self.scene.chance.randrange(FROM, AS_OF - DAY - HOUR)

    def find(self, musts: tuple[str, ...], number: int, finding: Finding, why: str, gate: Site) -> None:
        """Enter the same finding of a check for some musts."""
        for must in musts:
            self.draft.find(must, "screening", number, finding, why, gate.area)


def clocks_just(ward: Ward, count: int) -> None:
    """Near misses: each clock to the last second and a second late."""
    posts = ward.posts
    for late in cycle((0, 1), count):
        at, gate = ward.at(), ward.gate()
        posts.cleared(gate, at, inbound=True, second_check_at=at + SECOND_WITHIN + late)
        posts.fever(gate, at, inbound=True, second_check_at=at + REFER_WITHIN + late)
        second = at + 5 * MINUTE
        posts.fever(
            gate, at, inbound=True, second_check_at=second, received_at=second + RECEIVE_WITHIN + late
        )
        posts.fever(gate, at, inbound=True, answered_at=at + ANSWER_WITHIN + late)
        posts.cleared(ward.gate(inbound=False), at, inbound=False, second_check_at=at + SECOND_WITHIN + late)
    posts.cleared(ward.gate(), ward.at(), inbound=True, second_check_at=None, temperature=37.2)


def clocks_soon(ward: Ward) -> None:
    """Near misses: each is due a second after the city's instant."""
    posts, gate, leaving = ward.posts, ward.gate(), ward.gate(inbound=False)
    posts.cleared(gate, AS_OF - SECOND_WITHIN + 1, inbound=True, second_check_at=None)
    posts.cleared(leaving, AS_OF - SECOND_WITHIN + 1, inbound=False, second_check_at=None)
    at = AS_OF - REFER_WITHIN + 1
    posts.cleared(gate, at, inbound=True, second_check_at=at + 5 * MINUTE, result="secondary")
    second = AS_OF - RECEIVE_WITHIN + 1
    posts.fever(
        gate, second - 5 * MINUTE, inbound=True, second_check_at=second, received_at=None, answered_at=None
    )
    posts.fever(gate, AS_OF - ANSWER_WITHIN + 1, inbound=True, answered_at=None)


def second_not(ward: Ward, count: int) -> None:
    """Gaps: a fever let through on one reading; the same on the way out, which breaks two rules."""
    for inbound in cycle((True, False), count):
        gate = ward.gate(inbound=inbound)
        check = ward.posts.cleared(gate, ward.at(), inbound=inbound, second_check_at=None)
        ward.find((SECOND,) if inbound else (SECOND, LEAVES), check, "gap", "no second check", gate)


def second_unknown(ward: Ward, count: int) -> None:
    """Cannot-tells: no temperature, on the way in and out; a fever at no known time; which way it went."""
    for kind in cycle(("in", "out", "when", "which way"), count):
        inbound = kind != "out"
        at, gate = ward.at(), ward.gate(inbound=inbound)
        if kind in ("in", "out"):
            check = ward.posts.cleared(gate, at, inbound=inbound, temperature=None)
            musts, why = ((SECOND,) if inbound else (SECOND, LEAVES)), NO_TEMPERATURE
        elif kind == "when":
            check = ward.posts.cleared(gate, at, inbound=True, at=None)
            musts, why = (SECOND,), "when they were checked is not known"
        else:
            check = ward.posts.cleared(gate, at, inbound=True, direction=None)
            musts, why = (LEAVES,), "which way they went is not known"
        ward.find(musts, check, "cannot_tell", why, gate)


def referred_not(ward: Ward, count: int) -> None:
    """Gaps: kept at the gate and sent nowhere; sent to a place that is no clinic."""
    for kind in cycle(("nowhere", "no clinic"), count):
        gate = ward.gate()
        if kind == "nowhere":
            check = ward.posts.fever(gate, ward.at(), inbound=True, result="isolated", **UNREFERRED)
            why = "a confirmed fever was sent nowhere"
        else:
            check = ward.posts.fever(
                gate, ward.at(), inbound=True, referred_to_id=ward.posts.quarantine[0].id
            )
            why = "sent to a place that is no clinic"
        ward.find((REFERRED,), check, "gap", why, gate)


def referred_unknown(ward: Ward, count: int) -> None:
    """Cannot-tells: what came of the second check is not known, sent on or not, on the way in or out."""
    for inbound in cycle((True, False), count):
        gate = ward.gate(inbound=inbound)
        check = ward.posts.fever(gate, ward.at(), inbound=inbound, result=None)
        why = "what came of the second check is not known"
        ward.find((REFERRED,) if inbound else (REFERRED, LEAVES), check, "cannot_tell", why, gate)


def clinic_not(ward: Ward, count: int) -> None:
    """Gaps: the clinic never saw them, never answered, or neither."""
    for kind in cycle(("received", "answered", "neither"), count):
        gate = ward.gate()
        lacks = {f"{name}_at": None for name in ("received", "answered") if kind in (name, "neither")}
        check = ward.posts.fever(gate, ward.at(), inbound=True, **lacks)
        if kind != "answered":
            ward.find((RECEIVED,), check, "gap", "the clinic did not see them", gate)
        if kind != "received":
            ward.find((ANSWERED,), check, "gap", "the clinic did not answer", gate)


def clinic_unknown(ward: Ward, count: int) -> None:
    """Cannot-tells of someone sent for a cough: when the second check was, or the first, is not known."""
    for kind in cycle(("second", "first"), count):
        gate = ward.gate()
        if kind == "second":
            check = ward.posts.fever(gate, ward.at(), inbound=True, second_check_at=None, **WELL)
            ward.find((RECEIVED,), check, "cannot_tell", "when they were sent is not known", gate)
        else:
            check = ward.posts.fever(gate, ward.at(), inbound=True, at=None, **WELL)
            why = "when they were checked is not known, nor which limit held"
            ward.find((SECOND, REFERRED, RECEIVED, ANSWERED), check, "cannot_tell", why, gate)


def plant(scene: Scene, posts: Posts, *, planted: bool) -> None:
    """Near misses always; failings and undecidable records where asked."""
    ward = Ward(scene, posts)
    fevers = sum(1 for _, check in scene.draft.kept.every("screening") if check.get("second_check_at"))
    clocks_just(ward, fevers // 100)
    clocks_soon(ward)
    if not planted:
        return
    for spoil in (second_not, second_unknown, referred_not, referred_unknown, clinic_not, clinic_unknown):
        spoil(ward, many(fevers))
