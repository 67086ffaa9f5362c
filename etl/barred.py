"""The people whose lines stay out of every run: who opted out, and who was erased."""

from etl import blocklist
from etl.config import Config
from etl.errors import ConfigError


def opted_out(config: Config) -> frozenset[str]:
    """Raw ids of the users who opted out: the lines of `adapt.exclude_users`, blank ones aside.

    Raises:
        ConfigError: the file cannot be read; a run must not go on without it.
    """
    name = config.limits.exclude_users
    if name is None:
        return frozenset()
    try:
        lines = (config.folder / name).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeError):
        raise ConfigError(f"adapt.exclude_users: {name} cannot be read; give a text file") from None
    return frozenset(line.strip() for line in lines if line.strip())


def blocked(config: Config, known_by: str) -> frozenset[str]:
    """Keyed hashes of the people and values that must not come back.

    Raises:
        ConfigError: somebody was erased under another key and could not be recognised.
    """
    found = blocklist.known(config)
    if other := sorted({key for key, _ in found} - {known_by}):
        raise ConfigError(
            f"erased: people were erased under key {', '.join(other)}, and this run's is "
            f"{known_by}: they would come back; give that key (ETL_KEY, or state with its key)"
        )
    return frozenset(value for _, value in found)
