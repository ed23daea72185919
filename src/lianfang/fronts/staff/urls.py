"""The routes of this front."""

from __future__ import annotations

from django.urls import path

from lianfang.fronts.staff.pages import cluster, members, rota

app_name = "staff"
urlpatterns = [
    path("staff", rota.show, name="rota"),
    path("staff/shifts/new", rota.put, name="put"),
    path("staff/shifts/<slug:ref>", members.shift, name="shift"),
    path("staff/members/<slug:ref>", members.member, name="member"),
    path("staff/clusters/<slug:ref>", cluster.show, name="cluster"),
]
