"""Answers as lines of text, Chinese or English."""

from __future__ import annotations

from collections.abc import Sequence

from lianfang.base.words import Language, Text
from lianfang.outlook import shapes

WITHHELD: dict[str, Text] = {
    "few": Text("不足 11 例，只报例数", "fewer than 11: the count only"),
    "early": Text("早于一个代际间隔", "before one serial interval"),
    "no_infectors": Text("看不到传染源", "nobody in sight infects"),
    "unreported": Text("报告不足 90%", "less than 90 % reported"),
    "too_little": Text("所知太少", "too little is known"),
}

IMPORTS: dict[str, Text] = {
    "none": Text("不计输入：所有病例作本地", "no imported cases expected: all are taken as local"),
    "lately": Text(
        "输入病例按近 14 天已登记者的走势", "imported cases by the trend of those counted in the last 14 days"
    ),
    "counted": Text("输入病例按已登记者推出", "imported cases follow from those counted"),
    "share": Text("输入病例按设定的比例推出", "imported cases follow from a stated share of all"),
    "stated": Text(
        "输入病例由来人数与设定的感染比例推出",
        "imported cases follow from those who come and a stated share of infected among them",
    ),
}

METHODS: dict[str, Text] = {
    "renewal": Text("更新方程", "renewal"),
    "last_value": Text("沿用末值", "last value"),
    "log_linear": Text("14 天对数线性", "14-day log-linear"),
}


def reproduction(said: shapes.ReproductionSaid, language: Language) -> list[str]:
    """R by window, with what it rests on."""
    zh = language == "zh"
    lines = _head(said.basis, language)
    serial = said.serial
    lines.append(
        f"代际间隔 {serial.mean:.2f}（标准差 {serial.sd:.2f}）天；窗 {said.window_days} 天；k {said.dispersion:g}（设定）"
        if zh
        else f"serial interval {serial.mean:.2f} (sd {serial.sd:.2f}) days; window {said.window_days} days; k {said.dispersion:g} (stated)"
    )
    if said.growth is not None:
        lines.append(_growth(said.growth, language))
    lines.append("窗  当地例数  R  90% 区间" if zh else "window  local onsets  R  90 % interval")
    lines += [window(each, language) for each in said.windows]
    return lines + _remarks(said.remarks, language)


def window(of: shapes.WindowSaid, language: Language) -> str:
    """One window: counts, R as a range where origins leave one, and the interval to be shown."""
    ends = [of.r] if of.r_if_local is None else [of.r, of.r_if_local]
    counts = _range([f"{end.local}" for end in ends])
    if all(end.withheld is not None for end in ends):
        why = next(end.withheld for end in ends if end.withheld is not None)
        return f"{of.start}–{of.end}  {counts}  {WITHHELD[why].to(language)}"
    given = [end for end in ends if end.mean is not None]
    means = _range([f"{end.mean:.2f}" for end in given])
    lows, highs = (
        [end.low for end in given if end.low is not None],
        [e.high for e in given if e.high is not None],
    )
    line = f"{of.start}–{of.end}  {counts}  {means}  ({min(lows):.2f}–{max(highs):.2f})"
    if len(given) < len(ends):
        few = next(end for end in ends if end.withheld is not None)
        line += f"  {few.local}: {WITHHELD[str(few.withheld)].to(language)}"
    return line


def delays(said: shapes.DelaysSaid, language: Language) -> list[str]:
    """Delays: as seen, fitted, by group and period, or as a stay."""
    lines = [*_head(said.basis, language), said.of]
    if said.crude is not None:
        lines.append(summary(said.crude, language))
    lines += [_fit(fit, language) for fit in said.fits]
    if said.difference is not None:
        lines += _difference(said.difference, language)
    for period in said.periods:
        until = period.until or ("以后" if language == "zh" else "after")
        text = "–" if period.summary is None else summary(period.summary, language)
        lines.append(f"{'至' if language == 'zh' and period.until else ''}{until}  {text}")
    if said.stay is not None:
        lines += [_stay(said.stay, language), *_ways(said.stay, language)]
    return lines + _remarks(said.remarks, language)


def nowcast(said: shapes.NowcastSaid, language: Language) -> list[str]:
    """Onsets in the end, by day; and R on them."""
    zh = language == "zh"
    lines = [*_head(said.basis, language), _fit(said.delay, language)]
    change = f"{said.change_a_week:.2f} ({said.change_low:.2f}–{said.change_high:.2f})"
    lines.append(f"时距每周变为 {change} 倍" if zh else f"delays change by a factor of {change} a week")
    lines.append(
        "发病日  已报  预计已报比例  最终（90% 区间）" if zh else "onset  reported  share  in the end (90 %)"
    )
    for day in said.days:
        if day.median is None or day.low is None or day.high is None:
            end = "所知太少" if zh else "too little is known"
        else:
            end = f"{day.median:.0f} ({day.low:.0f}–{day.high:.0f})"
        lines.append(f"{day.day}  {day.reported}  {100 * day.share:.0f}%  {end}")
    if said.windows:
        lines.append("R（基于即时推算）：" if zh else "R on the nowcast:")
        lines += [f"╱ {window(each, language)}" for each in said.windows]
    return lines + _remarks(said.remarks, language)


def forecast(said: shapes.ForecastSaid, language: Language) -> list[str]:
    """Cases to come, and how such forecasts fared."""
    zh = language == "zh"
    lines = _head(said.basis, language)
    lines.append(IMPORTS[said.imports].to(language))
    lines.append("日期  中位数（50%；90%）" if zh else "day  median (50 %; 90 %)")
    for day in said.days:
        q = day.quantiles
        lines.append(
            f"{day.day}  {q['0.5']:.0f} ({q['0.25']:.0f}–{q['0.75']:.0f}; {q['0.05']:.0f}–{q['0.95']:.0f})"
        )
    if said.arrivals is not None:
        lines += _arrivals(said.arrivals, language)
    for score in said.scores:
        lines.append(
            f"{METHODS[score.method].to(language)}: WIS {score.wis:.2f}, 50 % {score.coverage_50:.2f}, "
            f"90 % {score.coverage_90:.2f} ({score.forecasts})"
        )
    return lines + _remarks(said.remarks, language)


def _arrivals(of: shapes.ArrivalsSaid, language: Language) -> list[str]:
    """Those who come, the share that is stated, and what they would have brought beside what was counted."""
    zh = language == "zh"
    doubling = f"{of.doubling[0]:g}–{of.doubling[1]:g}"
    parts = [f"近14天来人 {of.people:g}" if zh else f"who came in 14 days: {of.people:g}"]
    if of.prevalence_low is not None and of.prevalence_high is not None:
        share = f"{10_000 * of.prevalence_low:g}–{10_000 * of.prevalence_high:g}"
        parts.append(f"每万人感染 {share}（设定）" if zh else f"infected of 10,000: {share} (stated)")
    parts.append(
        f"来源地倍增 {doubling} 天（设定）" if zh else f"the origin doubles in {doubling} days (stated)"
    )
    expected = f"{of.expected_low:.0f}–{of.expected_high:.0f}"
    counted = "–" if of.counted is None else str(of.counted)
    parts.append(
        f"近14天应有输入 {expected}，登记 {counted}"
        if zh
        else f"imported cases due in 14 days: {expected}, counted {counted}"
    )
    lines = ["  ".join(parts), "其中输入：中位数（90%）" if zh else "of these imported: median (90 %)"]
    for day in of.days:
        q = day.quantiles
        lines.append(f"{day.day}  {q['0.5']:.0f} ({q['0.05']:.0f}–{q['0.95']:.0f})")
    for one in [*of.origins, *([] if of.unrecorded is None else [of.unrecorded])]:
        people = "?" if one.people is None else f"{one.people:g}"
        lines.append(f"{one.name.to(language)}: {people} → {one.median:.0f} ({one.low:.0f}–{one.high:.0f})")
    return lines


def spread(said: shapes.SpreadSaid, language: Language) -> list[str]:
    """Whom cases infect: R and k, then each setting."""
    zh = language == "zh"
    lines = _head(said.basis, language)
    if said.offspring is not None:
        lines += _offspring(said.offspring, language)
    if said.settings:
        lines.append(
            "场景  组数  暴露  感染  续发率（95%）  组内相关"
            if zh
            else "setting  groups  exposed  infected  attack rate (95 %)  correlation within a group"
        )
    for one in said.settings:
        name = one.setting or ("未注明" if zh else "not told")
        head = f"{name}  {one.groups}  {one.exposed}  {one.infected}"
        if one.rate is None or one.low is None or one.high is None:
            lines.append(f"{head}  {'' if one.withheld is None else one.withheld.what.to(language)}")
            continue
        alike = "–" if one.correlation is None else f"{one.correlation:.2f}"
        lines.append(f"{head}  {100 * one.rate:.1f}% ({100 * one.low:.1f}–{100 * one.high:.1f})  {alike}")
    return lines + _remarks(said.remarks, language)


def _offspring(of: shapes.OffspringSaid, language: Language) -> list[str]:
    zh = language == "zh"
    if of.r is None or of.share_for_80 is None:
        why = [] if of.withheld is None else _remarks([of.withheld], language)
        return [f"{of.cases} 例：R 与 k 不明" if zh else f"{of.cases} cases: R and k are not known", *why]
    even = "与随机无异" if zh else "as evenly as by chance"
    k = even if of.k is None else f"{of.k:.2f}"
    ends = f"{of.k_low:.2f}–{'∞' if of.k_high is None else f'{of.k_high:.2f}'}"
    r, share = f"R {of.r:.2f} ({of.r_low:.2f}–{of.r_high:.2f})", f"{100 * of.share_for_80:.0f}"
    if zh:
        return [f"{of.cases} 例：{r}，k {k}（{ends}）；{share}% 的病例造成 80% 的传播"]
    return [f"{of.cases} cases: {r}, k {k} ({ends}); {share} % of cases make 80 % of infections"]


def summary(of: shapes.SummarySaid, language: Language) -> str:
    """Delays in numbers."""
    sd = "–" if of.sd is None else f"{of.sd:.2f}"
    if language == "zh":
        return f"n {of.n}，均值 {of.mean:.2f} 天，标准差 {sd}，中位数 {of.median:g}，负值 {of.negative}"
    return f"n {of.n}, mean {of.mean:.2f} days, sd {sd}, median {of.median:g}, negative {of.negative}"


def _head(of: shapes.Basis, language: Language) -> list[str]:
    as_of, known = of.as_of or "–", of.known_at or "–"
    if language == "zh":
        return [f"{of.file}  截至 {as_of}，已知截至 {known}  lianfang {of.version}"]
    return [f"{of.file}  as of {as_of}, known at {known}  lianfang {of.version}"]


def _growth(of: shapes.GrowthSaid, language: Language) -> str:
    rate = f"{of.start}–{of.end}  {of.rate:+.3f} ({of.low:+.3f}–{of.high:+.3f})"
    if language == "zh":
        change = (
            f"倍增 {of.doubling_days:.1f} 天"
            if of.doubling_days
            else f"减半 {of.halving_days:.1f} 天"
            if of.halving_days
            else ""
        )
        return f"增长率 {rate} /天  {change}".rstrip()
    change = (
        f"doubles in {of.doubling_days:.1f} days"
        if of.doubling_days
        else f"halves in {of.halving_days:.1f} days"
        if of.halving_days
        else ""
    )
    return f"growth {rate} a day  {change}".rstrip()


def _fit(of: shapes.FitSaid, language: Language) -> str:
    median = f"{of.quantiles['0.5']:.2f} ({of.median_low:.2f}–{of.median_high:.2f})"
    tail = f"{of.quantiles['0.975']:.2f} ({of.p97_5_low:.2f}–{of.p97_5_high:.2f})"
    mean = f"{of.mean:.2f} ({of.mean_low:.2f}–{of.mean_high:.2f})"
    if language == "zh":
        return f"{of.family}：均值 {mean}，标准差 {of.sd:.2f}，中位数 {median}，97.5% 位 {tail} 天；对数似然 {of.log_likelihood:.1f}"
    return f"{of.family}: mean {mean}, sd {of.sd:.2f}, median {median}, 97.5 % at {tail} days; log-likelihood {of.log_likelihood:.1f}"


def _difference(of: shapes.DifferenceSaid, language: Language) -> list[str]:
    zh = language == "zh"
    lines = [
        f"{'无' if zh else 'without'} {of.group}: {summary(of.without, language)}",
        f"{'有' if zh else 'with'} {of.group}: {summary(of.with_, language)}",
        f"{'粗差' if zh else 'crude difference'} {of.crude:.2f}",
    ]
    if of.within_weeks is not None:
        ends = "" if of.low is None or of.high is None else f" ({of.low:.2f}–{of.high:.2f})"
        where = f"同一发病周内（{of.weeks} 周）" if zh else f"within weeks of onset ({of.weeks})"
        lines.append(f"{where} {of.within_weeks:.2f}{ends}")
    return lines


def _stay(of: shapes.StaySaid, language: Language) -> str:
    naive = "–" if of.naive_median is None else f"{of.naive_median:g}"
    median = "–" if of.median is None else f"{of.median:g}"
    ends = f"{'?' if of.low is None else f'{of.low:g}'}–{'?' if of.high is None else f'{of.high:g}'}"
    if language == "zh":
        return f"{of.n} 例，已结束 {of.ended}：中位数 {median} 天（{ends}，Kaplan-Meier）；只看已结束的为 {naive} 天，偏短"
    return f"{of.n}, of which {of.ended} ended: median {median} days ({ends}, Kaplan-Meier); of those ended alone {naive}, too short"


def _ways(of: shapes.StaySaid, language: Language) -> list[str]:
    """The share that has ended in each way, by each week of stay."""
    words = {"discharged": Text("出院", "discharged"), "died": Text("死亡", "died")}
    lines = []
    for way, word in words.items():
        shares = [
            f"{one.days}: {100 * one.share:.0f}% ({100 * one.low:.0f}–{100 * one.high:.0f})"
            for one in of.ways
            if one.way == way
        ]
        if shares:
            lines.append(
                word.to(language) + ("，至第几天：" if language == "zh" else " by day ") + " ".join(shares)
            )
    return lines


def _range(texts: Sequence[str]) -> str:
    return texts[0] if len(set(texts)) == 1 else "–".join(texts)


def _remarks(remarks: Sequence[shapes.Remark], language: Language) -> list[str]:
    return [f"[{each.code}] {each.what.to(language)} {each.mend.to(language)}" for each in remarks]
