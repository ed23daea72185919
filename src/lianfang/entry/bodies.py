"""Requests that do not say how long their body is: kept aside, measured, and passed on with their length.

A form sent in chunks has no Content-Length; under WSGI Django would read nothing of it and go on as if it were empty.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from typing import Any

MOST = 64 * 1024 * 1024
IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Measured:
    """A WSGI application to which every body comes with its length; longer ones than ``most`` are answered with 413."""

    def __init__(self, inner: Application, most: int = MOST):
        self.inner, self.most = inner, most

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Measure, if it is needed, and pass on."""
        said = environ.get("CONTENT_LENGTH") or ""
        is_number = said.isascii() and said.isdigit() and len(said) <= len(str(self.most))
        if said and not (is_number and int(said) <= self.most):
            return self._refuse(start)
        if said or "chunked" not in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            return self.inner(environ, start)
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as kept:
            length = 0
            while piece := environ["wsgi.input"].read(PIECE):
                length += len(piece)
                if length > self.most:
                    return self._refuse(start)
                kept.write(piece)
            kept.seek(0)
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = kept, str(length)
            del environ["HTTP_TRANSFER_ENCODING"]
            return self.inner(environ, start)

    def _refuse(self, start: Callable[..., Any]) -> Iterable[bytes]:
        start("413 Content Too Large", [("Content-Type", "text/plain"), ("Connection", "close")])
        return [b""]
