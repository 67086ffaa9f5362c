"""Where the texts of `scrub.allow` stand: what is found inside one stays as it is."""

from collections.abc import Callable, Sequence

import regex

from etl.scrub.find.shape import END, START, TIMEOUT_S
from etl.scrub.find.spans import Zone

Allowed = Callable[[str], Sequence[Zone]]


def allowing(texts: Sequence[str]) -> Allowed:
    """A function that tells where in a text one of these stands as a whole, in any case."""
    if not texts:
        return lambda _: ()
    longest = sorted(texts, key=lambda text: (-len(text), text))
    shape = regex.compile(f"(?i){START}(?:{'|'.join(regex.escape(text) for text in longest)}){END}")
    return lambda text: [match.span() for match in shape.finditer(text, timeout=TIMEOUT_S)]
