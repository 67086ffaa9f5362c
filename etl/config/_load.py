"""Read, fill, override and check a config file; whatever is wrong in it is told at once."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from etl import quiet, yamlfile
from etl.config._config import Config
from etl.config._contradictions import contradictions
from etl.config._faults import faults, line, without
from etl.config._schema import schema
from etl.config._tasks import preset, tasks_in
from etl.errors import ConfigError
from etl.yamlfile import Settings


def load(path: Path, overrides: tuple[str, ...] = ()) -> Config:
    """Read, fill, override and check `path`.

    Raises:
        ConfigError: one line for every fault, `config.yaml:LINE:COL: key: what is wrong; what to do`.
    """
    settings, folder = yamlfile.read(path), path.resolve().parent
    for assignment in overrides:
        yamlfile.override(settings, assignment)
    _read_texts(settings, folder)
    told = [f"{place}: {what}" for place, what in settings.faults]
    models: dict[str, Any] = {}
    for task in tasks_in(settings.values):
        models[task], found = _checked(task, settings)
        told += found
    with quiet.aside():  # plugins are run, and their examples tried
        for model in filter(None, models.values()):
            faulty = contradictions(model, folder)
            told += [f"{settings.place(key)}: {what}" for key, what in faulty]
    if told:
        raise ConfigError("\n".join(settings.masked(fault) for fault in dict.fromkeys(told)))
    return Config(models[settings.values.get("task", "chat")], models, folder, settings.secret)


def _checked(task: str, settings: Settings) -> tuple[Any, list[str]]:
    """The model of `task`, and what is wrong; of a faulty config the model of what is left, if any."""
    values = preset(task, settings.values)
    try:
        return schema().model_validate(values), []
    except ValidationError as error:
        found = faults(error.errors(include_url=False), values)
    model = None
    with suppress(ValidationError):
        model = schema().model_validate(without(values, [key for key, _ in found]))
    return model, [line(fault, settings, schema()) for fault in found]


def _read_texts(settings: Settings, folder: Path) -> None:
    """`scrub.allow` and `scrub.deny` may name a file, one text a line; from here on they are lists."""
    scrubbed = settings.values.get("scrub")
    if not isinstance(scrubbed, dict):
        return
    for key in ("allow", "deny"):
        if isinstance(scrubbed.get(key), str):
            try:
                text = (folder / scrubbed[key]).read_text(encoding="utf-8-sig")
            except (OSError, ValueError):  # no file, no text, or no name of a file
                settings.blame(("scrub", key), "the file cannot be read; give a text file")
                text = ""
            scrubbed[key] = [line.strip() for line in text.splitlines() if line.strip()]
