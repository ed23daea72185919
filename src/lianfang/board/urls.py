"""The board's routes."""

from __future__ import annotations

from django.urls import path

from lianfang.board.pages import (
    briefs,
    entering,
    gaps,
    hand_out,
    inbox,
    lines,
    looking,
    merging,
    musts,
    one_task,
    overview,
    records,
    registers,
    saving,
    steps,
    tallies,
    tasks,
    wall,
)

app_name = "board"
urlpatterns = [
    path("board", overview.show, name="board"),
    path("brief", briefs.show, name="brief"),
    path("brief/<slug:ref>", briefs.frozen, name="frozen"),
    path("brief/<slug:ref>/text", briefs.text, name="frozen_text"),
    path("brief/<slug:ref>/pdf", briefs.pdf, name="frozen_pdf"),
    path("brief/<slug:ref>/revise", briefs.revise, name="revise"),
    path("briefs", briefs.listed, name="briefs"),
    path("briefs/freeze", briefs.freeze, name="freeze"),
    path("wall", wall.show, name="wall"),
    path("lines/<slug:key>", lines.show, name="line"),
    path("musts/<slug:key>", musts.show, name="must"),
    path("gaps", gaps.show, name="gaps"),
    path("gaps/saved", saving.save, name="save_filter"),
    path("records/<slug:register>/<slug:ref>", records.show, name="record"),
    path("registers", registers.index, name="registers"),
    path("registers/shift_tally/paper", tallies.show, name="paper_tally"),
    path("registers/<slug:register>", registers.show, name="register"),
    path("registers/<slug:register>/new", entering.new, name="new_record"),
    path("records/<slug:register>/<slug:ref>/edit", entering.edit, name="edit_record"),
    path("records/<slug:register>/<slug:ref>/merge", merging.merging, name="merge"),
    path("merges/<slug:ref>", merging.merged, name="merged"),
    path("find", looking.show, name="find"),
    path("inbox", inbox.show, name="inbox"),
    path("tasks", tasks.show, name="tasks"),
    path("tasks/new", hand_out.show, name="hand_out"),
    path("tasks/<slug:ref>", one_task.show, name="task"),
    path("tasks/<slug:ref>/receive", steps.receive, name="receive"),
    path("tasks/<slug:ref>/evidence", steps.give_evidence, name="give_evidence"),
    path("tasks/<slug:ref>/verify", steps.verify, name="verify"),
    path("tasks/<slug:ref>/close", steps.close, name="close"),
    path("tasks/<slug:ref>/return", steps.send_back, name="send_back"),
    path("tasks/<slug:ref>/reassign", steps.reassign, name="reassign"),
]
