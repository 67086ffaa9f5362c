# %% [markdown]
# # Look at a run
# Everything a run leaves behind is Parquet or JSON, so Polars is all that is needed. Run the demo first:
# `python -m etl.run data/demo/config.yaml`. This file is a notebook in Jupytext's percent form.

# %%
import json
import os
from pathlib import Path

import polars as pl

run = Path(os.environ.get("ETL_RUN", "data/demo/out/latest"))
manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
ledger = pl.read_parquet(run / "audit" / "ledger" / "*.parquet")
data = pl.read_parquet(run / "data")

# %% [markdown]
# ## Where did the lines go?

# %%
reasons = ledger.explode("reasons", empty_as_null=True).group_by("stage", "reasons").len()
reasons.sort("len", descending=True)

# %% [markdown]
# ## Which line was it? The ledger ties every row to its file and line.

# %%
ledger.filter(pl.col("reasons").list.contains("refusal")).select(
    "source", "source_file", "source_row", "source_item", "reasons"
).head()

# %% [markdown]
# ## What was kept for the rows that were dropped as copies?

# %%
copies = ledger.filter(pl.col("kept_as").is_not_null()).group_by("kept_as").len(name="stands_for")
copies.sort("stands_for", descending=True).head()

# %% [markdown]
# ## What does the training data look like?

# %%
last = pl.col("messages").list.last().struct.field("content")
data.select("source", "split", "model", answer=last.str.slice(0, 80)).head()
