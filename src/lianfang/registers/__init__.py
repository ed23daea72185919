"""The city's tables, and every way to read and change them: models, actions, journal, versions, access."""
