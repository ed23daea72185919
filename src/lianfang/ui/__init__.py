"""The page frame and what all pages share: languages, styles, templates."""
