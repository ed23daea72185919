"""Pages of beds, transfers and discharge."""
