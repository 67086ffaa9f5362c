"""What earlier runs know of a file, and what a file is beside it: known, grown, rewritten or new."""

import hashlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

HEAD_BYTES = 4096


@dataclass(frozen=True)
class Known:
    """A file as an earlier run read it.

    Attributes:
        file: its name in the ledger then.
        bytes: how long it was.
        sha256: of all of them.
        head: sha256 of the first `HEAD_BYTES`, or of fewer where it was shorter.
        generation: how many times another text had stood under the name before.
        resume_offset: the byte at which a later reading may begin.
        resume_row: the number of the line that begins there.
        rows: the last line that was judged.
    """

    file: str
    bytes: int
    sha256: str
    head: str
    generation: int
    resume_offset: int
    resume_row: int
    rows: int


class Digest:
    """The digest of a file, and on the way which known files it begins with."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.size = 0
        self.begun_with: list[Known] = []  # the shortest first
        self._whole = hashlib.sha256()
        self._head = hashlib.sha256()
        self._marks = deque(sorted(known, key=lambda one: one.bytes))
        self._pass_marks(b"")

    @property
    def sha256(self) -> str:
        """Of what came so far."""
        return self._whole.hexdigest()

    @property
    def head(self) -> str:
        """Of the first `HEAD_BYTES`."""
        return self._head.hexdigest()

    def update(self, block: bytes) -> None:
        """Take the next bytes."""
        if self.size < HEAD_BYTES:
            self._head.update(block[: HEAD_BYTES - self.size])
        taken = self._pass_marks(block)
        self._whole.update(block[taken:])
        self.size += len(block) - taken

    def _pass_marks(self, block: bytes) -> int:
        """Look at the digest where a known file ends within `block`; bytes taken of it."""
        taken = 0
        while self._marks and self._marks[0].bytes <= self.size + len(block) - taken:
            end = taken + self._marks[0].bytes - self.size
            self._whole.update(block[taken:end])
            self.size += end - taken
            taken = end
            here = self._whole.hexdigest()
            while self._marks and self._marks[0].bytes == self.size:
                one = self._marks.popleft()
                self.begun_with += [one] if one.sha256 == here else []
        return taken


def compare(
    file: str, known: Sequence[Known], digest: Digest, *, grows: bool
) -> tuple[str, Known | None, int]:
    """What a file is beside the known ones: its change, the one it continues, its generation.

    The longest known file that it begins with is the one it continues, of two the one of its own
    name. An empty file of another name is no evidence. The generation is that of the name: it
    counts up when what stands under the name does not begin with what stood there.

    Args:
        file: its name in the ledger.
        known: files that it may continue.
        digest: of the whole file.
        grows: whether a file of its kind can grow.
    """
    before = next((one for one in known if one.file == file), None)
    found = [one for one in digest.begun_with if one.bytes or one is before]
    found = [one for one in found if grows or one.bytes == digest.size]
    best = max(found, key=lambda one: (one.bytes, one is before), default=None)
    generation = 0 if before is None else before.generation + (before not in found)
    if best is None:
        return "rewritten" if before else "new", None, generation
    return "known" if best.bytes == digest.size else "grown", best, generation
