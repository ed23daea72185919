"""The routes of bringing files in, and of taking records away for other systems."""

from __future__ import annotations

from django.urls import path

from lianfang.interop.pages import receipts, sending, sent, taking

app_name = "interop"
urlpatterns = [
    path("exports", taking.show, name="exports"),
    path("imports", sending.show, name="imports"),
    path("imports/sent/<slug:ref>", sent.show, name="sent"),
    path("imports/sent/<slug:ref>/confirm", sent.confirm, name="confirm"),
    path("imports/<slug:ref>", receipts.show, name="import"),
    path("imports/<slug:ref>/undo", receipts.undo, name="undo"),
]
