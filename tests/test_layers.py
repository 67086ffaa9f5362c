"""Imports point one way: down this list, and never from stage to stage."""

import ast
from pathlib import Path

import pytest

import etl

LAYERS = [
    {"errors", "discover", "disk", "language", "quiet", "stop"},
    {"plugins"},
    {"schema", "yamlfile", "signature", "engine", "runs", "origin", "endings"},
    {"checkpoint", "ledger", "store", "gates"},
    {"adapt", "clean", "dedup", "scrub", "split", "write"},
    {"config"},
    {"commit", "report", "blocklist", "counts", "keyfile"},
    {"attempt", "history", "shards", "stock", "dataset"},
    {"remote"},
    {"inputs", "forecast", "leftovers", "review"},
    {"keys", "barred", "plan"},
    {"frames"},
    {"work", "preview"},
    {"across", "prepare"},
    {"again", "parted", "steps", "documents", "progress", "seek"},
    {"renewed", "snapshots", "copies", "crowds", "overlaps"},
    {"figures", "oddities"},
    {"audit"},
    {"judge", "place", "state", "manifest"},
    {"counted", "leaks"},
    {"publish"},
    {"erase", "collect"},
    {"pipeline", "console"},
    {"run", "verbs"},
    {"__main__"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
ROOT = Path(etl.__file__).parent
FILES = sorted(p for p in ROOT.rglob("*.py") if p != ROOT / "__init__.py")


def imported_by(path):
    """Names of etl's own modules one level down that `path` imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "etl":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("etl."):
            yield node.module.split(".")[1]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_from_layers_below_its_own(path):
    own = path.relative_to(ROOT).with_suffix("").parts[0]
    for name in imported_by(path):
        if name != "__version__":
            assert name == own or RANK[name] < RANK[own], f"{own} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text()))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_has_a_name_that_says_something(path):
    assert path.stem not in {"utils", "util", "common", "helpers", "misc", "base", "manager"}
