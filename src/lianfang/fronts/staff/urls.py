"""The routes of this front."""

from __future__ import annotations

from django.urls import path

from lianfang.fronts.staff.pages import rota

app_name = "staff"
urlpatterns = [
    path("staff", rota.show, name="rota"),
    path("staff/shifts/new", rota.put, name="put"),
]
