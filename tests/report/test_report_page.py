"""Promises of report.html: its figures are the manifest's, and it is inert."""

import re
from html.parser import HTMLParser

import polars as pl
import pytest

from etl import gates
from etl.report import report_html
from etl.schema import example, frame

EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</pre></main><style>*{display:none}</style>",
    "{{ 7 * 7 }}{% raw %}",
]
LOADS = {
    "src",
    "href",
    "action",
    "data",
    "srcset",
    "poster",
    "background",
    "formaction",
    "xlink:href",
}


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text.append(data)


def inert(html):
    page = Page(html)
    assert not {"script", "img", "svg", "iframe", "object", "embed", "link", "base", "a"} & set(
        page.tags
    )
    names = {name for name, _ in page.attributes}
    assert not names & LOADS
    assert not {name for name in names if name.startswith("on")}
    assert page.tags.count("style") == 1
    return "".join(page.text)


@pytest.mark.parametrize("evil", EVIL)
def test_text_of_a_conversation_stays_text(manifest, evil):
    rows = frame(example(("user", evil), ("assistant", "ok"), record_id=evil))
    assert inert(report_html(manifest, rows)).count(evil) == 2


@pytest.mark.parametrize("evil", EVIL)
def test_names_from_outside_stay_text(manifest, examples, evil):
    manifest["name"] = evil
    manifest["inputs"][0].update(source=evil, file=evil, dialects={evil: 1})
    manifest["counts"]["entities"][evil] = 1
    manifest["counts"]["stages"]["clean"]["reasons"][evil] = 1
    assert inert(report_html(manifest, examples)).count(evil) >= 6


@pytest.mark.parametrize(("hidden", "label"), [
    ("\u202e", "<U+202E>"), ("\u200b", "<U+200B>"), ("\x1b", "<U+001B>"), ("\x00", "<U+0000>"),
    ("\u2028", "<U+2028>"), ("\ufeff", "<U+FEFF>"), ("\U000e0041", "<U+E0041>"), ("\r", "<U+000D>"),
])  # fmt: skip
def test_characters_that_are_not_seen_are_made_visible(manifest, hidden, label):
    manifest["inputs"][0]["file"] = f"a{hidden}b"
    rows = frame(example(("user", f"a{hidden}b"), ("assistant", "ok")))
    html = report_html(manifest, rows)
    assert hidden not in html
    assert inert(html).count(f"a{label}b") == 2


def test_line_breaks_and_other_scripts_are_shown_as_they_are(manifest):
    rows = frame(example(("user", "一\n\t二 é"), ("assistant", "ok")))
    assert "一\n\t二 é" in inert(report_html(manifest, rows))


def test_the_page_loads_nothing(manifest, examples):
    html = report_html(manifest, examples)
    inert(html)
    assert "default-src 'none'" in html
    assert not re.search(r"https?:|url\(|@import|//[a-z]", html)


def test_every_figure_of_the_manifest_is_on_the_page(manifest, examples):
    text = inert(report_html(manifest, examples))
    counts = manifest["counts"]
    figures = [counts[name] for name in ("input", "kept", "dropped", "quarantined")]
    figures += [
        *counts["splits"].values(),
        *counts["entities"].values(),
        *counts["formats"].values(),
    ]
    for stage in counts["stages"].values():
        figures += [stage["in"], stage["out"], *stage["reasons"].values()]
    figures += [item["rows"] for item in manifest["inputs"]]
    assert [n for n in figures if f"{n:,}" not in text] == []
    assert "4,474" in text  # kept, but not in alpaca


def test_the_headings_are_the_stages_in_their_order(manifest, examples):
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", report_html(manifest, examples))
    assert headings[1:-2] == list(manifest["counts"]["stages"])


def test_who_found_what_is_a_table(manifest, examples):
    html = report_html(manifest, examples)
    rows = re.findall(r"<tr>(?:<td[^>]*>(?:<code>)?[^<]*(?:</code>)?</td>){5}</tr>", html)
    told = [re.findall(r">([^<]+)<", row) for row in rows]
    assert ["EMAIL_ADDRESS", "email_address", "en", "1.00", "4,099"] in told
    assert ["PERSON", "model", "zh", "0.65-0.85", "20,001"] in told


def test_the_page_tells_what_is_missed_or_that_nobody_knows(manifest, examples, review):
    assert "Nobody has measured what stays" in inert(report_html(manifest, examples))
    text = inert(report_html(manifest | {"review": review}, examples))
    assert "Amy Chen read 400 texts of run 20260301T020000Z-4d5e6f on 2026-03-03" in text
    assert "in 3 (0.75 %): of all texts 0.15 % to 2.18 % (95 %, Clopper-Pearson)" in text
    assert "not measured" not in text
    other = review | {"scrub": "6d" * 32}
    assert "was not measured" in inert(report_html(manifest | {"review": other}, examples))


@pytest.mark.parametrize("evil", EVIL)
def test_names_of_reviewers_and_recognizers_stay_text(manifest, examples, review, evil):
    manifest["review"] = review | {"reviewer": evil, "by_entity": {evil: review["all"]}}
    manifest["scrub"]["found"][0]["recognizer"] = evil
    assert inert(report_html(manifest, examples)).count(evil) == 3


def test_a_run_without_gates_has_no_table_of_them(manifest, examples):
    assert "Gates" not in inert(report_html(manifest, examples))


def test_gates_and_drift_are_told_with_their_figures(manifest, examples):
    limits = dict.fromkeys(gates.GATES)
    limits |= {"min_rows": 34_000, "max_drop_share": {"refusal": 0.1}}
    before = {**manifest, "counts": {**manifest["counts"], "stages": {}}}
    manifest["gates"] = [vars(gate) for gate in gates.of_rows(limits, manifest, before)]
    html = report_html(manifest, examples)
    text = inert(html)
    assert "kept 34,475 rows, asked for 34,000" in text
    assert "see which reason grew" not in text  # advice for who failed
    assert "2,410 of 61,234 lines went for refusal" in text
    assert re.findall(r"<td>(passed|told|failed)</td>", html) == ["told", "passed", "passed"]


def test_the_name_of_a_source_in_a_gate_stays_text(manifest, examples):
    gate = {"name": EVIL[0], "figure": 0.0, "limit": 0.1, "passed": True, "what": EVIL[1]}
    manifest["gates"] = [gate]
    assert inert(report_html(manifest, examples)).count("alert(1)") == 2


@pytest.mark.parametrize(
    ("part", "text"), [(1, "&lt; 0.1 %"), (99_999, "&gt; 99.9 %"), (50_000, "50.0 %")]
)
def test_a_share_never_rounds_something_to_nothing_or_most_to_all(manifest, examples, part, text):
    manifest["counts"]["stages"]["clean"].update({"in": 100_000, "reasons": {"refusal": part}})
    row = re.search(r"refusal</code>.*?</tr>", report_html(manifest, examples))[0]
    assert text in row


def test_a_run_that_kept_nothing_has_a_page(manifest):
    empty = dict.fromkeys(("input", "kept", "dropped", "quarantined"), 0)
    nothing = {"in": 0, "out": 0, "dropped": 0, "quarantined": 0, "reasons": {}}
    stages = dict.fromkeys(manifest["counts"]["stages"], nothing)
    manifest["counts"].update(empty, stages=stages, splits={}, formats={"openai": 0}, entities={})
    manifest.update(inputs=[], finished_at=None)
    assert "Nothing was kept." in inert(report_html(manifest, pl.DataFrame()))


def test_long_conversations_and_many_files_are_cut_and_say_so(manifest, examples):
    manifest["inputs"] = [{**manifest["inputs"][0], "file": f"f{n}"} for n in range(1_250)]
    turns = [t for _ in range(20) for t in (("user", "a"), ("assistant", "b"))]
    long = frame(example(*turns), example(("user", "a" * 4_000), ("assistant", "b")))
    text = inert(report_html(manifest, pl.concat([examples, long])))
    for said in ("1,150 more are in manifest.json", "28 more messages", "3,200 more characters"):
        assert said in text
