"""Find out what earlier runs know, and whether it can be gone on with."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec

from etl import checkpoint, dedup, runs
from etl.config import Config
from etl.errors import ConfigError
from etl.history._frames import KNOWN, KNOWN_RUNS, WHOLE
from etl.history._known import History
from etl.history._owner import own

SCHEME = 2  # of the files of a state; one of another scheme is refused


class _Told(msgspec.Struct):
    """What the state of a run says of itself."""

    scheme: dict[str, str]
    next_part: Annotated[int, msgspec.Meta(ge=0)]


def load(config: Config, scheme: Mapping[str, str], oldest: str, *, full: bool) -> History:
    """The history of the output.

    Args:
        config: names the output and the state.
        scheme: what `state` says of itself, see `scheme_of`.
        oldest: run ids that sort before this one are expired.
        full: begin anew, as if there were no state.

    Raises:
        ConfigError: the state is of another scheme, damaged, of another output, or does not know the
            runs of this one.
    """
    previous = previous_manifest(config.output)
    if config.state is None:
        return History(previous=previous)
    own(config)
    if full or not previous.get("set"):
        return History(folder=config.state, scheme=scheme, previous=previous)
    members = runs.members(previous)
    then = _told(config.state, previous["run_id"], members)
    if other := sorted(
        n for n in then.scheme.keys() & scheme.keys() if then.scheme[n] != scheme[n]
    ):
        raise ConfigError(
            f"state: of another scheme: {', '.join(other)} changed; put it back, or --full to build "
            "a new set"
        )
    return History(
        folder=config.state,
        runs=tuple(run for run in members if run >= oldest),
        expired=tuple(run for run in members if run < oldest),
        next_part=then.next_part,
        scheme={**then.scheme, **scheme},
        previous=previous,
    )


def scheme_of(config: Config, key_id: str) -> dict[str, str]:
    """What must be as it was for the keys of two runs to be comparable, each as a digest."""
    stages = {task: _compared(config.stages(task)["dedup"]) for task in config.tasks}
    parts = {
        "the key or the seed": [SCHEME, key_id, config.top.seed],
        "how dedup hashes texts": dedup.SCHEME,
        **{f"the dedup options of {task}": options for task, options in stages.items()},
        **{f"mode or key of source {s.name}": [s.mode, s.key] for s in config.sources},
    }
    encoded = {name: msgspec.json.encode(part, order="sorted") for name, part in parts.items()}
    return {name: hashlib.sha256(part).hexdigest() for name, part in encoded.items()}


def _compared(options: Mapping[str, Any]) -> dict[str, Any]:
    """Dedup's options that make keys; evaluation files only need columns where `near` has none."""
    more = options["contaminated"] is not None and not dedup.covers(options)
    return {**options, "contaminated": more}


def previous_manifest(output: Path) -> dict[str, Any]:
    """The manifest of the output's latest run, {} where there is none."""
    folder = runs.latest(output)
    return runs.read(folder) if folder else {}


def _told(state: Path, last: str, members: Sequence[str]) -> _Told:
    """What the last run told, once all that it builds on is there.

    Raises:
        ConfigError: something is missing, damaged, or not what a run writes.
    """
    found = checkpoint.read(state / last)
    old = set(members[:-KNOWN_RUNS])
    may_be_gone = [(*WHOLE, KNOWN) if run in old else WHOLE for run in members]
    known = zip(members, may_be_gone, strict=True)
    whole = all(checkpoint.read(state / run, gone) is not None for run, gone in known)
    try:
        if found is not None and whole:
            return msgspec.convert(found["told"], _Told)
    except msgspec.ValidationError:
        pass  # sealed, and yet by another program
    raise ConfigError(
        f"state: what a run left is not there, or damaged ({last} or an earlier one); give the "
        "state of this output, or --full to build a new one"
    )
