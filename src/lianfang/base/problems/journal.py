"""Problems of the journal: what its verifier finds, and why it is not sealed or verified."""

from __future__ import annotations

from lianfang.base.words import Text

_LOOK = Text(
    "请保全数据库与备份，与持有旧备份者逐条比对，查明何人何时改动。",
    "Keep the database and its backups as they are; compare with a backup in other hands, and find out who did it, and when.",
)

PROBLEMS: dict[str, tuple[Text, Text]] = {
    "journal/changed": (
        Text(
            "日志第 {position} 位（编号 {entry}）与封存时不同。",
            "Entry {entry} at position {position} is not what was sealed.",
        ),
        _LOOK,
    ),
    "journal/deleted": (
        Text(
            "日志第 {position} 位（编号 {entry}）已被删除。",
            "Entry {entry} at position {position} was deleted.",
        ),
        _LOOK,
    ),
    "journal/inserted": (
        Text(
            "日志编号 {entry} 是后来插入的：其前后均已封存，而它不在其中。",
            "Entry {entry} was put in later: what stands around it is sealed, it is not.",
        ),
        _LOOK,
    ),
    "journal/disputed": (
        Text(
            "日志第 {position} 位（编号 {entry}）与封条 {seal} 不符，而该封条本身已被改动，无法判定哪一方为真。",
            "Entry {entry} at position {position} and seal {seal} disagree; the seal was altered itself, so either may be the true one.",
        ),
        _LOOK,
    ),
    "journal/seal-altered": (
        Text(
            "封条 {seal}（第 {position} 至 {until} 位）被改动。",
            "Seal {seal} (positions {position} to {until}) was altered.",
        ),
        _LOOK,
    ),
    "journal/seal-forged": (
        Text(
            "封条 {seal}（第 {position} 至 {until} 位）不是由所给公钥对应的密钥签署的：重新计算过，或更换过密钥。",
            "Seal {seal} (positions {position} to {until}) was not signed with a key you trust: it was made anew, or the key was replaced.",
        ),
        Text(
            "若曾更换密钥，请一并给出旧公钥；否则请保全数据库，查明改动。",
            "If the key was replaced, give the old public key too; else keep the database and find out who did it.",
        ),
    ),
    "journal/seal-out-of-place": (
        Text(
            "封条 {seal}（第 {position} 至 {until} 位）不接在前一封条之后。",
            "Seal {seal} (positions {position} to {until}) does not follow the one before it.",
        ),
        _LOOK,
    ),
    "journal/seal-missing": (
        Text(
            "缺封条 {seal}（自第 {position} 位起）。", "Seal {seal} is missing (from position {position} on)."
        ),
        _LOOK,
    ),
    "journal/cut": (
        Text(
            "日志被截断：印出的根在第 {until} 位，而封条止于此前，自第 {position} 位起缺失。",
            "The journal was cut: a root was printed for position {until}, and it is lost from position {position} on.",
        ),
        _LOOK,
    ),
    "journal/other-root": (
        Text(
            "第 {position} 位的根与印出的不同：此位或之前（封条 {seal} 或更早）被重新计算过。",
            "The root at position {position} is not the one printed: the chain was made anew there or before (seal {seal} or earlier).",
        ),
        _LOOK,
    ),
    "journal/other-key": (
        Text(
            "此前的封条（{number}）由另一把密钥签署，本主目录没有这把密钥。",
            "The last seal ({number}) was signed with another key; this home does not hold it.",
        ),
        Text(
            "请放回 keys 文件夹中的 sealing；若已遗失，请运行 lianfang seal-journal --new-key。",
            "Put the file `sealing` back into the folder `keys`; if it is lost, run: lianfang seal-journal --new-key.",
        ),
    ),
    "journal/no-table": (
        Text("此库还没有封条。", "This database has no seals yet."),
        Text("请先运行 lianfang seal-journal。", "First run: lianfang seal-journal."),
    ),
    "journal/no-public-key": (
        Text("{file} 中没有可用的公钥。", "{file} holds no public key that verifies seals."),
        Text(
            "请给出 lianfang seal-journal --export-key 写出的文件。",
            "Give the file that `lianfang seal-journal --export-key` wrote.",
        ),
    ),
    "journal/bad-anchor": (
        Text("{value} 不是简报上印出的根。", "{value} is not a root as a brief prints it."),
        Text("应为位次、冒号与 32 个字母或数字。", "It is a position, a colon, and 32 letters and digits."),
    ),
}
