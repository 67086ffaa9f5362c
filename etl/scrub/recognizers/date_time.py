"""Date or time of day, sought only when named: `2026-03-01`, `May 4, 1990`, `2026年3月1日`, `12:30`."""

from etl.scrub.find.shape import END, START, Shape
from etl.scrub.recognizers.date_of_birth import DATE

ENTITY = "DATE_TIME"


class Recognizer(Shape):
    """A written date, with the time behind it where there is one, or a time."""

    ENTITY = ENTITY
    SCREEN = r"\d"
    _TIME = (
        r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:\s?(?i:[ap]m)|Z|[+-]\d\d:?\d\d)?"
    )
    SHAPES = (rf"{START}{DATE}(?:[T\s]{_TIME})?{END}", rf"{START}(?<![:.]){_TIME}(?![A-Za-z0-9:])")


FINDS = {
    "on 2026-03-01T12:30:00Z or": ["2026-03-01T12:30:00Z"],
    "會議在2026年3月1日舉行": ["2026年3月1日"],
    "at 9:45 pm": ["9:45 pm"],
}
IGNORES = ["1.2.3", "ratio 3:1", "25:61", "version 2026.3"]
