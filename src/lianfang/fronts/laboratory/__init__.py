"""Samples, pools and results."""
