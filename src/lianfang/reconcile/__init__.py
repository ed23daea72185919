"""Lists of one trip or one gate held against each other: who is on which, and who is whom under a mistyped number."""
