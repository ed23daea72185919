"""The door for people: who comes in, by which proofs, and what each route asks of them."""
