"""Try a pipeline on written support chat (`probes.txt`) and on code that was held out."""

import re
from collections import Counter

from negatives import code
from spacy.language import Language
from words import lines

MARK = re.compile(r"\[\[(.*?)\]\]")


def probes(nlp: Language) -> str:
    """Count the probes' names that are found whole, and the texts with a PERSON that is none."""
    hit = names = wrong = 0
    missed = list[str]()
    for line in lines("probes.txt"):
        gold = Counter(MARK.findall(line))
        ents = Counter(e.text for e in nlp(MARK.sub(r"\1", line)).ents if e.label_ == "PERSON")
        hit, names = hit + (gold & ents).total(), names + gold.total()
        wrong += bool(ents - gold)
        if ents != gold:
            missed.append(f"  {line!r} -> {list(ents)}")
    return "\n".join((f"probes: {hit} of {names} found, {wrong} texts with a wrong one", *missed))


def false_spans(nlp: Language) -> str:
    """Count spans with two letters or more in code without names."""
    chunks = code(held_out=True)
    ents = (ent for doc in nlp.pipe(chunks) for ent in doc.ents)
    found = Counter(ent.label_ for ent in ents if len(re.findall(r"\w", ent.text)) > 1)
    kilobytes = sum(map(len, chunks)) / 1000
    rate = found.total() / kilobytes
    return f"held-out code: {kilobytes:.0f} kB, {rate:.3f} spans per kB {dict(found)}"
