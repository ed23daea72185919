"""The app of this front: its templates; it has no tables."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Makes Django find the templates."""

    name = "lianfang.fronts.orders"
    label = "orders"
    verbose_name = "措施令 Orders"
