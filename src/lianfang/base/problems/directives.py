"""Problems of a directive's text that is read beside a plan, and of the draft that is made of it."""

from __future__ import annotations

from lianfang.base.words import Text

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "directive/no-file": (
        Text("没有文件 {file}。", "There is no file {file}."),
        Text("请核对路径。", "Check the path."),
    ),
    "directive/is-a-folder": (
        Text("{file} 是文件夹，不是指令文本。", "{file} is a folder, not the text of a directive."),
        Text("请指明其中的文本文件。", "Name a text file in it."),
    ),
    "directive/unreadable": (
        Text("无法读取 {file}：{detail}。", "{file} cannot be read: {detail}."),
        Text("请核对文件的权限与所在的盘。", "Look at the file's permissions and its disk."),
    ),
    "directive/empty": (
        Text("{file} 没有文字。", "{file} holds no words."),
        Text("请放入指令全文后再读。", "Put the directive's text into it."),
    ),
    "directive/not-text": (
        Text("{file} 不是文本文件。", "{file} is no text file."),
        Text("请把指令（如 Word、PDF 文件）另存为纯文本（UTF-8）。", "Save it (a Word or PDF file, perhaps) as plain text in UTF-8."),
    ),
    "directive/encoding": (
        Text("{file} 的文字编码无法确定，或末尾残缺。", "The encoding of {file} cannot be told, or its end is cut."),
        Text("请另存为 UTF-8，或用 --encoding 指明编码。", "Save it as UTF-8, or name the encoding with --encoding."),
    ),
    "directive/too-long": (
        Text("{file} 有 {bytes} 字节，超过一份指令的上限 {most}。", "{file} has {bytes} bytes; a directive has at most {most}."),
        Text("请只放入指令本身，或分成几份。", "Give the directive alone, or in parts."),
    ),
    "directive/no-demands": (
        Text("{file} 中没有编号，也没有一句话在要求什么。", "{file} has no numbers, and no sentence of it asks for anything."),
        Text("请确认放入的是指令；可在每项要求前编号（一是、（一）、1.）。",
             "Make sure that it is the directive; number its demands (一是, （一）, 1.) if it does not."),
    ),
    "directive/not-numbered": (
        Text("全文没有编号，只按句中的要求词切分。", "The text has no numbers; it was cut by its words of duty alone."),
        Text("请逐条核对，并核对未当作要求的文字。", "Check every demand, and what was not taken as one."),
    ),
    "directive/no-clauses": (
        Text("方案 {plan} 没有条款，无从对照。", "The plan {plan} has no clauses to compare with."),
        Text("可用 --plan 另指一份方案。", "Name another plan with --plan."),
    ),
    "directive/draft-exists": (
        Text("{folder} 已存在且不是空文件夹。", "{folder} exists and is not an empty folder."),
        Text("请另取一个文件夹；已有的内容不会被覆盖。", "Choose another folder; nothing is overwritten."),
    ),
    "directive/draft-unwritable": (
        Text("不能在 {folder} 写入：{detail}。", "{folder} cannot be written: {detail}."),
        Text("请另取一个可写的文件夹。", "Choose a folder that can be written."),
    ),
}  # fmt: skip
