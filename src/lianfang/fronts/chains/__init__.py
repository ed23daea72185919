"""The transmission picture and what belongs together."""
