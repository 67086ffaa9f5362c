"""Find: texts -> spans. A finder asks Presidio's engine, and that the recognizers, each behind its screen."""
