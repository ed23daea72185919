"""Pages of beds, transfers, discharge and the figures of treatment."""
