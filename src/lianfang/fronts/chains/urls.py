"""The routes of this front."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "chains"
urlpatterns: list[URLPattern] = []
