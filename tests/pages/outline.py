"""What a page is made of, for tests of pages."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "rect", "link", "img", "input", "hr", "use", "path"}


class Outline(HTMLParser):
    """What a page is made of: tags with their attributes, text, and whether every tag is closed in order.

    Not ``strict``: a template, in which a tag may be opened on two ways and closed on one.
    """

    def __init__(self, html: str, *, strict: bool = True):
        super().__init__()
        self.strict = strict
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if self.strict or self.open[-1:] == [tag]:
            assert self.open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data

    def ids(self) -> list[str]:
        """Every id, in order."""
        return [str(attributes["id"]) for _tag, attributes in self.tags if "id" in attributes]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]
