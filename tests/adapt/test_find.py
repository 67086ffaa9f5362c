"""Which files a source names, and what they are called."""

import os
import socket

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


def test_a_linked_folder_is_read_where_it_stays_in_its_source(tree):
    (tree / "logs/now").symlink_to(tree / "logs/deep")
    assert [file for file, _ in names(tree, "logs/n*/er/*")] == ["now/er/c.jsonl"]
    assert [file for file, _ in names(tree, "logs/**/c.jsonl")] == ["deep/er/c.jsonl"]


@pytest.mark.parametrize("pattern", ["logs", "logs/**/*.jsonl", "logs/*/*.jsonl"])
def test_a_linked_folder_that_leads_out_is_refused(tree, pattern):
    (tree / "logs/out").symlink_to(tree / "other")
    with pytest.raises(SourceError, match=r"out: a link that leads out of logs"):
        names(tree, pattern)
    assert len(names(tree, "logs/*.jsonl")) == 2  # nobody asked for it


def test_links_that_go_round_end(tree):
    for name in ("logs/deep/a", "logs/deep/b", "logs/deep/er/up"):
        (tree / name).symlink_to(tree / "logs")
    assert [file for file, _ in names(tree, "logs/**/c.jsonl")] == ["deep/er/c.jsonl"]
    (tree / "logs/x").mkdir()
    (tree / "logs/x/y").symlink_to(tree / "logs/deep/er")
    (tree / "logs/deep/er/x").symlink_to(tree / "logs/x")
    with pytest.raises(SourceError, match="a link below a link"):
        names(tree, "logs")


def test_sockets_and_devices_are_no_files(tree):
    (tree / "logs/null.jsonl").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tree / "logs/sock.jsonl"))
        assert [file for file, _ in names(tree, "logs/*.jsonl")] == ["a.jsonl", "b.jsonl"]
        with pytest.raises(SourceError, match="matches no file"):
            names(tree, "logs/sock.jsonl")
        with pytest.raises(SourceError, match="matches no file"):
            names(tree, "logs/null.jsonl")


PATTERNS = ["top.jsonl", "logs/a.jsonl", "logs", "logs/", "logs/*.jsonl", "logs/**/*.jsonl", "logs/**", "**", "*",
            "*/*", "*/[a-z]*/er/c.jsonl", "logs/.hidden", "logs/.*", "logs/.dir", "logs/.dir/*", "*/.dir/*",
            "**/.dir/*",
            "**/c.jsonl", "**/er/**", "logs/**/er/*", "l*/?.jsonl", "l[!a]gs/[ab].jsonl", "logs/**/**/c.jsonl",
            "logs/**.jsonl", "./logs/*", "logs//*.jsonl", "no", "log", "logs/a", "logs/a.jsonl/*"]  # fmt: skip


@pytest.mark.parametrize("bucket", ["", "s3://bucket/"])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_objects_are_matched_as_files_are(tree, pattern, bucket):
    keys = [path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()]
    keys += [path.relative_to(tree).as_posix() + "/" for path in tree.rglob("*") if path.is_dir()]
    try:
        wanted = [(file, text) for file, text in names(tree, pattern)]
    except SourceError:
        with pytest.raises(SourceError, match="matches no file"):
            adapt.matching("s", bucket + pattern, keys)
        return
    assert [(file, key) for key, file in adapt.matching("s", bucket + pattern, keys)] == wanted


@pytest.mark.parametrize(("pattern", "wanted"), [
    ("logs/**/*.gz", ("logs", "**/*.gz")), ("logs/a.gz", ("logs/a.gz", "")), ("*.gz", (".", "*.gz")),
    ("/a/b/[cd]/e", ("/a/b", "[cd]/e")), ("s3://b/x/y/*.gz", ("s3://b/x/y", "*.gz")),
    ("s3://b/*.gz", ("s3://b/", "*.gz")),
    ("s3://b", ("s3://b", "")), ("s3://b/x/", ("s3://b/x", "")),
])  # fmt: skip
def test_the_base_of_a_pattern_is_what_has_no_wildcard(pattern, wanted):
    assert adapt.named(pattern) == wanted


def test_a_whole_bucket_is_a_folder():
    keys = ["a.jsonl", "b/c.jsonl", ".hidden", "d/"]
    wanted = [("a.jsonl", "a.jsonl"), ("b/c.jsonl", "b/c.jsonl")]
    assert adapt.matching("s", "s3://bucket", keys) == wanted
    assert adapt.matching("s", "s3://bucket/**", keys) == wanted
    assert adapt.matching("s", "s3://bucket/*.jsonl", keys) == wanted[:1]


def test_a_link_to_itself_or_to_nothing_is_no_file(tree):
    (tree / "logs/self.jsonl").symlink_to(tree / "logs/self.jsonl")
    (tree / "logs/gone.jsonl").symlink_to(tree / "logs/nothing")
    assert [file for file, _ in names(tree, "logs/*.jsonl")] == ["a.jsonl", "b.jsonl"]
    with pytest.raises(SourceError, match="matches no file"):
        names(tree, "logs/gone.jsonl")


def test_a_folder_that_cannot_be_listed_is_an_error(tree, monkeypatch):
    def refuse(_):
        raise PermissionError

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(SourceError, match="cannot be listed"):
        names(tree, "logs")
