"""The spaCy pipelines that `scrub.model` names: an installed package, or a folder beside the config."""

import hashlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def found(model: Any, folder: Path) -> Any:  # noqa: ANN401 - an option is any value
    """`model` with folders of pipelines as they are found from anywhere."""
    if not isinstance(model, Mapping):
        return model
    here = {language: folder / name for language, name in model.items()}
    return {
        language: str(here[language]) if (here[language] / "config.cfg").is_file() else name
        for language, name in model.items()
    }


def digests(model: Any, folder: Path) -> Any:  # noqa: ANN401 - an option is any value
    """Language -> digest of the files of its pipeline; what is built in is part of the code."""
    if not isinstance(model, Mapping):
        return model
    return {language: _files_of(name, folder) for language, name in sorted(model.items())}


def _files_of(name: str, folder: Path) -> str:
    here = folder / name
    if not (here / "config.cfg").is_file():
        spec = find_spec(name)
        here = Path(spec.origin).parent if spec and spec.origin else here
    digest = hashlib.sha256()
    for path in sorted(p for p in here.rglob("*") if p.is_file() and p.suffix != ".pyc"):
        with path.open("rb") as file:
            of_file = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(here).as_posix()}\0{of_file}\n".encode())
    return digest.hexdigest()
