"""``lianfang serve`` as a user starts it: a real server, real requests, a stop that drops nothing."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drills.browser import Browser
from tests.drills.site import Site, fresh

pytestmark = pytest.mark.database
NEW = "quite another staple 10"


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Served:
    """A site with its server."""

    def __init__(self, site: Site, folder: Path):
        self.site, self.port, self.log = site, free_port(), folder / "log"
        command = [sys.executable, "-m", "lianfang", "serve", "--port", str(self.port), "--lang", "en"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=site.environment, stdout=log, stderr=log)

    def wait(self) -> None:
        """Until it answers."""
        for _ in range(600):
            assert self.process.poll() is None, self.log.read_text()
            try:
                if Browser(self.port).get("/ready").status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def stop(self) -> int:
        """As a user stops it."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all of these."""
    folder = tmp_path_factory.mktemp("served")
    with fresh(folder) as site:
        found = Served(site, folder)
        try:
            found.wait()
            yield found
        finally:
            if found.process.poll() is None:
                found.process.kill()
                found.process.wait()


def test_from_nothing_to_an_administrator_who_is_in(served: Served) -> None:
    said = served.log.read_text().splitlines()
    assert f"http://127.0.0.1:{served.port}/" in said[0]
    token = said[2].strip()
    ann = Browser(served.port)
    assert ann.get("/").where == "/sign-in"
    assert ann.post("/first", token=token, login="ann", name="Ann", password=NEW, again=NEW).status == 303
    page = ann.follow(ann.get("/accounts"))
    assert "<h1>Enrol a second factor</h1>" in page.text
    letters = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)
    assert letters
    code = served.site.python(
        "import time; from lianfang.registers.actions.factors import code_at\n"
        f"print(code_at({letters.group(1).replace(' ', '')!r}, int(time.time())))"
    ).strip()
    assert ann.post("/sign-in/enrol", code=code).text.count("<code>") == 10
    assert "<h1>Accounts</h1>" in ann.get("/accounts").text
    assert ann.post("/sign-out").status == 303
    assert ann.get("/accounts").where == "/sign-in?next=%2Faccounts"


def test_the_language_is_the_browser_s_until_it_is_chosen(served: Served) -> None:
    one = Browser(served.port, language="fr,de;q=0.5")
    assert '<html lang="zh-Hans"' in one.get("/sign-in").text
    assert '<html lang="en"' in Browser(served.port, language="en-GB").get("/sign-in").text
    assert one.post("/language", language="en", next="/first").where == "/first"
    assert '<html lang="en"' in one.get("/first").text


def test_a_form_sent_in_chunks_arrives_whole(served: Served) -> None:
    one = Browser(served.port)
    token = one.token()
    body = f"csrfmiddlewaretoken={token}&password={'x' * 200}&login=nobody-of-that-name".encode()

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(body), 100):
            yield body[start : start + 100]

    answer = one.ask("POST", "/sign-in", pieces(), Content_Type="application/x-www-form-urlencoded")  # type: ignore[arg-type]
    assert answer.status == 422
    assert "nobody-of-that-name" in answer.text


def test_a_form_without_the_site_s_token_is_refused(served: Served) -> None:
    answer = Browser(served.port).ask(
        "POST", "/sign-in", b"login=a&password=b", Content_Type="application/x-www-form-urlencoded"
    )
    assert (answer.status, "out of date" in answer.text) == (403, True)


def test_a_host_that_is_not_this_site_is_refused(served: Served) -> None:
    assert Browser(served.port).ask("GET", "/sign-in", Host="evil.example").status == 400


def test_a_second_server_on_the_port_is_refused_in_words(served: Served) -> None:
    done = served.site.run("serve", "--port", str(served.port), "--lang", "en")
    assert (done.returncode, "[serve/taken]" in done.stderr) == (2, True)


def test_plain_http_is_for_this_machine_alone(served: Served) -> None:
    done = served.site.run("serve", "--host", "192.0.2.7", "--port", str(free_port()), "--lang", "en")
    assert (done.returncode, "[serve/plain-beyond-this-machine]" in done.stderr) == (2, True)


def test_many_at_once_are_answered_and_a_stop_is_graceful(served: Served) -> None:
    answers: list[int] = []

    def ask() -> None:
        one = Browser(served.port)
        answers.extend(one.get("/sign-in").status for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 60
    slow = threading.Thread(
        target=lambda: answers.append(Browser(served.port).post("/sign-in", login="a", password="b").status)
    )
    slow.start()
    time.sleep(0.05)
    assert served.stop() == 0
    slow.join()
    with pytest.raises(OSError, match="refused"):
        Browser(served.port).get("/ready")


def test_the_deployed_settings_pass_django_s_checks_without_a_warning(tmp_path: Path) -> None:
    env = os.environ | {
        "LIANFANG_HOME": str(tmp_path), "LIANFANG_HTTPS": "proxy", "LIANFANG_HOSTS": "board.example",
        "DJANGO_SETTINGS_MODULE": "lianfang.config.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced)."), (
        done.stderr
    )
