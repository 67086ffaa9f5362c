"""URL with user data: what its query says of a person, `?user_id=83920`; sought only when named.

Addresses, tokens and passwords in a URL are found by their own recognizers, named or not.
"""

from etl.scrub.find.shape import Shape

ENTITY = "URL"
_KEYS = r"""(?i:(?:user|customer|client|member|account|patient|employee|person|device|visitor|contact)
    [_-]?(?:id|no|name|key)?
    |uid|cid|pid|guid|uuid|name|first[_-]?name|last[_-]?name|login|nick(?:name)?|phone|tel|mobile|mail|email|address|addr
    |lat|lng|lon|dob|birthday|ssn|id)"""


class Recognizer(Shape):
    """The value of a key that names a person."""

    ENTITY = ENTITY
    SCREEN = r"[?&][A-Za-z_-]{2,20}="
    SHAPES = (
        rf"(?:https?://|/)[^\s?\"'<>]{{1,500}}\?(?:[^\s&\"'<>]{{1,500}}&){{0,30}}?{_KEYS}=(?P<value>[^\s&#\"'<>]{{1,500}})",
        rf"(?<=[?&]){_KEYS}=(?P<value>[^\s&#\"'<>，。]{{1,500}})",
    )


FINDS = {
    "GET https://shop.example/u?lang=en&user_id=83920&x=1": ["83920"],
    "見 https://b.example/?name=mei 這頁": ["mei"],
}
IGNORES = ["https://docs.example/?page=3&sort=asc", "a?b:c", "x = y?id : 0"]
