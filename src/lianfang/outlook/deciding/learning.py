"""The answer of ``lianfang outlook calibrate``: prior beside posterior, and in words how little the series said."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import emcee
import numpy as np
from scipy import stats

from lianfang.base.problems import Problem, Refused
from lianfang.base.words import Language, Text
from lianfang.outlook import tables
from lianfang.outlook.deciding import reading, sampling, shapes
from lianfang.outlook.deciding.calibration import (
    NAMES,
    Learnt,
    Likelihood,
    Prior,
    bits_in_all,
    learnt,
    likelihood,
    natural,
    prior_of,
)
from lianfang.outlook.deciding.orders import Calibration
from lianfang.outlook.deciding.sharing import rests_on
from lianfang.outlook.serial import of_moments
from lianfang.outlook.series import Floats, Series
from lianfang.outlook.shapes import Remark, Words

TITLES: dict[str, Text] = {
    "r_before": Text("措施前的 R", "R before the measures"),
    "r_after": Text("措施后的 R", "R under the measures"),
    "dispersion": Text("离散参数 k", "dispersion k"),
    "reported": Text("当地发病被发现的比例", "share of local onsets counted"),
}
VERDICTS: dict[str, Text] = {
    "almost_nothing": Text(
        "数据几乎没有说什么，所见就是先验", "the data say almost nothing: this is the prior"
    ),
    "little": Text("数据只说了一点，先验仍占大半", "the data say a little; much of this is the prior"),
    "something": Text("数据有所说明", "the data say something"),
}
THINNED = 200


def answer(
    path: Path, *, keep: Path | None = None, told: sampling.Told = lambda done, of: None
) -> shapes.CalibrationSaid:
    """Read the file and its series, and learn what can be learnt.

    Args:
        path: the file.
        keep: a file to be kept while it runs, and to go on from.
        told: hears how far it is.

    Raises:
        Refused: the file or its series cannot be used.
    """
    asked = reading.read(path, Calibration)
    beside = path.parent / asked.series
    if not beside.is_file():
        raise Refused(Problem("deciding/no-series", path.name, facts={"name": asked.series}))
    whole = tables.series(tables.read(beside)).until(asked.as_of)
    prior, series = prior_of(asked.priors), decided(whole, asked)
    of = likelihood(series, of_moments(asked.serial.mean, asked.serial.sd), asked.measures_from)
    rng = np.random.default_rng(asked.seed)
    basis, series_sign = rests_on(path), sha256(beside.read_bytes()).hexdigest()
    chain = sampling.sample(
        lambda theta: of.of(theta) + prior.density(theta),
        prior.drawn(rng, sampling.WALKERS),
        asked.seed,
        keep=keep,
        sign=f"calibrate {basis.sha256} {series_sign} {basis.version}",
        told=told,
    )
    bits = bits_in_all(prior, of, chain.drawn, rng)
    return shapes.CalibrationSaid.model_validate(
        {
            "basis": basis, "series_sha256": series_sign, "first": whole.first.isoformat(), "as_of": whole.last.isoformat(),
            "measures_from": asked.measures_from.isoformat(), "local": int(series.local.sum()),
            "imported": int(series.imported.sum()), "cannot_tell": int(whole.cannot_tell.sum()),
            "cannot_tell_taken_as": asked.cannot_tell if whole.cannot_tell.any() else None, "left_out": of.left_out,
            "serial_mean": asked.serial.mean, "serial_sd": asked.serial.sd, "parameters": _parameters(prior, chain.drawn),
            "bits": bits, "said": in_all(int(series.local.sum()), bits), "seed": asked.seed, "steps": chain.length,
            "autocorrelation": chain.autocorrelation, "worth": chain.worth, "accepted": chain.accepted,
            "library": f"emcee {emcee.__version__}", "remarks": _remarks(whole, asked, of, chain), "draws": _thinned(chain.drawn),
        }
    )  # fmt: skip


def decided(series: Series, asked: Calibration) -> Series:
    """The series with those of unknown origin taken for what the file says.

    Raises:
        Refused: ``deciding/cannot-tell`` where it does not say.
    """
    none = np.zeros_like(series.local)
    if not series.cannot_tell.any():
        return series
    if asked.cannot_tell is None:
        raise Refused(
            Problem("deciding/cannot-tell", asked.series, facts={"count": int(series.cannot_tell.sum())})
        )
    if asked.cannot_tell == "local":
        return Series(series.first, series.local + series.cannot_tell, series.imported, none)
    return Series(series.first, series.local, series.imported + series.cannot_tell, none)


def verdict(of: Learnt) -> str:
    """How much, as a word."""
    if of.sd_ratio > 0.85 and of.bits < 0.5:
        return "almost_nothing"
    return "little" if of.sd_ratio > 0.5 else "something"


def in_all(local: int, bits: float) -> Words:
    """What the series said of all parameters together."""
    each = bits / len(NAMES)
    return Words(
        zh=f"{local} 例当地发病共给出 {bits:.1f} 比特，四个参数平均各 {each:.1f} 比特（1 比特：范围缩小一半）",
        en=f"{local} local onsets gave {bits:.1f} bits in all, {each:.1f} for each of four parameters (one bit halves a range)",
    )


def lines(said: shapes.CalibrationSaid, language: Language) -> list[str]:
    """As lines of text."""
    zh = language == "zh"
    made = [
        f"{said.basis.file}：{said.first} 至 {said.as_of}，当地 {said.local}，输入 {said.imported}；措施始于 {said.measures_from}"
        if zh
        else f"{said.basis.file}: {said.first} to {said.as_of}, local {said.local}, imported {said.imported}; measures from "
        f"{said.measures_from}",
        f"代际间隔 {said.serial_mean:g}（标准差 {said.serial_sd:g}）天，设定，未拟合"
        if zh
        else f"serial interval {said.serial_mean:g} (sd {said.serial_sd:g}) days: stated, not fitted",
    ]
    made += [f"{each.title.to(language)}: {each.said.to(language)}" for each in said.parameters]
    made.append(said.said.to(language))
    made.append(
        f"{said.library}, {said.steps} × {sampling.WALKERS}, τ {said.autocorrelation:.0f}, n {said.worth}"
    )
    return made + [f"* {remark.what.to(language)} {remark.mend.to(language)}" for remark in said.remarks]


def _parameters(prior: Prior, drawn: Floats) -> list[shapes.LearntSaid]:
    levels = [0.025, 0.5, 0.975]
    held = natural(prior.mean + stats.norm.ppf(levels)[:, None] * prior.sd)
    now = np.quantile(natural(drawn), levels, axis=0)
    found = []
    for at, of in enumerate(learnt(prior, drawn)):
        before, after = _spread(held[:, at]), _spread(now[:, at])
        word = verdict(of)
        told = {
            "sd_ratio": of.sd_ratio,
            "bits": of.bits,
            "verdict": word,
            "prior": before,
            "posterior": after,
        }
        said = Words(zh=_sentence(told, "zh"), en=_sentence(told, "en"))
        title = Words(zh=TITLES[NAMES[at]].zh, en=TITLES[NAMES[at]].en)
        found.append(
            shapes.LearntSaid.model_validate({"name": NAMES[at], "title": title, "said": said, **told})
        )
    return found


def _spread(of: Floats) -> shapes.Spread:
    return shapes.Spread(low=float(of[0]), median=float(of[1]), high=float(of[2]))


def _sentence(told: dict[str, object], language: Language) -> str:
    before, after = (
        f"{spread.median:.2f} ({spread.low:.2f}–{spread.high:.2f})"
        for spread in (told["prior"], told["posterior"])
        if isinstance(spread, shapes.Spread)
    )
    word = VERDICTS[str(told["verdict"])].to(language)
    if language == "zh":
        return (
            f"先验 {before}，后验 {after}；标准差之比 {told['sd_ratio']:.2f}，{told['bits']:.1f} 比特：{word}"
        )
    return (
        f"prior {before}, posterior {after}; sd ratio {told['sd_ratio']:.2f}, {told['bits']:.1f} bits: {word}"
    )


def _remarks(series: Series, asked: Calibration, of: Likelihood, chain: sampling.Chain) -> list[Remark]:
    """What was assumed or left out, and what the chain lacks."""
    found = [Problem("deciding/taken-as-complete", facts={"day": series.last})]
    if series.cannot_tell.any():
        zh, en = ("当地", "local") if asked.cannot_tell == "local" else ("输入", "imported")
        facts = {"count": int(series.cannot_tell.sum()), "as_zh": zh, "as_en": en}
        found.append(Problem("deciding/cannot-tell-taken", facts=facts))
    if of.left_out:
        found.append(Problem("deciding/left-out", facts={"count": of.left_out}))
    if not chain.is_long_enough:
        facts = {"lengths": f"{chain.length / chain.autocorrelation:.0f}"}
        found.append(Problem("deciding/short-chain", facts=facts))
    return [Remark.of(problem) for problem in found]


def _thinned(drawn: Floats) -> list[list[float]]:
    at = np.linspace(0, len(drawn) - 1, THINNED).astype(int)
    return [[float(f"{value:.5g}") for value in row] for row in natural(drawn[at])]
