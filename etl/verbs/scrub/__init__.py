"""`python -m etl scrub VERB`: is what `scrub` does good enough? One verb a file, found like those of `etl.verbs`."""

import sys

from etl.verbs import Verbs

command = Verbs(sys.modules[__name__], "Measure how well personal data are found and removed.")
