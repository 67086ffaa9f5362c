"""No code of a user's ends a run as if it were done, or prints where the result is read."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from calls import call, write_config, write_lines

from etl import endings

FINDER = """
from etl.scrub import END, START, Shape
ENTITY = "STAFF_NUMBER"
class Recognizer(Shape):
    ENTITY = ENTITY
    SHAPES = (START + r"ST-[0-9]{{6}}" + END,)
    def analyze(self, text, entities, nlp_artifacts=None):
        if "parcel" in text:
            {does}
        return super().analyze(text, entities, nlp_artifacts)
"""


def ended(folder, does, *arguments):
    """How a run ends whose plugin does this with a text of the log."""
    write_lines(folder / "logs" / "a.jsonl", call(1, prompt="where is my parcel?"), call(2))
    write_config(folder, scrub={"model": False}, plugins=["own.py"])
    (folder / "own.py").write_text(FINDER.format(does=does))
    return subprocess.run(
        [sys.executable, "-m", "etl.run", "config.yaml", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def code_of(error):
    def do():
        raise error

    return endings._code(do)


@pytest.mark.parametrize(
    "error", [SystemExit(0), SystemExit(), SystemExit("text"), KeyboardInterrupt(), GeneratorExit()]
)
def test_what_leaves_is_no_success(capsys, error):
    assert code_of(error) == 1
    out, err = capsys.readouterr()
    assert f"please report: {type(error).__name__} at test_endings.py" in err
    assert "text" not in out + err


@pytest.mark.parametrize("error", [KeyboardInterrupt, EOFError])
def test_what_click_takes_for_a_refusal_is_told_as_what_it_is(capsys, error):
    @click.command
    def command():
        raise error

    assert endings._code(lambda: command.main([], standalone_mode=False)) == 1
    assert f"{error.__name__} at test_endings.py" in capsys.readouterr().err


def test_a_question_that_is_not_confirmed_is_a_refusal(capsys):
    assert code_of(click.Abort()) == 2
    assert "not confirmed" in capsys.readouterr().err


def test_a_shell_that_completes_a_command_line_is_answered(monkeypatch, capsys):
    monkeypatch.setenv("_ETL_COMPLETE", "bash_source")
    command = click.Command("etl")
    assert endings._code(lambda: command.main([], "etl", standalone_mode=False)) == 0
    out, err = capsys.readouterr()
    assert "_etl_completion()" in out
    assert err == ""


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("does", ["raise SystemExit(0)", "raise KeyboardInterrupt"])
def test_a_plugin_that_leaves_while_it_works_publishes_nothing_and_is_told(tmp_path, does, workers):
    done = ended(tmp_path, does, "--set", f"workers={workers}")
    assert done.returncode == 1, done.stderr
    assert "at own.py:9 in analyze" in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "out" / "latest").exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_plugin_prints_leaves_the_result_alone_on_stdout(tmp_path, workers):
    does = 'print("spoken"); import os; os.write(1, b"past Python"); os.system("echo by a program")'
    done = ended(tmp_path, does, "--format", "json", "--set", f"workers={workers}")
    assert json.loads(done.stdout)["counts"]["kept"] == 2
    assert "spoken" in done.stderr


def test_what_a_plugin_prints_when_it_is_loaded_leaves_stdout_alone(tmp_path):
    done = ended(tmp_path, "pass\nprint('loaded')\nif 0:\n    def f():\n        pass", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "loaded" not in done.stdout
    assert "loaded" in done.stderr
