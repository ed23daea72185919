"""The living page: every token, part and state in one place, filled with samples and marked so."""
