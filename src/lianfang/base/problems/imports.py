"""Problems of files that are brought in, of the mappings that read them, and of the areas laid for them."""

from __future__ import annotations

from lianfang.base.words import Text

_FILE: dict[str, tuple[Text, Text]] = {
    "import/unreadable": (
        Text("读不出文件 {file}：{detail}。", "The file {file} cannot be read: {detail}."),
        Text("请重新导出为 CSV 或 .xlsx。", "Export it again, as CSV or .xlsx."),
    ),
    "import/old-workbook": (
        Text("{file} 是旧式 .xls 或加了密码的工作簿。", "{file} is an old .xls, or a workbook with a password."),
        Text("请去掉密码，另存为 .xlsx 或 CSV。", "Take the password off and save it as .xlsx or CSV."),
    ),
    "import/unsafe-workbook": (
        Text("工作簿 {file} 不可接受：{detail}。", "The workbook {file} is not accepted: {detail}."),
        Text("请另存为不含宏、外部链接和嵌入对象的 .xlsx，或 CSV。",
             "Save it as .xlsx without macros, external links and embedded objects, or as CSV."),
    ),
    "import/encoding": (
        Text("{file} 不是 UTF-8、UTF-16 或 GB18030 编码。", "{file} is neither UTF-8 nor UTF-16 nor GB18030."),
        Text("请另存为 UTF-8 编码的 CSV。", "Save it as CSV in UTF-8."),
    ),
    "import/encoding-doubtful": (
        Text("{file} 按 GB18030 可读，但用字罕见，可能是别的编码（如 Big5）。",
             "{file} reads as GB18030, but with rare characters: it may be another encoding, such as Big5."),
        Text("请另存为 UTF-8，或用 --encoding 指明编码。", "Save it as UTF-8, or name the encoding with --encoding."),
    ),
    "import/unknown-encoding": (
        Text("没有名为 {encoding} 的编码。", "There is no encoding named {encoding}."),
        Text("例如 utf-8、gb18030、utf-16-le、big5。", "Such as utf-8, gb18030, utf-16-le, big5."),
    ),
    "import/no-header": (
        Text("找不到表头：前 {rows} 行中没有一行含有全部所需列；最接近的是第 {nearest} 行，缺 {columns}。",
             "No header row: none of the first {rows} rows holds all columns; the nearest is row {nearest}, which lacks {columns}."),
        Text("请核对所选的对照表，或改正表头。", "Check which mapping was chosen, or mend the header."),
    ),
    "import/duplicate-column": (
        Text("表头中 {column} 出现不止一次。", "The header holds {column} more than once."),
        Text("请改名或删去其中一列。", "Rename or remove one of them."),
    ),
    "import/no-sheet": (
        Text("工作簿中没有名为 {sheet} 的工作表。", "The workbook has no sheet named {sheet}."),
        Text("现有：{known}。", "There are: {known}."),
    ),
    "import/at-limit": (
        Text("文件恰好停在第 {rows} 行，这是表格软件的行数上限，疑被截断。",
             "The file stops at row {rows} exactly, a spreadsheet's limit: it may have been cut."),
        Text("请向来源核对总行数；确认完整后加 --accept-cut。",
             "Check the number of rows with the source; if it is whole, add --accept-cut."),
    ),
    "import/cut": (
        Text("文件在第 {row} 行中途结束，疑被截断。", "The file ends inside row {row}: it seems to be cut."),
        Text("请重新取得完整文件；确要导入现有部分则加 --accept-cut。",
             "Get the whole file again; to bring in what there is, add --accept-cut."),
    ),
    "import/swallowed": (
        Text("第 {row} 行引号有误，把文件的 {lines} 行并成了一行，其中的记录无法分开。",
             "A wrong quotation mark in row {row} swallowed the lines {lines} of the file: what they hold cannot be told apart."),
        Text("请改正该处引号后重新导入；确要略去则加 --accept-cut。",
             "Mend the mark and bring the file in again; to leave them out, add --accept-cut."),
    ),
    "import/count-differs": (
        Text("来源称有 {expected} 行，文件中有 {found} 行。", "The source speaks of {expected} rows, the file has {found}."),
        Text("请向来源核对；未写入任何数据。", "Check with the source; nothing was written."),
    ),
}  # fmt: skip

_ROWS: dict[str, tuple[Text, Text]] = {
    "import/row-width": (
        Text("本行有 {found} 格，表头有 {expected} 格。", "The row has {found} cells, the header {expected}."),
        Text("请检查分隔符和引号。", "Look for a separator or a quotation mark that is missing or too many."),
    ),
    "import/quoting": (
        Text("引号用法有误：{detail}。", "The quotation marks are wrong: {detail}."),
        Text("含引号的内容应整格加引号，内部引号写两次。",
             "Quote the whole cell and write quotation marks inside it twice."),
    ),
    "import/nul": (
        Text("本行含空字符（NUL）。", "The row holds NUL characters."),
        Text("文件可能损坏，请重新导出。", "The file may be damaged: export it again."),
    ),
    "import/uncalculated": (
        Text("公式单元格没有保存结果。", "The cell is a formula without a kept result."),
        Text("请在表格软件中打开并保存，或粘贴为数值。",
             "Open and save it in a spreadsheet program, or paste it as a value."),
    ),
    "import/error-cell": (
        Text("单元格是错误值。", "The cell holds an error value."),
        Text("请改正公式或填写数值。", "Mend the formula, or fill the value in."),
    ),
    "import/merged-cell": (
        Text("单元格被合并，值归哪一行不明。", "The cell is merged: to which rows its value belongs is not said."),
        Text("请取消合并，并在每一行填写。", "Unmerge it and fill in every row."),
    ),
    "import/long-number": (
        Text("16位以上的数字存成了数值，末位已丢失。",
             "A number of 16 digits or more was kept as a number; its last digits are gone."),
        Text("请从来源重新取得，以文本保存。", "Get it from the source again, kept as text."),
    ),
    "import/date": (
        Text("不是可识别的日期。", "This is no date."),
        Text("请写成 2020-01-04、2020/1/4、2020年1月4日 或 20200104。",
             "Write 2020-01-04, 2020/1/4, 2020年1月4日 or 20200104."),
    ),
    "import/ambiguous-date": (
        Text("日期次序不明：日、月、年哪个在前无法判断。", "The order of day, month and year cannot be told."),
        Text("请写成 2020-01-04，年份四位在前。", "Write 2020-01-04: four digits of the year first."),
    ),
    "import/serial": (
        Text("日期是序列号，但不知用 1900 还是 1904 日期系统。",
             "The date is a serial number, and whether of the 1900 or the 1904 system is not known."),
        Text("请写成 2020-01-04，或在对照表中写 serial: \"1900\"。",
             "Write 2020-01-04, or say serial: \"1900\" in the mapping."),
    ),
    "import/instant": (
        Text("不是可识别的时间。", "This is no time."),
        Text("请写成 2020-02-12 18:30。", "Write 2020-02-12 18:30."),
    ),
    "import/number": (
        Text("不是数。", "This is no number."),
        Text("请只填数字；不知道则留空。", "Give digits only; leave it empty where it is not known."),
    ),
    "import/yes-no": (
        Text("不是“是”或“否”。", "This is neither yes nor no."),
        Text("请填 是 或 否，不知道则留空，或在对照表中写明。",
             "Give 是/否 or yes/no, leave it empty, or list it in the mapping."),
    ),
    "import/code": (
        Text("不在代码表中。", "The code list lacks this."),
        Text("可用：{known}；或在对照表 codes 中写明。", "There are: {known}; or list it under codes in the mapping."),
    ),
    "import/says-nothing": (
        Text("除编号外，此行没有任何内容。", "The row says nothing but its number."),
        Text("表下的审核、签名等行请删去；确是记录的，请补上内容。",
             "Remove it where it is a signature or a note below the table; if it is a record, fill it in."),
    ),
    "import/no-link": (
        Text("找不到对应的 {register}。", "No such {register} is recorded."),
        Text("请先登记，或更正编号、名称。", "Record it first, or mend the code or the name."),
    ),
    "import/ambiguous-link": (
        Text("有不止一个同名的 {register}。", "More than one {register} has this name."),
        Text("请改用行政区划代码或编号。", "Use the national code or the key."),
    ),
    "import/id-number": (
        Text("不是有效的公民身份号码（18位，含出生日期和校验码）。",
             "This is no identity number: eighteen characters with a date of birth and a check character."),
        Text("请与证件核对；其他证件请用 by: document 的对照表。",
             "Check it against the card; other documents take a mapping with by: document."),
    ),
    "import/rounded-id": (
        Text("号码存成了数值，末位疑已丢失。", "The number was kept as a number: its last digits seem to be gone."),
        Text("请从来源重新取得，以文本保存；确以000结尾的身份号码请用 by: document 的对照表。",
             "Get it from the source again, kept as text; an identity number that does end in 000 takes a mapping with by: document."),
    ),
    "import/document": (
        Text("不是证件号码。", "This is no document's number."),
        Text("请只填字母和数字，5至24位。", "Give letters and digits only, five to twenty-four."),
    ),
    "import/plate": (
        Text("不是车牌号码。", "This is no plate."),
        Text("请写成 京A00000，新能源车六位。", "Write it like 京A00000; six signs after the first two for new energy."),
    ),
    "import/telephone": (
        Text("不是电话号码。", "This is no telephone number."),
        Text("请只填一个号码，7至15位数字。", "Give one number of seven to fifteen digits."),
    ),
    "import/name": (
        Text("不是姓名。", "This is no name."),
        Text("请只填姓名，不含数字和符号。", "Give the name alone, without digits and signs."),
    ),
    "import/another-name": (
        Text("同号异名：在登记簿或本文件较前的行中，同一证件号码属于另一姓名。",
             "Same number, another name: in the registers or in an earlier row of this file the number goes with another name."),
        Text("请核对号码和姓名；不会自动合并。", "Check number and name; the two are never merged by themselves."),
    ),
    "import/several-bearers": (
        Text("有不止一个 {register} 登记了这个号码。", "More than one {register} bears this number."),
        Text("请先认定哪一个是对的。", "Decide first which is the right one."),
    ),
    "import/nobody-known": (
        Text("没有登记过这个号码的 {register}，而这份登记簿不新登记人员。",
             "No {register} with this number is recorded, and this register brings no new ones along."),
        Text("人员只随通行、申报、措施令等记录登记；请先导入那些记录。",
             "People come in with passages, declarations, orders and the like: bring those in first."),
    ),
    "import/no-key": (
        Text("来源编号 {key} 所用的 {column} 为空。", "The key {key} needs {column}, which is empty."),
        Text("请填写该列。", "Fill the column in."),
    ),
    "import/not-there": (
        Text("登记簿 {register} 中没有这一编号的记录可以补充。", "No {register} of this key is on record to which the row could add."),
        Text("请先导入建立记录的文件，再导入本文件。", "Bring in the file that makes the record first, then this one."),
    ),
    "import/repeated": (
        Text("文件中此前已有同一来源编号的行。", "An earlier row of the file has the same key."),
        Text("请查重，只留一行。", "Look for the double and keep one."),
    ),
}  # fmt: skip

_BATCHES: dict[str, tuple[Text, Text]] = {
    "import/totals-first": (
        Text("报告日须由每日累计数推得，但尚无 {figure} 的报数。",
             "The day of report is derived from the daily totals, and there are no returns of {figure} yet."),
        Text("请先导入每日总数表，再导入病例。", "Bring the daily totals in first, then the cases."),
    ),
    "import/half-done": (
        Text("文件 {file} 的导入 {batch} 尚未完成。", "The import {batch} of {file} is not finished."),
        Text("请用 --resume 继续，或用 --undo {batch} 撤销。", "Go on with --resume, or take it back with --undo {batch}."),
    ),
    "import/nothing-to-resume": (
        Text("没有未完成的导入。", "No import is unfinished."),
        Text("请查看各次导入（命令行用 --list）。", "See the list of imports (--list on the command line)."),
    ),
    "import/file-changed": (
        Text("文件 {file} 与导入 {batch} 开始时不同。", "The file {file} is not what it was when the import {batch} began."),
        Text("请找回原文件，或用 --undo {batch} 撤销后重新导入。",
             "Find the file as it was, or take the import back with --undo {batch} and begin anew."),
    ),
    "import/running-elsewhere": (
        Text("导入 {batch} 正由另一进程进行。", "Another process is at the import {batch}."),
        Text("请等它结束。", "Wait until it is done."),
    ),
    "import/changed-meanwhile": (
        Text("导入 {batch} 所指的记录在写入时被撤下或合并。",
             "Records that the import {batch} names were withdrawn or merged while it was written."),
        Text("已写入的各行保留。请用 --resume 继续。", "What is written stays. Go on with --resume."),
    ),
    "import/no-batch": (
        Text("没有编号为 {batch} 的导入。", "There is no import {batch}."),
        Text("请查看各次导入（命令行用 --list）。", "See the list of imports (--list on the command line)."),
    ),
    "import/nothing-to-undo": (
        Text("导入 {batch} 的状态为 {status}，无可撤销。", "The import {batch} is {status}: there is nothing to take back."),
        Text("请查看各次导入（命令行用 --list）。", "See the list of imports (--list on the command line)."),
    ),
    "import/changed-since": (
        Text("导入 {batch} 的记录（{register} {row}）其后又被改动，不能整体撤销。",
             "A row of the import {batch} ({register} {row}) was changed since; it cannot be taken back as a whole."),
        Text("请先撤回其后的改动。", "Take the later change back first."),
    ),
    "import/names-what-is-gone": (
        Text("导入 {batch} 改动前的记录指向的另一条记录已不在，不能恢复。",
             "What a row was before the import {batch} names a record that is gone: it cannot be put back."),
        Text("请先恢复被撤下的记录，或逐条更正。", "Record what was withdrawn again, or mend the rows one by one."),
    ),
    "import/other-columns": (
        Text("登记簿 {register} 其后增加了字段（{columns}），导入前的旧值无从恢复。",
             "The register {register} has columns ({columns}) that it had not when the import changed it: the rows of before "
             "cannot be put back whole."),
        Text("请逐条更正。", "Mend the rows one by one."),
    ),
    "import/outside": (
        Text("本行不属于您的区域。", "This row is not of your area."),
        Text("请由当地导入，或改正区域、关口后再导入。", "Let those there bring it in, or mend its area or gate."),
    ),
    "import/too-large": (
        Text("文件超过 {most} MB。", "The file is larger than {most} MB."),
        Text("请拆成几个文件，每个带表头；或在服务器上用 lianfang import 导入。",
             "Cut it into several, each with the header; or bring it in with `lianfang import` on the server."),
    ),
    "import/nothing-sent": (
        Text("没有收到文件，或文件是空的。", "No file came, or it is empty."),
        Text("请选择一个 CSV 或 .xlsx 文件。", "Choose a CSV or .xlsx file."),
    ),
    "import/no-table": (
        Text("{file} 不是表格文件：{detail}。", "{file} is no table: {detail}."),
        Text("请另存为 CSV 或 .xlsx。", "Save it as CSV or .xlsx."),
    ),
    "import/sent-away": (
        Text("已送的文件不在了：它只保留 {hours} 小时，导入完成或放弃后即删除。",
             "The file that was sent is gone: it is kept for {hours} hours, and deleted once it is brought in or dropped."),
        Text("请重新发送。", "Send it again."),
    ),
    "import/not-yours": (
        Text("登记簿 {register} 不在您的权限内。", "The register {register} is not among those you may fill."),
        Text("请选择另一个登记簿。", "Choose another register."),
    ),
    "import/at-work": (
        Text("这个文件正在处理。", "This file is being worked on."),
        Text("请等它结束，或先停下。", "Wait until it is done, or stop it first."),
    ),
    "import/not-as-shown": (
        Text("您查看之后，这个文件已重新预演或开始导入。", "Since you looked, the file was foretold anew, or an import of it begun."),
        Text("请再看一遍，然后确认。", "Look at it again, then confirm."),
    ),
    "import/no-longer-yours": (
        Text("轮到它时，您的授权已失效；未写入。", "When its turn came your grant had ended; nothing more was written."),
        Text("请由有权者重新导入，或先续授权。", "Let someone who may bring it in, or have the grant renewed."),
    ),
    "import/broken-off": (
        Text("处理中断：{detail}。", "The work broke off: {detail}."),
        Text("请继续；已写入的不会重复。", "Go on: what is in is not written twice."),
    ),
    "import/before": (
        Text("同一文件曾以同一对照表导入（{batch}）。", "The same file came in before under the same mapping ({batch})."),
        Text("相同的记录将计为未变。", "Equal rows count as unchanged."),
    ),
    "import/hidden-sheet": (
        Text("隐藏的工作表未读取：{sheets}。", "Hidden sheets were not read: {sheets}."),
        Text("需要时请取消隐藏。", "Unhide them if they are needed."),
    ),
    "import/hidden-rows": (
        Text("{count} 个隐藏行也已读取。", "{count} hidden rows were read too."),
        Text("不需要的行请先删除。", "Remove rows that are not meant."),
    ),
    "import/areas-laid": (
        Text("本库尚无该市，已按方案铺设 {count} 个区域。",
             "The city was not there yet: {count} areas were laid from the plan."),
        Text("它们写在方案文件夹的 areas.yaml 中。", "They are written in the plan's areas.yaml."),
    ),
}  # fmt: skip

_MAPPINGS: dict[str, tuple[Text, Text]] = {
    "mapping/taken": (
        Text("已有另一份名为 {mapping} 的对照表。", "Another mapping has the name {mapping}."),
        Text("请换一个名称。", "Choose another name."),
    ),
    "mapping/name": (
        Text("对照表要有名称：最多 64 个字，可用汉字、字母、数字和 . / - _。",
             "A mapping has a name: at most 64 letters, digits and . / - _."),
        Text("请改正名称：不用空格。", "Mend the name: no spaces."),
    ),
    "mapping/no-key": (
        Text("没有选定来源的编号列。", "No column was chosen that numbers the source's rows."),
        Text("请选一列或几列，合起来每行各不相同：同号即同一条记录。",
             "Choose one column or several that together differ from row to row: the same number is the same record."),
    ),
    "mapping/unknown": (
        Text("没有名为 {mapping} 的对照表。", "There is no mapping named {mapping}."),
        Text("可用：{known}；或给出 YAML 文件。", "There are: {known}; or name a YAML file."),
    ),
    "mapping/none-fits": (
        Text("没有一份对照表的列都在 {file} 的表头中。", "No mapping finds its columns in the header of {file}."),
        Text("请用 --mapping 指明对照表，可用：{known}。", "Name one with --mapping: {known}."),
    ),
    "mapping/several-fit": (
        Text("有几份对照表都适合 {file}：{known}。", "Several mappings fit {file}: {known}."),
        Text("请用 --mapping 指明其一。", "Name one of them with --mapping."),
    ),
    "mapping/yaml": (
        Text("对照表不是可读的 YAML：{detail}。", "The mapping is no readable YAML: {detail}."),
        Text("请检查缩进、冒号和引号；不可用别名，键不可重复。",
             "Look at indents, colons and quotation marks; aliases and repeated keys are not taken."),
    ),
    "mapping/unknown-key": (
        Text("对照表没有 {key} 这一项。", "A mapping has no key {key} here."),
        Text("可用：{known}。", "There are: {known}."),
    ),
    "mapping/missing-key": (
        Text("缺少 {key}。", "{key} is missing."),
        Text("请补上。", "Add it."),
    ),
    "mapping/value": (
        Text("{key} 的内容不可用：{detail}。", "{key} cannot be used: {detail}."),
        Text("请对照说明改正。", "Mend it after the manual page."),
    ),
    "mapping/unknown-register": (
        Text("没有名为 {register} 的登记簿。", "There is no register named {register}."),
        Text("可用：{known}。", "There are: {known}."),
    ),
    "mapping/unknown-column": (
        Text("{register} 没有字段 {column}。", "{register} has no column {column}."),
        Text("可用：{known}。", "There are: {known}."),
    ),
    "mapping/kind": (
        Text("{register}.{column} 是 {kind}，不能按 {given} 读取。",
             "{register}.{column} is {kind} and cannot be read as {given}."),
        Text("请改为 {known}。", "Use {known}."),
    ),
    "mapping/not-in-list": (
        Text("{column} 的代码表没有 {code}。", "The code list of {column} lacks {code}."),
        Text("可用：{known}。", "There are: {known}."),
    ),
    "mapping/twice": (
        Text("{column} 由不止一处给出。", "{column} is given in more than one place."),
        Text("请只留一处。", "Keep one."),
    ),
    "mapping/not-given": (
        Text("{register}.{column} 不可为空，但对照表没有给出。",
             "{register}.{column} may not be empty, and the mapping does not give it."),
        Text("请在 columns 或 constants 中写明。", "Add it to columns or constants."),
    ),
    "mapping/name-list": (
        Text("不能以名单填写 {register}。", "{register} is not filled from a list."),
        Text("人员和车辆只随通行、申报、措施令等记录登记：在那些登记簿的对照表中写 as: person 或 as: vehicle。",
             "They come in with passages, declarations, orders: write as: person or as: vehicle in the mappings of those."),
    ),
    "mapping/identifies": (
        Text("{column} 标识个人或车辆，不可另作他用，也不可入编号。",
             "{column} identifies a person or vehicle: it is read as nothing else, and no key holds it."),
        Text("请去掉；编号改用来源自己的序号。", "Take it out; build the key of the source's own numbers."),
    ),
    "mapping/link-key": (
        Text("链接编号 {key} 须且只须含一个占位 {{{column}}}。", "The key of a link, {key}, holds {{{column}}} once and nothing else."),
        Text("写成来源前缀加该列，例如 \"source:{{{column}}}\"。", "Write the source's prefix and that column: \"source:{{{column}}}\"."),
    ),
    "mapping/stranger": (
        Text("{column} 不可空缺：查无此名时不能记为不详。", "{column} may not be empty: what nobody bears cannot be taken as not known."),
        Text("请去掉 stranger: unknown；查无此名的行会逐行退回。",
             "Take stranger: unknown out; rows that name nobody are then rejected by name."),
    ),
    "mapping/pair": (
        Text("pair 须是指向同一登记簿的两个链接，现为 {columns}。",
             "A pair is two links to one register, both in columns; it names {columns}."),
        Text("例如 pair: [case, other]。", "Such as pair: [case, other]."),
    ),
    "mapping/exports": (
        Text("编号 {key} 不能反读：一行不能还原为一条记录。",
             "The key {key} cannot be read backwards: no row of the file is one record."),
        Text("exports 要求编号只含一个文件列，且没有 rows 和 split。",
             "To export, a key holds one column of the file, and there are no rows and no split."),
    ),
    "mapping/then-unknown": (
        Text("then 中没有名为 {mapping} 的对照表。", "There is no mapping {mapping}, which is to read the file after this one."),
        Text("请更正名称，或先保存那份对照表。", "Mend its name, or save that mapping first."),
    ),
    "mapping/template": (
        Text("编号模板中的 {{{name}}} 既不是列名也不是字段。", "{{{name}}} in a template is neither a header nor a column."),
        Text("可用：{known}。", "There are: {known}."),
    ),
}  # fmt: skip

_AREAS: dict[str, tuple[Text, Text]] = {
    "areas/no-file": (
        Text("方案 {plan} 没有区域文件 areas.yaml。", "The plan {plan} has no file areas.yaml."),
        Text("请用 lianfang record area 登记区域，或换一份方案。",
             "Record the areas with `lianfang record area`, or use another plan."),
    ),
    "areas/wrong": (
        Text("区域文件有误：{detail}。", "The file of areas is wrong: {detail}."),
        Text("每个区域要有 level、zh、en；level 须在上级之下一级。",
             "Each area has level, zh and en; its level is one below that of the area it is in."),
    ),
    "areas/outline-unreadable": (
        Text("读不出轮廓文件 {file}：{detail}。", "The file of outlines {file} cannot be read: {detail}."),
        Text("请提供 GeoJSON（FeatureCollection，Polygon 或 MultiPolygon，WGS 84），不超过 20 MB。",
             "Give GeoJSON of at most 20 MB: a FeatureCollection of Polygon or MultiPolygon in WGS 84."),
    ),
    "areas/outline-unnamed": (
        Text("{file} 第 {number} 个图形没有属性 {name}。", "Shape {number} of {file} has no property {name}."),
        Text("请用 --name 指明哪个属性是行政区划代码或区域编号；它有：{known}。",
             "Say with --name which property holds the national code or reference of the area; it has: {known}."),
    ),
    "areas/outline-nowhere": (
        Text("{file} 中 {code} 的一点（{east}，{north}）不是经纬度。",
             "A point of {code} in {file} ({east}, {north}) is no longitude and latitude."),
        Text("请换算为 WGS 84 经纬度。", "Convert it to longitude and latitude in WGS 84."),
    ),
    "areas/outline-exchanged": (
        Text("{file} 的经度与纬度似乎互换：一点写作（{east}，{north}）。",
             "Longitude and latitude in {file} seem to stand in each other's place: a point is written ({east}, {north})."),
        Text("GeoJSON 先写经度，后写纬度；请对调后重新导入。",
             "GeoJSON writes the longitude first, then the latitude: exchange them and bring the file again."),
    ),
    "areas/outline-datum": (
        Text("{file} 的坐标不是 WGS 84，而是 {datum}。", "The coordinates of {file} are not in WGS 84 but in {datum}."),
        Text("高德、腾讯等地图用 GCJ-02，百度用 BD-09，偏移数百米；请换算为 WGS 84 后重新导入。",
             "Amap's and Tencent's maps are in GCJ-02, Baidu's in BD-09, some hundred metres off: convert it to WGS 84, bring it again."),
    ),
}  # fmt: skip

PROBLEMS: dict[str, tuple[Text, Text]] = {**_FILE, **_ROWS, **_BATCHES, **_MAPPINGS, **_AREAS}
