"""Which files a source names, and what they are called."""

import os

import pytest

from etl import adapt
from etl.adapt import Source
from etl.errors import ConfigError, SourceError


@pytest.fixture
def tree(tmp_path):
    for name in ("logs/b.jsonl", "logs/a.jsonl", "logs/deep/er/c.jsonl", "logs/.hidden", "logs/.dir/d.jsonl",
                 "other/a.jsonl", "top.jsonl"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


def names(root, *patterns):
    return [
        (file, path.read_text()) for path, file in adapt.find(Source(name="s", path=patterns), root)
    ]


@pytest.mark.parametrize("pattern", ["no/*.jsonl", "no.jsonl", "logs/*.gz", "logs/none/"])
def test_a_pattern_that_matches_nothing_is_an_error(tree, pattern):
    with pytest.raises(SourceError, match=r"source s: .* matches no file"):
        names(tree, "top.jsonl", pattern)


def test_two_files_of_one_name_are_an_error(tree):
    with pytest.raises(ConfigError, match=r"two files are called a\.jsonl"):
        names(tree, "logs/*.jsonl", "other/*.jsonl")


@pytest.mark.parametrize("pattern", ["logs/*.jsonl", "logs"])
def test_a_link_that_leads_out_of_its_folder_is_refused(tree, pattern):
    (tree / "logs/out.jsonl").symlink_to(tree / "top.jsonl")
    with pytest.raises(SourceError, match=r"out\.jsonl: a link that leads out of logs"):
        names(tree, pattern)


def test_pipes_and_hidden_files_are_passed_over(tree):
    (tree / "logs/in.jsonl").symlink_to(tree / "logs/a.jsonl")
    os.mkfifo(tree / "logs/pipe.jsonl")
    found = [("a.jsonl", "logs/a.jsonl"), ("b.jsonl", "logs/b.jsonl")]
    assert names(tree, "logs/*.jsonl") == found
    assert names(tree, "logs") == [*found, ("deep/er/c.jsonl", "logs/deep/er/c.jsonl")]


@pytest.mark.parametrize(("pattern", "wanted"), [
    ("top.jsonl", ["top.jsonl"]), ("logs/a.jsonl", ["a.jsonl"]), ("logs/*.jsonl", ["a.jsonl", "b.jsonl"]),
    ("logs/**/*.jsonl", ["a.jsonl", "b.jsonl", "deep/er/c.jsonl"]),
    ("logs/", ["a.jsonl", "b.jsonl", "deep/er/c.jsonl"]),
    ("*/[a-z]*/er/c.jsonl", ["logs/deep/er/c.jsonl"]), ("logs/deep/../?.jsonl", ["a.jsonl", "b.jsonl"]),
])  # fmt: skip
def test_a_name_is_relative_to_what_has_no_wildcard(tree, pattern, wanted):
    assert [file for file, _ in names(tree, pattern)] == wanted
    assert [file for file, _ in names(tree, str(tree / pattern))] == wanted


def test_a_file_matched_twice_counts_once(tree):
    assert names(tree, "logs/a.jsonl", "logs/*.jsonl") == [
        ("a.jsonl", "logs/a.jsonl"),
        ("b.jsonl", "logs/b.jsonl"),
    ]


def test_a_name_that_is_no_utf8_is_a_name_all_the_same(tree):
    bad = os.fsencode(tree / "logs") + b"/z\xff.jsonl"
    with open(bad, "w", encoding="utf-8") as file:  # noqa: PTH123 - a path of bytes
        file.write("x")
    assert names(tree, "logs/*.jsonl")[-1] == ("z\\xff.jsonl", "x")
