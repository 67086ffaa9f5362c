"""Calls that could be read and are not: of people who opted out or were erased, or of before."""

from datetime import datetime
from typing import Any

from etl.adapt._values import micros


class Barred:
    """What is not read, though it could be: see `etl.adapt.read`."""

    def __init__(
        self, users: frozenset[str], user_keys: frozenset[str], since: datetime | None
    ) -> None:
        self._users = users
        self._user_keys = user_keys
        self._since = micros(since)

    def why(self, user: str | None, head: tuple[Any, ...]) -> str | None:
        """Why a call is not read: whose it is, and its row from `timestamp` to `user_key`."""
        if user in self._users or head[-1] in self._user_keys:
            return "opted_out"
        early = self._since is not None and head[0] is not None and head[0] < self._since
        return "filtered_out" if early else None
