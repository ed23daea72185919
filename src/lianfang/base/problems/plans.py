"""Problems of plans: what is wrong with a file, an expression, an entry, or between entries."""

from __future__ import annotations

from lianfang.base.problems import ledgers
from lianfang.base.words import Text

_FILES: dict[str, tuple[Text, Text]] = {
    "plan/no-plan": (
        Text("文件夹中没有 plan.yaml。", "The folder has no plan.yaml."),
        Text("请指向方案的文件夹。", "Name the plan's folder."),
    ),
    "plan/not-utf8": (
        Text("文件不是 UTF-8 编码。", "The file is not UTF-8."),
        Text("请另存为 UTF-8。", "Save it as UTF-8."),
    ),
    "plan/yaml": (
        Text("YAML 写法有误：{detail}。", "This is not YAML: {detail}."),
        Text("请检查缩进、引号与冒号；缩进只用空格。", "Look at indentation, quotation marks and colons; indent with spaces only."),
    ),
    "plan/alias": (
        Text("不可使用 YAML 别名（*）。", "YAML aliases (*) are not read."),
        Text("请把内容写全。", "Write the content out."),
    ),
    "plan/empty-file": (
        Text("文件是空的。", "The file is empty."),
        Text("请填写或删除。", "Fill it in or delete it."),
    ),
    "plan/stray-file": (
        Text("此处的文件不会被读取。", "A file here is read by nobody."),
        Text("条目请放在这些文件夹中，以 .yaml 结尾：{known}。", "Entries go into these folders, in files ending in .yaml: {known}."),
    ),
    "plan/duplicate-key": (
        Text("键 {key} 写了两次。", "The key {key} is written twice."),
        Text("请只留一个。", "Keep one."),
    ),
    "plan/unknown-key": (
        Text("没有名为 {key} 的键。", "There is no key {key}."),
        Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}."),
    ),
    "plan/missing": (
        Text("缺少 {key}。", "{key} is missing."),
        Text("请填写。", "Fill it in."),
    ),
    "plan/wrong-type": (
        Text("{key} 的写法不对。", "{key} is not written as it should be."),
        Text("应写作：{expected}。", "It is written so: {expected}."),
    ),
    "plan/unknown-choice": (
        Text("{key} 不能是 {value}。", "{key} cannot be {value}."),
        Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}."),
    ),
    "plan/said-twice": (
        Text("{key} 中“{value}”写了两次。", "{key} says '{value}' twice."),
        Text("请只留一个。", "Keep one."),
    ),
    "plan/phrase-too-short": (
        Text("短语“{value}”太短，到处都会出现。", "The phrase '{value}' is so short that it would be found anywhere."),
        Text("请至少写两个字（字母文字四个字母）。", "Give at least two Chinese characters, or four letters."),
    ),
    "plan/missing-translation": (
        Text("{key} 缺少 {language} 的文字。", "{key} has no wording in {language}."),
        Text("中英文都要填写。", "Give both zh and en."),
    ),
    "plan/code-in-quotes": (
        Text("{key} 的行政区划代码 {value} 应为加引号的数字。", "{key}: the national code {value} must be digits in quotation marks."),
        Text('请写作 "440300"。', 'Write "440300".'),
    ),
    "plan/duplicate-id": (
        Text("{id} 已在 {file} 第 {first} 行使用。", "{id} is used already, in {file} line {first}."),
        Text("请另取名称。", "Choose another id."),
    ),
}  # fmt: skip

_EXPRESSIONS: dict[str, tuple[Text, Text]] = {
    "plan/empty-expression": (
        Text("{key} 的表达式是空的。", "An expression is empty."),
        Text("请填写；全体请写 all。", "Write it; for every record write all."),
    ),
    "plan/syntax": (
        Text("第 {column} 列“{found}”处看不懂（…{near_text}…）。", "Column {column}: '{found}' cannot stand here (…{near_text}…)."),
        Text("此处应为：{expected}。", "Expected: {expected}."),
    ),
    "plan/unknown-character": (
        Text("第 {column} 列的字符“{character}”不可用。", "Column {column}: the character '{character}' means nothing here."),
        Text("请删去。", "Delete it."),
    ),
    "plan/wide-character": (
        Text("第 {column} 列是全角字符“{character}”。", "Column {column}: '{character}' is a full-width character."),
        Text("请改用半角 {meant}。", "Write {meant} instead."),
    ),
    "plan/open-quotation": (
        Text("第 {column} 列的引号没有闭合。", "Column {column}: a quotation mark is not closed."),
        Text('请在同一行内补上 "。', 'Close it with " in the same line.'),
    ),
    "plan/no-such-date": (
        Text("没有 {value} 这一天。", "There is no day {value}."),
        Text("请更正日期。", "Mend the date."),
    ),
    "plan/too-deep": (
        Text("括号或 not 超过 {depth} 层。", "More than {depth} brackets or nots inside one another."),
        Text("请拆成几条。", "Make several musts of it."),
    ),
    "plan/all-is-whole": (
        Text("all 只能单独作为整个表达式。", "The word all stands alone as the whole expression."),
        Text("请删去其余条件，或删去 all。", "Delete the other conditions, or the word all."),
    ),
    "plan/unknown-field": (
        Text("{register} 没有字段 {field}。", "{register} has no field {field}."),
        Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}."),
    ),
    "plan/two-meanings": (
        Text("{name} 有两种含义（字段、数值或登记簿同名）。", "{name} has two meanings: a field, a dated value or a register."),
        Text("请写全（登记簿.字段），或给数值改名。", "Write it in full (register.field), or rename the value."),
    ),
    "plan/not-at-hand": (
        Text("此处不能引用 {name}。", "{name} is not at hand here."),
        Text("此处只能引用：{known}。", "At hand are: {known}."),
    ),
    "plan/day-without-each": (
        Text("只有写了 each: day 才能使用 day。", "The word day is only known under each: day."),
        Text("请加上 each: day，或改用字段。", "Add each: day, or name a field."),
    ),
    "plan/only-in-figures": (
        Text("{word} 只能单独用于指标 counted 的 where。", "The word {word} stands alone, and only in the where of what a figure counts."),
        Text("请改用字段或比较。", "Name a field, or compare one."),
    ),
    "plan/not-a-link": (
        Text("{register}.{field} 不是关联，不能再往下取。", "{register}.{field} is no link: nothing lies beyond it."),
        Text("请删去其后的部分。", "Delete what follows it."),
    ),
    "plan/not-a-link-to": (
        Text("{path} 不是指向 {register} 的关联。", "{path} is no link to {register}."),
        Text("请改为以 {register} 结尾的路径。", "Give a path that ends in a link to {register}."),
    ),
    "plan/not-a-span": (
        Text("{path} 不是时段。", "{path} is no span of time."),
        Text("请用已声明的时段；右侧也可写 [起, 止)。", "Name a declared span; on the right [start, end) will do too."),
    ),
    "plan/span-as-value": (
        Text("{path} 是时段，不能作为一个数值使用。", "{path} is a span of time, not one value."),
        Text("请用 covers 或 overlaps，或改用起止字段。", "Use covers or overlaps, or one of its two ends."),
    ),
    "plan/children-as-value": (
        Text("{path} 是一组记录，不是一个数值。", "{path} is many rows, not one value."),
        Text("请用 any、no 或 count … where (…)。", "Ask with any, no or count … where (…)."),
    ),
    "plan/count-of-a-value": (
        Text("{name} 不是一个按日生效的数。", "{name} is no dated value that is a number."),
        Text("count 之后写整数，或写一个按日生效的数的名称。", "After a count stands a whole number, or the name of a dated one."),
    ),
    "plan/children-one-step": (
        Text("{path} 超过一步。", "{path} is more than one step away."),
        Text("any、no、count 只能用于主体自己的下级记录。", "any, no and count ask about the subject's own children."),
    ),
    "plan/no-such-children": (
        Text("{register} 没有名为 {name} 的下级记录。", "{register} has no children called {name}."),
        Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}."),
    ),
    "plan/nested-quantifier": (
        Text("any、no、count 不能嵌套。", "any, no and count do not nest."),
        Text("请拆成几条。", "Make several musts of it."),
    ),
    "plan/wrong-kind": (
        Text("这里是 {kind}，应为 {expected}。", "This is {kind}; needed is {expected}."),
        Text("请换一个字段或写法。", "Name another field, or compare it with something."),
    ),
    "plan/unlike": (
        Text("{left} 与 {right} 不能比较。", "{left} and {right} cannot be compared."),
        Text("两边应为同一种类。", "Both sides must be of one kind."),
    ),
    "plan/unlike-links": (
        Text("左边指向 {left}，右边指向 {right}，不能比较。", "The left side points to {left}, the right side to {right}."),
        Text("两边应指向同一登记簿。", "Both sides must point to the same register."),
    ),
    "plan/unlike-codes": (
        Text("代码表 {left} 与 {right} 不能比较。", "Codes of {left} and of {right} cannot be compared."),
        Text("两边应取自同一代码表。", "Both sides must take their codes from one list."),
    ),
    "plan/unknown-code": (
        Text("代码表 {list} 中没有 {code}。", "The code list {list} has no {code}."),
        Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}."),
    ),
    "plan/no-order": (
        Text("{kind} 不能用 {op} 比较大小。", "{kind} has no order: {op} says nothing of it."),
        Text("请用 = 或 !=。", "Use = or !=."),
    ),
    "plan/wrong-sum": (
        Text("{left} {sign} {right} 没有意义。", "{left} {sign} {right} means nothing."),
        Text("时间可加减时长；时间相减得时长。", "An instant takes a duration; two instants differ by one."),
    ),
    "plan/date-against-instant": (
        Text(
            "日期 {value} 会被读作当日24时，不能直接与时刻比较。",
            "The date {value} would be read as its 24:00; it cannot stand beside an instant.",
        ),
        Text("请用 instant 类的数值写明时刻。", "Say the hour, in a dated value of kind instant."),
    ),
    "plan/compares-itself": (
        Text("{term} 与自身比较。", "{term} is compared with itself."),
        Text("请写全字段名（登记簿.字段）。", "Name the fields in full (register.field)."),
    ),
    "plan/known-of-a-path": (
        Text("is known 只能用于字段。", "is known asks about a field."),
        Text("请写字段的路径。", "Give the path of a field."),
    ),
    "plan/always-known": (
        Text("{name} 总是已知。", "{name} is always known."),
        Text("请写它的某个字段。", "Ask about one of its fields."),
    ),
    "plan/areas-only-within": (
        Text("{name} 是区域清单，只能用于 within 之后。", "{name} is a list of areas, which stands only after within."),
        Text("请写：… within {name}。", "Write: … within {name}."),
    ),
    "plan/sum-of-a-field": (
        Text("sum 只能是数字字段。", "A sum adds up a field."),
        Text("请写字段的路径。", "Give the path of a number."),
    ),
}  # fmt: skip

_ENTRIES: dict[str, tuple[Text, Text]] = {
    "plan/bad-key": (
        Text("{value} 不能作为数值的名称。", "{value} cannot be the name of a value."),
        Text("请用字母、数字、下划线，且不用语法词。", "Use letters, digits and underscores, and no word of the grammar."),
    ),
    "plan/unknown-register": (
        Text("没有名为 {register} 的登记簿。", "There is no register {register}."),
        Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}."),
    ),
    "plan/evidence-of-own-register": (
        Text("has 与 every 同为 {register}，字段无从区分。", "has and every are both {register}: their fields could not be told apart."),
        Text("请写 has: itself，或用 any {register} … where (…)。", "Write has: itself, or ask with any … where (…)."),
    ),
    "plan/each-day-unbounded": (
        Text("each: day 需要 from 与 until。", "each: day needs from and until."),
        Text("请写明起止日期。", "Say from which day until which."),
    ),
    "plan/ends-before-it-begins": (
        Text("止于 {until}，早于开始的 {since}。", "It ends on {until}, before it begins on {since}."),
        Text("请更正日期。", "Mend the dates."),
    ),
    "plan/outside-term": (
        Text("{date} 不在方案期限 {since} 至 {until} 之内。", "{date} is outside the plan's term, {since} to {until}."),
        Text("请更正日期，或延长方案期限。", "Mend the date, or the plan's term."),
    ),
    "plan/unknown-zone": (
        Text("没有时区 {zone}。", "There is no time zone {zone}."),
        Text("例如 Asia/Shanghai。", "Such as Asia/Shanghai."),
    ),
    "plan/zone-changes": (
        Text("时区 {zone} 在方案期限内有夏令时变更。", "The zone {zone} changes its offset within the plan's term."),
        Text("请按变更日把方案分成两份。", "Make two plans, one on each side of the change."),
    ),
    "plan/unknown-area": (
        Text("没有行政区划代码为 {area} 的区域（数值 {value}）。", "No area has the national code {area} (value {value})."),
        Text("请先登记该区域，或更正代码。", "Record that area first, or mend the code."),
    ),
    "plan/dates-out-of-order": (
        Text("{date} 写在 {before} 之后。", "{date} comes after {before}."),
        Text("请按日期先后排列。", "Put the dates in order."),
    ),
    "plan/duplicate-date": (
        Text("{date} 有两个取值。", "{date} has two entries."),
        Text("请只留一个。", "Keep one."),
    ),
    "plan/true-of-unknown": (
        Text("{key} 对一无所知的记录也成立。", "{key} is true of a record of which nothing is known."),
        Text("请加上须已知的条件；若确指全体，请写 all。", "Add a condition on a fact; if every record is meant, write all."),
    ),
    "plan/no-tie": (
        Text("such that 没有把依据与主体关联起来。", "such that does not tie the evidence to its subject."),
        Text(
            "请在最外层加上等式，如 declaration.vehicle = passage.vehicle。",
            "Add an equality of links at the top level, such as declaration.vehicle = passage.vehicle.",
        ),
    ),
    "plan/figure-without-its-record": (
        Text("of record 为 {of_record}，却没有 {of_record} 一节。", "of record is {of_record}, but there is no {of_record} here."),
        Text("请补上，或更改 of record。", "Add it, or change of record."),
    ),
    "plan/because-missing": (
        Text("{clause} 不可衡量，须说明原因。", "{clause} is not measured and must say why."),
        Text("请填写 because。", "Fill in because."),
    ),
    "plan/restricts-without": (
        Text("限制人员的要求须有 {what}。", "A must that restricts people needs {what}."),
        Text("须写明法律依据 basis、复核日期 review、保护措施 twin。", "Give the legal basis, the day of review and the protecting twin."),
    ),
}  # fmt: skip

_BETWEEN: dict[str, tuple[Text, Text]] = {
    "plan/unknown-clause": (
        Text("没有条款 {clause}。", "There is no clause {clause}."),
        Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}."),
    ),
    "plan/unknown-twin": (
        Text("没有名为 {twin} 的要求。", "There is no must {twin}."),
        Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}."),
    ),
    "plan/escalation-of-no-must": (
        Text("没有名为 {must} 的要求。", "There is no must {must}."),
        Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}."),
    ),
    "plan/escalation-does-not-rise": (
        Text("升级须时限更长、层级更高：{before} 之后不能是 {to}。", "Steps come later and lead higher: {to} cannot follow {before}."),
        Text("请按时限由短到长、层级由低到高排列。", "Put the steps in order, from short to long and from low to high."),
    ),
    "plan/escalation-twice": (
        Text("{must} 的升级阶梯已在 {other} 中规定。", "How gaps of {must} rise is said already, in {other}."),
        Text("同一要求只能有一个阶梯；不写 must 的只能有一个。", "Keep one ladder a must, and one without a must."),
    ),
    "plan/twin-restricts": (
        Text("保护措施 {twin} 本身也限制人员。", "The twin {twin} restricts people itself."),
        Text("请指向不限制人员的要求。", "Name a must that does not restrict."),
    ),
    "plan/twin-later": (
        Text("保护措施 {twin} 的时限晚于本要求。", "The twin {twin} falls due later than this must."),
        Text("保护须先于限制。", "Protection comes first: shorten its deadline."),
    ),
    "plan/value-never-in-force": (
        Text("{value} 在方案期限（至 {until}）内从未生效。", "{value} is never in force before the plan ends on {until}."),
        Text("请更正日期，或删去。", "Mend its dates, or delete it."),
    ),
    "plan/value-after-must": (
        Text("{value} 自 {since} 起才有取值，而本要求止于 {until}。", "{value} begins on {since}; the must ends on {until}."),
        Text("请更正日期。", "Mend the dates."),
    ),
    # what follows stops nothing
    "plan/value-begins-late": (
        Text(
            "{value} 自 {since} 起才有取值，本要求自 {begins} 起：其间无法判定。",
            "{value} begins on {since}, the must on {begins}: between them it cannot tell.",
        ),
        Text("可补一条更早的取值。", "An earlier entry would mend it."),
    ),
    "plan/unused-value": (
        Text("没有要求、指标或页面使用 {value}。", "No must, no figure and no page reads {value}."),
        Text("可删去。", "It can go."),
    ),
    "plan/not-reported": (
        Text("{figure} 不是各区报送的指标。", "{figure} is no figure that areas report."),
        Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}."),
    ),
    "plan/not-counted": (
        Text("{figure} 不是按登记计数的指标。", "{figure} is no figure that is counted from records."),
        Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}."),
    ),
    "plan/unknown-figure": (
        Text("用于核对的指标 {figure} 尚无定义。", "The figure {figure}, by which the population is checked, is not defined."),
        Text("请在 figures 中定义。", "Define it in figures."),
    ),
    "plan/no-clauses": (
        Text("方案没有条款文件，未核对各条目的条款。", "The plan has no clauses: those that its entries name were not checked."),
        Text("请补充 clauses 文件夹。", "Add the folder clauses."),
    ),
    "plan/clause-unserved": (
        Text("条款 {clause} 记为 {kind}，但尚无对应条目。", "The clause {clause} is a {kind}, and no entry serves it yet."),
        Text("请补充，或更改类别。", "Add one, or change its kind."),
    ),
    "plan/not-recommended": (
        Text("人群按来源地划分（{columns}），不建议。", "The population reads where people come from ({columns}): not recommended."),
        Text("暴露应以旅居史与日期判断。", "Exposure is a stay and a date."),
    ),
}  # fmt: skip

_EXAMPLES: dict[str, tuple[Text, Text]] = {
    "plan/unknown-must": (
        Text("没有名为 {must} 的要求。", "There is no must {must}."),
        Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}."),
    ),
    "plan/no-lane-to-ask": (
        Text("通道标识中没有 ask（询问）。", "Among the signs there is no lane ask."),
        Text("事实缺失的车辆须有处可去：请加上 lane: ask。", "A vehicle of which a fact is missing needs somewhere to go: add lane: ask."),
    ),
    "plan/example-table": (
        Text("表格上方一行“{register}”不是登记簿，也不是 as of。", "'{register}', above a table, is no register and no as of."),
        Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}."),
    ),
    "plan/example-asks-nothing": (
        Text("示例 {must} 没有结果表。", "The example of {must} asks nothing."),
        Text("请加上 as of 2020-02-09 12:00 与结果表。", "Add as of 2020-02-09 12:00 and a table of results."),
    ),
    "plan/example-column": (
        Text("{register} 的表格中，{column} 一列缺少或多余。", "The table of {register}: column {column} is missing, or means nothing."),
        Text("是否指 {near}？可用：{known}。", "Perhaps {near}? There are: {known}."),
    ),
    "plan/example-ref": (
        Text("{register} 的编号 {ref} 不存在、重复或为空。", "{register}: the ref {ref} is unknown, used twice or empty."),
        Text("每行需要一个唯一编号；引用须先有该行。", "Each row needs a ref of its own; a ref that is named must exist."),
    ),
    "plan/example-cell": (
        Text("{column} 一列的 {value} 看不懂。", "{column}: {value} cannot be read."),
        Text("应写作：{expected}。", "It is written so: {expected}."),
    ),
    "plan/example-must-say": (
        Text("{register}.{column} 不可为空，而要求要读它。", "{register}.{column} cannot be unknown, and the must reads it."),
        Text("请填写。", "Fill it in."),
    ),
    "plan/example-differs": (
        Text("{must}：{subject} 应为“{expected}”，实为“{found}”。", "{must}: {subject} should be '{expected}' and is '{found}'."),
        Text("请更正要求，或更正示例。", "Mend the must, or the example."),
    ),
}  # fmt: skip

PROBLEMS: dict[str, tuple[Text, Text]] = {
    **_FILES, **_EXPRESSIONS, **_ENTRIES, **_BETWEEN, **_EXAMPLES, **ledgers.PROBLEMS,
}  # fmt: skip
