"""The routes of beds, transfers, discharge and the figures of treatment."""

from __future__ import annotations

from django.urls import path

from lianfang.fronts.treatment.pages import bed_list, figures, leaving, quarantine, transfers, waiting, watch

app_name = "treatment"
urlpatterns = [
    path("treatment", figures.show, name="figures"),
    path("beds", bed_list.show, name="beds"),
    path("beds/waiting", waiting.show, name="queue"),
    path("beds/waiting/admit", waiting.admit, name="admit"),
    path("beds/sites", quarantine.show, name="sites"),
    path("beds/transfers", transfers.listed, name="transfers"),
    path("beds/transfers/ask", transfers.ask, name="ask_transfer"),
    path("beds/transfers/<slug:ref>", transfers.show, name="transfer"),
    path("beds/transfers/<slug:ref>/<slug:verb>", transfers.step, name="step"),
    path("beds/watch", watch.show, name="watch"),
    path("beds/discharge/<slug:ref>", leaving.show, name="discharge"),
    path("beds/discharge/<slug:ref>/look", leaving.look, name="look"),
    path("beds/<slug:ref>", bed_list.one_bed, name="bed"),
]
