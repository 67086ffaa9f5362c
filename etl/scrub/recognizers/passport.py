"""Passport number: up to two letters and seven to nine digits after the word for it.

Source: ICAO 9303 allows nine characters; Taiwan and the USA use nine digits, China `E12345678` and `EA1234567`.
"""

from etl.scrub.find.shape import END, Shape

ENTITY = "PASSPORT"


class Recognizer(Shape):
    """The shape close behind `passport` or 護照."""

    ENTITY = ENTITY
    SCREEN = ("passport", "travel", "護照", "护照")
    SHAPES = (
        rf"""(?i:passport|travel\sdocument|護照|护照)[^\dA-Z\n]{{0,3}}(?i:\s?(?:number|num|no\b|號碼|号码|編號|编号|號|号)?)[^\dA-Z\n]{{0,6}}
        (?P<value>(?<![A-Za-z0-9])[A-Za-z]{{0,2}}\d{{7,9}}){END}""",
    )


FINDS = {
    "passport no. E12345678": ["E12345678"],
    "護照號碼：312345678，": ["312345678"],
    "护照EA1234567": ["EA1234567"],
    "travel document EA1234567": ["EA1234567"],
    "passport_number: 123456789": ["123456789"],
}
IGNORES = ["number E12345678", "passport 12345", "Passport.js 0.7.0", "護照換發費用1300元"]
