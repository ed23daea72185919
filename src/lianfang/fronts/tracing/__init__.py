"""Cases, their contacts and the follow-up of each day."""
