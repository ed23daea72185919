"""Pictures drawn on the server: pure functions make frozen values with geometry in them, each with its table behind."""
