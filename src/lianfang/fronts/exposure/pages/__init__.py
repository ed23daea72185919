"""The pages of this front."""
