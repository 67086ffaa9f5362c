"""What may stand in place of a value, and which of it an entity gets."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Literal

from etl.errors import ConfigError

Operator = Literal["placeholder", "surrogate", "hash", "mask", "drop_row"]


def checked(
    replace: Operator | Mapping[str, Operator], entities: Sequence[str]
) -> dict[str, Operator]:
    """The operator of each entity.

    Raises:
        ConfigError: an entity that is not sought.
    """
    operators = dict(replace) if isinstance(replace, Mapping) else dict.fromkeys(entities, replace)
    for entity in operators:
        if entity not in entities:
            raise ConfigError.unknown("entity", entity, entities, at="scrub.replace")
    return operators


def digest(key: bytes, name: str, form: str) -> str:
    """40 bits as eight characters of base32: one value, one name, through all runs with one key."""
    digest = hmac.digest(key, f"{name}\0{form}".encode(), hashlib.sha256)
    return base64.b32encode(digest[:5]).decode()
