"""Code without any name: the standard library in chunks, a fifth of its modules held out."""

import re
import sysconfig
from pathlib import Path
from zlib import crc32

NAME_NEAR = re.compile(
    r"author|copyright|contribut|written by|thanks|[A-Z][a-z]+ [A-Z][a-z]+ <", re.IGNORECASE
)
CHUNK_CHARS = 600
PARTS = 5


def code(*, held_out: bool) -> list[str]:
    """Cut modules into chunks and leave out those that may name an author.

    The choice goes by a checksum of the file name, so training and scoring never share a module.
    """
    chunks = list[str]()
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py")):
        if (crc32(path.name.encode()) % PARTS == 0) == held_out:
            text = path.read_text(encoding="utf-8", errors="ignore")
            chunks += [text[at : at + CHUNK_CHARS] for at in range(0, len(text), CHUNK_CHARS)]
    return [chunk for chunk in chunks if not NAME_NEAR.search(chunk)]
