"""Pages of bringing files in: send, look, map, foretell, confirm, follow, take back."""
