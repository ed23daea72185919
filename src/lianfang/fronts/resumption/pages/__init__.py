"""The pages of this front: a function and a context each."""
