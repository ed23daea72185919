"""The pages of samples, pools and results."""
