"""The routes of this front."""

from __future__ import annotations

from django.urls import URLPattern, path

from lianfang.fronts.chains.pages import duplicates, picture, printed

app_name = "chains"
urlpatterns: list[URLPattern] = [
    path("chains", picture.show, name="chains"),
    path("duplicates", duplicates.listed, name="duplicates"),
    path("duplicates/<slug:ref>/<slug:other>", duplicates.pair, name="pair"),
    path("chains/<slug:ref>", picture.one_case, name="case"),
    path("chains/<slug:ref>/dossier", printed.show, name="dossier"),
]
