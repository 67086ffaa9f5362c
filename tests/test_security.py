"""What no input and no environment can make a run do: tell, run or leave open what is not its own."""

import ast
import json
import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import regex
from calls import call, write_config, write_lines

import etl
from etl.scrub.find.allowed import allowing
from etl.scrub.find.engine import denied

ROOT = Path(etl.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
# What runs or rebuilds whatever bytes say, and what starts a shell.
MODULES = {
    *("pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml"),
    *("code", "runpy", "subprocess", "pty"),
    *("socket", "http.client", "urllib.request", "requests", "ftplib", "smtplib", "xmlrpc"),
}
BUILT_IN = {"eval", "exec", "compile", "__import__"}
OF_OS = {"system", "popen", "execv", "execve", "execvp", "posix_spawn"}
# Here a pattern is built at run time, of texts that are escaped, or of a class's or a library's constants; in
# `strict.py` of what a file of `plugins:` has, with a limit of time.
BUILT = {
    "adapt/_ids.py",
    "scrub/find/allowed.py",
    "scrub/replace/sought.py",
    "scrub/find/engine.py",
    "scrub/find/phones.py",
    "scrub/find/same.py",
    "scrub/again/seek.py",
    "scrub/find/shape.py",
    "scrub/find/strict.py",
    "scrub/replace/days.py",
    "scrub/replace/values.py",
}
PATTERNS = {
    *("compile", "search", "match", "fullmatch", "sub", "subn"),
    *("split", "findall", "finditer"),
}


def trees():
    for path in FILES:
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def nodes(kind):
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield name, node


def imported(node):
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "", *(f"{node.module}.{name}" for name in names)]
    return names


def called(node):
    """(what it is called on or "", name) of a call."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return getattr(function.value, "id", "-"), function.attr
    return "", getattr(function, "id", "")


def test_no_module_imports_what_runs_bytes_starts_programs_or_opens_sockets():
    found = {
        (file, name)
        for file, node in nodes((ast.Import, ast.ImportFrom))
        for name in imported(node)
        if name in MODULES or name.split(".")[0] in MODULES
    }
    assert found == set()


def test_nothing_is_evaluated_deserialised_or_given_to_a_shell():
    found = set()
    for file, node in nodes(ast.Call):
        on, name = called(node)
        if (not on and name in BUILT_IN) or (on == "os" and name in OF_OS) or name == "deserialize":
            found.add((file, name))
        found |= {
            (file, k.arg) for k in node.keywords
            if k.arg in {"shell", "allow_pickle"} and getattr(k.value, "value", True) is not False
        }  # fmt: skip
    # a user's own parts, which a config names under `plugins` to have them run
    assert found == {("plugins.py", "compile"), ("plugins.py", "exec")}


def is_written_here(pattern):
    """A literal, a constant, or made of such; `escape` makes one of any text."""
    match pattern:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.isupper() or name == "pattern"  # of one that is compiled
        case ast.BinOp(left=left, right=right):
            return is_written_here(left) and is_written_here(right)
        case ast.JoinedStr(values=values):
            return all(is_written_here(value) for value in values)
        case ast.FormattedValue(value=value) | ast.Subscript(value=value):
            return is_written_here(value)
        case ast.Call(func=ast.Attribute(attr="join"), args=[parts]):
            return is_written_here(parts)
    return isinstance(pattern, ast.Constant) or (
        isinstance(pattern, ast.Call) and called(pattern)[1] == "escape"
    )


def test_no_pattern_of_pythons_engines_is_taken_from_a_config_or_a_log():
    built = {
        file
        for file, node in nodes(ast.Call)
        if called(node)[0] in {"re", "regex"} and called(node)[1] in PATTERNS and node.args
        if not is_written_here(node.args[0])
    }
    assert built <= BUILT


@pytest.mark.parametrize("text", ["a.c", "(a", "a|b", "[a", "a+"])
def test_the_texts_of_allow_and_deny_are_escaped(text):
    pattern = regex.compile(denied((text,)).SHAPES[0], regex.VERBOSE | regex.ASCII)
    assert pattern.search(f" {text} ")
    assert not pattern.search(" abc ab a aac ")
    assert allowing((text,))(f"x {text} y")
    assert not allowing((text,))("x abc ab aac y")


# Planted where a log has room for it. What only some lines of a log have is in no message.
BIDI, CONTROL = "\u202e", "\x1b[2J\x07"
IN_FIELD, IN_USER, IN_SESSION, IN_CALL = "canaryfield", "canaryuser", "canarysession", "canarycall"
IN_BROKEN, IN_KEY, IN_CLOUD = "canarybroken", "canarykey", "canarycloud"
MAIL = "canary.mail@example-shop.com"
EVIL = "(a+)+$"  # minutes for a backtracking engine on what is planted
TOLD_NOWHERE = (IN_FIELD, IN_USER, IN_SESSION, IN_CALL, IN_BROKEN, IN_KEY, IN_CLOUD, "example-shop")


def hostile(n):
    line = call(n, prompt=f"{MAIL} {CONTROL}{BIDI} asks {'a' * 40}b where parcel {n * 7919} is?")
    line["user"] = f"{IN_USER}{CONTROL}{BIDI}{n}"
    line["session_id"] = f"{IN_SESSION}{BIDI}{n}"
    line["response"]["id"] = f"{IN_CALL}-{CONTROL}{n}"
    line["request"][f"{IN_FIELD}{CONTROL}{BIDI}"] = {IN_FIELD: 1}
    line[f"{IN_FIELD}{BIDI}"] = IN_FIELD
    line["response"]["usage"] = {"prompt_tokens": 5, "completion_tokens": -1, IN_FIELD: IN_FIELD}
    line["response"]["model"] = f"gpt-4.1{CONTROL}{BIDI}"
    return line


def start(folder, *arguments, umask="000"):
    """A run under a mask that forbids nothing, with secrets in its environment."""
    return subprocess.Popen(
        ["/bin/sh", "-c", f'umask {umask}; exec "$0" "$@"',
         sys.executable, "-m", "etl.run", "config.yaml", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "ETL_KEY": IN_KEY, "COLUMNS": "200",
             "AWS_SECRET_ACCESS_KEY": IN_CLOUD, "AWS_ACCESS_KEY_ID": IN_CLOUD},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip


def plant(folder, *, count=60):
    (folder / "logs").mkdir()
    name = f"a{BIDI}\x1b[2J.jsonl"
    lines = [hostile(n) for n in range(count)]
    broken = [
        '{"x": "' + IN_BROKEN,
        IN_BROKEN,
        f'["{IN_BROKEN}"]',
        b'{"' + IN_BROKEN.encode() + b'": "\xff"}',
    ]
    write_lines(folder / "logs" / name, *lines, *broken)
    write_config(
        folder,
        adapt={"max_unreadable_fraction": 1},
        scrub={"model": False, "allow": [EVIL, "["], "deny": [EVIL, "(?"]},
    )


@pytest.fixture(scope="module")
def hostile_run(tmp_path_factory):
    """(folder, stdout, stderr) of a run over hostile input."""
    folder = tmp_path_factory.mktemp("hostile")
    plant(folder)
    run = start(folder)
    out, err = run.communicate(timeout=120)
    assert run.returncode == 0, err.decode()
    return folder, out.decode(), err.decode()


def text_of(path):
    """All that a reader of a file can see; of Parquet, its values and its metadata."""
    if path.suffix != ".parquet":
        return path.read_text()
    values = json.dumps(pl.read_parquet(path, hive_partitioning=False).to_dicts(), default=str)
    return values + json.dumps(pl.read_parquet_metadata(path))


def test_what_a_run_prints_holds_nothing_planted_and_nothing_a_terminal_acts_on(hostile_run):
    _, out, err = hostile_run
    assert [canary for canary in TOLD_NOWHERE if canary in out + err] == []
    assert all(c.isprintable() or c == "\n" for c in out + err)


@pytest.mark.parametrize("name", ["manifest.json", "report.html", "README.md"])
def test_what_tells_of_a_run_holds_nothing_planted_and_shows_what_is_invisible(hostile_run, name):
    text = (hostile_run[0] / "out" / "latest" / name).read_text()
    assert [canary for canary in TOLD_NOWHERE if canary in text] == []
    assert re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text) == []
    if name != "manifest.json":  # which is for programs
        assert BIDI not in text
    assert "60" in text


def test_ids_keys_and_unknown_fields_stand_nowhere_in_a_run(hostile_run):
    files = [p for p in (hostile_run[0] / "out").rglob("*") if p.is_file()]
    assert len(files) > 8
    found = [(p.name, c) for p in files for c in TOLD_NOWHERE if c in text_of(p)]
    assert found == []


def test_hostile_lines_are_all_accounted_for(hostile_run):
    told = json.loads((hostile_run[0] / "out" / "latest" / "manifest.json").read_text())["counts"]
    assert (told["input"], told["quarantined"]) == (64, 4)


def test_a_gate_and_a_dry_run_tell_nothing_planted(tmp_path):
    plant(tmp_path, count=5)
    for arguments in (["--set", "adapt.max_unreadable_fraction=0"], ["--dry-run"]):
        run = start(tmp_path, *arguments)
        told = b"".join(run.communicate(timeout=120)).decode()
        assert run.returncode in {0, 65}
        assert [canary for canary in TOLD_NOWHERE if canary in told] == []
        assert all(c.isprintable() or c == "\n" for c in told)


def open_to_others(folder):
    paths = [p for p in folder.rglob("*") if not p.is_symlink()]
    return [p for p in [folder, *paths] if stat.S_IMODE(p.stat().st_mode) & 0o077]


def test_all_that_a_run_makes_is_for_its_owner_alone(tmp_path):
    plant(tmp_path, count=5)
    folders = [tmp_path / name for name in ("out", "work", "state")]
    run = start(tmp_path, "--set", "work=work", "--set", "state=state", "--set", "write.keep_frames=true")  # fmt: skip
    _, err = run.communicate(timeout=120)
    assert run.returncode == 0, err.decode()
    for folder in folders:
        assert len(list(folder.rglob("*"))) > 1
        assert open_to_others(folder) == []


def test_what_a_killed_run_leaves_is_for_its_owner_alone_and_holds_no_key(tmp_path):
    plant(tmp_path, count=3000)
    run = start(tmp_path, "--set", "work=work", "--set", "workers=2")
    while b"read" not in (line := run.stderr.readline()) or b"1/1" not in line:
        assert run.poll() is None
    run.send_signal(signal.SIGKILL)
    run.communicate()
    files = [p for p in tmp_path.rglob("*") if p.is_file() and "logs" not in p.parts]
    assert open_to_others(tmp_path / "work") == open_to_others(tmp_path / "out") == []
    secrets = (IN_KEY.encode(), IN_CLOUD.encode())
    assert [p for p in files for secret in secrets if secret in p.read_bytes()] == []


def test_no_module_is_taken_from_the_working_directory_where_python_is_told_so(tmp_path):
    (tmp_path / "click.py").write_text("raise SystemExit(99)")
    command = [sys.executable, "-m", "etl.run", "--help"]
    safe = {**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(command, cwd=tmp_path, env=safe, capture_output=True, check=False)
    assert done.returncode == 0
