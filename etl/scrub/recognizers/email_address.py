r"""E-mail address, ASCII only: `客戶zhang.wei@qq.com已回覆` holds `zhang.wei@qq.com`.

Presidio's own takes Han characters for a part of the address (`\w`) and looks a top level domain up in the network.
Source: RFC 5321, 4.1.2, without quoted local parts and address literals.
"""

from etl.scrub._shape import Shape

ENTITY = "EMAIL_ADDRESS"


class Recognizer(Shape):
    """An address whose domain has a dot; another pattern for one behind a mark such as `=`."""

    ENTITY = ENTITY
    SCREEN = "@"
    SHAPES = (
        r"""(?<![A-Za-z0-9.!#$%&'*+/=?^_`{|}~@-])
        (?:mailto:)?(?P<value>[A-Za-z0-9_][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}
        @(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}(?:[A-Za-z]{2,24}|xn--[A-Za-z0-9-]{2,30}))(?![A-Za-z0-9])""",
        # after = : / and the like a new value begins: `to=a@b.example`, `smtp://a@b.example`
        r"""(?<=[=:/?&'`{|!#*])(?P<value>[A-Za-z0-9_][A-Za-z0-9.%+_-]{0,63}
        @(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24})(?![A-Za-z0-9])""",
    )


FINDS = {
    "write to mei.chen@example.com.": ["mei.chen@example.com"],
    "a+tag@sub.example.co.uk or b@example.org": ["a+tag@sub.example.co.uk", "b@example.org"],
    "我的郵箱是foo@bar.example請回覆": ["foo@bar.example"],
    "手机号13812345678邮箱zhang@qq.example": ["zhang@qq.example"],
    "?to=o_neil@example.com&x=1": ["o_neil@example.com"],
    "mailto:a@b.example": ["a@b.example"],
    "<J.Doe@Example.COM>": ["J.Doe@Example.COM"],
}
IGNORES = [
    "@handle",
    "a@b",
    "user@host:~$",
    "left @ right.com",
    "@pytest.fixture",
    "x@1.2",
    "git@:repo",
]
