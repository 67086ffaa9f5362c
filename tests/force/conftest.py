"""What the tests by force share: a process whose forks are runs."""

import pytest
from stem import stem

ETL_KEY = "a key of the tests"


@pytest.fixture(scope="session")
def runs(tmp_path_factory):
    """A stem for the whole session."""
    with stem(tmp_path_factory.mktemp("stem") / "stderr", ETL_KEY=ETL_KEY) as grown:
        yield grown
