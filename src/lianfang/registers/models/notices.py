"""Notices: that something waits for someone, in the app and out of it; the outbox from which they leave the house.

A notice is written in the transaction of the act that it speaks of, once for each event, recipient and channel. It names a
task, a grant or a brief by its reference, and nobody of the registers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from django.db import models
from django.db.models import F, Q

from lianfang.base import ids
from lianfang.base.words import Text
from lianfang.registers.fields import InstantField
from lianfang.registers.models.accounts import Account

Channel = Literal["app", "email", "sms"]
State = Literal["there", "waiting", "claimed", "handing", "sent", "unsure", "failed", "dropped"]
CHANNELS: Mapping[str, Text] = {
    "app": Text("站内", "in the app"),
    "email": Text("电子邮件", "e-mail"),
    "sms": Text("短信", "text message"),
}
STATES: Mapping[str, Text] = {
    "there": Text("已送达站内", "in the app"),
    "waiting": Text("待发送", "waits to be sent"),
    "claimed": Text("正在联系发送通道", "being taken to its channel"),
    "handing": Text("正在递交", "being handed over"),
    "sent": Text("已发送", "sent"),
    "unsure": Text("已递交，未获确认", "sent, not confirmed"),
    "failed": Text("未能发送", "not sent"),
    "dropped": Text("不再发送", "given up by a person"),
}
"""``handing`` is written before the first byte of which the other side could make a message; whatever ends there is ``unsure``."""
KINDS: Mapping[str, Text] = {
    "task_handed": Text("任务已交办给您的单位", "A task was handed to your unit"),
    "task_returned": Text("任务被退回", "A task was returned"),
    "task_overdue": Text("任务已逾期", "A task is overdue"),
    "task_risen": Text("逾期任务的缺口已升级到您这一级", "The gap of an open task has risen to your level"),
    "brief_frozen": Text("简报已固化", "A brief was frozen"),
    "excuse_waits": Text("有豁免申请等待批准", "A request for an excuse awaits an approval"),
    "excuse_decided": Text("您的豁免申请已有结果", "Your request for an excuse was decided"),
    "grant_waits": Text("有授权等待第二人签署", "A grant awaits a second signature"),
    "feed_silent": Text("检测机构超过时限没有报送", "A laboratory has been silent for too long"),
}
"""What a notice may be about, in words."""


class Address(models.Model):
    """Where notices reach someone outside the app, as they said themselves; encrypted."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="addresses")
    channel = models.CharField(max_length=8)
    value = models.BinaryField()
    since = InstantField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "channel"], name="one_address_a_channel"),
            models.CheckConstraint(condition=Q(channel__in=("email", "sms")), name="address_of_a_channel"),
        ]


class Notice(models.Model):
    """One event told to one account by one channel; ``ref`` is the key that goes along with it, whenever it is sent.

    ``number`` is how many tasks the act concerned, of which ``about`` is the first. ``tries`` counts hand-overs that were
    begun; ``fault`` is the code of the last that failed. What is ``unsure`` or ``failed`` is for a person to decide.
    """

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    event = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    about = models.CharField(max_length=16)
    number = models.IntegerField(default=1)
    account = models.ForeignKey(Account, models.CASCADE, related_name="notices")
    channel = models.CharField(max_length=8)
    made_at = InstantField()
    state = models.CharField(max_length=8)
    read_at = InstantField(null=True)
    tries = models.IntegerField(default=0)
    next_at = InstantField(null=True)
    claim = models.CharField(max_length=32, null=True)
    claimed_at = InstantField(null=True)
    sent_at = InstantField(null=True)
    fault = models.CharField(max_length=64)
    decided_by = models.CharField(max_length=64)
    decided_at = InstantField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["account"], name="notice_unread", condition=Q(channel="app", read_at__isnull=True)
            ),
            models.Index(fields=["account", "made_at"], name="notice_of_account"),
            models.Index(
                fields=["next_at"],
                name="notice_to_send",
                condition=Q(state__in=("waiting", "claimed", "handing")),
            ),
            models.Index(
                fields=["made_at"], name="notice_to_decide", condition=Q(state__in=("unsure", "failed"))
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "account", "channel"], name="one_notice_an_event_and_channel"
            ),
            models.CheckConstraint(
                condition=Q(channel="app", state="there")
                | (
                    Q(channel__in=("email", "sms"), read_at__isnull=True)
                    & Q(state__in=("waiting", "claimed", "handing", "sent", "unsure", "failed", "dropped"))
                ),
                name="notice_state_of_its_channel",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("claimed", "handing"), claim__isnull=False, claimed_at__isnull=False)
                | (~Q(state__in=("claimed", "handing")) & Q(claimed_at__isnull=True)),
                name="notice_claimed_by_a_sender",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="notice_sent_at_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", next_at__isnull=False)
                | (~Q(state="waiting") & Q(next_at__isnull=True)),
                name="notice_waits_until",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(read_at__gte=F("made_at")),
                name="notice_read_after_made",
            ),
        ]


class NoticesUpTo(models.Model):
    """Up to which instant what falls due by itself has been told; one row a sort."""

    sort = models.CharField(max_length=16, primary_key=True)
    at = InstantField()
