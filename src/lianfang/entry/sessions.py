"""Sessions in the site's database. The cookie holds a random key, the table its digest; both end after a day's work.

A session ends when nobody used it for a while (``LIANFANG_IDLE_MINUTES``), twelve hours after it began, and at once
when its row is deleted: every request looks. All this goes by the real clock, at a demonstration too: one whose own clock
stands would never end a session.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction

from lianfang.entry import clock
from lianfang.registers.actions.accounts import digest
from lianfang.registers.models import Session

LASTS = 12 * 3600
SEEN_EVERY = 60
"""A visit is written down once a minute at most."""


class SessionStore(SessionBase):
    """Django's sessions over :class:`lianfang.registers.models.Session`."""

    row: Session | None = None

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing if it has ended."""
        now = clock.real()
        found = Session.objects.filter(
            digest=digest(self.session_key or ""), ends_at__gt=now, seen_at__gt=now - settings.IDLE_SECONDS
        ).first()
        if found is None:
            self._session_key = None
            return {}
        self.row = found
        if now - found.seen_at >= SEEN_EVERY:
            Session.objects.filter(digest=found.digest).update(seen_at=now)
        kept: dict[str, Any] = self.decode(found.data)
        return kept

    def exists(self, session_key: str) -> bool:
        """Is this key taken?"""
        return Session.objects.filter(digest=digest(session_key)).exists()

    def create(self) -> None:
        """A new, random key."""
        while True:
            self._session_key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write it down.

        Raises:
            CreateError: the key is taken.
            UpdateError: the session ended meanwhile.
        """
        if self.session_key is None:
            self.create()
            return
        held = self._get_session(no_load=must_create)
        # A key that is cycled is no new beginning: the twelve hours run from the first.
        began = held.setdefault("began", clock.real()) if must_create else 0
        told = {"data": self.encode(held), "account_id": held.get("account")}
        key = digest(self.session_key)
        if not must_create:
            if not Session.objects.filter(digest=key).update(**told):
                raise UpdateError
            return
        now = clock.real()
        try:
            with transaction.atomic():
                Session.objects.create(
                    digest=key,
                    made_at=began,
                    seen_at=now,
                    ends_at=began + LASTS,
                    agent=held.get("agent", ""),
                    **told,
                )
        except IntegrityError as error:
            raise CreateError from error

    def delete(self, session_key: str | None = None) -> None:
        """End it."""
        key = session_key or self.session_key
        if key:
            Session.objects.filter(digest=digest(key)).delete()

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """Django's own reckoning; the row's decides."""
        ends: datetime = super().get_expiry_date(**kwargs)
        return ends

    @classmethod
    def clear_expired(cls) -> None:
        """Forget what has ended."""
        now = clock.real()
        Session.objects.filter(ends_at__lte=now).delete()
        Session.objects.filter(seen_at__lte=now - settings.IDLE_SECONDS).delete()
