"""The board's routes."""

from __future__ import annotations

from django.urls import path

from lianfang.board.pages import overview

app_name = "board"
urlpatterns = [
    path("board", overview.show, name="board"),
    path("lines/<slug:key>", overview.show, name="line"),
    path("musts/<slug:key>", overview.show, name="must"),
    path("gaps", overview.show, name="gaps"),
    path("records/<slug:register>/<slug:ref>", overview.show, name="record"),
]
