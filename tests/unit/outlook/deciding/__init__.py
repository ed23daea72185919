"""What is to be decided."""
