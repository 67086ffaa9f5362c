"""LINE account: what follows `LINE ID` or 加我的LINE; `line: 42` of a stack trace is none."""

from etl.scrub._shape import END, Shape

ENTITY = "LINE_ID"


class Recognizer(Shape):
    """4 to 20 of the characters that LINE allows, close behind the words."""

    ENTITY = ENTITY
    SCREEN = r"(?i)line|賴"
    SHAPES = (
        rf"""(?:(?i:(?<![a-z])line[\s_]?(?:id|帳號|账号))|(?:加|我的?)\s?(?i:line|賴)(?:\s?(?i:id))?)[\s:：=是為为]{{1,5}}
        (?P<value>@?[A-Za-z0-9][A-Za-z0-9._-]{{2,18}}[A-Za-z0-9_]){END}""",
    )


FINDS = {
    "LINE ID: mei_chen88 謝謝": ["mei_chen88"],
    "加我LINE：@shop123": ["@shop123"],
    "line_id: wang.1990": ["wang.1990"],
}
IGNORES = ["line: 42", "line 12 of main.py", "我的line不能用", "online id: abcde", "LINE ID 是什麼"]
