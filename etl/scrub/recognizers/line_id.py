"""LINE account: what follows `LINE ID` or 加我的LINE; `line: 42` of a stack trace is none."""

from etl.scrub.find.shape import END, Shape

ENTITY = "LINE_ID"
_LABEL = r"(?<=\n)[\w .-]{1,40}[:：]"  # of a list of labels: the next one is no account


class Recognizer(Shape):
    """4 to 20 of the characters that LINE allows, close behind the words."""

    ENTITY = ENTITY
    SCREEN = ("line", "賴")
    SHAPES = (
        rf"""(?:(?i:(?<![a-z])line[\s_]?(?:id|帳號|账号|account)|(?<![a-z])line(?=\s@))|(?:加|我的?)\s?(?i:line|賴)(?:\s?(?i:id))?)
        (?:\s(?i:is|was)(?![a-z]))?(?:[:：=是為为→>-]|\s(?!{_LABEL})){{1,5}}(?!(?i:is|was|not|settings?)(?![A-Za-z0-9]))
        (?P<value>@?[A-Za-z0-9][A-Za-z0-9._-]{{2,18}}[A-Za-z0-9_]){END}""",
        rf"(?<![A-Za-z0-9])(?:LINE|賴)\s?[:：]\s?(?P<value>@?(?=[a-z._-]*[0-9_.-])[a-z][a-z0-9._-]{{2,18}}[a-z0-9_]){END}",
        rf"(?<![A-Za-z0-9])Line\s?[:：]\s?(?P<value>@?(?=[a-z._-]*\d)[a-z][a-z0-9._-]{{2,18}}[a-z0-9_]){END}",
    )


FINDS = {
    "LINE ID: mei_chen88 謝謝": ["mei_chen88"],
    "加我LINE：@shop123": ["@shop123"],
    "line_id: wang.1990": ["wang.1990"],
    "my LINE ID is wander6340.": ["wander6340"],
    "LINE：tea_house77": ["tea_house77"],
    "Line: mei395": ["mei395"],
    "LINE id→mei395": ["mei395"],
    "add me on Line @mei.chen": ["@mei.chen"],
}
IGNORES = [
    "line: 42",
    "LINE: 42",
    "line: foo_1",
    "Line: main.py",
    "line 12 of main.py",
    "我的line不能用",
    "online id: abcde",
    "LINE ID 是什麼",
    "LINE ID:\nName:",
    "LINE ID\nShoe size: 38",
]
