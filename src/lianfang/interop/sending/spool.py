"""Text messages into a folder, one file each, for a modem's program or a person to take: whole or not there, on the disk when said so."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lianfang.interop.sending.drivers import Message, NotSent, Unsure, fault_of


@dataclass(frozen=True)
class Spool:
    """A folder; a file in it is named after the notice's key, so that one is never there twice."""

    folder: Path
    channel: str = "sms"
    is_keyed: bool = False

    def send(self, message: Message, handing: Callable[[], None]) -> None:
        """Lay a text message down."""
        draft, place = self.folder / f".{message.key}.part", self.folder / f"{message.key}.json"
        said = {"key": message.key, "to": message.to, "text": message.text}
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _written(draft, json.dumps(said, ensure_ascii=False))
        except OSError as error:
            raise NotSent(fault_of(error), again=True) from error
        handing()
        try:
            draft.replace(place)
            _kept(self.folder)
        except OSError as error:
            raise Unsure(fault_of(error)) from error


def _written(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _kept(folder: Path) -> None:
    """The folder's own entry is on the disk; not every system lets one ask for that."""
    if os.name != "posix":
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
