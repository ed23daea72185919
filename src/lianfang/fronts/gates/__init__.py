"""The gates: lists held against each other, lanes, counts against independent counters, load, and whom a risk area reaches."""
