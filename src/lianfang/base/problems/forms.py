"""What can be wrong with a form that someone filled in: said of the question, by its title."""

from __future__ import annotations

from collections.abc import Mapping

from lianfang.base.words import Text

PROBLEMS: Mapping[str, tuple[Text, Text]] = {
    "form/missing": (
        Text("“{field}”未填写。", "'{field}' is empty."),
        Text("请填写。", "Fill it in."),
    ),
    "form/instant": (
        Text("“{field}”不是日期时间。", "'{field}' is no date and time."),
        Text("例如 2020-02-12T08:30。", "Such as 2020-02-12T08:30."),
    ),
    "form/day": (
        Text("“{field}”不是日期。", "'{field}' is no day."),
        Text("例如 2020-02-12。", "Such as 2020-02-12."),
    ),
    "form/number": (
        Text("“{field}”不是数值。", "'{field}' is no number."),
        Text("只填数字，可带小数点。", "Give digits alone, with a point if need be."),
    ),
    "form/code": (
        Text("“{field}”没有这个选项。", "'{field}' has no such answer."),
        Text("请从所列选项中选择。", "Choose one of those that are offered."),
    ),
    "form/length": (
        Text("“{field}”过长或含不可用字符。", "'{field}' is too long, or holds a character that cannot be kept."),
        Text("请缩短或更正。", "Shorten or mend it."),
    ),
    "form/no-such": (
        Text("“{field}”：在您的范围内没有这样的{to}。", "'{field}': within your reach there is no such {to}."),
        Text("请核对名称或编号。", "Check the name or the reference."),
    ),
    "form/several": (
        Text("“{field}”：有多个{to}符合：{known}。", "'{field}': several are called so: {known}."),
        Text("请填其中一个的编号。", "Give the reference of one of them."),
    ),
    "form/outside": (
        Text("“{field}”不在您的区域内。", "'{field}' lies outside your area."),
        Text("请填您区域内的地点，或请当地登记。", "Give a place inside it, or let those there record it."),
    ),
    "form/known-number": (
        Text("“{field}”：登记簿中已有此号码。", "'{field}': this number is in the registers already."),
        Text(
            "请用“查找”以准确号码查找；若查不到，说明由他处登记，可在新记录中直接填此号码，系统会自动关联。",
            "Look for it by the exact number. If nothing is found, others recorded it: name the number in your new record, "
            "and the two are joined.",
        ),
    ),
    "form/nobody": (
        Text("没有可据以识别的内容。", "Nothing identifies anyone here."),
        Text("请填证件号码，或姓名加电话或出生年。", "Give a document's number, or a name with a telephone or a year of birth."),
    ),
    "form/name-alone": (
        Text("不能仅凭姓名查找：您经手的未了任务不涉及任何人。",
             "Nobody is found by a name alone: no open task that you gave or took is about anyone."),
        Text("请另填电话或出生年，或改用准确的证件号码。", "Add a telephone or a year of birth, or give the exact number of a document."),
    ),
    "form/too-many-alike": (
        Text("您的区域内这一年出生的人超过 {most} 名，不逐一比对拼音。",
             "More than {most} people of your area are born that year; their names are not compared by their sound."),
        Text("请填汉字姓名，或另填电话。", "Give the name as it is written, or a telephone."),
    ),
    "form/nothing-asked": (
        Text("未填写要查找的内容。", "Nothing was asked for."),
        Text("请至少填一项。", "Fill in one question at least."),
    ),
    "form/no-sheet": (
        Text("还不知道是哪个岗位、哪一日的计数表。", "Of which post and day the sheet is, is not said."),
        Text("请选岗位和日期。", "Choose a post and a day."),
    ),
    "form/says-nothing": (
        Text("除所属区域外，没有填写任何内容。", "Nothing was filled in but the area."),
        Text("请至少填一项。", "Fill in one question at least."),
    ),
    "form/constraint": (
        Text("记录之间有矛盾，或同一事实已经登记（{detail}）。",
             "The answers contradict each other, or the same fact is recorded already ({detail})."),
        Text("请核对先后时间并查重。", "Check which time comes first, and look for the same record."),
    ),
    "form/sent-before": (
        Text("此表单已提交过，且内容不同；那一次的记录仍在。",
             "This form was sent before with other answers; what was recorded then still stands."),
        Text("若确是另一条记录，请再次提交；若是更正，请打开那条记录。",
             "If this is another record, send it again; if it mends that one, open that record."),
    ),
    "form/changed-meanwhile": (
        Text("您填写期间，他人已更改此记录；您的内容尚未保存。",
             "Someone changed this record while you were filling in the form; yours is not saved yet."),
        Text("请看下表：两份内容都在。核对后再次提交。", "Both are in the table below. Look at them and send the form again."),
    ),
}  # fmt: skip
