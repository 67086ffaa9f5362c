"""What a run is made with: this package's own code, and the libraries on which its bytes depend."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import etl

LIBRARIES = ("polars", "pyarrow", "msgspec", "presidio-analyzer", "spacy", "phonenumbers", "numba")


def versions() -> dict[str, str]:
    """The versions on which the bytes of a run depend."""
    return {"etl": etl.__version__, **{name: version(name) for name in LIBRARIES}}


@cache
def code(part: str = "") -> str:
    """Digest of this package's own code, or that of one of its folders."""
    top, digest = Path(etl.__file__).parent / part, hashlib.sha256()
    for path in sorted(top.rglob("*.py")):
        digest.update(path.relative_to(top).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
