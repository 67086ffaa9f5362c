"""What single values cannot show: sums, names used twice, what needs something else."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from etl import adapt, clean, dedup, plugins, scrub, split
from etl.config import _places, _sources
from etl.errors import ConfigError, hint
from etl.yamlfile import Key

Fault = tuple[Key, str]

# What takes rows out besides the filters of `clean` and `not_<dialect>`.
_REASONS = (
    "not_json", "not_an_event", "not_utf8", "too_large", "truncated_event", "truncated_file",
    "unreadable_file", "body_missing", "not_a_call", "filtered_out", "opted_out", "no_content",
    "joined", "superseded", "exact_duplicate", "near_duplicate", "contaminated", "not_scrubbed",
    "unscrubbed_language", "personal_data", "split_conflict", "over_limit", "unwritable",
)  # fmt: skip


def contradictions(config: Any, folder: Path) -> list[Fault]:  # noqa: ANN401 - a model made at run time
    """What single values cannot show: sums, names used twice, paths, what needs something else."""
    found = [
        *_sources.faults(config),
        *_split(config),
        *_contaminated(config, folder),
        *_plugins(config, folder),
        *_scrub(config, folder),
        *_excluded(config, folder),
        *_places.faults(config, folder),
        *_ages(config),
        *_reasons(config),
    ]
    return [(key, f"{'.'.join(map(str, key))}: {what}") for key, what in found]


def _split(config: Any) -> Iterator[Fault]:  # noqa: ANN401 - a model made at run time
    if config.split is None:
        return
    shares = [config.split.train, config.split.validation, config.split.test]
    if abs(sum(shares) - 1) > 1e-9:  # noqa: PLR2004 - rounding of decimal fractions
        total = " + ".join(map(str, shares))
        yield ("split",), f"train + validation + test must be 1, got {total}"
    elif hasattr(split, "faults"):
        for key, what in split.faults(dict(config.split)):
            yield ("split", *key), what


def _contaminated(config: Any, folder: Path) -> Iterator[Fault]:  # noqa: ANN401 - a model made at run time
    if config.dedup and config.dedup.contaminated:
        for key, what in dedup.faults(config.dedup.contaminated.files, folder):
            yield ("dedup", "contaminated", *key), what


def _plugins(config: Any, folder: Path) -> Iterator[Fault]:  # noqa: ANN401 - a model made at run time
    try:
        named = plugins.named(config.plugins, folder)
    except ConfigError as error:
        yield ("plugins",), str(error).removeprefix("plugins: ")
        return
    for i, plugin in enumerate(named):
        for what in scrub.plugin_faults(plugin):
            yield ("plugins", i), what


def _scrub(config: Any, folder: Path) -> Iterator[Fault]:  # noqa: ANN401 - a model made at run time
    if not config.scrub or any(
        _plugins(config, folder)
    ):  # what a faulty file would find is not known
        return
    sound = plugins.named(config.plugins, folder)
    for key, what in scrub.faults(dict(config.scrub), folder, sound):
        yield ("scrub", *key), what


def _excluded(config: Any, folder: Path) -> Iterator[Fault]:  # noqa: ANN401 - a model made at run time
    name, is_there = config.adapt.exclude_users, False
    with suppress(OSError):  # a name may be too long to be one
        is_there = name is None or (folder / name).is_file()
    if not is_there:
        yield ("adapt", "exclude_users"), f"no file {name}; mend the path"


def _ages(config: Any) -> Iterator[Fault]:  # noqa: ANN401 - a model made at run time
    for key in ("hold", "retention"):
        if getattr(config, key) and not config.state:
            yield (key,), "needs state, which knows the calls of before"
    if config.hold and config.retention and config.hold >= config.retention:
        yield ("retention",), "must be longer than hold, or no call is ever in the set"
    if config.retention and any(source.mode == "snapshot" for source in config.sources):
        yield (
            ("retention",),
            "counts the age of runs, and a snapshot says itself what is left: leave one out",
        )


def _reasons(config: Any) -> Iterator[Fault]:  # noqa: ANN401 - a model made at run time
    known = {"all", "each", *_REASONS, *clean.FILTERS, *(f"not_{name}" for name in adapt.DIALECTS)}
    for name in config.gates.max_drop_share or ():
        if name not in known:
            what = f"unknown reason '{name[:40]}'; {hint(name[:40], known)}"
            yield ("gates", "max_drop_share", name), what
