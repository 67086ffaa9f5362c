"""Promise of `scrub.mode: presidio`: what Presidio's own analyzer finds, type, span and score, text by text."""

import random
from functools import cache
from pathlib import Path

import pii_suite
import pytest
import spacy
import spacy_pipeline
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
from presidio_analyzer.predefined_recognizers import EmailRecognizer, UrlRecognizer

from etl import config, schema, scrub
from etl.errors import ConfigError
from etl.plugins import named
from etl.scrub._model import BUILTIN
from etl.scrub._options import Options
from etl.scrub._sought import sought
from etl.scrub.find import registry
from etl.scrub.find.finders import How, finder
from etl.scrub.find.spans import Span, regions
from etl.scrub.names.waiting import waiting

RUN = schema.Run(key=b"k" * 32)
WORDS = """card number bank account passport license phone call iban ssn uuid 4111111111111111 12345678
AB123456 2024-01-15 10:30 mei@chen.example http://a.example/x 192.168.1.20 212-555-5555 +44 20 7946 0958
GB82WEST12345698765432 John Smith in London Mei Chen the cards : and of 536-90-4399 be is (a b)
00:1a:2b:3c:4d:5e January 5th 信用卡 0912345678"""


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    """A spaCy pipeline with names and lemmas."""
    return spacy_pipeline.made(tmp_path_factory.mktemp("trained") / "en")


@cache
def stock(path, languages=("en",)):
    """Presidio as it comes, over a pipeline."""
    import etl.scrub.find.engine  # noqa: PLC0415 - no recognizer asks the network from here on
    import etl.scrub.tagger.component  # noqa: F401, PLC0415 - spaCy may ask for it

    told = NlpEngineProvider().nlp_configuration
    models = [{"lang_code": language, "model_name": path} for language in languages]
    nlp = NlpEngineProvider(nlp_configuration={**told, "models": models}).create_engine()
    return AnalyzerEngine(nlp_engine=nlp, supported_languages=list(languages))


def theirs(path, texts, language="en", languages=("en",), **asked):
    engine = stock(path, languages)
    found = (engine.analyze(text, language=language, **asked) for text in texts)
    return [sorted((r.start, r.end, r.entity_type, r.score) for r in of) for of in found]


def ours(path, texts, *, entities="default", languages=("en",), product="blis", threshold=0.0):
    model = tuple((language, path) for language in languages)
    engine = finder(entities, model, (), (), How("presidio", languages, threshold, product))
    found = engine.find(texts)
    return [
        of if of is None else sorted((s.start, s.end, s.entity, s.score) for s in of)
        for of in found
    ]


def varied(many, seed=3):
    """Labelled texts, joined and cut, and words that are near each other by chance."""
    rng = random.Random(seed)  # noqa: S311 - texts
    suite = [text.text for text in pii_suite.texts()]
    made = ["", " ", "\n\n", "card 4111111111111111 ", "12345678", "account: 12345678\n"]
    while len(made) < many:
        one, other = rng.choice(suite), rng.choice(suite)
        kind = rng.randrange(4)
        said = " ".join(rng.choices(WORDS.split(), k=rng.randrange(3, 60)))
        made.append((one, f"{one}\n{other}", said, one[rng.randrange(len(one) + 1) :] + said)[kind])
    return made[:many]


@pytest.mark.parametrize("product", ["blis", "numpy"])
def test_findings_are_those_of_presidios_own_analyzer(trained, product):
    texts = varied(220)
    expected = theirs(trained, texts)
    assert ours(trained, texts, product=product) == expected
    assert sum(map(len, expected)) > 1000
    assert any(
        score not in {0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.85, 1.0}
        for of in expected
        for *_, score in of
    )


@pytest.mark.long
@pytest.mark.parametrize("product", ["blis", "numpy"])
def test_findings_in_1500_texts_are_those_of_presidios_own_analyzer(trained, product):
    texts = varied(1500, seed=8)
    assert ours(trained, texts, product=product) == theirs(trained, texts)


@pytest.mark.long
def test_findings_in_1500_texts_are_the_same_with_the_built_in_model():
    texts = varied(1500, seed=9)
    assert ours(str(BUILTIN), texts) == theirs(str(BUILTIN), texts)


def test_findings_are_the_same_with_the_built_in_model_in_two_languages():
    texts, both = varied(120, seed=4), ("en", "zh")
    han = [text for text in texts if any("一" <= character <= "鿿" for character in text)]
    rest = [text for text in texts if text not in han]
    path = str(BUILTIN)
    for language, some in (("zh", han), ("en", rest)):
        assert some
        assert ours(path, some, languages=both) == theirs(path, some, language, both)


@pytest.mark.parametrize("threshold", [0.35, 0.5, 1.0])
def test_threshold_is_presidios_score_threshold(trained, threshold):
    texts = varied(80, seed=5)
    expected = theirs(trained, texts, score_threshold=threshold)
    assert ours(trained, texts, threshold=threshold) == expected


@pytest.mark.parametrize("entities", [("PHONE_NUMBER",), ("PERSON", "US_SSN", "URL")])
def test_named_entities_are_presidios_entities(trained, entities):
    texts = varied(80, seed=6)
    expected = theirs(trained, texts, entities=list(entities))
    assert ours(trained, texts, entities=entities) == expected
    assert any(expected)


def test_a_text_has_the_same_spans_alone_and_in_any_order(trained):
    texts = varied(120, seed=7)
    together = ours(trained, texts, product="numpy")
    assert ours(trained, texts[::-1], product="numpy")[::-1] == together
    assert [ours(trained, [text], product="numpy")[0] for text in texts[::5]] == together[::5]


@pytest.mark.parametrize("language", ["en", "es", "it", "pl", "zh", "de"])
def test_the_table_of_entities_is_that_of_the_package(language):
    engine = stock(str(BUILTIN), (language,))
    assert registry.entities((language,)) == {*engine.get_supported_entities(language)}


def test_what_is_sought_is_told_without_the_engine():
    for languages in (("en",), ("zh", "en")):
        engine = finder("default", (), (), (), How("presidio", languages))
        assert sought("default", (), "presidio", languages) == engine.entities


def fails(*_, **__):
    raise ValueError("a text stands here")


def test_a_recognizer_that_fails_sets_its_texts_aside(trained, monkeypatch):
    monkeypatch.setattr(EmailRecognizer, "validate_result", fails)
    assert ours(trained, ["mail a@b.example", "nothing"]) == [None, []]


def test_a_pattern_that_takes_too_long_sets_its_text_aside(trained, monkeypatch):
    monkeypatch.setattr(
        UrlRecognizer,
        "validate_result",
        lambda *_: (_ for _ in ()).throw(TimeoutError),
        raising=False,
    )
    assert ours(trained, ["see www.example.com now"]) == [None]


def test_a_text_longer_than_the_pipeline_reads_is_set_aside_alone(trained, monkeypatch):
    engine = finder("default", (("en", trained),), (), (), How("presidio", ("en",)))
    monkeypatch.setattr(engine._whole.nlp["en"], "max_length", 40)
    long, short = "John Smith in London, twice: John Smith in London", "mail a@example.com"
    assert engine.find([long, short])[0] is None
    assert engine.find([long, short])[1]


def test_what_is_denied_and_what_plugins_find_is_found_besides(trained, tmp_path):
    path = tmp_path / "staff.yaml"
    path.write_text(
        "recognizers: [{name: staff, supported_entity: STAFF, patterns: [{name: s, regex: 'ST-[0-9]{4}', score: 0.5}]}]"
    )
    how = How("presidio", ("en",))
    engine = finder(
        "default", (("en", trained),), ("nightfall",), named(["staff.yaml"], tmp_path), how
    )
    (found,) = engine.find(["project NIGHTFALL, ask ST-1234"])
    known = {(span.entity, span.recognizer, span.score) for span in found}
    assert {("DENY_LIST", "deny", 1.0), ("STAFF", "staff", 0.5)} <= known


def test_texts_of_patterns_alone_hold_no_names(trained):
    engine = finder("default", (("en", trained),), (), (), How("presidio", ("en",)))
    text = ["John Smith in London, mail a@example.com"]
    assert "PERSON" in {span.entity for span in engine.find(text)[0]}
    assert {span.entity for span in engine.find(text, model=False)[0]} == {"EMAIL_ADDRESS", "URL"}


def test_rows_are_scrubbed_by_what_presidio_finds(trained):
    rows = schema.frame(schema.example(("user", "card 4111 1111 1111 1111, mail mei@chen.com")))
    options = {"mode": "presidio", "languages": ("en",), "model": {"en": trained}}
    (row,) = scrub.scrub(rows, RUN, **options, threshold=0.6).to_dicts()
    assert row["messages"][0]["content"] == "card <CREDIT_CARD_1>, mail <EMAIL_1>"
    assert {found["recognizer"] for found in row["found"]} >= {"CreditCardRecognizer"}


def test_a_weak_finding_labels_nothing_that_another_does(trained):
    rows = schema.frame(schema.example(("user", "p123@example.org and 987654321")))
    options = {"mode": "presidio", "languages": ("en",), "model": {"en": trained}}
    (row,) = scrub.scrub(rows, RUN, **options).to_dicts()
    assert row["messages"][0]["content"].startswith("<EMAIL_1> and <")
    assert "US_DRIVER_LICENSE" in {found["entity"] for found in row["found"]}


def test_a_surer_finding_labels_before_a_weak_one():
    weak, surer = Span(0, 9, "US_SSN", "", 0.05), Span(2, 9, "PHONE_NUMBER", "", 0.4)
    for spans in ([weak, surer], [weak._replace(start=2), surer._replace(start=0)]):
        assert regions("987654321", spans, [(0, 9)], []) == [Span(0, 9, "PHONE_NUMBER")]
    assert regions("987654321", [weak], [(0, 9)], []) == [Span(0, 9, "US_SSN")]


def test_every_operator_has_something_to_write(trained):
    text = "John Smith, 536-90-4399, 2024-01-15, www.example.com, 4111111111111111, mei@chen.com"
    rows = schema.frame(schema.example(("user", text)))
    options = {"mode": "presidio", "languages": ("en",), "model": {"en": trained}}
    for operator in ("placeholder", "surrogate", "hash", "mask"):
        (row,) = scrub.scrub(rows, RUN, **options, replace=operator).to_dicts()
        assert row["reasons"] == []
        assert "4399" not in row["messages"][0]["content"]


def test_what_sets_lemmas_waits(trained):
    assert waiting(spacy.load(trained)) == ("lemmatizer",)


def test_nothing_waits_in_a_pipeline_that_is_not_known(trained):
    nlp = spacy.load(trained)
    nlp.add_pipe("entity_ruler", before="ner")
    assert waiting(nlp) == ()


def test_nothing_waits_where_names_depend_on_it(trained):
    nlp = spacy.load(trained)
    for node in nlp.get_pipe("ner").model.walk():
        if "columns" in node.attrs:
            node.attrs["columns"] = ["NORM", "TAG"]
    assert waiting(nlp) == ()


def test_rules_that_set_other_things_do_not_wait(trained):
    nlp = spacy.load(trained)
    ruler = nlp.add_pipe("attribute_ruler", before="ner")
    ruler.add([[{"LOWER": "bob"}]], {"LEMMA": "bob"})
    assert waiting(nlp) == ("attribute_ruler", "lemmatizer")
    ruler.add([[{"LOWER": "bob"}]], {"SENT_START": True})
    assert waiting(nlp) == ()


BASE = {"replace": "mask", "languages": ("en",), "model": "builtin", "entities": "default"}


@pytest.mark.parametrize(
    ("given", "key", "told"),
    [
        ({"mode": "presidio", "model": False}, ("model",), "false does not go with mode: presidio"),
        ({"mode": "presidio", "entities": ("TW_ID",)}, ("entities",), "unknown entity 'TW_ID'"),
        ({"mode": "presidio", "entities": ("US_SNN",)}, ("entities",), "did you mean 'US_SSN'?"),
        ({"mode": "presidio", "replace": {"STREET_ADDRESS": "mask"}}, ("replace", "STREET_ADDRESS"), "unknown entity"),
        ({"mode": "presidio", "languages": ("de",)}, ("languages",), "no model for 'de'"),
        ({"threshold": 0.5}, ("threshold",), "is of mode: presidio alone"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told_with_its_key(given, key, told):
    ((where, what),) = scrub.faults({**BASE, **given}, Path())
    assert where == key
    assert told in what


def test_the_mode_knows_the_entities_of_its_languages():
    assert not scrub.faults({**BASE, "mode": "presidio", "entities": ("default", "UK_NHS")}, Path())


def loaded(tmp_path, section, task="chat"):
    text = f"version: 1\ntask: {task}\noutput: out\nsources: [{{type: jsonl, path: x}}]\nscrub: {section}\n"
    (tmp_path / "config.yaml").write_text(text)
    return config.load(tmp_path / "config.yaml")


@pytest.mark.parametrize(
    "section", ["{mode: stock}", "{mode: presidio, threshold: 2}", "{matrix_product: mkl}"]
)
def test_a_value_that_is_none_is_told(tmp_path, section):
    with pytest.raises(
        ConfigError, match=r"config\.yaml:5:\d+: scrub\.(mode|threshold|matrix_product): "
    ):
        loaded(tmp_path, section)


@pytest.mark.parametrize("task", ["extraction", "persona"])
def test_the_presets_of_a_task_go_with_the_mode(tmp_path, task):
    options = loaded(tmp_path, "{mode: presidio}", task).stages(task)["scrub"]
    assert options["replace"] == {"PERSON": "surrogate"}


@pytest.mark.parametrize(
    "change",
    [
        {"mode": "presidio"},
        {"mode": "presidio", "threshold": 0.4},
        {"mode": "presidio", "languages": ("en",)},
        {"matrix_product": "numpy"},
    ],
)
def test_the_fingerprint_tells_how_was_sought(change):
    given = {
        **BASE,
        "languages": ("en", "zh"),
        "other_languages": "quarantine",
        "allow": (),
        "deny": (),
    }
    prints = {
        Options.of({**given, **some}).fingerprint() for some in ({}, {"mode": "presidio"}, change)
    }
    assert len(prints) == 2 + (change != {"mode": "presidio"})


def test_a_digest_of_the_config_tells_how_was_sought(tmp_path):
    sections = (
        "{}",
        "{mode: presidio}",
        "{mode: presidio, threshold: 0.4}",
        "{matrix_product: numpy}",
    )
    assert len({loaded(tmp_path, section).scrub_sha256(None) for section in sections}) == 4
