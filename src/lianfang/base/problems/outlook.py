"""Problems of estimates: what is wrong with a series, a list, a delay; and remarks on how little is known."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "outlook/extra-missing": (
        Text("研判所需的程序包未安装：{module}。", "The packages of the engine are not installed: {module}."),
        Text("请安装 lianfang[outlook]。", "Install lianfang[outlook]."),
    ),
    "outlook/unreadable": (
        Text("文件读不成带表头的 CSV：{detail}。", "The file is no CSV with a header: {detail}."),
        Text(
            "请存为 UTF-8 的 CSV，第一行为列名。",
            "Save it as CSV in UTF-8, names of columns in the first line.",
        ),
    ),
    "outlook/column-missing": (
        Text("缺少列 {columns}，文件有 {found}。", "Column {columns} is missing; the file has {found}."),
        Text("请按说明命名各列。", "Name the columns as the manual says."),
    ),
    "outlook/bad-cell": (
        Text("列 {column} 的“{value}”读不成{kind_zh}。", "'{value}' in column {column} is no {kind_en}."),
        Text("请改正该格；不知道就留空。", "Correct the cell; leave it blank where it is not known."),
    ),
    "outlook/negative": (
        Text("{day} 的 {column} 为负：{value}。", "{column} of {day} is negative: {value}."),
        Text(
            "负值多为订正：请把订正记到它所属的日子，再给出订正后的序列。",
            "A negative count is a correction: enter it on the days it belongs to, and give the corrected series.",
        ),
    ),
    "outlook/count-missing": (
        Text("{day} 的 {column} 空缺，空缺不是零。", "{column} of {day} is blank, and blank is not zero."),
        Text(
            "没有病例请写 0；不知道请从次日起给。",
            "Write 0 for no case; if it is not known, begin on the day after.",
        ),
    ),
    "outlook/gap": (
        Text(
            "{before} 之后缺 {days} 天，直到 {after}。",
            "{days} days are missing between {before} and {after}.",
        ),
        Text("每天一行：没有病例写 0。", "One row a day: write 0 where there was no case."),
    ),
    "outlook/out-of-order": (
        Text("{after} 排在 {before} 之后。", "{after} comes after {before}."),
        Text("请按日期先后排列，每天一行。", "Put the days in order, one row each."),
    ),
    "outlook/empty": (
        Text("没有一行数据。", "There is no row of data."),
        Text("请检查文件与截至日期。", "Look at the file and at the day as of which you ask."),
    ),
    "outlook/no-case": (
        Text("{first} 至 {last} 没有一例。", "There is no case at all from {first} to {last}."),
        Text("没有病例就没有可估的传播。", "Without a case there is no spread to estimate."),
    ),
    "outlook/one-case": (
        Text("全部只有一例，什么也估不出。", "There is a single case: nothing can be estimated from it."),
        Text("请只报例数。", "Report the count."),
    ),
    "outlook/too-short": (
        Text(
            "序列只有 {days} 天，窗宽 {window} 天至少要 {least} 天。",
            "{days} days are too few: a window of {window} needs {least}.",
        ),
        Text("请给更长的序列或更窄的窗。", "Give a longer series or a narrower window."),
    ),
    "outlook/bad-window": (
        Text(
            "窗 {start}–{end} 不可用：须从第 2 天起，且不超出序列。",
            "Window {start}-{end} cannot be used: from day 2 on and within the series.",
        ),
        Text(
            "第 1 天的病例没有可见的传染源，窗从第 2 天起。",
            "Nobody in sight can have infected the cases of day 1: begin on day 2.",
        ),
    ),
    "outlook/as-of-outside": (
        Text(
            "截至 {as_of} 不在序列 {first}–{last} 之内。",
            "As of {as_of} lies outside the series, {first} to {last}.",
        ),
        Text("请给序列之内的日期。", "Give a day within the series."),
    ),
    "outlook/bad-prevalence": (
        Text(
            "每万人感染 {low} 到 {high} 不成范围。",
            "Infected among 10,000, {low} to {high}, is no range.",
        ),
        Text(
            "请给从小到大、0 到 10000 之间的两个数。",
            "Give two numbers from 0 to 10,000, the smaller one first.",
        ),
    ),
    "outlook/known-at-of-a-series": (
        Text(
            "序列没有录入或报告日，无法回到 {known_at} 的所知。",
            "A series has no days of report: what was known on {known_at} cannot be told from it.",
        ),
        Text("请给病例名单（--cases），含报告日。", "Give a list of cases with days of report (--cases)."),
    ),
    "outlook/serial-without-mass": (
        Text("代际间隔没有质量：{detail}。", "The serial interval has no mass: {detail}."),
        Text(
            "请给从第 0 天起的非负权数，和为 1。", "Give weights from lag 0 on, none negative, that sum to 1."
        ),
    ),
    "outlook/serial-negative": (
        Text(
            "代际间隔第 {lag} 天的权数为负：{value}。",
            "The serial interval has a negative weight at lag {lag}: {value}.",
        ),
        Text("权数不可为负。", "No weight may be negative."),
    ),
    "outlook/serial-at-zero": (
        Text(
            "代际间隔第 0 天的权数是 {value}，应为 0。",
            "The serial interval has weight {value} at lag 0; it must be 0.",
        ),
        Text(
            "本方法不容当日传播：请把它移到第 1 天，并写明。",
            "The method knows no infection within a day: move the weight to lag 1, and say so.",
        ),
    ),
    "outlook/serial-not-one": (
        Text(
            "代际间隔的权数之和为 {sum}，应为 1。",
            "The weights of the serial interval sum to {sum}; they must sum to 1.",
        ),
        Text("请补全尾部或归一化后再给。", "Complete the tail or scale the weights before giving them."),
    ),
    "outlook/serial-moments": (
        Text(
            "代际间隔均值 {mean}、标准差 {sd} 不可用。",
            "A serial interval of mean {mean} and sd {sd} cannot be used.",
        ),
        Text("均值须大于 1 天，标准差须大于 0。", "The mean must be above 1 day and the sd above 0."),
    ),
    "outlook/serial-lags": (
        Text(
            "代际间隔的天数须为 0、1、2……，此处为 {lag}。",
            "The lags of a serial interval are 0, 1, 2, ...; here stands {lag}.",
        ),
        Text("请从 0 起逐天给出。", "Give every lag from 0 on."),
    ),
    "outlook/serial-missing": (
        Text("没有给代际间隔。", "No serial interval was given."),
        Text(
            "请给 --si 均值,标准差，或 --si-file 分布，或 --si-data 成对数据。",
            "Give --si MEAN,SD, or --si-file with a distribution, or --si-data with pairs.",
        ),
    ),
    "outlook/delay-reversed": (
        Text("区间颠倒：{left} 晚于 {right}。", "The interval is reversed: {left} is after {right}."),
        Text("左端不可晚于右端。", "Its left end may not be after its right end."),
    ),
    "outlook/delay-impossible": (
        Text(
            "第二事件在 {end} 前结束，早于第一事件的最早时刻 {start}。",
            "The second event ends by {end}, before the first can begin, {start}.",
        ),
        Text(
            "请核对该行；若可为负，请用 normal 分布。",
            "Check the row; where delays may be negative, fit `normal`.",
        ),
    ),
    "outlook/delay-negative": (
        Text(
            "{count} / {of} 个时距为负，{family} 分布容不下。",
            "{count} of {of} delays are negative: no {family} distribution holds them.",
        ),
        Text("负值照留：请看均值，或拟合 normal。", "They are kept: read the mean, or fit `normal`."),
    ),
    "outlook/too-few": (
        Text("只有 {count} 个，至少要 {least} 个。", "{count} are too few: {least} are needed."),
        Text("请只报个数；时距另报中位数。", "Report their number only; of delays the median as well."),
    ),
    "outlook/no-fit": (
        Text(
            "{family} 分布的似然没有最大值：{detail}。",
            "The likelihood of a {family} distribution has no maximum: {detail}.",
        ),
        Text("时距须有不同的值；请换一个分布。", "The delays must differ; or try another family."),
    ),
    "outlook/ends-assumed": (
        Text("{count} 行缺 {end_zh}，取 {taken}。", "{count} rows lack {end_en}: {taken} was taken."),
        Text("这是假定，与结果一并报告。", "This is an assumption, to be reported with the answer."),
    ),
    "outlook/rows-left-out": (
        Text("{count} 行未用：{why_zh}。", "{count} rows were not used: {why_en}."),
        Text("如能补全，请补全后再算。", "Complete them if you can, and ask again."),
    ),
    "outlook/completeness-unknown": (
        Text(
            "序列没有报告日：最近几天报全了多少不得而知，估计可能偏低。",
            "The series has no days of report: how complete its last days are is not known, and R may be too low.",
        ),
        Text("请给病例名单（--cases），含报告日。", "Give a list of cases with days of report (--cases)."),
    ),
    "outlook/stopped": (
        Text(
            "{day} 之后发病的病例报告不足 {share}%，R 到此为止。",
            "Fewer than {share} % of onsets after {day} have been reported: R stops there.",
        ),
        Text(
            "其后只看即时推算（lianfang outlook nowcast）。",
            "After that only the nowcast (lianfang outlook nowcast).",
        ),
    ),
    "outlook/does-not-beat": (
        Text(
            "预测不优于基线“{baseline_zh}”：相对得分 {ratio}。",
            "The forecast does not beat the baseline '{baseline_en}': relative score {ratio}.",
        ),
        Text("请以基线为准，或只作参考。", "Go by the baseline, or take the forecast as a hint only."),
    ),
    "outlook/fall": (
        Text(
            "累计数在 {day} 由 {before} 降为 {after}。",
            "The cumulative count fell from {before} to {after} on {day}.",
        ),
        Text(
            "请由该地说明并订正；带回落的累计数不能化为每日新增。",
            "To be explained and corrected by the area: a falling count gives no daily cases.",
        ),
    ),
    "outlook/cohort-small": (
        Text("只有 {count} 例，写不出区间。", "With {count} cases no interval can be given."),
        Text("请只报例数。", "Report the count."),
    ),
    "outlook/nobody-infected": (
        Text("{cases} 例中没有一例注明传给了谁。", "None of {cases} cases is told to have infected anybody."),
        Text(
            "这是所知甚少，不是 R = 0：请补充指明方向的关联。",
            "That is little known, and not R = 0: add links whose direction is told.",
        ),
    ),
    "outlook/two-infectors": (
        Text(
            "{count} 例注明了不止一个传染者，各计一次。",
            "{count} cases are named with more than one infector, and count for each.",
        ),
        Text(
            "请由流调确定其一，否则 R 偏高。", "Let an investigator decide for one, or R comes out too high."
        ),
    ),
    "outlook/column-twice": (
        Text("列 {columns} 出现了不止一次。", "Column {columns} stands there more than once."),
        Text("请只留一列，或改名。", "Keep one of them, or rename it."),
    ),
    "outlook/watched-still": (
        Text("{count} 名接触者尚在观察期，未计入。", "{count} contacts are watched still and not counted."),
        Text("满 14 天后再算。", "Ask again when 14 days are over."),
    ),
    "outlook/more-infected": (
        Text("感染 {infected} 人，多于暴露 {exposed} 人。", "{infected} infected of {exposed} exposed."),
        Text("请核对该组人数；带入者不计。", "Check the group; whoever brought it in does not count."),
    ),
    "outlook/scenario-delay": (
        Text("时距 {shares} 不是 120 天内的概率分布。", "{shares} is no distribution of days within 120."),
        Text(
            "给出从 0 天起、合计为 1 的非负概率，或均值与标准差。",
            "Give shares from day 0 on, none negative, that add up to 1; or mean and sd.",
        ),
    ),
    "outlook/scenario-disease": (
        Text("疾病参数 {name} = {value} 不可用。", "{name} of the disease cannot be {value}."),
        Text("允许：{allowed}。", "Allowed: {allowed}."),
    ),
    "outlook/scenario-margins": (
        Text("城市的 {name} = {value} 不可用。", "{name} of the city cannot be {value}."),
        Text("允许：{allowed}。", "Allowed: {allowed}."),
    ),
    "outlook/scenario-unknown-figures": (
        Text("没有名为“{name}”的城市或疾病参数。", "There is no city and no disease of the name '{name}'."),
        Text(
            "现有 shenzhen_2020（城市）与 covid_2020（疾病）。",
            "There are shenzhen_2020, a city, and covid_2020, a disease.",
        ),
    ),
    "outlook/scenario-worst": (
        Text(
            "计划的最坏情形不比预期更坏：传播 ×{hazards}，输入 ×{arrivals}，遵守 ×{complies}。",
            "The planned worst case is no worse than expected: hazards ×{hazards}, arrivals ×{arrivals}, complies ×{complies}.",
        ),
        Text(
            "传播 1–10 倍、输入 1–1000 倍、遵守 0–1 倍，至少一项须更坏。",
            "Hazards 1 to 10 times, arrivals 1 to 1000, complies 0 to 1; one of them has to be worse.",
        ),
    ),
    "outlook/scenario-nothing-to-run": (
        Text(
            "没有可推演的：方案 {scenarios} 个，种子 {seeds} 个。",
            "Nothing can be run: {scenarios} scenarios, {seeds} seeds.",
        ),
        Text(
            "至少一个方案、一个种子，种子不重复。",
            "Give one scenario and one seed at least, and no seed twice.",
        ),
    ),
    "outlook/scenario-file": (
        Text("方案文件的 {where}：{detail}。", "{where} of the scenario file: {detail}."),
        Text("请按 docs/how/run-scenarios.md 改正。", "Correct it as docs/how/run-scenarios.md says."),
    ),
    "outlook/scenario-assumed": (
        Text("设定而无出处的参数：{names}。", "Assumed, without a source: {names}."),
        Text("结果用于比较方案，不作预测。", "Compare scenarios by it; it is no forecast."),
    ),
    "outlook/scenario-after": (
        Text(
            "{names}：在推演的最后一天 {last} 之后才起始的不起作用。",
            "{names}: what begins after the last day that is run, {last}, does nothing.",
        ),
        Text("请延长天数，或删去它们。", "Run more days, or leave them out."),
    ),
    "outlook/dask-away": (
        Text(
            "{address} 没有应答的 Dask 调度器：{detail}。",
            "No Dask scheduler answers at {address}: {detail}.",
        ),
        Text(
            "请核对地址，如 tcp://10.0.0.5:8786；或去掉 --dask，在本机推演。",
            "Check the address, such as tcp://10.0.0.5:8786; or leave --dask out and run here.",
        ),
    ),
    "outlook/scenario-few-seeds": (
        Text(
            "只有 {seeds} 个种子：一次未见的事，概率仍可达 {most}。",
            "{seeds} seeds only: what never happened may have a probability of up to {most}.",
        ),
        Text("要更准，请加种子。", "Give more seeds to know it better."),
    ),
    "outlook/scenario-agents": (
        Text("{agents} 人的城市造不出来。", "A city of {agents} people cannot be made."),
        Text("人数请在 {least} 与 {most} 之间。", "Ask for {least} to {most}."),
    ),
    "outlook/scenario-days": (
        Text("推演 {days} 天不可行。", "A run of {days} days is not possible."),
        Text("天数请在 1 与 {longest} 之间。", "Ask for 1 to {longest} days."),
    ),
    "outlook/scenario-measure": (
        Text("措施 {kind} 的 {name} = {value} 无法执行。", "{kind} with {name} = {value} cannot be ordered."),
        Text("允许：{allowed}。", "Allowed: {allowed}."),
    ),
    "outlook/scenario-unknown-class": (
        Text("没有“{named}”这类场所。", "There are no sites of the class '{named}'."),
        Text(
            "行业：{sectors}；区：{districts}；批次从 0 到 {batches}。",
            "Sectors: {sectors}; districts: {districts}; batches from 0 to {batches}.",
        ),
    ),
    "outlook/scenario-opening": (
        Text(
            "“{named}”第 {day} 天开放，但此前没有关闭。",
            "'{named}' opens on day {day}, and nothing of it is closed before.",
        ),
        Text("先写明关闭，或去掉这次开放。", "Close it first, or leave the opening out."),
    ),
    "outlook/scenario-opened-twice": (
        Text(
            "“{named}”开放两次，后一次在第 {day} 天。", "'{named}' opens twice, the second time on day {day}."
        ),
        Text("每类场所只写一个开放日。", "Give each class of sites one day to open."),
    ),
    "outlook/scenario-too-many-infected": (
        Text(
            "{district}第 0 天感染 {infected} 人，在城者只有 {there} 人。",
            "{infected} are infected on day 0 in {district}, where {there} people are.",
        ),
        Text(
            "最多取在城者的一半，或放大人口。", "Take at most half of those who are there, or a larger city."
        ),
    ),
}
