"""What is done with samples: requested, taken, sent, received, pooled, split, answered, told. Lists, whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lianfang.base.problems import Problem, Refused
from lianfang.fronts.laboratory import policies, reading
from lianfang.fronts.laboratory.standing import INDETERMINATE
from lianfang.fronts.laboratory.values import limits
from lianfang.registers import changes
from lianfang.registers.access import By, Reader, rows
from lianfang.registers.actions import record
from lianfang.registers.models import Pool, Sample, TestResult
from lianfang.registers.requests import once

Act = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    """A sample that is wanted: of whom (by the record that is the reason), and why.

    Attributes:
        of: case, contact, screening, order, staff_member or person → the row's id.
        area: which area is responsible.
    """

    of: Mapping[str, int]
    area: int
    reason: str | None = None
    laboratory: int | None = None


@dataclass(frozen=True)
class Swab:
    """A sample as it is taken: the barcode stuck on it, where and when, and what it is of.

    ``ref`` is that of the request; without it the sample is one that nobody had requested.
    """

    barcode: str
    taken_at: int
    ref: str = ""
    area: int | None = None
    taken_by: int | None = None
    laboratory: int | None = None
    material: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Reported:
    """An answer as a laboratory reports it, by the barcode of a sample or of a pool."""

    barcode: str
    result: str
    resulted_at: int
    tested_at: int | None = None
    laboratory: int | None = None
    method: str | None = None
    cycle_threshold: float | None = None


def request_samples(*, asked: Sequence[Asked], by: By, at: int, request: str = "") -> list[str]:
    """Ask for samples; answers their references."""

    def act() -> dict[str, Any]:
        told = [
            {
                **one.of,
                "area": one.area,
                "reason": one.reason,
                "laboratory": one.laboratory,
                "requested_at": at,
            }
            for one in asked
        ]
        return {"refs": record(register="sample", rows=told, by=by, at=at).refs}

    content = [by.name, [[dict(one.of), one.area, one.reason, one.laboratory] for one in asked]]
    return _refs(request, "request_sample", content, at, act)


def take(*, swabs: Sequence[Swab], reader: Reader, by: By, at: int, request: str = "") -> list[str]:
    """Samples are taken; answers their references.

    Raises:
        Refused: a request is not in reach or was taken already, a barcode is borne already or given twice, an instant has not
            come yet.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        policies.check_barcodes([one.barcode for one in swabs])
        policies.check_past([one.taken_at for one in swabs], at)
        found = {one.ref: reading.sample(one.ref, reader) for one in swabs if one.ref}
        policies.check_not_taken(found.values())
        told = [_swab(one, found.get(one.ref)) for one in swabs]
        return {"refs": record(register="sample", rows=told, by=by, at=at).refs}

    return _refs(request, "take_sample", [by.name, [vars(one) for one in swabs]], at, act)


def _swab(one: Swab, old: Sample | None) -> dict[str, Any]:
    given = {
        "barcode": one.barcode, "taken_at": one.taken_at, "taken_by": one.taken_by, "laboratory": one.laboratory,
        "material": one.material, "reason": one.reason, "area": one.area,
    }  # fmt: skip
    known = {name: value for name, value in given.items() if value is not None}
    return known if old is None else {"id": old.pk, **known}


def send(
    *, barcodes: Sequence[str], laboratory: int | None, reader: Reader, by: By, at: int, request: str = ""
) -> list[str]:
    """Samples leave for a laboratory.

    Args:
        laboratory: the site's id; None leaves each its own.

    Raises:
        Refused: a barcode that no sample in reach bears, given twice, not taken, or sent already; no laboratory is known.
    """

    def act() -> dict[str, Any]:
        found = _found(barcodes, reader)
        policies.check_to_send(found, laboratory)
        told = [{"id": one.pk, "sent_at": at, "laboratory": laboratory or one.laboratory_id} for one in found]
        return {"refs": record(register="sample", rows=told, by=by, at=at).refs}

    return _refs(request, "send_sample", [by.name, list(barcodes), laboratory], at, act)


def receive(
    *, barcodes: Sequence[str], laboratory: int | None, condition: str | None = None, reader: Reader, by: By, at: int,
    request: str = "",
) -> list[str]:  # fmt: skip
    """A laboratory has samples in its hands. The one that received them is theirs from then on, wherever they were sent.

    Raises:
        Refused: as :func:`send`, or received already.
    """

    def act() -> dict[str, Any]:
        found = _found(barcodes, reader)
        policies.check_to_receive(found, laboratory)
        told = [
            {
                "id": one.pk,
                "received_at": at,
                "condition": condition,
                "laboratory": laboratory or one.laboratory_id,
            }
            for one in found
        ]
        return {"refs": record(register="sample", rows=told, by=by, at=at).refs}

    return _refs(request, "receive_sample", [by.name, list(barcodes), laboratory, condition], at, act)


def make_pool(
    *, barcode: str, barcodes: Sequence[str], reader: Reader, by: By, at: int, request: str = ""
) -> str:
    """Put samples of one laboratory into one tube; answers the pool's reference.

    Raises:
        Refused: more than a pool holds or fewer than two, a barcode borne already, or a sample that is not received, has a
            result, is pooled already or lies at another laboratory.
    """

    def act() -> dict[str, Any]:
        policies.check_barcodes([barcode])
        found = _found(barcodes, reader)
        policies.check_to_pool(found, limits(at).pool)
        first = found[0]
        row = {"barcode": barcode, "laboratory": first.laboratory_id, "made_at": at, "area": first.area_id}
        made = record(register="pool", rows=[row], by=by, at=at)
        record(register="sample", rows=[{"id": one.pk, "pool": made.ids[0]} for one in found], by=by, at=at)
        return {"refs": made.refs}

    return _refs(request, "make_pool", [by.name, barcode, list(barcodes)], at, act)[0]


def split(*, ref: str, reader: Reader, by: By, at: int, request: str = "") -> str:
    """A pool that is not negative is taken apart: each of its samples is due by itself.

    Raises:
        Refused: there is none in reach; it has no result, is negative, or was split already.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        found = _locked(reading.pool(ref, reader))
        given = reading.answers(pools=[found.pk], at=at)["pool"].get(found.pk, [])
        policies.check_to_split(found, given)
        return {"refs": record(register="pool", rows=[{"id": found.pk, "split_at": at}], by=by, at=at).refs}

    return _refs(request, "split_pool", [by.name, ref], at, act)[0]


def enter_results(
    *, reported: Sequence[Reported], reader: Reader, by: By, at: int, request: str = ""
) -> list[str]:
    """Results by hand. One whose barcode nothing bears is kept with it, and joined when its sample is recorded.

    Raises:
        Refused: an instant has not come yet, comes before the sample was taken or the person was born; or no laboratory is
            named for a barcode that nothing bears.
    """

    def act() -> dict[str, Any]:
        policies.check_past([one.resulted_at for one in reported], at)
        found = reading.by_barcode([one.barcode for one in reported], reader)
        policies.check_times(
            [(found[one.barcode], one.tested_at, one.resulted_at) for one in reported if one.barcode in found]
        )
        told = [_result(one, found.get(one.barcode)) for one in reported]
        policies.check_placed(told)
        return {"refs": record(register="test_result", rows=told, by=by, at=at).refs}

    return _refs(request, "enter_result", [by.name, [vars(one) for one in reported]], at, act)


def _result(one: Reported, sample: Sample | None) -> dict[str, Any]:
    given = {
        "barcode": one.barcode, "result": one.result, "resulted_at": one.resulted_at, "tested_at": one.tested_at,
        "method": one.method, "cycle_threshold": one.cycle_threshold,
        "laboratory": one.laboratory or (sample and sample.laboratory_id),
        "area": sample and sample.area_id,
    }  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


def tell(*, refs: Sequence[str], reader: Reader, by: By, at: int, request: str = "") -> list[str]:
    """Results are told to the persons. Where the sample is of a fever at a gate, the gate has its answer with it.

    Raises:
        Refused: a result is not in reach, has no sample, is none to be told, or was told already.
    """

    def act() -> dict[str, Any]:
        changes.begin()
        found = [reading.result(ref, reader) for ref in refs]
        policies.check_to_tell(found)
        made = record(
            register="test_result", rows=[{"id": one.pk, "told_at": at} for one in found], by=by, at=at
        )
        _answer_gates(found, by, at)
        return {"refs": made.refs}

    return _refs(request, "tell_result", [by.name, list(refs)], at, act)


def _answer_gates(told: Sequence[TestResult], by: By, at: int) -> None:
    """The gates hear what is definite; what is to be tested again is no answer yet."""
    found = [one for one in told if one.result != INDETERMINATE]
    samples = {one.sample_id for one in found} | {
        row for one in found if one.pool_id for row in Sample.objects.filter(pool=one.pool_id).values_list("id", flat=True)
    }  # fmt: skip
    open_still = Sample.objects.filter(
        id__in=samples - {None}, screening__isnull=False, screening__answered_at=None
    )
    gates = sorted(set(open_still.values_list("screening_id", flat=True)))
    if gates:
        record(register="screening", rows=[{"id": one, "answered_at": at} for one in gates], by=by, at=at)


def _found(barcodes: Sequence[str], reader: Reader) -> list[Sample]:
    """The samples in the order of their barcodes, locked where the database can."""
    changes.begin()
    if not barcodes:
        raise Refused(Problem("laboratory/no-barcode"))
    twice = [code for code, count in Counter(barcodes).items() if count > 1]
    found = reading.by_barcode(barcodes, reader)
    wrong = [Problem("laboratory/twice", facts={"barcode": code}) for code in twice]
    lost = [code for code in dict.fromkeys(barcodes) if code not in found]
    wrong += [Problem("laboratory/unknown-barcode", facts={"barcode": code}) for code in lost]
    if wrong:
        raise Refused(wrong)
    if connection.vendor == "postgresql":
        query = rows(Sample, reader).filter(id__in=[one.pk for one in found.values()]).order_by("id")
        found = {str(one.barcode): one for one in query.select_for_update(no_key=True)}
    return [found[code] for code in barcodes]


def _locked(pool: Pool) -> Pool:
    if connection.vendor != "postgresql":
        return pool
    return Pool.objects.select_for_update(no_key=True).get(id=pool.pk)


def _refs(request: str, verb: str, content: Any, at: int, act: Act) -> list[str]:
    answer = once(request=request, verb=verb, content=content, at=at, act=act)
    return [str(ref) for ref in answer["refs"]]
