"""What a notice says outside the house: what waits, the reference and a link; of the population nothing at all."""

from __future__ import annotations

from lianfang.base.words import Text
from lianfang.interop.sending.drivers import Message
from lianfang.registers.models import Notice
from lianfang.registers.models.notices import KINDS

PLACES = {
    "task_handed": "tasks/{about}", "task_returned": "tasks/{about}", "task_overdue": "tasks/{about}",
    "task_risen": "tasks/{about}", "excuse_waits": "excuses/{about}",
    "excuse_decided": "excuses/{about}", "brief_frozen": "brief/{about}", "grant_waits": "grants",
    "feed_silent": "laboratories",
}  # fmt: skip
"""Kind → the page that it leads to, below the site's address."""
_MORE = Text("（共 {n} 项）", "({n} in all)")
_SIGN_IN = Text("请登录联防查看：", "Sign in to see it: ")


def message_of(notice: Notice, to: str, *, address: str, at: int) -> Message:
    """A notice as it is sent.

    Args:
        notice: which.
        to: where.
        address: the site's, as people type it; empty where it is not known, and then no link goes along.
        at: now.
    """
    said = {language: _sentence(notice, language) for language in ("zh", "en")}
    link = address.rstrip("/") + "/" + PLACES[notice.kind].format(about=notice.about) if address else ""
    if notice.channel == "sms":
        return Message(notice.ref, to, "", " ".join(part for part in (said["zh"], link) if part), at)
    lines = [
        said["zh"],
        _SIGN_IN.zh + link if link else "",
        "",
        said["en"],
        _SIGN_IN.en + link if link else "",
    ]
    subject = f"联防 Lianfang: {notice.about}"
    return Message(notice.ref, to, subject, "\n".join(lines) + "\n", at)


def _sentence(notice: Notice, language: str) -> str:
    more = _MORE.to(language).format(n=notice.number) if notice.number > 1 else ""  # type: ignore[arg-type]
    more = f" {more}" if more and language == "en" else more
    colon, stop = ("：", "。") if language == "zh" else (": ", ".")
    return f"{KINDS[notice.kind].to(language)}{colon}{notice.about}{more}{stop}"  # type: ignore[arg-type]
