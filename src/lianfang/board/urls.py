"""The board's routes."""

from __future__ import annotations

from django.urls import path

from lianfang.board.pages import hand_out, inbox, one_task, overview, steps, tasks

app_name = "board"
urlpatterns = [
    path("board", overview.show, name="board"),
    path("lines/<slug:key>", overview.show, name="line"),
    path("musts/<slug:key>", overview.show, name="must"),
    path("gaps", overview.show, name="gaps"),
    path("records/<slug:register>/<slug:ref>", overview.show, name="record"),
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
