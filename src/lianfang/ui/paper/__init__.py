"""Documents on paper: A4, black on white, drawn to PDF with fpdf2. Needs the extra ``print``."""
