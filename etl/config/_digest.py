"""The digest of a config: all that can change `data/`, the formats and the ledger.

A new key is in it unless it is left out here. Left out is what places, paces or judges a run
(`output`, `workers`, `gates`), and `path`: the files themselves are the input, and a path may name
the day.
"""

import hashlib
import hmac
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import msgspec

from etl import dedup, gates, origin, scrub
from etl.config._mask import mask
from etl.config._pipelines import digests
from etl.config._schema import STAGES
from etl.config._sections import Top
from etl.errors import ConfigError
from etl.plugins import Plugin
from etl.yamlfile import Key

_MODEL = Path(scrub.__file__).parent / "model" / "SHA256SUMS"
# The stages are told by task.
_NO_CONTENT: Any = {
    **dict.fromkeys(STAGES, True),
    **dict.fromkeys(
        ("version", "name", "output", "work", "keep_failed", "engine", "workers"), True
    ),
    "gates": True,
    "plugins": True,
    "adapt": set(gates.judges("adapt")),
    "sources": {"__all__": {"path"}},
}


def of(
    top: Top,
    models: Mapping[str, Any],
    folder: Path,
    hidden: Collection[Key] | None,
    plugins: Collection[Plugin] = (),
) -> str:
    """The digest.

    Args:
        top: the config.
        models: the config by task.
        folder: of config.yaml.
        hidden: None for the digest of all; else the keys that came from the environment, for a
            digest without them, `scrub.deny`, `exclude_users` and the files of `plugins`.
        plugins: those files; they may list texts that must not be known, as `scrub.deny` does.

    Raises:
        ConfigError: the file of `exclude_users` cannot be read.
    """
    stages = {task: m.model_dump(mode="json", include=set(STAGES)) for task, m in models.items()}
    values = {**top.model_dump(mode="json", exclude=_NO_CONTENT), **stages}
    for key in hidden or ():
        mask(values, key)
        for stage in stages.values():
            mask(stage, key)
    for source, told in zip(top.sources, values["sources"], strict=True):
        told["name"] = told["name"] or source.type
        told["task"] = told["task"] or top.task
    values["sources"].sort(key=lambda source: str(source["name"]))
    values["state"] = top.state is not None  # the format files have other names then
    for stage in stages.values():
        _tell_files(stage, folder, whole=hidden is None)
    values["plugins"] = [plugin.sha256 for plugin in plugins]
    name = values["adapt"]["exclude_users"]
    values["adapt"]["exclude_users"] = _of_file(name, folder) if name and hidden is None else None
    return hashlib.sha256(msgspec.json.encode(values, order="sorted")).hexdigest()


def of_scrub(
    models: Mapping[str, Any], folder: Path, plugins: Collection[Plugin], hidden: Collection[Key],
    key: bytes | None,
) -> str:  # fmt: skip
    """The digest of how personal data are sought: what a rating of the misses was made of.

    In it are the sections `scrub` by task, the pipelines, the code and the model of `etl.scrub`, and the
    plugins. Left out are `replace`, which finds nothing, and `deny`, which only finds more. Without a
    `key` to hash it with, what is `hidden` (as in `of`) is left out too, and of plugins all but their
    names: they may list texts that must not be known.
    """
    stages = {task: m.model_dump(mode="json", include={"scrub"}) for task, m in models.items()}
    for stage in stages.values():
        for place in () if key else hidden:
            mask(stage, place)
        if stage["scrub"]:
            stage["scrub"]["model"] = digests(stage["scrub"]["model"], folder)
            del stage["scrub"]["replace"], stage["scrub"]["deny"]
    told = [plugin.sha256 if key else plugin.name for plugin in plugins]
    values = [stages, told, origin.code("scrub"), _MODEL.read_bytes() if _MODEL.exists() else b""]
    text = msgspec.json.encode(values, order="sorted")
    return (hmac.new(key, text, hashlib.sha256) if key else hashlib.sha256(text)).hexdigest()


def _tell_files(stages: dict[str, Any], folder: Path, *, whole: bool) -> None:
    """Put what a file holds in place of its name."""
    scrubbed = stages["scrub"]
    if scrubbed:
        scrubbed["model"] = digests(scrubbed["model"], folder)
        scrubbed["deny"] = scrubbed["deny"] if whole else None
    part = stages["dedup"] and stages["dedup"]["contaminated"]
    if part:
        part["files"] = [(f.name, f.sha256) for f in dedup.evaluations(part["files"], folder)]
    stages["write"].pop("keep_frames")


def _of_file(name: str, folder: Path) -> str:
    try:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()
    except OSError:
        raise ConfigError(f"adapt.exclude_users: {name} cannot be read; give a text file") from None
