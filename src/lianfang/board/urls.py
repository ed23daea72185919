"""The board's routes."""

from __future__ import annotations

from django.urls import path

from lianfang.board.pages import entering, looking, overview, registers, tallies

app_name = "board"
urlpatterns = [
    path("board", overview.show, name="board"),
    path("lines/<slug:key>", overview.show, name="line"),
    path("musts/<slug:key>", overview.show, name="must"),
    path("gaps", overview.show, name="gaps"),
    path("records/<slug:register>/<slug:ref>", overview.show, name="record"),
    path("registers", registers.index, name="registers"),
    path("registers/shift_tally/paper", tallies.show, name="paper_tally"),
    path("registers/<slug:register>", registers.show, name="register"),
    path("registers/<slug:register>/new", entering.new, name="new_record"),
    path("records/<slug:register>/<slug:ref>/edit", entering.edit, name="edit_record"),
    path("find", looking.show, name="find"),
]
