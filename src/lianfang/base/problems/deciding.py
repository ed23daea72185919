"""Problems of what is to be decided: files of calendars, of scarce goods, of a calibration."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "deciding/unreadable": (
        Text("文件读不成 YAML：{detail}。", "The file is no YAML: {detail}."),
        Text(
            "请存为 UTF-8，按手册的样子写，不用别名（*）。",
            "Save it as UTF-8 and write it as the manual shows, without aliases (*).",
        ),
    ),
    "deciding/unknown-key": (
        Text("不认识“{name}”。", "'{name}' is not known."),
        Text("请按手册改正名称，或删去。", "Correct the name by the manual, or take it out."),
    ),
    "deciding/missing": (
        Text("缺少“{name}”。", "'{name}' is missing."),
        Text("请补上。", "Add it."),
    ),
    "deciding/bad-value": (
        Text("“{name}”是“{value}”，应为：{kind_zh}。", "'{name}' is '{value}'; it must be: {kind_en}."),
        Text("请改正该值。", "Correct the value."),
    ),
    "deciding/twice": (
        Text("“{name}”出现两次。", "'{name}' stands there twice."),
        Text("请合并，或改名。", "Put both together, or rename one."),
    ),
    "deciding/floor-above-asked": (
        Text(
            "“{name}”的保底 {floor} 多于申请 {asked}。",
            "The floor of '{name}', {floor}, is above what it asks, {asked}.",
        ),
        Text("保底不可多于申请。", "A floor may not be above what is asked."),
    ),
    "deciding/keep-above-stock": (
        Text(
            "“{name}”留存 {keep}，多于库存 {stock}。",
            "Of '{name}' {keep} are to be kept, and there are {stock}.",
        ),
        Text("留存不可多于库存。", "No more can be kept than there is."),
    ),
    "deciding/prior": (
        Text(
            "“{name}”的先验 {low}–{high} 不可用：下端须小于上端，比例须在 0 与 1 之间。",
            "The prior of '{name}', {low} to {high}, cannot be used: low below high, and a share between 0 and 1.",
        ),
        Text(
            "请给出先验的 2.5% 与 97.5% 点。", "Give the 2.5 % and 97.5 % points of what is held beforehand."
        ),
    ),
    "deciding/no-local": (
        Text(
            "{first} 至 {last} 没有一例当地发病可由在先的病例感染。",
            "From {first} to {last} no local onset follows a case that could have infected it.",
        ),
        Text("无从校准：先验就是全部所知。", "Nothing can be calibrated: the prior is all that is known."),
    ),
    "deciding/cannot-tell": (
        Text(
            "{count} 例来源不明，未说明按什么计。",
            "Of {count} cases the origin cannot be told, and the file does not say what to take them for.",
        ),
        Text(
            "请写 cannot_tell: local 或 imported；两种都算一遍，看相差多少。",
            "Write cannot_tell: local or imported; ask both, and see how far they differ.",
        ),
    ),
    "deciding/cannot-tell-taken": (
        Text("{count} 例来源不明，按{as_zh}计。", "{count} cases of unknown origin are taken as {as_en}."),
        Text(
            "这是假定，与结果一并报告；请再按另一种算一遍。",
            "This is an assumption, to be reported with the answer; ask the other way too.",
        ),
    ),
    "deciding/no-series": (
        Text("没有文件“{name}”。", "There is no file '{name}'."),
        Text("序列文件与本文件放在同一目录。", "Put the series beside this file."),
    ),
    "deciding/left-out": (
        Text(
            "{count} 例当地发病之前看不到传染源，未用。",
            "{count} local onsets were not used: nobody in sight could have infected them.",
        ),
        Text("请从更早的一天给出序列。", "Give the series from an earlier day on."),
    ),
    "deciding/short-chain": (
        Text(
            "抽样链只有自相关的 {lengths} 倍长，应有 50 倍。",
            "The chain is {lengths} autocorrelations long; it should be 50.",
        ),
        Text(
            "区间两端不可细究；先验再窄些会好。",
            "Do not read the ends of the intervals closely; narrower priors would help.",
        ),
    ),
    "deciding/checkpoint": (
        Text(
            "续算文件属于另一个问题，或读不出。",
            "The file to go on from is of another question, or cannot be read.",
        ),
        Text("请删去它，或另指一个 --resume。", "Delete it, or name another with --resume."),
    ),
    "deciding/taken-as-complete": (
        Text("序列按截至 {day} 已报全计。", "The series is taken as complete up to {day}."),
        Text(
            "若最近发病者尚未报全，措施后的 R 会偏低：请用 as_of 退到报全之日（lianfang outlook nowcast 会说明）。",
            "If its last onsets are not all reported yet, R under the measures comes out too low: set as_of to a day that is "
            "complete (lianfang outlook nowcast tells which).",
        ),
    ),
    "deciding/no-spread": (
        Text("全市模拟中没有一例当地感染。", "In no run of the city is anybody infected locally."),
        Text(
            "请核对起始与输入的感染人数、传播力的范围。",
            "Check who is infected at the start and on arrival, and the range of transmission.",
        ),
    ),
    "deciding/unknown-name": (
        Text("不认识“{name}”，可用：{known}。", "'{name}' is not known; there are: {known}."),
        Text("请改正名称。", "Correct the name."),
    ),
    "deciding/batch": (
        Text(
            "批次 {batch} 不存在，只有 1 至 {batches}。",
            "There is no batch {batch}: they are 1 to {batches}.",
        ),
        Text("请改正批次。", "Correct the batch."),
    ),
    "deciding/before-first": (
        Text("{day} 早于第一天 {first}。", "{day} is before the first day, {first}."),
        Text("请给第一天或以后的日期。", "Give the first day or a later one."),
    ),
    "deciding/not-covered": (
        Text(
            "日程“{name}”漏了 {count} 组，例如 {group}。",
            "Calendar '{name}' says nothing of {count} groups, such as {group}.",
        ),
        Text(
            "请先写一行不限行业、区、批次的日期（或不开放），再逐行改。",
            "Begin with a line for all sectors, districts and batches (a day, or null for closed), then change it line by line.",
        ),
    ),
    "deciding/batch-order": (
        Text(
            "日程“{name}”中有 {count} 处后一批早于前一批，例如 {group}。",
            "In calendar '{name}' a later batch opens before an earlier one in {count} places, such as {group}.",
        ),
        Text("批次须依次开放。", "Batches open in their order."),
    ),
    "deciding/too-early": (
        Text(
            "日程“{name}”有 {count} 组早于所限，例如 {group} 不得早于 {day}。",
            "In calendar '{name}' {count} groups open too early, such as {group}, not before {day}.",
        ),
        Text("请改日程，或改 earliest。", "Change the calendar, or 'earliest'."),
    ),
    "deciding/same-calendar": (
        Text("日程“{name}”与“{other}”相同。", "Calendar '{name}' is the same as '{other}'."),
        Text("请删去其一。", "Take one of them out."),
    ),
    "deciding/own-name": (
        Text("日程名“{name}”是搜索所用的。", "'{name}' is a name that the search gives to what it finds."),
        Text("请改名。", "Rename the calendar."),
    ),
    "deciding/no-limit": (
        Text("没有给任何限额。", "No limit was given."),
        Text("请至少写出 beds、rooms、local 之一。", "Give at least one of beds, rooms and local."),
    ),
    "deciding/measure": (
        Text(
            "措施 {kind} 的“{name}”不可用：{detail}。",
            "'{name}' of a measure of {kind} cannot be used: {detail}.",
        ),
        Text("请按手册改正。", "Correct it by the manual."),
    ),
    "deciding/decided-closed": (
        Text(
            "“{sector}”由日程决定何时开放，policies 却又关闭它。",
            "When '{sector}' opens is decided by the calendars, and policies closes it as well.",
        ),
        Text(
            "请删去 policies 中的这项关闭：日程开放之前它本来就关闭；不得早于某日开放的，写入 earliest。",
            "Take that closing out: it is closed until its calendar opens it. A day before which it may not open stands under "
            "'earliest'.",
        ),
    ),
    "deciding/window": (
        Text(
            "当地感染的限额按 {within} 天计（不写即 30 天），多于所看的 {days} 天。",
            "The limit on local infections is of {within} days (30 where nothing is said), more than the {days} looked at.",
        ),
        Text(
            "请把 within 写成至多 {days}，或多看几天。", "Give 'within' {days} at most, or look at more days."
        ),
    ),
    "deciding/arrivals": (
        Text(
            "归来者中感染的比例 {share}，按一人代表 {weight} 人、系数可达 {factor} 放大后超过 1。",
            "Of those who come back {share} are infected; with one agent for {weight} residents and a factor of up to {factor} that is "
            "more than all of them.",
        ),
        Text(
            "请增加 agents，或改小 arrivals_infected 或 uncertain.imported。",
            "Ask for more agents, or a smaller arrivals_infected or range of uncertain.imported.",
        ),
    ),
    "deciding/none-holds": (
        Text("全部关闭也超过限额。", "Even with all closed a limit is exceeded more often than is accepted."),
        Text("限额、容量或其他措施须先改变。", "Limits, capacity or other measures have to change first."),
    ),
    "deciding/all-hold": (
        Text("全部立即开放也在限额之内。", "Even with all open at once every limit holds."),
        Text(
            "限额不起作用：请核对限额与参数范围。", "The limits decide nothing: check them, and the ranges."
        ),
    ),
    "deciding/none-kept": (
        Text(
            "没有一份日程通过检验：检验了 {checked} 份，各用新的参数与种子至多 {worlds} 次。仅就选择时的估计，“{name}”合格。",
            "No calendar passed a check: {checked} were checked, each in up to {worlds} fresh worlds. By the estimates of the choice "
            "alone '{name}' keeps the limits.",
        ),
        Text(
            "不作推荐：请放宽限额、加强措施，或由指挥部自担风险选用。",
            "Nothing is recommended: loosen the limits, order more, or let the command take the risk knowingly.",
        ),
    ),
    "deciding/breaks-in-worst": (
        Text(
            "在计划的最坏情形下，“{name}”超过限额。",
            "In the planned worst case '{name}' breaks its limits.",
        ),
        Text(
            "请备好收回的日子与条件；各日程在最坏情形下的概率列在旁边。",
            "Have a day and a sign ready on which to close again; how every calendar fares there stands beside it.",
        ),
    ),
    "deciding/cannot-be-shown": (
        Text(
            "可接受的概率 {accepted} 太小：{most} 次模拟也不能显示限额守住。",
            "A limit that may be exceeded in only {accepted} of worlds cannot be shown to be kept in {most} of them.",
        ),
        Text(
            "请把 accepted 改大些，或改限额本身。",
            "Accept a little more often, or set the limit itself higher.",
        ),
    ),
    "deciding/calibration": (
        Text(
            "“{name}”不是 lianfang outlook calibrate --json 的结果，或读不出：{detail}。",
            "'{name}' is not what lianfang outlook calibrate --json prints, or cannot be read: {detail}.",
        ),
        Text(
            "请把校准的输出存为文件，放在本文件旁边。",
            "Keep the calibration's output as a file beside this one.",
        ),
    ),
    "deciding/calibration-short": (
        Text(
            "“{name}”的抽样链太短：后验的两端不可靠，最坏情形的传播力正取自其上端。",
            "The chain behind '{name}' is too short: the ends of its posterior are not to be relied on, and the worst case takes its"
            " transmission from the upper one.",
        ),
        Text("请加大 steps 重新校准后再问。", "Calibrate again with more steps, and ask anew."),
    ),
    "deciding/calibrated-under-measures": (
        Text(
            "传播力取自数据所在时期的措施之下；若当时人们比此处所令更少出门，开放后的感染会多于此处所列。",
            "Contagion is as low as it was under the measures of the data: where people kept apart more than is ordered here, opening "
            "infects more than this says.",
        ),
        Text(
            "请不用校准再算一次，两份结果一并上报。",
            "Ask again without the calibration, and bring both answers to the table.",
        ),
    ),
    "deciding/calibration-says-little": (
        Text(
            "校准只有 {local} 例当地发病，措施下的 R：{said_zh}。",
            "The calibration rests on {local} local onsets; of R under the measures: {said_en}.",
        ),
        Text(
            "后验多半仍是先验：请同时用较宽的范围再算一次。",
            "What was drawn from is mostly the prior: ask again with a wider range as well.",
        ),
    ),
    "deciding/fresh-breaks": (
        Text(
            "“{name}”在选择时合格，用新种子重估时超过可接受的概率。",
            "'{name}' kept the limits where it was chosen, and does not in fresh worlds.",
        ),
        Text("请选前沿上前一份日程。", "Take the calendar before it on the frontier."),
    ),
    "deciding/reduced-city": (
        Text(
            "模拟的城市较小，一人代表 {weight} 人：起始和输入的感染、床位、房间、检测与追踪能力按真实人数，人日按比例放大。",
            "The simulated city is smaller, one for {weight}: infected at the start and on arrival, beds, rooms, tests and tracing count "
            "real people, person-days are scaled.",
        ),
        Text(
            "感染远少于模拟人数时两者相同；归来者的隔离房间会少算，请用更大的虚拟城市核对。",
            "Both are the same while far fewer are infected than are simulated; rooms for quarantined arrivals come out too few: "
            "check with more agents.",
        ),
    ),
}
