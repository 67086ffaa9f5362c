"""What was found in a text before: in another row of the part, in another chunk, in an earlier run.

    text        findings
    16 bytes    [{start, end, entity, recognizer, score}]

`text` is a hash under the run's key of the text, of what decides what is found in it (`_fingerprint`) and of whether
the model looked: where a recognizer, a weight, an option or a version changes, none of it is ever asked for again. No
text stands here, nor where it came from. Price: 2 µs a text to ask, 20 bytes to keep, and 10 for each finding.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import polars as pl

from etl.scrub.find.spans import Span

_FINDING = pl.Struct(
    {
        "start": pl.UInt32,
        "end": pl.UInt32,
        "entity": pl.String,
        "recognizer": pl.String,
        "score": pl.Float64,
    }
)
KNOWN: Final[dict[str, Any]] = {"text": pl.Binary, "findings": pl.List(_FINDING)}
_MOST = 100_000  # texts that are remembered from chunk to chunk

Findings = tuple[Span, ...]


class Memory:
    """Findings by text, as they are asked for; used for one part."""

    def __init__(self, key: bytes, earlier: Sequence[Path] = ()) -> None:
        """Remember nothing yet.

        Args:
            key: of the keyed hashes, 64 bytes at most.
            earlier: files of `KNOWN` of earlier runs.
        """
        self._key, self._earlier = key, [*earlier]
        self._known: dict[bytes, Findings] = {}
        self._asked: dict[bytes, Findings] = {}

    def names(self, texts: Iterable[str], decided_by: bytes) -> list[bytes]:
        """What each text is known by."""
        return [
            blake2b(
                decided_by + text.encode(errors="surrogatepass"),
                key=self._key,
                digest_size=16,
                person=b"etl finding",
            ).digest()
            for text in texts
        ]

    def recall(self, names: Sequence[bytes]) -> dict[bytes, Findings]:
        """What is known of these texts."""
        found = {name: self._known[name] for name in names if name in self._known}
        if self._earlier and (unknown := [n for n in dict.fromkeys(names) if n not in found]):
            found |= self._of_earlier(unknown)
        self._asked |= found
        return found

    def keep(self, found: dict[bytes, Findings]) -> None:
        """Remember what was found now."""
        self._asked |= found

    def taken(self) -> pl.DataFrame:
        """`KNOWN` of all that was asked for since this was called last, by text."""
        asked = dict(sorted(self._asked.items()))
        if len(self._known) + len(asked) > _MOST:
            self._known.clear()
        self._known |= asked
        self._asked = {}
        findings = [[span._asdict() for span in spans] for spans in asked.values()]
        return pl.DataFrame({"text": list(asked), "findings": findings}, schema=KNOWN)

    def _of_earlier(self, names: list[bytes]) -> dict[bytes, Findings]:
        wanted = pl.LazyFrame({"text": names}, schema={"text": pl.Binary})
        earlier = pl.scan_parquet(self._earlier, glob=False)
        rows = earlier.join(wanted, on="text", how="semi").unique("text", keep="any").collect()
        return {
            text: tuple(Span(**finding) for finding in findings)
            for text, findings in rows.iter_rows()
        }
