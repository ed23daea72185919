"""How fast it spreads, what is not reported yet and what comes next, out of the city's own registers."""
