"""Bodies without a length are measured; too long ones are refused before anything reads them."""

from __future__ import annotations

import io

import pytest

from lianfang.entry.bodies import PIECE, Measured


def call(body: bytes, most: int = 10 * PIECE, **environ: str):
    """What the inner application saw, and the status."""
    seen: dict[str, object] = {}

    def inner(environ, start):
        seen["length"] = environ.get("CONTENT_LENGTH")
        seen["body"] = environ["wsgi.input"].read()
        start("200 OK", [])
        return [b"done"]

    Measured(inner, most)(
        {"wsgi.input": io.BytesIO(body), **environ}, lambda status, headers: seen.update(status=status)
    )
    return seen


@pytest.mark.parametrize("size", [0, 1, PIECE, 3 * PIECE + 7])
def test_a_body_in_chunks_gets_its_length(size):
    seen = call(b"x" * size, HTTP_TRANSFER_ENCODING="Chunked")
    assert (seen["length"], len(seen["body"]), seen["status"]) == (str(size), size, "200 OK")


def test_one_that_says_its_length_is_passed_on_untouched():
    assert call(b"abc", CONTENT_LENGTH="3")["length"] == "3"
    assert call(b"abc")["length"] is None


def test_one_that_is_too_long_is_refused():
    seen = call(b"x" * (2 * PIECE), most=PIECE, HTTP_TRANSFER_ENCODING="chunked")
    assert seen == {"status": "413 Content Too Large"}
    for said in (str(PIECE + 1), "-1", "many", "9" * 5000, "²"):
        assert call(b"x", most=PIECE, CONTENT_LENGTH=said) == {"status": "413 Content Too Large"}
