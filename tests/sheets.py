"""Label a file as a person with a spreadsheet would."""

import csv
import io


def cells(path):
    """(lines before the columns, columns, rows) of a file to label."""
    text = path.read_bytes().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    at = next(i for i, line in enumerate(lines) if line[0] == "id")
    return lines[:at], lines[at], lines[at + 1 :]


def save(path, head, columns, rows, *, delimiter=",", encoding="utf-8-sig"):
    """Write it as a spreadsheet does."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([*head, columns, *rows])
    path.write_bytes(out.getvalue().encode(encoding, errors="replace"))
    return path


def label(path, labels=None, **how):
    """Fill in `missed`: 0, or what `labels` say: place -> cells (missed, entity, wrong)."""
    head, columns, rows = cells(path)
    for place, row in enumerate(rows):
        given = (labels or {}).get(place, ("0",))
        for name, cell in zip(("missed", "entity", "wrong"), given, strict=False):
            row[columns.index(name)] = cell
    return save(path, head, columns, rows, **how)
