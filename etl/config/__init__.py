"""config.yaml -> `Config`: every fault at once, each with its line, before any data is read.

    etl.yamlfile     text -> plain values, each with its place; `--set`, `${env:NAME}`
    _sections        the keys that belong to no stage; _schema adds those of the stages
    _tasks           what a task changes in the defaults
    _load            values -> `Config`, or all that is wrong: _faults of single values (_wording),
                     _contradictions of values beside each other (_sources, _places)
    _config          what is in force: _options for the stages, _digest for the manifest

A section is named after its stage, and its keys are the parameters of the stage's functions
(`etl.signature`); what stands in `_sections` is only what belongs to no stage.
"""

from etl.config._config import Config
from etl.config._load import load
from etl.config._places import is_remote
from etl.config._schema import schema
from etl.config._sections import Adapt, Gates, Source, Top
from etl.config._tasks import PRESETS

__all__ = [
    "PRESETS",
    "Adapt",
    "Config",
    "Gates",
    "Source",
    "Top",
    "is_remote",
    "load",
    "schema",
]
