"""`python -m etl VERB`: what can be done with runs. A run itself is `python -m etl.run`."""

from functools import partial

from etl import endings, verbs

ABOUT = (
    "Look at runs and data sets and change them. A run itself is `python -m etl.run config.yaml`."
)


def main() -> None:
    """Do what the verb says, and exit with its code."""
    endings.end(partial(verbs.Verbs(verbs, ABOUT), standalone_mode=False))


if __name__ == "__main__":
    main()
