"""`python -m etl VERB`: a verb is a file, listed and run without another line anywhere."""

import ast
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from etl import verbs

COUNT = '''
"""Count."""
import click
from etl.errors import GateError

@click.command("count")
@click.argument("n", type=int)
def command(n):
    """Count to N."""
    if n > 9:
        raise GateError(f"count: {n} is too many; take at most 9")
    click.echo(" ".join(map(str, range(1, n + 1))))
'''
FILES = sorted(Path(verbs.__path__[0]).glob("[!_]*.py"))


def python_m_etl(*arguments, **env):
    return subprocess.run(
        [sys.executable, "-m", "etl", *arguments],
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def group(tmp_path, monkeypatch):
    """The verbs of a folder that holds `count`, what is no verb, and one that breaks if imported."""
    package = tmp_path / "fake_verbs"
    package.mkdir()
    (package / "__init__.py").write_text('"""Verbs."""\n')
    (package / "count.py").write_text(COUNT)
    (package / "_shared.py").write_text("raise RuntimeError\n")
    monkeypatch.syspath_prepend(tmp_path)
    module = __import__("fake_verbs")
    yield verbs.Verbs(module, "Fake.")
    for name in [name for name in sys.modules if name.startswith("fake_verbs")]:
        del sys.modules[name]


def test_an_unknown_verb_is_misuse_and_the_nearest_one_is_named(group):
    done = CliRunner().invoke(group, ["cuont", "3"])
    assert done.exit_code == 2
    assert "no verb 'cuont'; did you mean 'count'?" in done.output


def test_a_file_with_an_underscore_is_no_verb(group):
    assert CliRunner().invoke(group, ["_shared"]).exit_code == 2


def test_a_verb_is_one_file(group):
    assert CliRunner().invoke(group, ["count", "3"]).output == "1 2 3\n"


def test_the_docstring_of_a_verb_is_its_help(group):
    assert "count  Count to N." in CliRunner().invoke(group, ["--help"]).output
    assert "Count to N." in CliRunner().invoke(group, ["count", "--help"]).output


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["count", "3"], 0, ("1 2 3\n", "")),
        (["count", "--help"], 0, None),
        (["count", "12"], 65, ("", "count: 12 is too many; take at most 9\n")),
        (["count", "x"], 2, None),
        (["cuont"], 2, None),
        ([], 2, None),
    ],
)
def test_a_verb_ends_as_a_run_does(tmp_path, arguments, code, told):
    package = tmp_path / "fake_verbs"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "count.py").write_text(COUNT)
    script = (
        "from functools import partial; from etl import endings, verbs; import fake_verbs;"
        "endings.end(partial(verbs.Verbs(fake_verbs, ''), standalone_mode=False))"
    )
    path = os.pathsep.join([str(Path.cwd()), str(tmp_path)])
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert told is None or (done.stdout, done.stderr) == told
    assert "Traceback" not in done.stderr


def test_a_verb_that_is_not_built_is_told_with_what_there_is():
    done = python_m_etl("explain")
    assert done.returncode == 2
    assert "no verb 'explain'" in done.stderr
    assert "python -m etl.run config.yaml" in done.stderr


def test_help_comes_at_once_and_loads_nothing_heavy():
    began = time.monotonic()
    done = python_m_etl("--help", PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    assert "click" in done.stderr  # it does list imports
    assert "polars" not in done.stderr
    assert "spacy" not in done.stderr
    assert "pydantic" not in done.stderr
    assert time.monotonic() - began < 5  # 0.2 s on an idle machine; the imports are the promise


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_verb_has_a_command_with_help(path):
    command = verbs.Verbs(verbs, "").get_command(None, path.stem)
    assert command.help
    assert ast.get_docstring(ast.parse(path.read_text()))
