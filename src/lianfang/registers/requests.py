"""A write's client id: a replay returns the first answer and writes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from lianfang.base.problems import Problem, Refused
from lianfang.registers.models import RequestKey
from lianfang.registers.prepared import Prepared

MOST = 64


def once(
    *, request: str, verb: str, content: Any, at: int, act: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Act in one transaction and keep the answer under the request's id; a replay is answered from there.

    Args:
        content: what is asked for, as JSON can say it; without the clock, which a replay has gone on.
        act: does it and answers what JSON can say.

    Raises:
        Refused: whatever ``act`` refuses; an id that is too long, holds what no eye sees, or was used for other content.
    """
    if len(request) > MOST:
        raise Refused(Problem("record/request-too-long", facts={"most": MOST}))
    if not request.isprintable():
        raise Refused(Problem("record/request-unprintable"))
    if not request:
        with transaction.atomic():
            return act()
    digest = _digest(verb, content)
    known = _answered(request, digest)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            answer = act()
            RequestKey.objects.create(key=request, at=at, verb=verb, digest=digest, answer=answer)
            return answer
    except (IntegrityError, Refused):
        # Another has answered the same request meanwhile: what it did may be what stands in this one's way.
        known = _answered(request, digest)
        if known is None:
            raise
        return known


def answered(*, request: str, verb: str, content: Any) -> dict[str, Any] | None:
    """What a request was answered; None where it was not yet, or has no id.

    Raises:
        Refused: the id was used for other content.
    """
    return _answered(request, _digest(verb, content)) if request else None


def _digest(verb: str, content: Any) -> str:
    text = json.dumps([verb, content], default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@Prepared
def _known(request: str) -> QuerySet[RequestKey, Any]:
    return RequestKey.objects.filter(key=request).order_by().values_list("digest")


def _answered(request: str, digest: str) -> dict[str, Any] | None:
    # Nearly every request is a first one: whether it is there is asked with no more than that.
    found = _known(request=request)
    if not found:
        return None
    if found[0][0] != digest:
        raise Refused(Problem("record/request-reused", facts={"request": request}))
    answer: dict[str, Any] = RequestKey.objects.values_list("answer", flat=True).get(key=request)
    return answer
