"""Settings and URL roots; nothing imports it."""
