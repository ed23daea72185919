"""The language of musts and figures: load, check, explain, SQL text, and the reference reading."""
