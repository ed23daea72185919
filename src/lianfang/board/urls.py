"""The board's routes."""

from __future__ import annotations

from django.urls import path

from lianfang.board.pages import gaps, lines, musts, overview, records, saving

app_name = "board"
urlpatterns = [
    path("board", overview.show, name="board"),
    path("lines/<slug:key>", lines.show, name="line"),
    path("musts/<slug:key>", musts.show, name="must"),
    path("gaps", gaps.show, name="gaps"),
    path("gaps/saved", saving.save, name="save_filter"),
    path("records/<slug:register>/<slug:ref>", records.show, name="record"),
]
