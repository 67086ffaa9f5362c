"""The built-in pipeline, and whether its files are the ones that were shipped.

`model/SHA256SUMS` names every file of it; `sha256sum -c` reads it too. Reading and hashing takes 14 ms. It tells a
broken download or disk, not somebody who changes both. A user's own pipelines are not checked: theirs is to know.
"""

import hashlib
from pathlib import Path

BUILTIN = Path(__file__).parent / "model" / "pipeline"
DAMAGED = "the built-in model is damaged; reinstall etl"


def is_intact(pipeline: Path = BUILTIN) -> bool:
    """Whether the files of the pipeline are those of `SHA256SUMS` beside it, no more and no fewer."""
    folder = pipeline.parent
    try:
        lines = (folder / "SHA256SUMS").read_text().splitlines()
        files = {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in pipeline.rglob("*")
            if path.is_file() and not path.name.startswith(".")  # what a file browser leaves
        }
    except (OSError, ValueError):
        return False
    return bool(files) and sorted(f"{digest}  {name}" for name, digest in files.items()) == sorted(
        lines
    )
