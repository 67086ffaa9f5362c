"""Read a text written by a test, as a file of a source."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from adapt_rows import rows_of

from etl.adapt import Source

Read = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write a text to a file, read it as a source, and give its rows."""

    def reading(
        text: str | bytes, type: str = "jsonl", *, max_line_mib: int = 64,  # noqa: A002 - the config's word
        exclude_users: frozenset[str] = frozenset(), blocked: frozenset[str] = frozenset(),
        since: datetime | None = None, **source: Any,
    ) -> list[dict[str, Any]]:  # fmt: skip
        path = tmp_path / "log"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        named = Source(name="s", type=type, **source)
        return rows_of(path, named, max_line_mib=max_line_mib, exclude_users=exclude_users,
                       blocked=blocked, since=since)  # fmt: skip

    return reading
