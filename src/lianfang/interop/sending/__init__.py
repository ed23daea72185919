"""Notices on their way out: drivers for e-mail and text messages, and the sender that empties the outbox through them."""
