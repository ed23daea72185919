"""A mail server and a gateway for text messages, small and real: sockets on this machine, and a way to make them stall."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any


@dataclass
class Post:
    """What arrived, and how the servers are to behave.

    Attributes:
        mails: raw messages, in the order in which the server took them.
        texts: key → how often a text message with it was asked for, and the text that was taken once.
        stall: where to fall silent: ``rcpt``, ``dot`` (after a mail is whole and taken, before that is said) or ``text``.
        stalled: set once it has.
        answers: what RCPT (or the gateway) is answered in place of *fine*, one after another.
    """

    mails: list[str] = field(default_factory=list)
    texts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    stall: str = ""
    stalled: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    answers: list[str] = field(default_factory=list)
    smtp: int = 0
    http: int = 0

    def fall_silent(self, where: str) -> None:
        """As a network does that has gone away."""
        if self.stall == where:
            self.stalled.set()
            self.released.wait(30)


class _Mail(socketserver.StreamRequestHandler):
    """RFC 5321, as far as a client that behaves needs it."""

    post: Post

    def say(self, line: str) -> None:
        """One line of an answer."""
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        """One conversation."""
        self.say("220 here")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"RCPT":
                self.post.fall_silent("rcpt")
                self.say(self.post.answers.pop(0) if self.post.answers else "250 fine")
            elif verb == b"DATA":
                self.say("354 go on")
                self._take()
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if line == b"":
            return
        self.post.mails.append(b"".join(lines).decode())
        self.post.fall_silent("dot")
        self.say("250 taken")


class _Texts(BaseHTTPRequestHandler):
    """A gateway that drops a second message with the same key."""

    post: Post

    def do_POST(self) -> None:
        """One text message."""
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.post.texts.setdefault(self.headers["Idempotency-Key"], []).append(said)
        self.post.fall_silent("text")
        answer = int(self.post.answers.pop(0)) if self.post.answers else 202
        self.send_response(answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *said: Any) -> None:
        """Nothing."""


class _Server(socketserver.ThreadingTCPServer):
    """One thread a conversation; whoever is gone in the middle of one is no matter."""

    allow_reuse_address = daemon_threads = True
    block_on_close = False

    def handle_error(self, *said: Any) -> None:
        """The other side was killed: that is what is tested."""


@contextmanager
def servers() -> Iterator[Post]:
    """Both, until the end."""
    post = Post()
    mail = _Server(("127.0.0.1", 0), type("Mail", (_Mail,), {"post": post}))
    texts = _Server(("127.0.0.1", 0), type("Texts", (_Texts,), {"post": post}))
    post.smtp, post.http = mail.server_address[1], texts.server_address[1]
    threads = [threading.Thread(target=one.serve_forever, args=(0.05,), daemon=True) for one in (mail, texts)]
    for thread in threads:
        thread.start()
    try:
        yield post
    finally:
        post.released.set()
        for one in (mail, texts):
            one.shutdown()
            one.server_close()
        for thread in threads:
            thread.join(5)
