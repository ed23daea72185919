"""E-mail by SMTP (RFC 5321), with the standard library.

What SMTP cannot promise: between the last byte of a message and the server's reply nobody but the server knows whether it has
taken it, and it knows no key by which it would drop a second one. So a connection that breaks there leaves the notice unsure.
The ``Message-ID`` is the same whenever a notice is sent, so that a reader's program may show two as one.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import formatdate
from typing import Literal

from lianfang.interop.sending.drivers import TIMEOUT, Message, NotSent, Unsure, fault_of

Security = Literal["none", "starttls", "tls"]
_FINE, _GO_AHEAD = 250, 354
_WIRE = policy.SMTP.clone(cte_type="7bit")
"""Seven bits: any server takes them."""


@dataclass(frozen=True)
class Smtp:
    """A server that takes mail; ``sender`` is the address from which it comes."""

    host: str
    port: int
    sender: str
    security: Security = "starttls"
    user: str = ""
    password: str = ""
    channel: str = "email"
    is_keyed: bool = False

    def send(self, message: Message, handing: Callable[[], None]) -> None:
        """Hand a mail over."""
        with self._opened() as server:
            try:
                _expect(server.mail(self.sender), _FINE)
                _expect(server.rcpt(message.to), _FINE, 251)
                _expect(server.docmd("DATA"), _GO_AHEAD)
            except (smtplib.SMTPException, OSError) as error:
                raise NotSent(_fault(error), again=True) from error
            handing()
            try:
                server.send(_stuffed(self._written(message)))
                reply = server.getreply()
            except (smtplib.SMTPException, OSError) as error:
                raise Unsure(_fault(error)) from error
            _expect(reply, _FINE)

    @contextmanager
    def _opened(self) -> Iterator[smtplib.SMTP]:
        """A conversation that has come to where mail may be given; it is closed whatever happens."""
        server = None
        try:
            server = self._greeted()
        except smtplib.SMTPAuthenticationError as error:
            raise NotSent(f"smtp/{error.smtp_code}", again=False) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(_fault(error), again=True) from error
        try:
            yield server
        finally:
            # A QUIT that is not answered changes nothing of what was said before.
            server.close()

    def _greeted(self) -> smtplib.SMTP:
        trusted = ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=trusted)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            server.ehlo()
            if self.security == "starttls":
                server.starttls(context=trusted)
                server.ehlo()
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _written(self, message: Message) -> bytes:
        mail = EmailMessage(policy=_WIRE)
        mail["From"], mail["To"], mail["Subject"] = self.sender, message.to, message.subject
        mail["Date"] = formatdate(message.at)
        mail["Message-ID"] = f"<{message.key}@{self.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        return mail.as_bytes()


def _stuffed(mail: bytes) -> bytes:
    """A mail as it goes over the wire: a dot that begins a line is doubled, and one alone ends it (RFC 5321, 4.5.2)."""
    ended = mail if mail.endswith(b"\r\n") else mail + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"


def _expect(reply: tuple[int, bytes], *fine: int) -> None:
    """Raises NotSent where the server says no: for now (4xx) or for good."""
    if reply[0] not in fine:
        raise NotSent(f"smtp/{reply[0]}", again=not 500 <= reply[0] < 600)


def _fault(error: Exception) -> str:
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return fault_of(error)
    return f"smtp/{type(error).__name__.removeprefix('SMTP').lower()}"
