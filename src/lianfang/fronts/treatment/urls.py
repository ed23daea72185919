"""The routes of this front."""

from __future__ import annotations

from django.urls import path

from lianfang.fronts.treatment.pages import figures

app_name = "treatment"
urlpatterns = [
    path("treatment", figures.show, name="figures"),
]
