"""The routes of this front."""

from __future__ import annotations

from django.urls import URLPattern, path

from lianfang.fronts.reporting.pages import card, daily, receipts

app_name = "reporting"
urlpatterns: list[URLPattern] = [
    path("cases/<ref>/card", card.show, name="card"),
    path("cases/<ref>/card/sent", card.send, name="send_card"),
    path("daily-table", daily.show, name="daily"),
    path("daily-table/sent", daily.send, name="send_daily"),
    path("daily-table/file", daily.take, name="daily_file"),
    path("submissions/<ref>/receipt", receipts.note, name="receipt"),
]
