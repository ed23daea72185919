"""Orders of isolation and quarantine, from the door to the release."""
