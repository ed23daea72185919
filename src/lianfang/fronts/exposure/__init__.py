"""Who may have been exposed: the visits log fed from the registers, questions to it that have a reason, and their answers."""
