"""The statutory card and the province's daily table."""
