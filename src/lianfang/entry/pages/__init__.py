"""The pages of the door: one file for each thing that is done there."""
