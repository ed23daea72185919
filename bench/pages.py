"""Pages over real HTTP while many look at once: a city, one server process, and users who each ask every few seconds.

python -m bench.pages --people 1000000 --users 50 --seconds 60 --database sqlite|postgresql
"""

from __future__ import annotations

import argparse
import http.cookiejar
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.rebuild import machine
from bench.server import site

PAGES = {"board": "/board", "line": "/lines/gates", "gaps": "/gaps", "must": "/musts/screened-at-the-gate"}
RESULTS = Path(__file__).parent / "results" / "pages.jsonl"
ASKED = (*PAGES, "record", "find")
SHARES = (4, 2, 3, 1, 3, 2)
SOME = 200
"""So many records are opened and plates looked for, drawn over the whole city."""
BETWEEN = (2.0, 8.0)
"""Seconds that somebody looks at a page before asking for the next."""
PEOPLE = ("document", "name", "telephone", "birth_year")
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class User:
    """A browser that is signed in as the demonstration's city command."""

    def __init__(self, root: str, password: str):
        self._root, self._token = root, ""
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
        token = _TOKEN.findall(self.ask("/sign-in")[1].decode())[-1]
        form = {
            "csrfmiddlewaretoken": token,
            "login": "demo.city_command",
            "password": password,
            "next": "/account",
        }
        with self._opener.open(root + "/sign-in", urllib.parse.urlencode(form).encode()) as answer:
            answer.read()

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[float, bytes]:
        """Seconds until the last byte, and the page; raises HTTPError where it is refused. A form is posted."""
        posted = None
        if form is not None:
            self._token = self._token or _TOKEN.findall(self.ask(path)[1].decode())[-1]
            posted = urllib.parse.urlencode({"csrfmiddlewaretoken": self._token, **form}).encode()
        begin = time.perf_counter()
        with self._opener.open(self._root + path, posted) as answer:
            body = answer.read()
        return time.perf_counter() - begin, body


@dataclass(frozen=True)
class Wanted:
    """What is opened and looked for: addresses of records that a gap is about, and plates that stand in the site."""

    records: list[str]
    plates: list[str]


def wanted() -> Wanted:
    """Draw both from the site."""
    from lianfang.gaps.models import Duty
    from lianfang.gaps.plans import in_force
    from lianfang.registers import keys
    from lianfang.registers.models import REGISTERS, Identifier

    chance, records = random.Random(1), []
    for standing in in_force().musts:
        about = standing.must.every
        duties = Duty.objects.filter(must_id=standing.number, met_at=None)[: SOME * 10]
        ids = [duty.subject_id for duty in duties]
        chosen = chance.sample(ids, min(len(ids), SOME // 20))
        records += [
            f"/records/{about}/{ref}"
            for ref in REGISTERS[about].objects.filter(id__in=chosen).values_list("ref", flat=True)
        ]
    first = list(Identifier.objects.filter(kind="plate").values_list("cipher", flat=True)[: SOME * 10])
    plates = [keys.unseal(cipher, "identifiers") for cipher in chance.sample(first, min(SOME, len(first)))]
    return Wanted(chance.sample(records, min(SOME, len(records))), plates)


def live(
    user: User, until: float, took: dict[str, list[float]], seed: int, size: dict[str, int], of: Wanted
) -> None:
    """Ask, look, ask again."""
    chance = random.Random(seed)
    time.sleep(chance.uniform(0, BETWEEN[1]))
    while time.perf_counter() < until:
        name = chance.choices(ASKED, SHARES)[0]
        if name == "find":
            plate = chance.choice(of.plates)
            seconds, body = user.ask("/find", {"plate": plate, **dict.fromkeys(PEOPLE, "")})
        else:
            seconds, body = user.ask(PAGES[name] if name in PAGES else chance.choice(of.records))
        took[name].append(seconds)
        size[name] = len(body)
        time.sleep(chance.uniform(*BETWEEN))


def measured(home: Path, users: int, seconds: float) -> dict[str, Any]:
    """Start the server, sign everybody in, let them live."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root, of = f"http://127.0.0.1:{port}", wanted()
    words = [sys.executable, "-m", "lianfang", "serve", "--port", str(port)]
    with (home / "serve.log").open("w") as log:
        server = subprocess.Popen(words, env=os.environ, stdout=log, stderr=log)
        try:
            _wait(root)
            password = (home / "demo-password").read_text().strip()
            there = [User(root, password) for _ in range(users)]
            first = there[0].ask(PAGES["board"])[0]
            for path in PAGES.values():
                there[0].ask(path)
            took: dict[str, list[float]] = defaultdict(list)
            size: dict[str, int] = {}
            until = time.perf_counter() + seconds
            threads = [
                threading.Thread(target=live, args=(user, until, took, n, size, of))
                for n, user in enumerate(there)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            resident = _resident(server.pid)
        finally:
            server.terminate()
            server.wait(30)
    return {
        "users": users, "seconds": seconds, "first_board_ms": round(1000 * first), "resident_mb": resident,
        "pages": {name: {**_said(took[name]), "kb": round(size.get(name, 0) / 1000)} for name in ASKED},
    }  # fmt: skip


def _said(took: list[float]) -> dict[str, Any]:
    ranked = sorted(took)
    if not ranked:
        return {"asked": 0}
    p95 = ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))]
    return {
        "asked": len(ranked), "p50_ms": round(1000 * statistics.median(ranked)), "p95_ms": round(1000 * p95),
        "max_ms": round(1000 * ranked[-1]),
    }  # fmt: skip


def _wait(root: str) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(150):
        try:
            with opener.open(root + "/ready"):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def _resident(process: int) -> int:
    """Megabytes of the server and whatever it started, by Linux."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,rss"], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in listed.splitlines()[1:]]
    mine = {process}
    while more := {pid for pid, parent, _ in rows if parent in mine} - mine:
        mine |= more
    return sum(rss for pid, _, rss in rows if pid in mine) // 1024


def main() -> None:
    """Measure and print one JSON object."""
    words = argparse.ArgumentParser()
    words.add_argument("--people", type=int, default=1_000_000)
    words.add_argument("--users", type=int, default=50)
    words.add_argument("--seconds", type=float, default=60)
    words.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    words.add_argument("--keep", action="store_true", help="append the line to bench/results")
    given = words.parse_args()
    with site(given.database) as home:
        from lianfang.cli import city

        city.fill(people=given.people, seed=1, failings="planted", days=20, on_progress=lambda *_: None)
        found = measured(home, given.users, given.seconds)
    line = json.dumps(
        {"bench": "pages", "database": given.database, "people": given.people, **found, **machine()}
    )
    print(line)
    if given.keep:
        with RESULTS.open("a", encoding="utf-8") as out:
            out.write(line + "\n")


if __name__ == "__main__":
    main()
