"""One tokenizer for English and Chinese that is saved with the model and needs no code to load.

spaCy's English rules plus zero-width infixes: every Han, kana and hangul character is a token, and
so is every piece of JSON and full-width punctuation. Zero-width, because spaCy skips an infix that
*consumes* text at the start of a piece (`王abc` stayed whole, spaCy 3.8.18). `URL` is ASCII only:
spaCy's own takes `电话138..，邮箱a@b.com` as one token. Its flag stands inside the pattern, since
spaCy saves a pattern without its flags.
"""

import re

import spacy
from spacy.language import Language

CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0002fa1f"
MARKS = r"{}\[\]\"<>|=;:/_()`*\\，。！？、；：「」『』（）【】《》〈〉“”‘’…—～·"
INFIXES = (
    rf"(?<=[{CJK}])(?=\S)",
    rf"(?<=\S)(?=[{CJK}])",
    rf"(?<=[{MARKS}])(?=\S)",
    rf"(?<=\S)(?=[{MARKS}])",
    r"(?<=\\[nrt])(?=[A-Z])",
)
URL = (
    r"(?a)^(?:[A-Za-z][A-Za-z0-9+.-]*://[!#-&(-+\--;=?-\[\]-z~]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:[\w-]+\.)+[a-z]{2,24}(?:[/?#][!#-&(-+\--;=?-\[\]-z~]*)?)$"
)


def blank() -> Language:
    """Make an empty English pipeline with the bilingual tokenizer."""
    nlp = spacy.blank("en")
    infixes = (*INFIXES, *(nlp.Defaults.infixes or ()))
    nlp.tokenizer.infix_finditer = spacy.util.compile_infix_regex(infixes).finditer
    nlp.tokenizer.url_match = re.compile(URL).match
    return nlp
