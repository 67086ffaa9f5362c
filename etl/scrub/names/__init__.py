"""Names: spaCy pipelines behind Presidio's interface, and what guards their findings."""
