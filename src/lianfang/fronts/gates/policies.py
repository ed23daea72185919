"""When the gates may do what: pairs of ``check_x``, which raises, and ``x``, which answers."""

from __future__ import annotations

from lianfang.registers.access import Reader

_COMPARES = frozenset({"response", "case_investigation", "demonstration"})


def may_compare_identities(reader: Reader) -> bool:
    """May this reader have names, numbers and telephones of one trip decrypted to be held against each other?

    Who supervises or maintains does not need to know who is who: for them only what is the same row is the same.
    """
    return reader.purpose in _COMPARES
