"""A browser as far as a drill needs one: cookies, forms with their hidden fields, redirects on request; real HTTP."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def where(self) -> str:
        """Where it sends one."""
        return self.headers.get("location", "")


@dataclass
class Browser:
    """One browser at one server."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    language: str = "en"
    _token: str = ""
    _of: str = "none yet"

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request, with this browser's cookies."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        told = {"Accept-Language": self.language, "User-Agent": "drill"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request(method, path, body, told)
        got = line.getresponse()
        text = got.read().decode("utf-8", "replace")
        for name, value in got.getheaders():
            if name.lower() == "set-cookie":
                pair, _, rest = value.partition(";")
                key, _, said = pair.partition("=")
                self.cookies[key] = said
                if "max-age=0" in rest.lower():
                    del self.cookies[key]
        line.close()
        return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, text)

    def get(self, path: str) -> Answer:
        """A page."""
        return self.ask("GET", path)

    def post(self, path: str, **fields: object) -> Answer:
        """Send a form, with the token of any page of this site."""
        if self._of != self.cookies.get("lianfang_form", ""):
            self.token()
        told = urlencode({"csrfmiddlewaretoken": self._token, **fields}, doseq=True).encode()
        return self.ask("POST", path, told, Content_Type="application/x-www-form-urlencoded")

    def token(self) -> str:
        """The form token as a page has it."""
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/sign-in").text)
        assert found, "the page has no form"
        self._token, self._of = found.group(1), self.cookies["lianfang_form"]
        return self._token

    def follow(self, answer: Answer) -> Answer:
        """Go where an answer sends one, until it sends no further."""
        while answer.where:
            parts = urlsplit(answer.where)
            answer = self.get(parts.path + ("?" + parts.query if parts.query else ""))
        return answer
