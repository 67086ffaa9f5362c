"""What the tests by force share: a process whose forks are runs, and days of logs."""

import pytest
from small_logs import write_day
from stem import stem

ETL_KEY = "a key of the tests"


@pytest.fixture(scope="session")
def runs(tmp_path_factory):
    """A stem for the whole session."""
    with stem(tmp_path_factory.mktemp("stem") / "stderr", ETL_KEY=ETL_KEY) as grown:
        yield grown


@pytest.fixture(scope="session")
def logs(tmp_path_factory):
    """Five days of small logs, to be linked or copied from."""
    folder = tmp_path_factory.mktemp("logs")
    for n in range(5):
        write_day(folder, n)
    return folder / "logs"
