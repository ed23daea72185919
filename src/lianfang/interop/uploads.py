"""Files that were sent to be brought in, on this server alone: kept for as long as the work on them needs, then deleted.

A file lies in a folder of its own under ``uploads`` in the home, readable by the owner alone, with what was chosen for it.
It goes when it has been brought in or dropped; what nobody confirmed goes after :data:`WAITS` hours, what was begun and
broken off after :data:`BROKEN`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from lianfang.base import ids
from lianfang.base.instants import HOUR
from lianfang.base.problems import Problem, Refused
from lianfang.interop import mappings, receipts
from lianfang.interop.bringing import Job
from lianfang.interop.mappings import Loaded
from lianfang.interop.reading import digest_of
from lianfang.registers.access import Reader
from lianfang.registers.models import ImportBatch

MOST = 48 << 20
"""Bytes of a file that is taken."""
WAITS, BROKEN = 24, 7 * 24
"""Hours for which a file is kept that nobody confirmed, and one whose import is half done."""
_SAID = "said.json"
_REF = re.compile(r"[0-9a-z]{16}")
_NAME_MOST = 100


@dataclass(frozen=True)
class Upload:
    """One file that was sent, and how far it has come.

    Attributes:
        ref: under which it is found.
        name: what its sender called it.
        at: when it came, by the real clock, by which it is kept.
        login: who sent it; nobody else sees it.
        role: as what.
        area: in which area.
        digest: SHA-256 of the file.
        encoding: of a text, if the sender named it.
        mapping: the text of the mapping that was chosen, and ``mapping_file`` how it is called in messages.
        expected: rows that the source speaks of; 0 where nothing is said.
        dry: the dry run's reference.
        batch: the import's reference.
        problems: why the last work on it was refused or broke off.
        work_since: since when it is worked on or waits for its turn; 0 while it is not.
    """

    ref: str
    name: str
    at: int
    login: str
    role: str
    area: int
    digest: str
    size: int
    encoding: str = ""
    mapping: str = ""
    mapping_file: str = ""
    expected: int = 0
    dry: str = ""
    batch: str = ""
    problems: Sequence[dict[str, Any]] = ()
    work_since: int = 0

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return _folder(self.ref) / "file" / self.name

    @property
    def loaded(self) -> Loaded | None:
        """The mapping that was chosen, saying of whom its rows are what the product says."""
        return mappings.as_shipped(mappings.read(self.mapping, self.mapping_file)) if self.mapping else None

    def job(self, zone: str, reader: Reader) -> Job:
        """What is to be done with it.

        Raises:
            Refused: no mapping was chosen.
        """
        loaded = self.loaded
        if loaded is None:
            raise Refused(Problem("import/sent-away", facts={"hours": WAITS}))
        return Job(self.path, loaded, zone, self.encoding, self.expected, reader)

    @property
    def is_there(self) -> bool:
        """Is the file still kept?"""
        return self.path.is_file()

    def kept(self, **changes: Any) -> Upload:
        """The same with something else in it, written down."""
        changed = replace(self, **changes)
        _write(changed)
        return changed

    def refused(self, refusal: Refused) -> Upload:
        """The same with why it was refused."""
        return self.kept(problems=receipts.kept(refusal.problems))


def root() -> Path:
    """The folder of all."""
    return Path(settings.HOME) / "uploads"


def _folder(ref: str) -> Path:
    return root() / ref


def incoming() -> Path:
    """A new empty file, for the owner alone, into which what is being sent is written."""
    folder = _folder(ids.new_ref()) / "file"
    folder.mkdir(mode=0o700, parents=True)
    path = folder / "coming"
    path.touch(mode=0o600)
    return path


def take(path: Path, *, reader: Reader, at: int) -> Upload:
    """Keep a file of :func:`incoming` that has come whole and has its name."""
    ref = path.parent.parent.name
    upload = Upload(
        ref, path.name, at, reader.name, reader.role, reader.area, digest_of(path), path.stat().st_size
    )
    _write(upload)
    return upload


def forget(path: Path) -> None:
    """Delete what came of a file that is not taken."""
    shutil.rmtree(path.parent.parent, ignore_errors=True)


def find(ref: str, reader: Reader) -> Upload | None:
    """What this reader sent, acting as now; None where there is none."""
    if not _REF.fullmatch(ref):
        return None
    upload = _read(_folder(ref))
    mine = (reader.name, reader.role, reader.area)
    return upload if upload and (upload.login, upload.role, upload.area) == mine else None


def of(reader: Reader) -> list[Upload]:
    """All that this reader sent and that is not done with, the newest first."""
    mine = (reader.name, reader.role, reader.area)
    found = [one for one in _all() if (one.login, one.role, one.area) == mine and one.is_there]
    return sorted(found, key=lambda one: one.at, reverse=True)


def drop(upload: Upload) -> None:
    """Delete the file and what is known of it."""
    shutil.rmtree(_folder(upload.ref), ignore_errors=True)


def delete_file(upload: Upload) -> None:
    """Delete the file; what became of it is still to be found."""
    shutil.rmtree(upload.path.parent, ignore_errors=True)


def sweep(at: int) -> int:
    """Delete what has been kept for long enough, and answer how many that were."""
    gone = 0
    for folder in root().iterdir() if root().is_dir() else ():
        with suppress(FileNotFoundError):  # another swept it meanwhile
            upload = _read(folder)
            came = folder.stat().st_mtime if upload is None else upload.at
            if at >= came + _hours(upload, at) * HOUR:
                shutil.rmtree(folder, ignore_errors=True)
                gone += 1
    return gone


def _hours(upload: Upload | None, at: int) -> int:
    """For how long a file is kept; what is at work now, or died over it, as long as what is half done."""
    if upload is None:
        return WAITS
    is_kept = is_half(upload) or 0 < upload.work_since <= at < upload.work_since + BROKEN * HOUR
    return BROKEN if is_kept else WAITS


def is_half(upload: Upload) -> bool:
    """Was an import of it begun and not ended?"""
    return bool(upload.batch) and ImportBatch.objects.filter(ref=upload.batch, status="running").exists()


def plain_name(name: str) -> str:
    """A file's name without a path, and without what a name should not hold."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(letter for letter in last if letter.isprintable()).strip(". ")
    while len(plain.encode()) > 2 * _NAME_MOST:
        plain = plain[1:]
    return plain or "file"


def _write(upload: Upload) -> None:
    place = _folder(upload.ref) / _SAID
    draft = place.with_name(f"{_SAID}.{ids.new_ref()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(upload), file, ensure_ascii=False)
    draft.replace(place)


def _read(folder: Path) -> Upload | None:
    with suppress(OSError, ValueError, TypeError):
        return Upload(**json.loads((folder / _SAID).read_text("utf-8")))
    return None


def _all() -> Iterator[Upload]:
    for folder in root().iterdir() if root().is_dir() else ():
        found = _read(folder)
        if found is not None:
            yield found
