"""Commands that Django runs by name."""
