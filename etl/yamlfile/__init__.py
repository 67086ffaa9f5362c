"""Read a settings file safely, and remember where each value stands.

    _compose       text -> nodes, each with its place, within the limits; _node: what a node is
    _values        nodes -> plain values, as the core schema of YAML 1.2 has them: `no` stays text
    _environment   `${env:NAME}` and `${env:NAME:-default}` in a text; never parsed as YAML again
    _override      `--set key.path=value`
    _settings      the values, where each stands, and what is wrong so far

ruamel splits the text into events; what is made of them is made here, of text, numbers, true, false
and null alone: a tag, a directive, a second document and a duplicate key are refused, nothing is
ever constructed. Bytes, values, depth and aliases are capped while they are read, so that a small
file takes neither memory nor time. A message names keys and places, never a value.
"""

from pathlib import Path

from etl.errors import ConfigError
from etl.yamlfile._compose import compose
from etl.yamlfile._override import override
from etl.yamlfile._settings import Key, Settings
from etl.yamlfile._values import plain

MAX_BYTES = 1 << 20

__all__ = ["MAX_BYTES", "Key", "Settings", "override", "read"]


def read(path: Path) -> Settings:
    """Parse `path`.

    Raises:
        ConfigError: it cannot be read, or is no YAML mapping; one line that says where.
    """
    settings = Settings(path.name)
    try:
        text = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read, {error.strerror}; give a config file") from None
    if len(text) > MAX_BYTES:
        raise ConfigError(f"{path.name}:1:1: {len(text)} bytes; at most {MAX_BYTES} are read")
    root = compose(text, path.name)
    if root.pairs is None:
        raise ConfigError(f"{path.name}:1:1: no mapping of keys to values; see README.md")
    if root.is_tagged:
        raise ConfigError(f"{root.place}: tags are not allowed; write it plainly")
    settings.values = plain(root, (), settings)
    return settings
