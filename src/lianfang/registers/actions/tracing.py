"""A question to the visits log is written down before it is answered: who asked, for which case, what for."""

from __future__ import annotations

from django.db import transaction

from lianfang.base.problems import Problem, Refused
from lianfang.registers import journal
from lianfang.registers.access import By
from lianfang.registers.models import Case

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
    with transaction.atomic():
        found = Case.objects.filter(ref=case).first()
        if found is None:
            raise Refused(Problem("record/not-found", facts={"register": "case", "value": case}))
        if found.classification not in SICK:
            raise Refused(Problem("trace/no-evidence", facts={"case": case}))
        journal.append([journal.Entry(at, by, "trace", "case", row=found.pk, ref=case, fields=question)])
