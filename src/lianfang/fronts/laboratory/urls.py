"""The routes of this front."""

from __future__ import annotations

from django.urls import path

from lianfang.fronts.laboratory.pages import answers, boards, entering, one_sample, reconcile, samples

app_name = "laboratory"
urlpatterns = [
    path("laboratories", boards.show, name="board"),
    path("laboratories/samples", samples.show, name="samples"),
    path("laboratories/samples/<slug:ref>", one_sample.show, name="sample"),
    path("laboratories/samples/<slug:ref>/take", one_sample.take, name="take"),
    path("laboratories/pools/<slug:ref>", one_sample.pool, name="pool"),
    path("laboratories/pools/<slug:ref>/split", one_sample.split, name="split"),
    path("laboratories/results", answers.show, name="results"),
    path("laboratories/results/<slug:ref>/tell", one_sample.tell, name="tell"),
    path("laboratories/reconcile", reconcile.show, name="reconcile"),
    path("laboratories/scan", entering.handle, name="handle"),
    path("laboratories/enter", entering.enter, name="enter"),
    path("laboratories/request", entering.ask, name="request"),
]
