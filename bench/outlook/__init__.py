"""Benchmarks of the engine `outlook`: speed beside peers, coverage over simulated outbreaks, scores of forecasts."""
