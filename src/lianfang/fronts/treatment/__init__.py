"""Beds, rooms, transfers, and who should lie in one and does not."""
