"""Text messages by an HTTP gateway: one POST of JSON, with the notice's key as ``Idempotency-Key``.

Whether the gateway drops a second message with the same key is for the site to say (``keyed``): only then is one that may have
arrived sent again by itself.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from lianfang.interop.sending.drivers import TIMEOUT, Message, NotSent, Unsure, fault_of

_BUSY = (408, 425, 429, 503)
"""The gateway has not taken it, and may later."""


@dataclass(frozen=True)
class Gateway:
    """Where text messages are posted to, and with which token."""

    address: str
    token: str = ""
    is_keyed: bool = False
    channel: str = "sms"

    def send(self, message: Message, handing: Callable[[], None]) -> None:
        """Hand a text message over."""
        connection = self._connected()
        try:
            handing()
            try:
                connection.request("POST", self._path(), self._body(message), self._headers(message))
                reply = connection.getresponse()
                reply.read(10_000)
            except (http.client.HTTPException, OSError) as error:
                raise Unsure(fault_of(error) if isinstance(error, OSError) else "http/broken") from error
            _judge(reply.status)
        finally:
            connection.close()

    def _connected(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.address)
        if parts.scheme == "https":
            trusted = ssl.create_default_context()
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                parts.hostname or "", parts.port, timeout=TIMEOUT, context=trusted
            )
        else:
            connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            raise NotSent(fault_of(error), again=True) from error
        return connection

    def _path(self) -> str:
        parts = urlsplit(self.address)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def _body(self, message: Message) -> bytes:
        return json.dumps({"key": message.key, "to": message.to, "text": message.text}).encode()

    def _headers(self, message: Message) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.key}
        return headers | {"Authorization": f"Bearer {self.token}"} if self.token else headers


def _judge(status: int) -> None:
    """What an answer means. Redirects are not followed: a key would go to somebody else."""
    if 200 <= status < 300:
        return
    if status in _BUSY:
        raise NotSent(f"http/{status}", again=True)
    if status >= 500:
        raise Unsure(f"http/{status}")
    raise NotSent(f"http/{status}", again=False)
