"""The pages of this front: a function and a context each."""
"""Pages of beds, transfers and discharge."""
