"""etl: logs of LLM calls in, data sets to fine-tune on out.

The path of the data is the order of the folders:

    adapt   export files -> conversation rows
    clean   judge a row, alone or beside its user's next one
    dedup   judge rows against rows: superseded, exact, near
    scrub   find and replace personal data and secrets
    split   conversation -> train | validation | test
    write   rows -> files

Read `etl.pipeline` first; `python -m etl.run config.yaml` runs it.
"""

__version__ = "0.1.0"
