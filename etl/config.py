"""config.yaml -> `Config`: every fault at once, each with its line, before any data is read.

A section is named after its stage, and its keys are the parameters of the stage's functions
(`etl.signature`); what stands here is only what belongs to no stage.
"""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from pydantic import BeforeValidator, Field, ValidationError, create_model

from etl import adapt, clean, dedup, scrub, split, write, yamlfile
from etl.errors import ConfigError
from etl.faults import contradictions, is_remote, key_of, line, says_something, without
from etl.signature import Age, Duration, Section, section, switchable
from etl.yamlfile import Key, Settings

STAGES = ("clean", "dedup", "scrub", "split", "write")
Task = Literal["chat", "classification", "extraction", "persona"]

# What neither `data/` nor the formats nor the ledger depend on; the stages are told by task.
_NO_CONTENT: Any = {
    **dict.fromkeys(STAGES, True),
    **dict.fromkeys(
        ("version", "name", "output", "work", "keep_failed", "engine", "workers"), True
    ),
    "gates": True,
    "plugins": True,
    "adapt": {"max_unreadable_fraction"},
    "sources": {"__all__": {"path"}},
}

# What a task changes in the defaults: answers that are labels are short and alike on purpose.
PRESETS: dict[str, dict[str, Any]] = {
    "chat": {},
    "classification": {"clean": {"short_response": False, "repeated_lines": False}},
    "extraction": {"clean": {"short_response": False, "repeated_lines": False}},
    "persona": {"clean": {"short_response": {"min_chars": 10, "min_chars_cjk": 4}}},
}

Named = Annotated[str, Field(min_length=1, pattern=r"^[^\x00]*$")]
Share = Annotated[float, Field(ge=0, le=1)]


class Source(Section):
    """Where one kind of export lies and how it is to be read."""

    type: Literal[tuple(adapt.ENVELOPES)]  # type: ignore[valid-type]
    name: Annotated[str | None, Field(min_length=1)] = None
    path: Named | Annotated[tuple[Named, ...], Field(min_length=1)]
    dialect: Literal[("auto", *adapt.DIALECTS)] = "auto"  # type: ignore[valid-type]
    fields: Mapping[Literal[tuple(adapt.FIELDS)], str] = Field(default_factory=dict)  # type: ignore[valid-type]
    where: Mapping[str, Any] = Field(default_factory=dict)
    timezone: str = "UTC"
    task: Task | None = None
    mode: Literal["append", "snapshot"] = "append"  # lines are added, or all come again each time
    key: Named | None = None  # of a snapshot's documents, a dotted path: what makes one the same


class Adapt(Section):
    """Limits of reading, and who opted out."""

    max_unreadable_fraction: Share = 0.05  # of a source's lines
    max_line_mib: Annotated[int, Field(ge=1, le=1024)] = 64  # of decompressed bytes
    exclude_users: Named | None = None  # a file of raw user ids, one a line


def _by_reason(value: object) -> object:
    """One share is that of all dropped rows."""
    return {"all": value} if value is not None and not isinstance(value, Mapping) else value


class Gates(Section):
    """Figures at which a run is not published; null asks for nothing. See `etl.gates`."""

    min_rows: Annotated[int, Field(ge=0)] | None = None  # kept
    min_new_rows: Annotated[int, Field(ge=0)] | None = None  # input lines
    max_input_age: Age | None = None  # of the newest call, when the run starts
    max_truncated_fraction: Share | None = None  # of a source's lines
    max_drop_share: Annotated[  # of the input lines, by reason; `all` of them, `each` not named
        Mapping[str, Annotated[float, Field(gt=0, le=1)]] | None, BeforeValidator(_by_reason)
    ] = None
    max_drift: Annotated[float, Field(gt=0, le=1)] | None = None  # from the run before
    max_miss_rate: None = None


class Top(Section):
    """The keys of config.yaml that belong to no stage."""

    version: Literal[1]
    name: Annotated[str, Field(pattern=r"^[\w][\w .-]*$")] = "etl"
    task: Task = "chat"
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] = 42
    output: Named
    work: Named | None = None
    state: Named | None = None
    hold: Age | None = None  # younger calls wait, so that what follows them still counts
    retention: Age | None = None  # older calls leave the set
    keep_failed: Duration | None = timedelta(days=3)  # a failed run's work; null: until `gc`
    engine: Literal["local"] = "local"
    workers: Annotated[int, Field(ge=0, le=1024)] = 0
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    gates: Gates = Gates()
    plugins: tuple[()] = ()


class Config:
    """A resolved config: `top` for the whole, `options(stage, task)` for each stage.

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
        self.remote_output = _remote(top.output)
        self.remote_state = _remote(top.state)
        self.work = folder / (top.work or f"{top.output}/.private")
        self.output = self.work / "output" if self.remote_output else folder / top.output
        self.state = folder / top.state if top.state else None
        if self.remote_state:
            self.state = self.work / "state"

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
    def sha256(self) -> str:
        """Digest of all that can change `data/`, the formats and the ledger, but for the input.

        The texts that must not be known are in it: for `work` and `state` alone, since a digest of
        a few names can be guessed.
        """
        return _digest(self._told(secret=True))

    @cached_property
    def public_sha256(self) -> str:
        """`sha256` without what came from the environment, `scrub.deny` and `exclude_users`."""
        return _digest(self._told(secret=False))

    def _told(self, *, secret: bool) -> dict[str, Any]:
        """What `sha256` is the digest of; a new key is in it unless it is left out here.

        Left out is what places, paces or judges a run (`output`, `workers`, `gates`), and `path`:
        the files themselves are the input, and a path may name the day.
        """
        top = self.top.model_dump(mode="json", exclude=_NO_CONTENT)
        stages = {
            task: m.model_dump(mode="json", include=set(STAGES)) for task, m in self._models.items()
        }
        values = {**top, **stages}
        for key in () if secret else self._secret:
            for task in self._models:
                _mask(stages[task], key)
            _mask(values, key)
        for source, told in zip(self.top.sources, values["sources"], strict=True):
            told["name"] = told["name"] or source.type
            told["task"] = told["task"] or self.top.task
        values["sources"].sort(key=lambda source: str(source["name"]))
        values["state"] = self.top.state is not None  # the format files have other names then
        for stage in stages.values():
            if stage["scrub"]:
                stage["scrub"]["model"] = _models(stage["scrub"]["model"], self.folder)
                stage["scrub"]["deny"] = stage["scrub"]["deny"] if secret else None
            stage["write"].pop("keep_frames")
        values["adapt"]["exclude_users"] = self._excluded() if secret else None
        return values

    def _excluded(self) -> str | None:
        name: str | None = self.limits.exclude_users
        if name is None:
            return None
        try:
            return hashlib.sha256((self.folder / name).read_bytes()).hexdigest()
        except OSError:
            raise ConfigError(
                f"adapt.exclude_users: {name} cannot be read; give a text file"
            ) from None

    def stages(self, task: str) -> dict[str, Any]:
        """Keyword arguments of every stage for rows of `task`; None where a stage is off."""
        model = self._models[task]
        given = {stage: _arguments(getattr(model, stage)) for stage in STAGES}
        if given["scrub"]:
            given["scrub"]["model"] = _found(given["scrub"]["model"], self.folder)
        return {**given, "clean": _parts_on(given["clean"]), "dedup": _dedup(given["dedup"])}

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
        return {
            **dict(self.top.gates),
            "max_unreadable_fraction": self.limits.max_unreadable_fraction,
        }

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
        found = [
            adapt.Source(
                name=s.name or s.type,
                type=s.type,
                path=_listed(s.path),
                dialect=s.dialect,
                fields=s.fields,
                where=s.where,
                timezone=s.timezone,
                task=s.task,
                mode=s.mode,
                key=s.key,
            )
            for s in self.top.sources
        ]
        return sorted(found, key=lambda source: source.name)

    def resolved(self) -> dict[str, Any]:
        """Every value in force as plain JSON values.

        Masked is what came from the environment, and what `scrub.deny` keeps out of the output.
        """
        values: dict[str, Any] = self.top.model_dump(mode="json")
        for key in self._secret:
            _mask(values, key)
        if values["scrub"]:
            values["scrub"]["deny"] = ["***"] * len(values["scrub"]["deny"])
        return values


def load(path: Path, overrides: tuple[str, ...] = ()) -> Config:
    """Read, fill, override and check `path`.

    Raises:
        ConfigError: one line for every fault, `config.yaml:LINE:COL: key: what is wrong; what to do`.
    """
    settings = yamlfile.read(path)
    for assignment in overrides:
        yamlfile.override(settings, assignment)
    _read_deny_file(settings, path.resolve().parent)
    values, faults = settings.values, [f"{place}: {what}" for place, what in settings.faults]
    task = values.get("task", "chat")
    models: dict[str, Any] = {}
    tasks = [task, *(s.get("task") for s in _mappings(values.get("sources")))]
    for name in sorted({t for t in tasks if isinstance(t, str) and t in PRESETS}) or ["chat"]:
        try:
            models[name] = schema().model_validate(_merged(PRESETS[name], values))
        except ValidationError as error:
            told = [e for e in error.errors(include_url=False) if says_something(e)]
            faults += [line(e, settings, schema()) for e in told]
            rest = without(_merged(PRESETS[name], values), [key_of(e) for e in told])
            with suppress(ValidationError):
                models[name] = schema().model_validate(rest)
    folder = path.resolve().parent
    for model in models.values():
        found = contradictions(model, folder)
        faults += [f"{settings.place(key)}: {what}" for key, what in found]
    if faults:
        raise ConfigError("\n".join(settings.masked(fault) for fault in dict.fromkeys(faults)))
    return Config(models[task], models, folder, settings.secret)


@cache
def schema() -> type[Section]:
    """The model of the whole file, made from the stages' signatures."""
    filters = {
        name: switchable(section(name, part.reject if hasattr(part, "reject") else part.verdicts),
                         on=getattr(part, "ON_BY_DEFAULT", True))
        for name, part in clean.FILTERS.items()
    }  # fmt: skip
    parts: dict[str, Any] = {
        name: switchable(section(name, getattr(part, name)), on=True)
        for name, part in dedup.PARTS.items()
    }
    cleaned = create_model("clean", __base__=Section, rules=(tuple[()], ()), **filters)  # type: ignore[call-overload]
    deduped = create_model("dedup", __base__=Section, contaminated=(Literal[False], False), **parts)
    written = section("write", write.write)
    fields: dict[str, Any] = {
        "adapt": (Adapt, Adapt()),
        "clean": switchable(cleaned, on=True),
        "dedup": switchable(deduped, on=True),
        "scrub": switchable(section("scrub", scrub.scrub), on=True),
        "split": switchable(section("split", split.split), on=True),
        "write": (Annotated[written, BeforeValidator(_data_alone)], written()),
    }
    return create_model("Config", __base__=Top, **fields)


def _remote(path: str | None) -> str | None:
    return path.rstrip("/") if path and is_remote(path) else None


def _digest(values: dict[str, Any]) -> str:
    return hashlib.sha256(msgspec.json.encode(values, order="sorted")).hexdigest()


def _models(model: Any, folder: Path) -> Any:  # noqa: ANN401 - an option is any value
    """Language -> digest of the files of its pipeline; what is built in is part of the code."""
    if not isinstance(model, Mapping):
        return model
    return {language: _files_of(name, folder) for language, name in sorted(model.items())}


def _found(model: Any, folder: Path) -> Any:  # noqa: ANN401 - an option is any value
    """`model` with folders of pipelines as they are found from anywhere."""
    if not isinstance(model, Mapping):
        return model
    here = {language: folder / name for language, name in model.items()}
    return {
        language: str(here[language]) if (here[language] / "config.cfg").is_file() else name
        for language, name in model.items()
    }


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


def _arguments(value: Any) -> Any:  # noqa: ANN401 - an option is any value
    if isinstance(value, Section):
        return {key: _arguments(inner) for key, inner in value}
    return value


def _read_deny_file(settings: Settings, folder: Path) -> None:
    """`scrub.deny` may name a file, one text a line; from here on it is a list."""
    scrubbed = settings.values.get("scrub")
    if not isinstance(scrubbed, dict) or not isinstance(scrubbed.get("deny"), str):
        return
    try:
        lines = (folder / scrubbed["deny"]).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError):  # no file, no text, or no name of a file
        place = settings.place(("scrub", "deny"))
        settings.faults.append((place, "scrub.deny: the file cannot be read; give a text file"))
        lines = []
    scrubbed["deny"] = [line.strip() for line in lines if line.strip()]


def _data_alone(value: object) -> object:
    """`write: false` writes `data/` and no format: it passes every row, as other stages do."""
    return {"formats": []} if value is False else value


def _parts_on(options: dict[str, Any] | None) -> dict[str, Any] | None:
    """The filters that are on, with their options."""
    if options is None:
        return None
    return {name: given for name, given in options.items() if isinstance(given, dict)}


def _dedup(options: dict[str, Any] | None) -> dict[str, Any]:
    """Dedup's parts, all off where the stage is: its keys still name the conversations."""
    options = options or {}
    parts = {name: options.get(name) for name in dedup.PARTS}
    return {**parts, "superseded": parts["superseded"] is not None}


def _merged(preset: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(values)
    for key, value in preset.items():
        if key not in out or out[key] is None or out[key] is True:
            out[key] = value
        elif isinstance(value, dict) and isinstance(out[key], dict):
            out[key] = _merged(value, out[key])
    return out


def _listed(path: str | tuple[str, ...]) -> tuple[str, ...]:
    return (path,) if isinstance(path, str) else path


def _mappings(value: object) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _mask(values: Any, key: Key) -> None:  # noqa: ANN401 - any nested values
    *path, last = key
    try:
        for step in path:
            values = values[step]
        if values[last] is not None:
            values[last] = "***"
    except (KeyError, IndexError, TypeError):
        return  # a value that something else took the place of
