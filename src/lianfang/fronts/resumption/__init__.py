"""What if: scenarios compared and calendars of resumption weighed, on a made-up population; no tables of its own."""
