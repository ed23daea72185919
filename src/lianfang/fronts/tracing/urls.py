"""The routes of this front."""

from __future__ import annotations

from django.urls import URLPattern, path

from lianfang.fronts.tracing.pages import case_list, contacts, evening, follow_up, letter, on_case, one_case

app_name = "tracing"
urlpatterns: list[URLPattern] = [
    path("cases", case_list.listed, name="cases"),
    path("cases/new", case_list.new, name="open_case"),
    path("cases/contacts", contacts.listed, name="contacts"),
    path("cases/follow-up", follow_up.show, name="follow_up"),
    path("cases/evening", evening.show, name="evening"),
    path("cases/contacts/<str:ref>", contacts.show, name="contact"),
    path("cases/contacts/<str:ref>/convert", contacts.convert, name="convert"),
    path("cases/contacts/<str:ref>/day/<str:day>", follow_up.entry, name="enter"),
    path("cases/contacts/<str:ref>/letter", letter.show, name="letter"),
    path("cases/contacts/<str:ref>/<str:what>", contacts.act, name="on_contact"),
    path("cases/<str:ref>", one_case.show, name="case"),
    path("cases/<str:ref>/plan", on_case.plan, name="plan"),
    path("cases/<str:ref>/<str:what>", on_case.act, name="on_case"),
]
