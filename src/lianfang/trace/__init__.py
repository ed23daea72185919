"""The visits log and its questions: who was where when, who was there too, and what is deleted when.

Needs the extra ``trace`` (NumPy, Numba, pyarrow): import its modules inside the function that asks. Pure: no Django,
no clock, no policy; windows, minima, retention and closing rules are values that the caller gives.

The method, the files and their costs are told in ``docs/algorithms/trace.md``; ``naive`` is the same in a few lines.
"""
