"""How fast an epidemic spreads, what is not reported yet, and what comes next: pure arithmetic on plain series.

Days are civil days (`datetime.date`); time is always the last axis of an array; every answer names the day it is as of
and the day at which its data were known. The essays are in ``docs/algorithms``: reproduction, delays, nowcast. Importing
this package loads nothing heavy: its modules need the extra ``outlook``.
"""
