"""One package for each line of the plan, blind to one another and without tables."""
