"""Problems of the visits log and of questions to it."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "trace/not-installed": (
        Text("追踪引擎的软件包（NumPy、Numba、pyarrow）未安装。", "NumPy, Numba or pyarrow is not installed."),
        Text("请安装附加项 trace：pip install 'lianfang[trace]'。", "Install the extra trace: pip install 'lianfang[trace]'."),
    ),
    "trace/no-log": (
        Text("{file} 中没有到访记录库。", "There is no visits log."),
        Text("请先运行 lianfang trace build。", "Make one first: lianfang trace build."),
    ),
    "trace/exists": (
        Text("此处已有到访记录库，不会覆盖。", "There is a visits log already; it is not overwritten."),
        Text("追加请用 lianfang trace append。", "To add to it: lianfang trace append."),
    ),
    "trace/locked": (
        Text("另一个进程正在写入此记录库。", "Another process is writing this log."),
        Text("请等它结束后重试；查询不受影响。", "Try again when it has ended; questions can be asked meanwhile."),
    ),
    "trace/too-many-names": (
        Text("记录库的编号已用尽：人员或地点累计至多 {most} 个。", "The log has no more numbers: {most} persons or places are the most."),
        Text("已删除者的编号可收回：trace build --again。", "Make the index anew, without who was deleted: trace build --again."),
    ),
    "trace/torn": (
        Text("文件损坏：应为 {bytes} 字节，实为 {found}。", "The file is torn or damaged: {bytes} bytes were written, {found} found."),
        Text("索引可由到访重建：lianfang trace build --again。", "Make the index anew from the visits: trace build --again."),
    ),
    "trace/torn-visits": (
        Text("{file} 损坏或缺失，其中的到访无法读出。", "{file} is damaged or missing: visits in it cannot be read."),
        Text("备份不含到访记录库。删除 trace 文件夹，运行 trace feed --again，再追加原文件。",
             "No backup holds the visits log. Delete the folder trace, run trace feed --again, then append the files again."),
    ),
    "trace/newer": (
        Text("记录库由更新的版本写成。", "The log was written by a newer version."),
        Text("请先升级程序。", "Upgrade the program first."),
    ),
    "trace/disk-full": (
        Text("磁盘已满，本次写入未生效，原有记录完好。", "The disk is full: nothing of this was taken in, and what was there is whole."),
        Text("请腾出空间后重试。", "Make room, then try again."),
    ),
    "trace/no-column": (
        Text("缺少列：{columns}。", "Columns are missing: {columns}."),
        Text("需要 person、place、enter、leave、kind、source。", "Needed: person, place, enter, leave, kind, source."),
    ),
    "trace/column-type": (
        Text("列 {column} 的类型 {kind} 不是整数或超出范围。", "Column {column} ({kind}) holds what is no whole number, or too large."),
        Text("时刻用 UTC 秒，人员与地点用 64 位整数化名。", "Instants are UTC seconds, pseudonyms 64 bits."),
    ),
    "trace/too-many-codes": (
        Text("列 {column} 的取值多于 {most} 种。", "Column {column} holds more than {most} different words."),
        Text("请归并为少数种类。", "Put them into fewer classes."),
    ),
    "trace/kept-too-long": (
        Text("保存期 {days} 天不在 1 至 {most} 天之间。", "A retention of {days} days is not between 1 and {most}."),
        Text("请缩短保存期。", "Shorten it."),
    ),
    "trace/row-missing": (
        Text("人员、地点、进入时间、种类或来源缺失。", "Person, place, enter, kind or source is missing."),
        Text("请补全该行。", "Fill the row in."),
    ),
    "trace/row-leave-before-enter": (
        Text("离开早于进入。", "The leave is before the enter."),
        Text("请核对两个时间。", "Check both times."),
    ),
    "trace/row-too-long": (
        Text("一次到访长于规定的上限。", "The visit is longer than one row may last."),
        Text("长住请每日报一行；离开不明请留空。", "Give a long stay as a row a day; leave an unknown leave empty."),
    ),
    "trace/row-too-old": (
        Text("到访早于保存期，不再收录。", "The visit began before what is kept."),
        Text("无需处理；此类记录依规定应已删除。", "Nothing to mend: such visits are to be deleted."),
    ),
    "trace/row-future": (
        Text("进入时间在将来。", "The visit begins in the future."),
        Text("请核对设备时钟。", "Check the device's clock."),
    ),
    "trace/no-purpose": (
        Text("未说明用途或病例编号。", "No purpose or no case is given."),
        Text("请写明 --purpose 与 --case。", "Give --purpose case_investigation and --case REFERENCE."),
    ),
    "trace/not-paired": (
        Text("给出 {persons} 人、{cases} 个病例编号，须一一对应，每人一次。",
             "{persons} persons and {cases} cases: each person needs its own, once."),
        Text("每人给出一个 --case；--onset 给一个，或每人一个。", "Give a --case for each person, and one --onset or one for each."),
    ),
    "trace/no-purpose-of-risk": (
        Text("未说明用途，或同时给出场所与区域。", "No purpose is given, or both a place and an area."),
        Text("请写明 --purpose，并只给出 --place 或 --area 之一。", "Give --purpose case_investigation, and one of --place and --area."),
    ),
    "trace/no-evidence": (
        Text("病例 {case} 尚无检测或诊断依据，不能由此发起追踪。", "There is no evidence for case {case} yet: no question starts from it."),
        Text("确诊或检出阳性后再查。", "Ask once it is confirmed or tested positive."),
    ),
    "trace/no-rule": (
        Text("方案中没有数值 {value}，或在该日未生效。", "The plan has no value {value}, or none on that day."),
        Text("请在方案的 values 中写入，或换用有该数值的方案。", "Write it into the plan's values, or use a plan that has it."),
    ),
    "trace/not-a-file": (
        Text("{file} 不是可读的 Parquet、Arrow 或 CSV 文件：{detail}。", "{file} cannot be read as Parquet, Arrow or CSV: {detail}."),
        Text("请核对文件。", "Check the file."),
    ),
}  # fmt: skip
