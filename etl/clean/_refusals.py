"""Read `refusals.txt`, the openings by which a refusal is known, into one regular expression."""

import re
from importlib.resources import files

_BEFORE = r"[\s\"'“”「」*_>#]*"
_BETWEEN = r"[\s,.!;:—–，。！：；、~～-]*"


def opening(text: str) -> str:
    """The regular expression of the file's openings, for the start of an answer."""
    sections: dict[str, list[str]] = {}
    for line in text.splitlines():
        if re.fullmatch(r"\[[A-Z]+\]", line):
            sections[line.strip("[]")] = []
        elif line and not line.startswith("#"):
            sections[next(reversed(sections))].append(line)
    parts = dict(line.split(" ", 1) for line in sections["PARTS"])
    leads, shapes = (_filled(sections[name], parts) for name in ("LEADS", "SHAPES"))
    return rf"(?i)^{_BEFORE}(?:(?:{leads}){_BETWEEN})*(?:{shapes})"


def _filled(lines: list[str], parts: dict[str, str]) -> str:
    """The lines as alternatives, with the parts in their places; a part may hold others."""
    pattern = "|".join(lines)
    for name in reversed(parts):
        pattern = pattern.replace(f"{{{name}}}", parts[name])
    return pattern


OPENING = opening(files(__package__).joinpath("refusals.txt").read_text(encoding="utf-8"))
