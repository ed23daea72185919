"""The routes of this front."""

from __future__ import annotations

from django.urls import URLPattern, path

from lianfang.fronts.forecasts.pages import ahead, delays, evening, rows

app_name = "forecasts"
urlpatterns: list[URLPattern] = [
    path("outlook", evening.show, name="evening"),
    path("outlook/ahead", ahead.show, name="ahead"),
    path("outlook/delays", delays.show, name="delays"),
    path("outlook/cases", rows.show, name="cases"),
]
