"""Runs of the pipeline in this process."""

import pytest
from calls import write_config
from hypothesis import settings

from etl import config, pipeline

# A deadline would judge the machine, which may be busy, and not the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture
def run(tmp_path):
    """Run the pipeline over what stands in `tmp_path`: (folder of the run, manifest)."""

    def go(**keys):
        loaded = config.load(write_config(tmp_path, **keys))
        manifest = pipeline.run(loaded, lambda *_: None)
        return tmp_path / keys.get("output", "out") / "runs" / manifest["run_id"], manifest

    return go
