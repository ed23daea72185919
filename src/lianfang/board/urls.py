"""The board's routes."""

from __future__ import annotations

from django.urls import path

from lianfang.board.pages import (
    briefs,
    entering,
    gaps,
    lines,
    looking,
    musts,
    overview,
    records,
    registers,
    wall,
)

app_name = "board"
urlpatterns = [
    path("board", overview.show, name="board"),
    path("brief", briefs.show, name="brief"),
    path("brief/<slug:ref>", briefs.frozen, name="frozen"),
    path("brief/<slug:ref>/text", briefs.text, name="frozen_text"),
    path("brief/<slug:ref>/revise", briefs.revise, name="revise"),
    path("briefs", briefs.listed, name="briefs"),
    path("briefs/freeze", briefs.freeze, name="freeze"),
    path("wall", wall.show, name="wall"),
    path("lines/<slug:key>", lines.show, name="line"),
    path("musts/<slug:key>", musts.show, name="must"),
    path("gaps", gaps.show, name="gaps"),
    path("records/<slug:register>/<slug:ref>", records.show, name="record"),
    path("registers", registers.index, name="registers"),
    path("registers/<slug:register>", registers.show, name="register"),
    path("registers/<slug:register>/new", entering.new, name="new_record"),
    path("records/<slug:register>/<slug:ref>/edit", entering.edit, name="edit_record"),
    path("find", looking.show, name="find"),
]
