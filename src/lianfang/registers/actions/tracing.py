"""A question to the visits log is written down before it is answered: who asked, for which case, what for."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from lianfang.base.problems import Problem, Refused
from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.models import Case

AT_ONCE = 500
SICK = ("CONFIRMED", "CONFIRMED_NO_SYMPTOMS")
"""Classifications from which a question may start: there is evidence of the virus."""


def note_question(*, case: str, question: str, by: By, at: int) -> None:
    """Enter a question in the journal under the case that it starts from.

    Args:
        case: the reference of a recorded case that is confirmed, or without symptoms but positive.
        question: its name, such as ``contacts``.

    Raises:
        Refused: no such case, or one without evidence; nothing is answered then.
    """
    note_questions(cases=[case], question=question, by=by, at=at)


def note_questions(*, cases: Sequence[str], question: str, by: By, at: int) -> None:
    """The same of several cases at once, all of them or none.

    Raises:
        Refused: one of them is not there, or without evidence.
    """
    with transaction.atomic():
        found = check_evidence(cases)
        journal.append([
            journal.Entry(at, by, "trace", "case", row=found[case].pk, ref=case, fields=question) for case in cases
        ])  # fmt: skip


def check_evidence(cases: Sequence[str]) -> dict[str, Case]:
    """Cases by their references, all of which are confirmed, or without symptoms but positive.

    Raises:
        Refused: one of them is not there, or without evidence.
    """
    found = dict[str, Case]()
    for start in range(0, len(cases), AT_ONCE):
        found |= {str(one.ref): one for one in Case.objects.filter(ref__in=cases[start : start + AT_ONCE])}
    for case in cases:
        if case not in found:
            raise Refused(Problem("record/not-found", facts={"register": "case", "value": case}))
        if found[case].classification not in SICK:
            raise Refused(Problem("trace/no-evidence", facts={"case": case}))
    return found
