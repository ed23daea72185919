"""The board's pages: one module a page, each a function, its context, and the parts that it is set from."""
