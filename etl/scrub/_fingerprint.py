"""What decides what is found in a text, as one digest: where it is another one, nothing found before counts."""

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from etl.plugins import Plugin

_HERE = Path(__file__).parent
_PACKAGES = (
    "presidio-analyzer", "regex", "phonenumbers", "spacy", "thinc", "blis", "numpy", "polars", "tldextract",
)  # fmt: skip


@cache
def fingerprint(
    options: tuple[object, ...], model: tuple[tuple[str, str], ...], plugins: tuple[Plugin, ...]
) -> bytes:
    """Of the code and weights here, of the user's pipelines and plugins, of the options and what it all runs on.

    Reads every file of a user's pipeline, 0.3 s for one of 400 MB, once in a process.

    Args:
        options: that say what is found; not what is written instead.
        model: the pipeline of each language, a folder or a package.
        plugins: files of recognizers.
    """
    code = [_of(path) for path in sorted(_HERE.rglob("*")) if path.suffix in {".py", ".txt"}]
    sums = (_HERE / "model" / "SHA256SUMS").read_bytes()
    pipelines = [(language, _pipeline(name)) for language, name in model]
    runs_on = [platform.machine(), platform.python_version(), *map(_version, _PACKAGES)]
    parts = (options, pipelines, [plugin.sha256 for plugin in plugins], code, runs_on)
    return hashlib.sha256(repr(parts).encode() + sums).digest()


def _pipeline(name: str) -> list[str]:
    folder = Path(name)
    if not (folder / "config.cfg").is_file():
        spec = find_spec(name)
        folder = Path(spec.origin).parent if spec and spec.origin else folder
    if folder.is_relative_to(_HERE):
        return []  # its digests are in SHA256SUMS
    return [_of(p) for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix != ".pyc"]


def _of(path: Path) -> str:
    with path.open("rb") as file:
        return f"{path.name} {hashlib.file_digest(file, 'sha256').hexdigest()}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
