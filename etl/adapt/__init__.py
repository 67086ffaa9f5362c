"""Adapt: export files -> conversation rows.

An **envelope** is how a log service wraps a line, a **dialect** how a provider writes a call. Both
are found by discovery, one file each, in `envelopes/` and `dialects/`. The path of a line:

    _files    which files, or objects of a bucket, a source names (_pattern)
    _cut      a file -> spans, which workers read side by side; _known: what earlier runs read of it
    _bytes    a span -> decompressed text (_gzip, _zstd), then lines (_split); _stamped: with times
    _framing  text -> JSON objects, each with its row (_scan, _json); _parquet for Parquet
    envelopes object -> events, with what the log service says about each (_event)
    _locate   event -> request and response, each by its own keys
    dialects  request, response -> prompt, reply (_call, _stream, _tools)
    _rows     -> rows, with hashed ids (_values, _ids), but for _barred; _columns: rows -> frames

Nothing is lost: every input line is a row, a call or a reason why it is none.
"""

from etl.adapt._cut import Cut, cut
from etl.adapt._event import FIELDS
from etl.adapt._files import find, matching, named, unique
from etl.adapt._known import Known
from etl.adapt._parts import DIALECTS, ENVELOPES
from etl.adapt._read import read
from etl.adapt._source import Source, Span
from etl.adapt._values import user_key

__all__ = [
    "DIALECTS",
    "ENVELOPES",
    "FIELDS",
    "Cut",
    "Known",
    "Source",
    "Span",
    "cut",
    "find",
    "matching",
    "named",
    "read",
    "unique",
    "user_key",
]
