"""Again: the second pass over all rows of a run, and the last look at what was written."""
