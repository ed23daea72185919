"""Outlines: where an area lies, to be drawn. Public geography; no record of anybody."""

from __future__ import annotations

from django.db import models

from lianfang.registers.fields import InstantField
from lianfang.registers.models.areas import Area


class Outline(models.Model):
    """The outline of one area, replaced as a whole when a better one is brought.

    ``rings`` is a list of closed rings, each a flat list of longitude, latitude, longitude, … in hundred-thousandths of
    a degree (WGS 84; about a metre). A ring inside another is a hole. ``credit`` is what its source asks to be printed.
    """

    area = models.OneToOneField(Area, models.CASCADE, primary_key=True, related_name="outline")
    rings = models.JSONField()
    credit = models.CharField(max_length=160)
    recorded_at = InstantField()
