"""Every way to change the registers. Keyword-only, ``by=``, ``at=``, one transaction, journal inside."""

from lianfang.registers.actions.identifying import Bearer, identify
from lianfang.registers.actions.loading import load
from lianfang.registers.actions.recording import Receipt, record
from lianfang.registers.actions.undoing import undo
from lianfang.registers.actions.withdrawing import withdraw

__all__ = ["Bearer", "Receipt", "identify", "load", "record", "undo", "withdraw"]
