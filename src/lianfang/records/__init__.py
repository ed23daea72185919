"""The shape of a register as plain values: what the engines know of the city's tables."""

from lianfang.records.shape import Catalogue, Children, CodeList, Column, Kind, Link, Privacy, Register, Span

__all__ = ["Catalogue", "Children", "CodeList", "Column", "Kind", "Link", "Privacy", "Register", "Span"]
