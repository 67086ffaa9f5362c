"""Replace: what was found in the texts of a row, and what stands there instead."""
