"""The manifest: the one file that says which others count. It is replaced whole, so that a crash leaves the old or the new."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from lianfang.base.problems import Problem, Refused
from lianfang.trace.disk import Disk, Sections
from lianfang.trace.rules import Rules

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Segment:
    """A Parquet file of one batch's rows of one day: its serial (which orders batches), day, rows, bytes, enters."""

    serial: int
    batch: int
    day: str
    rows: int
    bytes: int
    first: int
    last: int

    @property
    def path(self) -> str:
        """Below the log's folder."""
        return f"visits/day={self.day}/{self.serial:08d}.parquet"


@dataclass(frozen=True)
class Indexed:
    """A file of the index: a run, a piece of a dictionary, or the dead rows of a run."""

    serial: int
    sections: Sections
    checksum: int
    base: int = 0
    first: int = 0
    last: int = 0
    dead: int = 0
    """The serial of the file of a run's dead rows; 0: none."""

    @property
    def path(self) -> str:
        """Below the log's folder."""
        return f"index/{self.serial:08d}.bin"


@dataclass(frozen=True)
class Manifest:
    """What the log holds. Instants in UTC seconds; index columns count seconds from ``epoch``."""

    epoch: int
    rules: Rules
    generation: int = 0
    serial: int = 0
    batch: int = 0
    kept_from: int = -(2**62)
    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    segments: tuple[Segment, ...] = ()
    runs: tuple[Indexed, ...] = ()
    dead: tuple[Indexed, ...] = ()
    people: tuple[Indexed, ...] = ()
    places: tuple[Indexed, ...] = ()
    requests: dict[str, Any] = field(default_factory=dict)

    def paths(self) -> set[str]:
        """Every file that counts, below the log's folder."""
        index = {file.path for file in (*self.runs, *self.dead, *self.people, *self.places)}
        return index | {segment.path for segment in self.segments}

    def changed(self, **values: Any) -> Manifest:
        """The next generation."""
        return replace(self, generation=self.generation + 1, **values)

    def naming(self, which: str, files: tuple[Indexed, ...]) -> Manifest:
        """With other dictionaries of people or places."""
        values: dict[str, Any] = {which: files}
        return replace(self, **values)

    def content(self) -> bytes:
        """As it is written: one line of JSON, and its checksum."""
        said = asdict(self) | {"rules": self.rules.as_json(), "format": FORMAT}
        line = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        return line + b"\n%08x\n" % zlib.crc32(line)


def write(disk: Disk, folder: Path, manifest: Manifest) -> None:
    """Put a manifest in force; what it names must be durable already."""
    disk.replace(folder / NAME, manifest.content())


def read(folder: Path) -> Manifest:
    """The manifest in force.

    Raises:
        Refused: there is no log, or its manifest is damaged or of a newer program.
    """
    try:
        line, _, checksum = (folder / NAME).read_bytes().partition(b"\n")
    except FileNotFoundError as error:
        raise Refused(Problem("trace/no-log", file=folder.name)) from error
    if checksum.strip() != b"%08x" % zlib.crc32(line):
        raise Refused(Problem("trace/torn-visits", file=NAME))
    said = json.loads(line)
    if said.pop("format") != FORMAT:
        raise Refused(Problem("trace/newer", file=NAME))
    said["rules"] = Rules.of_json(said["rules"])
    said["segments"] = tuple(Segment(**one) for one in said["segments"])
    for name in ("runs", "dead", "people", "places"):
        said[name] = tuple(
            Indexed(**one | {"sections": {k: (t, tuple(s)) for k, (t, s) in one["sections"].items()}})
            for one in said[name]
        )
    return Manifest(**said | {"kinds": tuple(said["kinds"]), "sources": tuple(said["sources"])})
