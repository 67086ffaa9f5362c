"""`${env:NAME}` and `${env:NAME:-default}` in a text: filled in after parsing, as text."""

import os
import re

from etl.yamlfile._settings import Key, Settings

_ENV = re.compile(r"\$\{env:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
_TELLING = 4  # characters: what is shorter stands in any message


def fill(text: str, key: Key, settings: Settings) -> str:
    """`text` with the values of the variables that it names; what they are is noted as secret."""

    def value(match: re.Match[str]) -> str:
        name, default = match.groups()
        settings.secret.add(key)
        found = os.environ.get(name, default)
        if found is None:
            settings.blame(key, f"environment variable {name} is not set; set it")
        if found and len(found) >= _TELLING:
            settings.filled.add(found)
        return found or ""

    return _ENV.sub(value, text)
