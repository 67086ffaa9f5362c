"""One file a recognizer: what it finds and what it must not.

A file defines `ENTITY`, `Recognizer(language)` (a Presidio `EntityRecognizer`; `etl.scrub.find.shape.Shape` for a
pattern), `FINDS` (text: the values in it) and `IGNORES` (texts without one). All of them run on every text.
"""
