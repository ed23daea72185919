"""Who may come in: accounts, what was granted to them, their second factors, sessions and devices.

None of these is a register: a plan names none of them, and nobody searches them. What must stay secret is encrypted
(:mod:`lianfang.registers.keys`) or kept as a digest.
"""

from __future__ import annotations

from django.db import models

from lianfang.base import ids
from lianfang.registers.fields import InstantField


class Account(models.Model):
    """One person who signs in. ``person`` is nobody of the registers: officials are not looked up there."""

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    login = models.CharField(max_length=64, unique=True)
    """As typed, NFKC and lower case: two that look alike are one."""
    name = models.CharField(max_length=64)
    password = models.CharField(max_length=128)
    active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    made_at = InstantField()
    password_at = InstantField(null=True)
    """When its holder chose the password; null as long as it is one that somebody else has seen."""
    secret = models.BinaryField(null=True)
    """The second factor's key, encrypted; null as long as none is enrolled."""
    last_step = models.BigIntegerField(default=0)
    """The time step of the last code taken: it and all before it are refused."""
    enrolled_at = InstantField(null=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ("name",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(secret__isnull=True, enrolled_at__isnull=True)
                | models.Q(secret__isnull=False, enrolled_at__isnull=False),
                name="account_enrolled_with_a_secret",
            )
        ]

    @property
    def is_authenticated(self) -> bool:
        """Django asks."""
        return True

    @property
    def is_anonymous(self) -> bool:
        """Django asks."""
        return False


class RecoveryCode(models.Model):
    """A code that stands in for the second factor, once; kept as its keyed digest."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    match = models.BinaryField()
    used_at = InstantField(null=True)


class Grant(models.Model):
    """A role in an area, for purposes and classes of records, from an instant until another.

    Two persons make it, who propose and who sign; in a site's first day one is enough, and the grant says so until it
    has been looked at.
    """

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=32)
    area = models.BigIntegerField()
    """A path code; 0 is the whole site."""
    purposes = models.JSONField()
    classes = models.JSONField()
    begins_at = InstantField()
    ends_at = InstantField()
    proposed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    """Null where nobody could: the first administrator, and the accounts of a demonstration."""
    proposed_at = InstantField()
    signed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    signed_at = InstantField(null=True)
    alone = models.BooleanField(default=False)
    """In force by one person's word."""
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    ended_at = InstantField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "ends_at"], name="grant_account")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")), name="grant_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True, signed_at__isnull=True)
                | models.Q(signed_by__isnull=False, signed_at__isnull=False),
                name="grant_signed_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True)
                | models.Q(proposed_by__isnull=True)
                | ~models.Q(signed_by=models.F("proposed_by")),
                name="grant_signed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(proposed_by__isnull=True) | ~models.Q(proposed_by=models.F("account")),
                name="grant_not_proposed_by_its_holder",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True) | ~models.Q(signed_by=models.F("account")),
                name="grant_not_signed_by_its_holder",
            ),
        ]


class FirstToken(models.Model):
    """What the console prints to make the first administrator: once, for a short time, kept as a digest."""

    id = models.BigAutoField(primary_key=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = InstantField()
    ends_at = InstantField()
    used_at = InstantField(null=True)


class Device(models.Model):
    """A telephone or tablet of a gate or community: may send one form from one area, until its token is taken back."""

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    name = models.CharField(max_length=64)
    form = models.CharField(max_length=32)
    area = models.BigIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    made_at = InstantField()
    ends_at = InstantField()
    revoked_at = InstantField(null=True)


class Session(models.Model):
    """Someone signed in at one browser. The cookie's key is kept as a digest: who reads the table cannot come in."""

    digest = models.CharField(max_length=64, primary_key=True)
    ref = models.CharField(max_length=16, unique=True, default=ids.new_ref, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions")
    data = models.TextField()
    made_at = InstantField()
    seen_at = InstantField()
    ends_at = InstantField(db_index=True)
    agent = models.CharField(max_length=120)


class SavedFilter(models.Model):
    """What an account narrows a list by, under a name of its own: parameters of the list's address, never an instant.

    ``page`` is the name of the list's route. Nobody else sees it; it goes with the account.
    """

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="filters")
    page = models.CharField(max_length=32)
    name = models.CharField(max_length=40)
    query = models.JSONField()
    kept_at = InstantField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "page", "name"], name="one_filter_a_name"),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(page=""), name="filter_has_a_name"
            ),
        ]
