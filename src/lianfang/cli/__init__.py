"""The commands: one file for each, each calling one function."""
