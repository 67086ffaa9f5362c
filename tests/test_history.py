"""What earlier runs left is read with care: odd JSON ends with 74 or 78 and one plain line."""

import copy
import json
import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import product

import pytest
from calls import call, write_config, write_lines

from etl import checkpoint, config, endings, history, pipeline, prepare
from etl.errors import ConfigError, StorageError

FIRST = datetime(2026, 4, 1, 2, tzinfo=UTC)
ODD = (None, [], {}, 7, "text", True, "")


def load(folder, **keys):
    return config.load(write_config(folder, **{"state": "state", **keys}))


def go(folder, n, **keys):
    write_lines(folder / "logs" / f"d{n}.jsonl", call(n))
    loaded = load(folder, **keys)
    return pipeline.run(loaded, lambda *_: None, now=FIRST + timedelta(days=n))


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    """A job of one run."""
    folder = tmp_path_factory.mktemp("job")
    go(folder, 0)
    return folder


def places(value, at=()):
    """Every place in a JSON value that is read by somebody."""
    yield at
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield from places(inner, (*at, key))
    for n, inner in enumerate(value[:1]) if isinstance(value, list) else ():
        yield from places(inner, (*at, n))


def changed(value, at, new):
    """A copy with another value at a place; `...` takes it out."""
    if not at:
        return new
    value = copy.deepcopy(value)
    inner = value
    for step in at[:-1]:
        inner = inner[step]
    if new is ...:
        inner.pop(at[-1])
    else:
        inner[at[-1]] = new
    return value


def ended(capsys, do):
    code = endings._code(do)
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert "a bug in etl" not in told
    assert code in {0, 74, 78}
    assert len(told.splitlines()) == (code != 0), told
    return code


def reading(folder):
    """As a run reads it, up to its input."""
    return history.load(load(folder), {}, "", full=False)


MEANT = {"set", "previous", "run_id", "config_sha256", "key_id", "newest_call", "counts", "files"}


def test_a_manifest_with_something_odd_anywhere_is_told_in_one_line(job, capsys):
    path = next((job / "out" / "runs").glob("*/manifest.json"))
    text = path.read_bytes()
    told = json.loads(text)
    codes = []
    try:
        for at, odd in product([at for at in places(told) if at and at[0] in MEANT], (..., *ODD)):
            path.write_text(json.dumps(changed(told, at, odd)))
            codes.append(ended(capsys, partial(reading, job)))
        for raw in (b"", b"{", b"\xff", b"[" * 10_000, b'{"a": NaN}', b"null", b"[]", b"7", b'"x"'):
            path.write_bytes(raw)
            assert ended(capsys, partial(reading, job)) == 74
    finally:
        path.write_bytes(text)
    assert len(codes) > 200
    assert codes.count(74) > 100


def test_a_state_of_odd_shape_is_told_in_one_line_though_it_is_sealed(job, capsys):
    path = next((job / "state").glob("*/manifest.json"))
    text = path.read_bytes()
    whole = json.loads(text)
    whole.pop("sha256")
    try:
        for at, odd in product(places(whole), (..., *ODD)):
            if at:
                path.write_bytes(checkpoint._sealed(changed(whole, at, odd)))
                code = ended(capsys, partial(reading, job))
                assert code in {0, 78}
                if at == ("told", "scheme") and odd != {}:
                    assert code == 78
    finally:
        path.write_bytes(text)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a\0b", b"x" * 300, b"..\n"])
def test_what_says_whose_a_state_is_may_hold_anything(tmp_path, job, capsys, content):
    folder = tmp_path / "job"
    shutil.copytree(job, folder, symlinks=True)
    (folder / "state" / "output").write_bytes(content)
    ended(capsys, partial(reading, folder))


@pytest.mark.parametrize(
    "content", [b"", b"\xff\n", b"..", b"a\0b", b"20260401T020000Z-1a2b3c\n", b"x" * 5000]
)
def test_a_latest_that_names_no_run_is_told(tmp_path, job, content):
    folder = tmp_path / "job"
    shutil.copytree(job, folder, symlinks=True)
    (folder / "out" / "latest").unlink()
    (folder / "out" / "LATEST").write_bytes(content)
    with pytest.raises(StorageError, match="names a run that is not there"):
        reading(folder)


@pytest.mark.parametrize("to", ["latest", ".", "../out", "runs", "/nowhere"])
def test_a_latest_that_points_elsewhere_is_told(tmp_path, job, to):
    folder = tmp_path / "job"
    shutil.copytree(job, folder, symlinks=True)
    (folder / "out" / "latest").unlink()
    (folder / "out" / "latest").symlink_to(to)
    with pytest.raises(StorageError, match="names a run that is not there"):
        reading(folder)


@pytest.mark.parametrize("key", ["output", "work", "state"])
@pytest.mark.parametrize("below", ["", "/deeper/still"])
def test_a_file_where_a_folder_should_be_is_a_fault_of_the_config(tmp_path, key, below):
    (tmp_path / "taken").write_text("")
    keys = {"output": "out", "work": "work", "state": "state", key: f"taken{below}"}
    text = "version: 1\nsources: [{type: jsonl, path: logs}]\n"
    text += "".join(f"{name}: {value}\n" for name, value in keys.items())
    path = tmp_path / "config.yaml"
    path.write_text(text)
    line = 3 + list(keys).index(key)
    with pytest.raises(ConfigError) as told:
        config.load(path)
    assert f"config.yaml:{line}:1: {key}: taken is a file; name a folder" in str(told.value)


def test_two_runs_of_one_second_get_two_names(tmp_path, monkeypatch):
    monkeypatch.setattr(prepare, "name_of", lambda now, *_: f"{now:%Y%m%dT%H%M%SZ}-1a2b3c")
    loaded = load(tmp_path, work="work")
    runs = ["20260401T020000Z-1a2b3c", ".20260401T020001Z-1a2b3c"]
    for name in runs:
        (tmp_path / "work" / name).mkdir(parents=True)
    (tmp_path / "out" / "runs" / "20260401T020002Z-1a2b3c").mkdir(parents=True)
    assert prepare._free(loaded, [], FIRST) == "20260401T020003Z-1a2b3c"
