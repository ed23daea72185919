"""The routes of this front."""

from __future__ import annotations

from django.urls import path

from lianfang.fronts.orders.pages import gate, new_order, offline, one_order, orders, people, printing

app_name = "orders"
urlpatterns = [
    path("orders", orders.show, name="orders"),
    path("orders/new", new_order.new, name="new"),
    path("orders/print", printing.show, name="print"),
    path("orders/print.pdf", printing.pdf, name="pdf"),
    path("orders/appeals", orders.appeals, name="appeals"),
    path("orders/sign", orders.sign, name="sign_many"),
    path("orders/gate", gate.show, name="gate"),
    path("orders/gate/offline", offline.show, name="gate_offline"),
    path("orders/gate/worker.js", offline.worker, name="gate_worker"),
    path("orders/people/<str:ref>", people.show, name="status"),
    path("orders/people/<str:ref>/pass", people.issue, name="issue_pass"),
    path("orders/passes/<str:ref>", people.one_pass, name="pass"),
    path("orders/passes/<str:ref>/revoke", people.revoke, name="revoke_pass"),
    path("orders/<str:ref>", one_order.show, name="order"),
    path("orders/<str:ref>/sign", one_order.sign, name="sign"),
    path("orders/<str:ref>/release", one_order.release, name="release"),
    path("orders/<str:ref>/appeal", one_order.appeal, name="appeal"),
    path("orders/<str:ref>/decide", one_order.decide, name="decide_appeal"),
]
