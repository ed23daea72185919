"""The routes of this front."""

from __future__ import annotations

from django.urls import URLPattern, path

from lianfang.fronts.exposure.pages import ask, counter, question, questions, shared

app_name = "exposure"
urlpatterns: list[URLPattern] = [
    path("exposure", questions.listed, name="questions"),
    path("exposure/counter", counter.show, name="counter"),
    path("exposure/places", shared.show, name="shared"),
    path("exposure/of/case/<slug:ref>", ask.of_case, name="ask"),
    path("exposure/of/event/<slug:ref>", ask.of_event, name="ask_event"),
    path("exposure/of/risk/<slug:ref>", ask.of_risk, name="ask_risk"),
    path("exposure/<slug:ref>", question.show, name="question"),
    path("exposure/<slug:ref>/sign", question.sign, name="sign"),
    path("exposure/<slug:ref>/choose", question.choose, name="choose"),
    path("exposure/<slug:ref>/close", question.close, name="close"),
]
