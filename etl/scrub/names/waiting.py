"""Which parts of a spaCy pipeline may wait until somebody asks for what they set: lemmas, tags, morphology.

Presidio reads lemmas around a weak finding alone, names of every text. A part may wait where no part that goes first
reads what it sets, and it reads nothing that those set later than it would have stood; what is not known for sure goes
first, in its place, as all parts of a pipeline do that has one of somebody's own. A parser goes first: `ner` ends its
names at sentences. (spaCy 3.8)
"""

from typing import Any

from spacy.language import Language

from etl.scrub.tagger.component import NAME

_WAIT = {"tagger", "morphologizer", "lemmatizer", "trainable_lemmatizer", "attribute_ruler"}
_FIRST = {NAME, "tok2vec", "parser", "senter", "sentencizer", "ner"}
_LEXICAL = {
    "ORTH",
    "NORM",
    "LOWER",
    "PREFIX",
    "SUFFIX",
    "SHAPE",
    "LENGTH",
    "SPACY",
    "IS_SPACE",
}  # of a word by itself
_SET = {"TAG", "POS", "MORPH", "LEMMA"}  # what those that wait set
_READ = {"ORTH", "TEXT", "LOWER", "NORM", "SHAPE", "OP", "SPACY", "IS_SPACE", "REGEX", *_SET}


def waiting(nlp: Language) -> tuple[str, ...]:
    """The names of the parts that may wait, in their order; none where one is not known."""
    kinds = {name: nlp.get_pipe_meta(name).factory for name in nlp.pipe_names}
    pipes = {name: nlp.get_pipe(name) for name in nlp.pipe_names}
    own = ("spacy.", "etl.")
    if not all(
        kinds[name] in _WAIT | _FIRST and type(pipe).__module__.startswith(own)
        for name, pipe in pipes.items()
    ):
        return ()
    late = [name for name in pipes if kinds[name] in _WAIT]
    first = [pipe for name, pipe in pipes.items() if name not in late]
    rulers = [pipes[name] for name in late if kinds[name] == "attribute_ruler"]
    if all(map(_reads_words_alone, first)) and all(map(_is_plain, rulers)):
        return tuple(late)
    return ()


def _reads_words_alone(pipe: Any) -> bool:  # noqa: ANN401 - spaCy has no types for its parts
    """Whether the model of a part looks at words as they stand."""
    nodes = pipe.model.walk() if hasattr(pipe, "model") else ()
    read = (node.attrs["columns"] for node in nodes if "columns" in node.attrs)
    return all(str(column) in _LEXICAL for columns in read for column in columns)


def _is_plain(ruler: Any) -> bool:  # noqa: ANN401 - as above
    """Whether the rules read and set nothing but what waits with them."""
    rules = ruler.patterns
    sets = {str(key) for rule in rules for key in rule["attrs"]}
    reads = {
        str(key)
        for rule in rules
        for pattern in rule["patterns"]
        for token in pattern
        for key in token
    }
    return sets <= _SET and reads <= _READ
