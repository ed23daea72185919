"""The outbox through a real mail server and a real gateway: nothing lost, nothing twice, what is not known said so."""

from __future__ import annotations

import email
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from email import policy
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from lianfang.base.problems import Refused
from lianfang.interop.sending import sender
from lianfang.interop.sending.gateway import Gateway
from lianfang.interop.sending.smtp import Smtp
from lianfang.interop.sending.spool import Spool
from lianfang.registers.access import By
from lianfang.registers.actions import notifying, outbox
from lianfang.registers.actions.addressing import addresses, say_addresses
from lianfang.registers.models import Account, Address, Journal, Notice
from tests import door
from tests.mail import Post, servers

NOW = 1_600_000_000
KEEPER = By("kim", "administrator", purpose="maintenance")


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    """Both servers, for all tests of the module."""
    with servers() as made:
        yield made


@pytest.fixture
def fresh(post: Post) -> Post:
    """The servers as if nothing had come."""
    post.mails.clear()
    post.texts.clear()
    post.answers.clear()
    post.stall = ""
    return post


def holder(login: str = "ann", **said: str) -> Account:
    """An account that is told by these ways."""
    made = door.account(login)
    say_addresses(account=made, said={"email": "", "sms": "", **said}, by=KEEPER, at=NOW)
    return made


def told(account: Account, about: str = "task000000000001", number: int = 1) -> None:
    """One event that concerns it."""
    with transaction.atomic():
        notifying.tell([notifying.Event("task_handed", about, [account.pk], number)], at=NOW)


def state(channel: str = "email") -> tuple[str, int, str]:
    """How the one notice of a channel stands."""
    one = Notice.objects.get(channel=channel)
    return one.state, one.tries, one.fault


def smtp(post: Post, **more: Any) -> Smtp:
    """The way to the mail server."""
    return Smtp("127.0.0.1", post.smtp, "board@example.org", security="none", **more)


def gateway(post: Post, *, keyed: bool = False) -> Gateway:
    """The way to the gateway."""
    return Gateway(f"http://127.0.0.1:{post.http}/send?v=1", "t0ken", keyed)


def go(*ways: Any, at: int = NOW) -> sender.Sent:
    """Empty the outbox at an instant."""
    return sender.send_due(ways, now=lambda: at)


@pytest.mark.django_db
def test_an_event_is_told_once_by_each_way_and_names_nobody(fresh: Post, tmp_path: Path) -> None:
    ann = holder(email="ann@example.org", sms="+86 138 0000 0000")
    assert addresses(ann) == {"email": "ann@example.org", "sms": "+8613800000000"}
    assert b"ann@" not in bytes(Address.objects.get(channel="email").value)
    told(ann, number=3)
    told(ann, number=3)
    assert sorted(Notice.objects.values_list("channel", flat=True)) == ["app", "email", "sms"]
    assert go(smtp(fresh), gateway(fresh)).as_dict() == {"sent": 2, "unsure": 0, "not_sent": 0, "overdue": 0}
    assert go(smtp(fresh), gateway(fresh)).sent == 0
    [raw], one = fresh.mails, Notice.objects.get(channel="email")
    mail = email.message_from_string(raw, policy=policy.default)
    assert (mail["To"], mail["Message-ID"]) == ("ann@example.org", f"<{one.ref}@example.org>")
    text = mail.get_content()  # type: ignore[attr-defined]
    assert "任务已交办给您的单位：task000000000001（共 3 项）。" in text
    assert "A task was handed to your unit: task000000000001 (3 in all)." in text
    [(key, [said])] = fresh.texts.items()
    assert (key, said["to"]) == (Notice.objects.get(channel="sms").ref, "+8613800000000")
    # The same, for a modem to take: one file, whole.
    Notice.objects.filter(channel="sms").update(state="waiting", sent_at=None, next_at=NOW)
    assert go(Spool(tmp_path / "out")).sent == 1
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{key}.json"]


@pytest.mark.django_db
def test_what_is_refused_for_now_is_tried_later_and_what_is_refused_for_good_is_not(fresh: Post) -> None:
    told(holder(email="ann@example.org"))
    fresh.answers[:] = ["451 later"]
    assert (go(smtp(fresh)).not_sent, state()) == (1, ("waiting", 1, "smtp/451"))
    assert go(smtp(fresh), at=NOW + outbox.BACKOFF[0] - 1).not_sent == 0
    fresh.answers[:] = ["550 nobody"]
    assert (go(smtp(fresh), at=NOW + 60).not_sent, state()[0]) == (1, "failed")
    assert fresh.mails == []
    one = Notice.objects.get(channel="email")
    assert [n.ref for n in outbox.open_to_decide(by=KEEPER, at=NOW)] == [one.ref]
    outbox.decide(refs=[one.ref], choice="again", by=KEEPER, at=NOW + 90)
    assert (go(smtp(fresh), at=NOW + 90).sent, len(fresh.mails), state()[0]) == (1, 1, "sent")
    with pytest.raises(Refused):
        outbox.decide(refs=[one.ref], choice="again", by=KEEPER, at=NOW + 99)


@pytest.mark.django_db
def test_nobody_at_home_is_tried_less_and_less_often_and_then_given_to_a_person(fresh: Post) -> None:
    told(holder(sms="13800000000"))
    gone, at = Gateway("http://127.0.0.1:1/"), NOW
    for wait in outbox.BACKOFF:
        assert go(gone, at=at).not_sent == 1
        assert Notice.objects.get(channel="sms").next_at == at + wait
        at += wait
    assert (go(gone, at=at).not_sent, state("sms")) == (1, ("failed", 7, "net/connectionrefused"))


@pytest.mark.django_db
def test_what_nobody_knows_is_not_sent_again_unless_the_gateway_keeps_keys(
    fresh: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lianfang.interop.sending.gateway.TIMEOUT", 0.2)
    told(holder(sms="13800000000"))
    fresh.stall = "text"
    assert (go(gateway(fresh)).unsure, state("sms")) == (1, ("unsure", 1, "net/timeout"))
    assert (go(gateway(fresh), at=NOW + 99_999).sent, len(fresh.texts)) == (0, 1)
    Notice.objects.filter(channel="sms").update(state="waiting", next_at=NOW)
    assert (go(gateway(fresh, keyed=True)).unsure, state("sms")[0]) == (1, "waiting")
    fresh.stall = ""
    assert (go(gateway(fresh, keyed=True), at=NOW + 99_999).sent, state("sms")[0]) == (1, "sent")
    assert [len(said) for said in fresh.texts.values()] == [3]
    fresh.answers[:] = ["500"]
    told(Account.objects.get(), about="task000000000002")
    assert (go(gateway(fresh)).unsure, go(gateway(fresh), at=NOW + 99_999).sent) == (1, 0)


@pytest.mark.django_db
def test_what_nobody_foresaw_stops_no_other_notice(fresh: Post, caplog: pytest.LogCaptureFixture) -> None:
    ann = holder(email="ann@example.org", sms="13800000000")
    told(ann)
    # No byte of a mail was written; of a text nobody knows, unless the gateway keeps keys.
    odd = (
        Smtp("127.0.0.1", fresh.smtp, "bräd@example.org", security="none"),
        Gateway(gateway(fresh).address, "密"),
    )
    assert go(*odd).as_dict() == {"sent": 0, "unsure": 1, "not_sent": 1, "overdue": 0}
    assert state() == ("waiting", 1, "sender/unicodeencode")
    assert state("sms") == ("unsure", 1, "sender/unicodeencode")
    assert "UnicodeEncodeError" in caplog.text
    assert ("ann@" in caplog.text, "1380" in caplog.text) == (False, False)
    assert go(smtp(fresh), at=NOW + outbox.BACKOFF[0]).sent == 1


@pytest.mark.django_db
def test_an_address_that_other_keys_sealed_is_none(fresh: Post, settings: Any, tmp_path: Path) -> None:
    ann = holder(email="ann@example.org")
    told(ann)
    settings.HOME = tmp_path
    assert addresses(ann) == {}
    assert go(smtp(fresh)).sent == 0
    assert state() == ("failed", 1, "notice/no-address")
    say_addresses(account=ann, said={"email": "ann@example.org", "sms": ""}, by=KEEPER, at=NOW)
    assert (addresses(ann), len(fresh.mails)) == ({"email": "ann@example.org"}, 0)


@pytest.mark.django_db
def test_at_a_demonstration_a_notice_ages_by_its_own_clock(fresh: Post) -> None:
    told(holder(email="ann@example.org"))
    real = NOW + 6 * 365 * 86400
    fresh.answers[:] = ["450 later"]
    sent = sender.send_due([smtp(fresh)], now=lambda: real, shown=lambda: NOW + 60)
    assert (sent.not_sent, state()[:2]) == (1, ("waiting", 1))
    assert Notice.objects.get(channel="email").next_at == real + outbox.BACKOFF[0]
    real += outbox.BACKOFF[0]
    assert sender.send_due([smtp(fresh)], now=lambda: real, shown=lambda: NOW + 60).sent == 1


@pytest.mark.django_db
def test_told_to_stop_a_sender_takes_no_further_notice(fresh: Post) -> None:
    ann, stop = holder(email="ann@example.org"), Event()
    for n in range(3):
        told(ann, about=f"task00000000000{n}")

    def stopping() -> int:
        if Notice.objects.filter(state="handing").exists():
            stop.set()
        return NOW

    assert sender.send_due([smtp(fresh)], now=stopping, stop=stop).sent == 1
    kept = Notice.objects.filter(channel="email").order_by("id").values_list("state", flat=True)
    assert list(kept) == ["sent", "waiting", "waiting"]


@pytest.mark.django_db
def test_the_sender_goes_on_after_what_it_did_not_foresee(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop, seen = Event(), list[str]()

    def sweep(**_at: int) -> int:
        seen.append("sweep")
        if len(seen) == 2:
            stop.set()
        raise ValueError("ann@example.org")

    monkeypatch.setattr(notifying, "sweep", sweep)
    monkeypatch.setattr(sender, "EVERY", 0)
    monkeypatch.setattr(sender.connections, "close_all", lambda: None)
    sender.keep_sending(stop, now=lambda: NOW, shown=lambda: NOW)
    assert len(seen) == 2
    assert ("ValueError" in caplog.text, "ann@" in caplog.text) == (True, False)


@pytest.mark.django_db
def test_notices_leave_though_what_has_fallen_due_cannot_be_told(
    fresh: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(holder(email="ann@example.org"))
    stop, turns = Event(), list[int]()

    def now() -> int:
        turns.append(NOW)
        if len(turns) > 60 or Notice.objects.filter(state="sent").exists():
            stop.set()
        return NOW

    def fails(**_at: int) -> int:
        raise ValueError("a plan that cannot be read")

    monkeypatch.setattr(sender.rising, "sweep", fails)
    monkeypatch.setattr(sender, "drivers", lambda: [smtp(fresh)])
    monkeypatch.setattr(sender, "EVERY", 0)
    monkeypatch.setattr(sender.connections, "close_all", lambda: None)
    sender.keep_sending(stop, now=now, shown=lambda: NOW)
    assert (state()[0], len(fresh.mails)) == ("sent", 1)


@pytest.mark.django_db
def test_of_two_who_decide_on_a_notice_the_second_is_told() -> None:
    told(holder(email="ann@example.org"))
    Notice.objects.filter(channel="email").update(state="unsure", next_at=None)
    [ref] = Notice.objects.filter(channel="email").values_list("ref", flat=True)

    class Late(list[str]):
        """Names the notice; between two looks at it another has decided."""

        looks = 0

        def __iter__(self) -> Iterator[str]:
            self.looks += 1
            if self.looks == 2:
                Notice.objects.filter(ref=ref).update(
                    state="sent", sent_at=NOW, decided_by="lee", decided_at=NOW
                )
            return super().__iter__()

    with pytest.raises(Refused, match="notice/not-open"):
        outbox.decide(refs=Late([ref]), choice="again", by=KEEPER, at=NOW)
    kept = Notice.objects.get(ref=ref)
    assert not Journal.objects.filter(verb="notice_again").exists()
    assert kept.decided_by in ("", "lee")


@pytest.mark.django_db
def test_of_two_senders_one_has_a_notice_and_the_other_none(fresh: Post) -> None:
    told(holder(email="ann@example.org"))
    [one] = outbox.due("email", at=NOW)
    first, second = (outbox.claim(one, at=NOW) for _ in range(2))
    assert (first is not None, second) == (True, None)
    assert first is not None
    outbox.recover(at=NOW + outbox.LEASE)
    again = outbox.claim(one, at=NOW + outbox.LEASE)
    # The one that was taken for dead was only slow: it must not hand over what another has now.
    with pytest.raises(outbox.ClaimLost):
        first.handing(NOW + outbox.LEASE)
    first.not_sent(NOW, "late", again=False)
    assert again is not None
    again.handing(NOW + outbox.LEASE)
    assert state() == ("handing", 1, "notice/sender-died")
    outbox.recover(at=NOW + 2 * outbox.LEASE)
    assert state()[0] == "unsure"
    again.sent(NOW + 2 * outbox.LEASE)
    assert state()[0] == "sent"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "app"}, {"state": "there"}, {"state": "sent"}, {"state": "claimed"}, {"next_at": None},
        {"read_at": NOW}, {"channel": "pigeon"},
    ],
)  # fmt: skip
def test_the_database_refuses_a_notice_in_no_state(wrong: dict[str, Any]) -> None:
    told(holder(email="ann@example.org"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(channel="email").update(**wrong)


@pytest.mark.django_db
def test_the_database_refuses_the_same_event_twice() -> None:
    told(holder())
    one = Notice.objects.get()
    one.pk, one.ref = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save(force_insert=True)


@pytest.mark.django_db
def test_addresses_are_checked_and_an_empty_one_ends_its_way() -> None:
    ann = holder(email="ann@example.org", sms="13800000000")
    for said in (
        {"email": "a@b\r\nBcc: c@d.example"},
        {"email": "nobody"},
        {"sms": "call me"},
        {"email": "名@例.example"},
    ):
        with pytest.raises(Refused):
            say_addresses(account=ann, said=said, by=KEEPER, at=NOW)
    say_addresses(account=ann, said={"email": "", "sms": "13800000000"}, by=KEEPER, at=NOW)
    assert addresses(ann) == {"sms": "13800000000"}
    told(ann)
    say_addresses(account=ann, said={"sms": ""}, by=KEEPER, at=NOW)
    assert (go(Gateway("http://127.0.0.1:1/")).sent, state("sms")) == (0, ("failed", 1, "notice/no-address"))


@pytest.mark.django_db
def test_what_a_backup_still_had_to_send_is_for_a_person_to_decide(fresh: Post) -> None:
    told(holder(email="ann@example.org"))
    assert outbox.unsure_after_restore() == 1
    assert (go(smtp(fresh)).sent, state()) == (0, ("unsure", 0, "notice/restored"))


KILLED = """
import sys
import django; django.setup()
from lianfang.interop.sending import sender
from lianfang.interop.sending.gateway import Gateway
from lianfang.interop.sending.smtp import Smtp
way = {
    "smtp": lambda port: Smtp("127.0.0.1", port, "board@example.org", security="none"),
    "http": lambda port: Gateway(f"http://127.0.0.1:{port}/send", "", True),
}[sys.argv[1]](int(sys.argv[2]))
sender.send_due([way], now=lambda: int(sys.argv[3]))
"""


def killed_while(post: Post, where: str, way: str, port: int) -> None:
    """A sender of its own, killed when the other side has fallen silent there."""
    post.stall = where
    post.stalled.clear()
    known = connection.settings_dict
    # The password stands in the server's own address.
    given = os.environ["LIANFANG_DATABASE"]
    address = (
        f"sqlite:///{known['NAME']}"
        if connection.vendor == "sqlite"
        else given.replace("/postgres?", f"/{known['NAME']}?")
    )
    env = os.environ | {"LIANFANG_DATABASE": address, "DJANGO_SETTINGS_MODULE": "lianfang.config.settings"}
    process = subprocess.Popen([sys.executable, "-c", KILLED, way, str(port), str(NOW)], env=env)
    try:
        assert post.stalled.wait(20)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    post.stall = ""


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_nothing_goes_twice_and_nothing_is_lost(fresh: Post) -> None:
    later = NOW + outbox.LEASE
    ann = holder(email="ann@example.org", sms="13800000000")
    told(ann)
    # Before a byte of the mail: it was never handed over, and goes out once.
    killed_while(fresh, "rcpt", "smtp", fresh.smtp)
    assert state()[0] == "claimed"
    assert go(smtp(fresh), at=later - 1).sent == 0
    assert (go(smtp(fresh), at=later).sent, len(fresh.mails), state()[0]) == (1, 1, "sent")
    # After the last byte, before the answer: the server has it, we cannot know. Nobody sends it again but a person.
    told(ann, about="task000000000002")
    killed_while(fresh, "dot", "smtp", fresh.smtp)
    assert go(smtp(fresh), at=later).sent == 0
    second = Notice.objects.get(event="task_handed/task000000000002", channel="email")
    assert (second.state, second.fault, len(fresh.mails)) == ("unsure", "notice/sender-died", 2)
    outbox.decide(refs=[second.ref], choice="sent", by=KEEPER, at=later)
    assert (go(smtp(fresh), at=later + 1).sent, len(fresh.mails)) == (0, 2)
    # A gateway that keeps keys is asked again with the same key, and has each message once.
    killed_while(fresh, "text", "http", fresh.http)
    assert go(gateway(fresh, keyed=True), at=later).sent == 2
    keys = set(Notice.objects.filter(channel="sms").values_list("ref", flat=True))
    assert (set(fresh.texts), sorted(len(said) for said in fresh.texts.values())) == (keys, [1, 2])
