"""Lianfang 联防: what an epidemic command orders, checked against the records all the time."""

__version__ = "0.1.0"
