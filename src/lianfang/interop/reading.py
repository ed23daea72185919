"""Open a file that is to be brought in: what it is, is told by its content and not by its name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from lianfang.base.problems import Problem, Refused
from lianfang.interop import tables
from lianfang.interop.delimited import DELIMITERS, DelimitedFile
from lianfang.interop.encodings import detect
from lianfang.interop.rows import Rows
from lianfang.interop.tables import Header, Table
from lianfang.interop.workbooks import Workbook

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        facts = {"file": path.name, "detail": error.strerror or type(error).__name__}
        raise Refused(Problem("import/unreadable", file=path.name, facts=facts)) from error


@contextmanager
def opened(
    path: Path,
    columns: Sequence[str],
    *,
    sheet: str = "",
    encoding: str = "",
    headings: int = 1,
    further: Sequence[str] = (),
    groups: Sequence[str] = (),
) -> Iterator[Table]:
    """The table of a file whose header holds these columns; open for as long as the block runs.

    Args:
        path: the file.
        columns: what the header must hold.
        sheet: the sheet of a workbook; else the first visible one that has the header.
        encoding: of a text file, if the user names it.
        headings: how many rows name the columns; with two, a column is called ``section/name``.
        further: columns that are found where the header has them.
        groups: columns that may come again and again.

    Raises:
        Refused: it cannot be read, is not safe to read, or has no such header; the problem names what is missing.
    """
    with ExitStack() as stack:
        faults = []
        for source in sources(path, stack, sheet, encoding):
            header = tables.find_header(source, columns, headings, further, groups)
            if isinstance(header, Header):
                yield Table(path.name, source, header)
                return
            faults.append(header)
    # The one to tell of: the one that lacks fewest columns.
    fault = min(
        faults,
        key=lambda problem: (
            len(str(problem.facts.get("columns", ""))) if problem.code != "import/duplicate-column" else -1
        ),
    )
    raise Refused(Problem(fault.code, file=path.name, line=fault.line, facts=fault.facts))


def sources(path: Path, stack: ExitStack, sheet: str, encoding: str) -> Iterator[Rows]:
    """The ways in which a file can be read: a workbook's sheets, a text's delimiters.

    Raises:
        Refused: it cannot be read, or is not safe to read.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head == _OLE:
        raise Refused(Problem("import/old-workbook", file=path.name, facts={"file": path.name}))
    if head == _ZIP:
        book = Workbook(path)
        stack.callback(book.close)
        titles = [sheet] if sheet else book.visible
        if not titles:
            raise Refused(
                Problem(
                    "import/no-sheet", file=path.name, facts={"sheet": "", "known": ", ".join(book.hidden)}
                )
            )
        yield from map(book.sheet, titles)
        return
    found = detect(path, encoding)
    for delimiter in DELIMITERS:
        yield DelimitedFile(path, found, delimiter)
