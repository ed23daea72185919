"""A calibration's posterior, taken up where calendars are weighed (deciding.md §3)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from lianfang.base.problems import Problem, Refused
from lianfang.outlook.deciding.calibration import NAMES
from lianfang.outlook.deciding.orders import MOST_DRAWS, MOST_R, Learnt
from lianfang.outlook.deciding.shapes import CalibrationSaid
from lianfang.outlook.series import Floats
from lianfang.outlook.shapes import Words

R_UNDER = NAMES.index("r_after")
FEWEST = 20


@dataclass(frozen=True)
class Posterior:
    """Draws of R of infections under the measures.

    Attributes:
        name: of the calibration's file.
        local: onsets that it rests on.
        r_under: shape (draws,).
        sign: of the draws, by which a kept run knows them.
        verdict: how much the series said of it; None where that is not at hand.
        said: the same in a sentence, with the prior beside the posterior.
        is_short: was the chain too short for the ends of intervals to be trusted, as the calibration itself says?
    """

    name: str
    local: int
    r_under: Floats
    sign: str
    verdict: str | None
    said: Words | None
    is_short: bool = False


def of(given: Learnt | None, folder: Path) -> Posterior | None:
    """The posterior that a decision names; None where it names none.

    Raises:
        Refused: ``deciding/calibration``: the file beside it is no answer of a calibration.
    """
    if given is None:
        return None
    if given.answer is not None:
        return read(_text(folder / given.answer), given.answer)
    drawn = np.array(given.r_under, dtype=np.float64)
    said = None if given.said is None else Words(zh=given.said.zh, en=given.said.en)
    return Posterior(
        given.name or "", given.local or 0, drawn, _sign(drawn), given.verdict, said, given.is_short
    )


def read(text: str, name: str) -> Posterior:
    """The posterior in the answer of ``lianfang outlook calibrate --json``.

    Raises:
        Refused: ``deciding/calibration``.
    """
    try:
        said = CalibrationSaid.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _wrong(name, ".".join(str(part) for part in first["loc"]) or "JSON") from error
    drawn = np.array([row[R_UNDER] if len(row) == len(NAMES) else 0.0 for row in said.draws], np.float64)
    if not FEWEST <= len(drawn) <= MOST_DRAWS or not ((drawn > 0) & (drawn <= MOST_R)).all():
        raise _wrong(name, "draws")
    learnt = next((one for one in said.parameters if one.name == NAMES[R_UNDER]), None)
    if learnt is None:
        raise _wrong(name, NAMES[R_UNDER])
    is_short = any(remark.code == "deciding/short-chain" for remark in said.remarks)
    return Posterior(said.basis.file, said.local, drawn, _sign(drawn), learnt.verdict, learnt.said, is_short)


def _sign(drawn: Floats) -> str:
    return sha256(drawn.tobytes()).hexdigest()


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(path.name, type(error).__name__) from error


def _wrong(name: str, detail: str) -> Refused:
    return Refused(Problem("deciding/calibration", facts={"name": name, "detail": detail}))
