"""Date of birth: a date that the text calls so (`born on May 4, 1990`, `生日是1990年5月4日`, `民國79年`)."""

from etl.scrub.find.shape import END, Shape

ENTITY = "DATE_OF_BIRTH"
_MONTH = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
DATE = rf"""(?:(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:(?:19|20)\d\d|\d\d)
    |{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH},?\s(?:19|20)\d\d
    |民[國国]\s?\d{{1,3}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|(?:(?:民[國国])?\d{{2,4}}\s?年\s?)?\d{{1,2}}\s?月\s?\d{{1,2}}\s?[日號号]|(?:19|20)\d{{6}})"""


class Recognizer(Shape):
    """A date close behind its words."""

    ENTITY = ENTITY
    SCREEN = ("born", "birth", "dob", "d.o.b", "bday", "b-day", "b. ", "* ", "生")
    SHAPES = (
        rf"""(?i:(?<![a-z])(?:born(?:\son)?|(?:date\sof\s)?birth(?:[\s_]?da(?:te|y))?|date_of_birth|dob|d\.o\.b\.?|b-?day|birthdate)(?![a-z])|生日|出生(?:年月日|日期|年月)?|(?<![發发產产派衍])(?:生於|生于)|誕生日)
        [^\d\n]{{0,10}}?(?P<value>(?<![A-Za-z0-9]){DATE}){END}""",
        rf"(?<![A-Za-z0-9])(?:b\.|\*)\s(?P<value>{DATE}){END}",
        rf"(?<![A-Za-z0-9])(?P<value>{DATE})\s?(?:出生|生(?=[，,。\s、)）]|\Z)|年?次生)",
    )


FINDS = {
    "born on May 4, 1990 in": ["May 4, 1990"],
    "DOB: 1990-05-04": ["1990-05-04"],
    "Mei Chen, b. 4 May 1990": ["4 May 1990"],
    "生日是1990年5月4日。": ["1990年5月4日"],
    "出生日期：79/05/04": ["79/05/04"],
    "我的出生日期民國79年5月4日": ["民國79年5月4日"],
    "birthday: 4 May 1990": ["4 May 1990"],
    "我是1979-09-23出生的": ["1979-09-23"],
    "生日：民國79/5/4": ["民國79/5/4"],
}
IGNORES = [
    "on May 4, 1990",
    "2026-03-01",
    "birthday cake for 12",
    "生日快樂",
    "reborn 1990-05-04",
    "web. 1990-05-04",
    "2026-03-01生效",
    "戰鬥發生於1931年9月15日",
]
