"""Import and export in the formats that other systems speak."""
