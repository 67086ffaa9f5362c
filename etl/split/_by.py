"""`split.by`: the words of the config, and the columns that they stand for."""

from typing import Annotated, Literal

from pydantic import BeforeValidator

Word = Literal["conversation", "cluster", "user", "time"]
By = Annotated[tuple[Word, ...], BeforeValidator(lambda by: (by,) if isinstance(by, str) else by)]

COLUMNS: dict[Word, tuple[str, ...]] = {
    "conversation": ("conversation_id", "history_id"),  # a session, and what begins in the same way
    "cluster": ("cluster_id",),
    "user": ("user_key",),
    "time": (),
}


def joining(by: By) -> list[str]:
    """The columns whose values join rows."""
    words = [word for word in by if word != "time"] or (["conversation", "cluster"] if by else [])
    return [column for word in words for column in COLUMNS[word]]
