"""The command board: the whole city as plain values, down to the record; every number from where the brief has it."""
