"""Secret by the word before it, in what encloses it: quotes, a cell of a table, an element, a line of a JSON text.

The strings in FINDS are made up.
"""

from etl.scrub.recognizers._secret_words import FOR, FULL, QUOTE, SCREEN, SHORT, WORD, ByWord

ENTITY = "SECRET"
_ANY = rf"(?:{WORD}|{SHORT})"
_SIGN = r"\s*(?:[:：＝=]|=>|:=)\s*"
_BUILT = r"(?!\s|[,);+.]\s)"  # print("password: ", x, "...")
_ODD = r"(?=[^\s|]{0,64}[\d!@\#$%^&+=])"  # a digit or a sign: 'required' is no value
_PROSE = r"""is|are|was|has|the|an?|to|your?|of|must|please|for|and|or|not?|if|with|in|on|it|will|can|enter|type|use|see
    |ask|at|by|link|reset|forgot|change[ds]?|field|invalid|wrong|incorrect|expired"""


class Recognizer(ByWord):
    """A value as a whole: it may hold spaces and other quotes."""

    ENTITY = ENTITY
    SCREEN = SCREEN
    SHAPES = (
        rf"""{_ANY}{FOR}(?:{QUOTE}|\*{{1,3}})?{_SIGN}(?:\*{{1,3}}\s?)?[bruf]?(?P<q>["'`]){_BUILT}
        (?P<value>(?:\\[^\n]|(?!(?P=q))[^\\\n]){{4,128}})(?P=q)""",
        rf"""{_ANY}{FOR}(?:{QUOTE})?{_SIGN}\\["'`]{_BUILT}(?P<value>[^"'`\n\\]{{4,128}})\\?["'`]""",
        rf"""{FULL}{FOR}\s?(?:[:：]|(?:is|was|是|為|为|改成|設為|设为)\s?[:：]?)\s?(?:["'`「『“‘]|\*{{2}})
        (?P<value>{_ODD}[^\s"'`｀「」『』“”‘’]{{4,64}}?)(?:["'`｀」』”’]|\*{{2}})""",
        rf"""{_ANY}(?<=(?:\A|\n)[|｜*_`\s]{{0,6}}[\w\ ]{{2,30}})[*_`]{{0,3}}[^\S\n]{{0,20}}\|[^\S\n]{{0,20}}[*`]{{0,3}}
        (?P<value>{_ODD}[^\s|｜`*<>]{{4,64}})[*`]{{0,3}}[^\S\n]{{0,20}}(?:[|｜]|(?=\n|\Z))(?![^\n]{{0,200}}\||\s{{0,20}}\|?\s?:?--)""",
        rf"{_ANY}(?<=[<＜][\w:.-]{{2,40}})>\s?(?P<value>[^<>\s][^<>\n]{{3,127}})</",
        rf"""{WORD}(?<=(?:\A|\n)[\w.-]{{3,40}}):\ (?![^\n]{{0,128}}\b(?i:{_PROSE})\b)
        (?P<value>[\w!?@\#$%^&*+='.-]{{1,32}}(?:\ [\w!?@\#$%^&*+='.-]{{1,32}}){{1,5}})\n""",
    )


FINDS = {
    'password: "correct horse battery"': ["correct horse battery"],
    '{"password": "hunter2"}': ["hunter2"],
    '{"password": "MyPass#2024"}': ["MyPass#2024"],
    r'log: {"password":"Tu\"lip77"}': [r"Tu\"lip77"],
    r'"{\"password\":\"Tulip77\"}"': ["Tulip77"],
    "user_pass = 'Tulip77'": ["Tulip77"],
    'for "web":\n**Password:** `Tulip77`': ["Tulip77"],
    "| User | bob |\n| Password | Tulip77 |": ["Tulip77"],
    "<password>Tulip77</password>": ["Tulip77"],
    "password is `Tulip77`": ["Tulip77"],
    "password is 'Tulip77'": ["Tulip77"],
    'the password is "Tulip77"': ["Tulip77"],
    "密碼是「Tulip77」": ["Tulip77"],
    "密码是“Tulip77”": ["Tulip77"],
    "db: x\npassword: correct horse\ndb_pass: blue otter\n": ["correct horse", "blue otter"],
    "a: b\nuser_password: Summer Rain 7\n": ["Summer Rain 7"],
}
IGNORES = [
    'password = getpass("Password: ")',
    'print("password: ", secret, "done")',
    '"password": "Enter your password"',
    '"密碼": "請輸入密碼"',
    'password = "${DB_PASSWORD}"',
    'password is "required"',
    "| Password | Address2 |\n|---|---|",
    "| password | varchar(255) |",
    "<password>string</password>",
    "<label>Password</label>",
    "password: ask the admin\n",
    "password: type: string\n",
    "password: reset link sent\n",
    "bypass = 'Tulip77'",
    'password == "hunter2"',
]
