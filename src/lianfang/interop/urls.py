"""The routes of bringing files in."""

from __future__ import annotations

from django.urls import path

from lianfang.interop.pages import receipts, sending, sent

app_name = "interop"
urlpatterns = [
    path("imports", sending.show, name="imports"),
    path("imports/sent/<slug:ref>", sent.show, name="sent"),
    path("imports/sent/<slug:ref>/confirm", sent.confirm, name="confirm"),
    path("imports/<slug:ref>", receipts.show, name="import"),
    path("imports/<slug:ref>/undo", receipts.undo, name="undo"),
]
