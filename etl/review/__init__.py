"""For the officer who signs: a person reads what scrub left, and everybody can see how much it misses.

    sample     texts of a run, drawn by chance, in a file to label       scrub sample
    rate       the share of texts with something missed, its interval    scrub rate
    marks      placeholders in their context: was it right?              inspect --scrub
    precision  how many of them were, once they are labelled             scrub rate
    newest     the last rating of an output: for the gate, the manifest, the report, the data card

    <output>/reviews/<run_id>-<digest>.json    what was drawn, and the ratings; no text

A run that a gate refused rests in `work` with the manifest that it would have had (`REFUSED`), so
that the first run, or the first one after a change of scrub, can be read before it goes out.
"""

from etl.review._marks import marks
from etl.review._precision import of_marks, precision
from etl.review._rate import rate
from etl.review._records import newest
from etl.review._reviewed import REFUSED
from etl.review._sample import sample

__all__ = ["REFUSED", "marks", "newest", "of_marks", "precision", "rate", "sample"]
