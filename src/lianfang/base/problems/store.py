"""Problems of records, the database and the command line."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "record/unknown-register": (
        Text("没有名为 {register} 的登记簿。", "There is no register named {register}."),
        Text("可用：{known}。", "There are: {known}."),
    ),
    "record/unknown": (
        Text("{register} 没有字段 {field}。", "{register} has no field {field}."),
        Text("可用字段：{known}。", "It has: {known}."),
    ),
    "record/type": (
        Text("{register}.{field} 的值 {value} 不是 {kind}。", "{register}.{field} holds {value}, which is no {kind}."),
        Text("请改为 {kind}，或留空（若允许）。", "Give a {kind}, or leave it empty where that is allowed."),
    ),
    "record/code": (
        Text("{register}.{field} 的值 {value} 不在代码表中。", "{register}.{field} holds {value}, which its code list lacks."),
        Text("可用代码：{known}。", "Codes: {known}."),
    ),
    "record/length": (
        Text("{register}.{field} 的文字过长或含不可用字符。", "{register}.{field} is too long, or holds a character that cannot be kept."),
        Text("请缩短或更正。", "Shorten or mend it."),
    ),
    "record/missing": (
        Text("{register}.{field} 不可为空。", "{register}.{field} may not be empty."),
        Text("请填写。", "Fill it in."),
    ),
    "record/link": (
        Text("{register}.{field} 应为记录的内部编号。", "{register}.{field} is not the id of a row."),
        Text("请先查到该记录再引用。", "Look the row up first, then name it."),
    ),
    "record/no-such-row": (
        Text("{register}.{field} 指向不存在的 {to}（{value}）。", "{register}.{field} names a {to} that does not exist ({value})."),
        Text("请先登记该 {to}，或更正编号。", "Record that {to} first, or mend the number."),
    ),
    "record/constraint": (
        Text("{register} 的记录违反唯一性或取值约束：{detail}。", "A row of {register} breaks a constraint: {detail}."),
        Text("同一事实可能已登记，请查重后更正。", "The same fact may be recorded already: look for it, then mend this one."),
    ),
    "record/request-reused": (
        Text("请求编号 {request} 已用于另一份内容。", "The request id {request} was used for other content."),
        Text("新的内容请用新的请求编号。", "Give new content a new request id."),
    ),
    "record/twice": (
        Text("第 {first} 行与本行所指为同一条 {register}（{field}）。", "Line {first} speaks of the same {register} ({field})."),
        Text("同一条记录在一份清单中只能出现一次，请合并。", "A record may stand in a list once: put both into one line."),
    ),
    "record/request-too-long": (
        Text("请求编号过长（至多 {most} 个字符）。", "The request id is longer than {most} characters."),
        Text("请缩短。", "Shorten it."),
    ),
    "record/request-unprintable": (
        Text("请求编号含有不可见字符。", "The request id holds characters that cannot be seen."),
        Text("请用字母和数字。", "Use letters and digits."),
    ),
    "record/still-named": (
        Text("{register} 中的记录仍被其他记录引用，不能撤回。", "A row of {register} is still named by others and cannot be withdrawn."),
        Text("请先撤回或更正引用它的记录。", "First withdraw or mend the rows that name it."),
    ),
    "record/not-found": (
        Text("没有这条 {register} 记录：{value}。", "There is no {register} {value}."),
        Text("请核对编号。", "Check the reference."),
    ),
    "record/not-json": (
        Text("输入不是记录的 JSON 数组：{detail}。", "The input is not a JSON list of rows: {detail}."),
        Text('例如 [{{"at": "2020-02-09T08:00", …}}]。', 'Such as [{{"at": "2020-02-09T08:00", …}}].'),
    ),
    "record/not-empty": (
        Text("{register} 已有记录；虚拟城市只能建在空库中。", "{register} holds rows already; a made-up city needs an empty site."),
        Text("请换一个 LIANFANG_HOME。", "Choose another LIANFANG_HOME."),
    ),
    "merge/same": (
        Text("{ref} 与自身无从合并。", "{ref} cannot be merged with itself."),
        Text("请填另一条记录的编号。", "Give the reference of the other record."),
    ),
    "merge/reason": (
        Text("须写明理由，至多 {most} 字。", "A reason is needed, of {most} characters at most."),
        Text("请写明据何认定为同一人或同一车，或为何不是。", "Say by what they are known to be one, or not to be."),
    ),
    "merge/merged-on": (
        Text("保留的记录后来又并入了另一条记录（合并 {ref}）。", "The record that was kept has itself been merged since (merge {ref})."),
        Text("请先撤销那一次合并。", "Undo that merge first."),
    ),
    "store/not-demo": (
        Text("此库不是演示库，拒绝清空。", "This site is not a demonstration; it is not cleared."),
        Text("请换一个 LIANFANG_HOME。", "Choose another LIANFANG_HOME."),
    ),
    "store/no-plan": (
        Text("尚无生效的方案。", "No plan is in force."),
        Text("请运行 lianfang plan enact <方案文件夹>。", "Run: lianfang plan enact FOLDER."),
    ),
    "store/bad-instant": (
        Text("{value} 不是日期或时间。", "{value} is neither a date nor a time."),
        Text("例如 2020-02-12（即当日24时）或 2020-02-12T18:00。", "Such as 2020-02-12 (24:00 of that day) or 2020-02-12T18:00."),
    ),
    "store/backup-broken": (
        Text("备份文件 {file} 不完整或被改动：{detail}。", "The backup {file} is incomplete or was changed: {detail}."),
        Text("请换用另一份备份；未写入任何数据。", "Use another backup; nothing was written."),
    ),
    "store/backup-newer": (
        Text("备份来自更新的版本（{schema}）。", "The backup comes from a newer version ({schema})."),
        Text("请先升级程序。", "Upgrade the program first."),
    ),
    "store/restore-not-empty": (
        Text("目标库已有数据，拒绝覆盖。", "The target holds data already and is not overwritten."),
        Text("请恢复到空库（新的 LIANFANG_HOME 或数据库）。", "Restore into an empty site (a new LIANFANG_HOME or database)."),
    ),
}  # fmt: skip
