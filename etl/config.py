"""config.yaml -> `Config`: every fault at once, each with its line, before any data is read.

A section is named after its stage, and its keys are the parameters of the stage's functions
(`etl.signature`); what stands here is only what belongs to no stage.
"""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from pydantic import BeforeValidator, Field, ValidationError, create_model

from etl import adapt, clean, dedup, scrub, split, write, yamlfile
from etl.errors import ConfigError
from etl.faults import contradictions, key_of, line, says_something, without
from etl.signature import Section, section, switchable
from etl.yamlfile import Key, Settings

STAGES = ("clean", "dedup", "scrub", "split", "write")
Task = Literal["chat", "classification", "extraction", "persona"]

# What a task changes in the defaults: answers that are labels are short and alike on purpose.
PRESETS: dict[str, dict[str, Any]] = {
    "chat": {},
    "classification": {"clean": {"short_response": False, "repeated_lines": False}},
    "extraction": {"clean": {"short_response": False, "repeated_lines": False}},
    "persona": {"clean": {"short_response": {"min_chars": 10, "min_chars_cjk": 4}}},
}


Named = Annotated[str, Field(min_length=1)]


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


class Adapt(Section):
    """Limits of reading, and who opted out."""

    max_unreadable_fraction: Annotated[float, Field(ge=0, le=1)] = 0.05  # of a source's lines
    max_line_mib: Annotated[int, Field(ge=1, le=1024)] = 64  # of decompressed bytes
    exclude_users: str | None = None  # a file of raw user ids, one a line


class Gates(Section):
    """Figures under which a run is not published; null asks for nothing."""

    min_rows: Annotated[int, Field(ge=0)] | None = None
    max_drop_share: Annotated[float, Field(gt=0, le=1)] | None = None
    min_new_rows: None = None
    max_input_age: None = None
    max_drift: None = None
    max_miss_rate: None = None


class Top(Section):
    """The keys of config.yaml that belong to no stage."""

    version: Literal[1]
    name: Annotated[str, Field(pattern=r"^[\w][\w .-]*$")] = "etl"
    task: Task = "chat"
    seed: int = 42
    output: Named
    work: Named | None = None
    state: None = None
    engine: Literal["local"] = "local"
    workers: Annotated[int, Field(ge=0, le=1024)] = 0
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    gates: Gates = Gates()
    plugins: tuple[()] = ()


class Config:
    """A resolved config: `top` for the whole, `options(stage, task)` for each stage.

    Attributes:
        folder: of config.yaml; relative paths start here.
        sha256: digest of everything that can change the output.
    """

    def __init__(self, top: Any, models: Mapping[str, Any], folder: Path, secret: set[Key]) -> None:  # noqa: ANN401 - a model made at run time
        self.top: Top = top
        self.folder = folder
        self._models = models
        self._secret = secret
        self.output = folder / top.output
        self.work = folder / top.work if top.work else self.output / ".private"
        whole = msgspec.json.encode(top.model_dump(mode="json"), order="sorted")
        self.sha256 = hashlib.sha256(whole).hexdigest()

    def stages(self, task: str) -> dict[str, Any]:
        """Keyword arguments of every stage for rows of `task`; None where a stage is off."""
        model = self._models[task]
        given = {stage: _arguments(getattr(model, stage)) for stage in STAGES}
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
        raise ConfigError("\n".join(dict.fromkeys(faults)))
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
    except (OSError, UnicodeError):
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
        values[last] = "***"
    except (KeyError, IndexError, TypeError):
        return  # a value that something else took the place of
