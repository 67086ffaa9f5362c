r"""E-mail address: `客戶zhang.wei@qq.com已回覆` holds `zhang.wei@qq.com`.

Presidio's own takes Han characters for a part of the address (`\w`) and looks a top level domain up in the network.
Source: RFC 5321, 4.1.2, quoted local parts included; RFC 6531 for letters beyond ASCII, Han only in known domains.
"""

from etl.scrub.find.shape import Shape

ENTITY = "EMAIL_ADDRESS"
_LETTER = r"A-Za-z0-9\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff"
_DOMAIN = (
    rf"(?:[{_LETTER}](?:[{_LETTER}-]{{0,61}}[{_LETTER}])?\.){{1,8}}"
    r"(?:xn--[A-Za-z0-9-]{2,30}|[A-Za-z]{2,24}|[\u0370-\u03ff\u0400-\u04ff]{2,12})"
)
_END = r"(?![A-Za-z0-9])"
_NOT_IN_AN_ESCAPE = r"(?!(?<=\\)(?:[nrt]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}))"  # the shadow has none
_NOT_BEHIND_A_USER = r"(?<!://[^\s/@]{0,99}:[^\s/@]{0,99})"  # in `https://me:secret@host`


class Recognizer(Shape):
    """An address whose domain has a dot; another pattern for one behind a mark such as `=`."""

    ENTITY = ENTITY
    SCREEN = "@"
    SHAPES = (
        rf"""(?<![{_LETTER}.!#$%&'*+/=?^_`{{|}}~@-]){_NOT_IN_AN_ESCAPE}{_NOT_BEHIND_A_USER}(?![A-Za-z_]{{1,20}}=)
        (?:mailto:)?(?P<value>[{_LETTER}_][{_LETTER}.!#$%&'*+/=?^_`{{|}}~-]{{0,63}}@{_DOMAIN}){_END}""",
        # after = : / and the like a new value begins: `to=a@b.example`, `smtp://a@b.example`
        rf"""(?<=[=:/?&'`{{|!#*~-]){_NOT_BEHIND_A_USER}(?P<value>[A-Za-z0-9_][A-Za-z0-9.%+_-]{{0,63}}@{_DOMAIN}){_END}""",
        rf"""(?<![A-Za-z0-9])"[^"\n@]{{1,62}}"@{_DOMAIN}{_END}""",
        rf"""(?<![A-Za-z0-9.]){_NOT_IN_AN_ESCAPE}[A-Za-z0-9_][A-Za-z0-9.%+_-]{{0,63}}@[\u4e00-\u9fff]{{1,12}}
        \.(?:中国|中國|公司|网络|網路|香港|台湾|台灣|集团|在线|网址|com|cn|tw|hk|net|org){_END}""",
    )


FINDS = {
    "write to mei.chen@example.com.": ["mei.chen@example.com"],
    "a+tag@sub.example.co.uk or b@example.org": ["a+tag@sub.example.co.uk", "b@example.org"],
    "我的郵箱是foo@bar.example請回覆": ["foo@bar.example"],
    "手机号13812345678邮箱zhang@qq.example": ["zhang@qq.example"],
    "?to=o_neil@example.com&x=1": ["o_neil@example.com"],
    "mailto:a@b.example": ["a@b.example"],
    "FROM=mei@chen.example;": ["mei@chen.example"],
    "bounce-12-mei=chen.example@list.example": ["bounce-12-mei=chen.example@list.example"],
    "<J.Doe@Example.COM>": ["J.Doe@Example.COM"],
    "from anna@münchen.example and josé@correo.example": [
        "anna@münchen.example",
        "josé@correo.example",
    ],
    'write "mei chen"@example.com': ['"mei chen"@example.com'],
    "寄到mei@例子.中国吧": ["mei@例子.中国"],
    r"CORP\mei@chen.example": ["mei@chen.example"],
    "Mei <mei@xn--fsq.com>, b@c.xn--fiqs8s": ["mei@xn--fsq.com", "b@c.xn--fiqs8s"],
}
IGNORES = [
    "@handle",
    "a@b",
    "user@host:~$",
    "left @ right.com",
    "@pytest.fixture",
    "x@1.2",
    "git@:repo",
    "https://me:secret@host.example/",
    "npm i pkg@1.2.3",
    r"x\nmei@chen.example",  # its shadow holds one
    r"x\u000amei@chen.example",
    r"x\nmei@例子.中国",
]
