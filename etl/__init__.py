"""etl: logs of LLM calls in, data sets to fine-tune on out.

The path of the data is the order of the folders:

    adapt   export files -> conversation rows
    clean   judge a row, alone or beside its user's next one
    dedup   judge rows against rows: superseded, exact, near
    scrub   find and replace personal data and secrets
    split   conversation -> train | validation | test
    write   rows -> files

Read `etl.pipeline` first; `python -m etl.run config.yaml` runs it, `etl.open_dataset(output)` opens
what it made.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from etl.dataset import open_dataset

__all__ = ["__version__", "open_dataset"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a function, or what a submodule gives
    """The public names, imported when they are used: `import etl` must not wait for Polars."""
    if name != "open_dataset":
        raise AttributeError(f"module 'etl' has no attribute '{name}'")
    from etl.dataset import open_dataset  # noqa: PLC0415 - see above

    globals()[name] = open_dataset
    return open_dataset
