"""A config that is in force."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from etl import adapt, dedup, gates, plugins
from etl.config import _digest
from etl.config._mask import mask
from etl.config._options import arguments, of_clean, of_dedup, source_of
from etl.config._pipelines import found
from etl.config._places import mirror, remote
from etl.config._schema import STAGES
from etl.config._sections import Adapt, Top
from etl.plugins import Plugin
from etl.yamlfile import Key


class Config:
    """A resolved config: `top` for the whole, `stages(task)` for each stage.

    Attributes:
        folder: of config.yaml; relative paths start here.
        work: where a run rests; always on this machine.
        output: where runs are committed; in `work` where `remote_output` names a bucket.
        state: what makes runs incremental, or None; in `work` where `remote_state` names a bucket.
        remote_output: `s3://bucket/prefix`, or None.
        remote_state: the same.
    """

    def __init__(self, top: Any, models: Mapping[str, Any], folder: Path, secret: set[Key]) -> None:  # noqa: ANN401 - a model made at run time
        self.top: Top = top
        self.folder = folder
        self._models = models
        self._secret = secret
        self.remote_output = remote(top.output)
        self.remote_state = remote(top.state)
        self.work = folder / (top.work or f"{top.output}/.private")
        self.output = mirror(self.work, "output", self.remote_output) or folder / top.output
        here = folder / top.state if top.state else None
        self.state = mirror(self.work, "state", self.remote_state) or here

    @property
    def hold(self) -> timedelta | None:
        """How young a call may be without being judged yet."""
        return self.top.hold

    @property
    def retention(self) -> timedelta | None:
        """How old a call may be and still be in the set."""
        return self.top.retention

    @property
    def keep_failed(self) -> timedelta | None:
        """How long the work of a failed run is kept; None: until `gc` is told to take it."""
        return self.top.keep_failed

    @cached_property
    def plugins(self) -> tuple[Plugin, ...]:
        """The user's own parts, with the digests of their files as they are now."""
        return plugins.named(self.top.plugins, self.folder)

    @cached_property
    def sha256(self) -> str:
        """Digest of all that can change `data/`, the formats and the ledger, but for the input.

        The texts that must not be known are in it: for `work` and `state` alone, since a digest of
        a few names can be guessed.
        """
        return _digest.of(self.top, self._models, self.folder, None, self.plugins)

    @cached_property
    def public_sha256(self) -> str:
        """`sha256` without what came from the environment, `scrub.deny` and `exclude_users`."""
        return _digest.of(self.top, self._models, self.folder, self._secret)

    def scrub_sha256(self, key: bytes | None) -> str:
        """Digest of how personal data are sought; hashed with `key`, it may be shown and tells plugins apart."""
        return _digest.of_scrub(self._models, self.folder, self.plugins, self._secret, key)

    def stages(self, task: str) -> dict[str, Any]:
        """Keyword arguments of every stage for rows of `task`; None where a stage is off."""
        model = self._models[task]
        given = {stage: arguments(getattr(model, stage)) for stage in STAGES}
        if given["scrub"]:
            given["scrub"]["model"] = found(given["scrub"]["model"], self.folder)
        return {
            **given,
            "clean": of_clean(given["clean"]),
            "dedup": of_dedup(given["dedup"], self._evaluations),
        }

    @cached_property
    def _evaluations(self) -> tuple[dedup.Evaluation, ...]:
        """The files that `dedup.contaminated` names, with their digests as they are now."""
        part = self.top.dedup and self.top.dedup.contaminated  # type: ignore[attr-defined]
        return dedup.evaluations(part.files, self.folder) if part else ()

    @property
    def tasks(self) -> list[str]:
        """The tasks that rows may have: the config's own and its sources'."""
        return sorted(self._models)

    @property
    def limits(self) -> Adapt:
        """The section `adapt`."""
        limits: Adapt = self.top.adapt  # type: ignore[attr-defined]
        return limits

    @property
    def gates(self) -> dict[str, Any]:
        """The limits that `etl.gates` holds a run against."""
        elsewhere = {name: getattr(self.limits, name) for name in gates.judges("adapt")}
        return {**dict(self.top.gates), **elsewhere}

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that are written."""
        return tuple(self.stages(self.top.task)["write"]["formats"])

    def task_of(self, source: str) -> str:
        """The task of the rows of `source`."""
        return next(s.task for s in self.sources if s.name == source) or self.top.task

    @property
    def sources(self) -> list[adapt.Source]:
        """The sources, by name: the order of the ledger."""
        return sorted(map(source_of, self.top.sources), key=lambda source: source.name)

    def resolved(self) -> dict[str, Any]:
        """Every value in force as plain JSON values.

        Masked is what came from the environment, and what `scrub.deny` keeps out of the output.
        """
        values: dict[str, Any] = self.top.model_dump(mode="json")
        for key in self._secret:
            mask(values, key)
        if values["scrub"]:
            values["scrub"]["deny"] = ["***"] * len(values["scrub"]["deny"])
        return values
