"""The key by which people are found in the runs of an output."""

import os
from collections.abc import Mapping
from typing import Any

from etl import keyfile, keys
from etl.config import Config
from etl.errors import ConfigError


def key_of(config: Config, manifests: Mapping[str, dict[str, Any]]) -> bytes:
    """The key by which people are known in every run of the output.

    Raises:
        ConfigError: there is none, or a run was made with another.
    """
    kept = config.state is not None and (config.state / "key").exists()
    key = keys.lasting(config) if kept or os.environ.get("ETL_KEY") else None
    if key is None:
        raise ConfigError(
            "erase: a key derived from the input can find nobody; set ETL_KEY or `state`, "
            "run anew, and remove the runs made before"
        )
    own = keyfile.key_id(key)
    if other := {run: t["key_id"] for run, t in manifests.items() if t["key_id"] != own}:
        raise ConfigError("\n".join(
            f"erase: run {run} was made with key {name}, not {own}, so nobody can be found in it; "
            "give that key, or remove the run" for run, name in other.items()
        ))  # fmt: skip
    return key
