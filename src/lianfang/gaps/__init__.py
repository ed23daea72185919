"""What the plan finds: duties, tallies, gaps, owners, excuses and escalation."""
