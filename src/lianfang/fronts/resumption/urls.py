"""The routes of this front."""

from __future__ import annotations

from django.urls import URLPattern, path

from lianfang.fronts.resumption.pages import comparing, files, listing, one, weighing

app_name = "resumption"
urlpatterns: list[URLPattern] = [
    path("what-if", listing.show, name="runs"),
    path("what-if/compare", comparing.show, name="compare"),
    path("what-if/frontier", weighing.show, name="frontier"),
    path("what-if/<ref>", one.show, name="run"),
    path("what-if/<ref>/stop", one.stop, name="stop"),
    path("what-if/<ref>/again", one.again, name="again"),
    path("what-if/<ref>/rows", files.take, name="rows"),
]
