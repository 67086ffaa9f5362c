"""How well scrub does on texts in which somebody has marked what is personal: what it finds, and what it leaves.

    evaluate(read(files), [ours(options), presidio(options), regexes()])  ->  figures of each system

Two questions, two measures. *Is the marking right?* Precision, recall and F2 of spans: a span counts where type
and place agree (intersection over union of at least 0.9, after neighbours of one type are joined and the ends
trimmed: presidio-evaluator's `SpanEvaluator`, re-implemented, since that package pulls in transformers).
*Does anything stand there afterwards?* The share of marked spans of which no letter or digit is left, whatever it
was taken for. F2 weighs recall twice: a miss is a leak, a false alarm costs text.
"""

from etl.scrub._options import Options
from etl.scrub.evaluation._figures import Figures
from etl.scrub.evaluation._files import Labelled, read
from etl.scrub.evaluation._score import scored
from etl.scrub.evaluation._systems import System, ours, presidio, regexes
from etl.scrub.evaluation._table import table

__all__ = [
    "Figures",
    "Labelled",
    "Options",
    "System",
    "evaluate",
    "ours",
    "presidio",
    "read",
    "regexes",
    "table",
]


def evaluate(texts: list[Labelled], systems: list[System]) -> dict[str, Figures]:
    """The figures of each system by its name, on the same texts and the same entities.

    Entities are those that the first system seeks and the texts label: what nobody labelled is no
    false alarm, and what nobody seeks counts in `masked` alone.
    """
    sought = systems[0].entities
    return {system.name: scored(texts, system.find, sought) for system in systems}
