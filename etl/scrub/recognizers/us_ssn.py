"""US social security number, `123-45-6789`; nine digits without dashes only after its name.

Source: SSA, numbers that were never given: area 000, 666 and 9xx, group 00, serial 0000; and those in
advertisements (078-05-1120, 219-09-9999).
"""

from etl.scrub.find.shape import END, START, Shape

ENTITY = "US_SSN"
_NUMBER = r"(?!000|666|9)\d{3}{sep}(?!00)\d{2}{sep}(?!0000)\d{4}"


class Recognizer(Shape):
    """Three groups with dashes, or with spaces or nothing where the text says what they are."""

    ENTITY = ENTITY
    SCREEN = r"\d{3}[ -]?\d{2}[ -]?\d{4}"
    SHAPES = (
        rf"{START}(?<![-.]){_NUMBER.replace('{sep}', '-')}{END}(?![-.]\d)",
        rf"""(?i:\bssn\b|social\s+security(?:\s+(?:number|no\.?))?|社會安全碼|社会安全号)[\s:#=是為为]{{0,5}}(?:is\s+)?
        (?P<value>{_NUMBER.replace("{sep}", "[ -]?")}){END}""",
    )


FINDS = {
    "ssn 536-90-4399.": ["536-90-4399"],
    "Social Security number is 536904399": ["536904399"],
    "他的536-90-4399是": ["536-90-4399"],
}
IGNORES = [
    "000-12-3456",
    "666-12-3456",
    "912-12-3456",
    "123-00-4567",
    "order 536904399",
    "1536-90-4399",
    "536-90-43991",
]
