"""A made-up city whose planted failings are known."""
