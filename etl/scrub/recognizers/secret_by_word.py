"""Secret by the word before it: `password=`, `密碼：`, `my password is`, `api_key: ...`.

The strings in FINDS are made up.
"""

from collections.abc import Iterator

from etl.scrub.find.shape import TIMEOUT_S, Shape
from etl.scrub.recognizers._no_secret import is_secret

ENTITY = "SECRET"
_FULL = r"(?i:pass(?:word|wd|phrase|code)|pwd)|密碼|密码|口令|通行碼|通关密语"
_WORD = rf"(?:{_FULL}|\b(?:pw|PW|Pw|pass)(?![A-Za-z]))"
_KEY = r"""(?:(?i:secret|token
    |(?<=(?:api|access|secret|private|signing|encryption|account|master|license)[_\s-]?)key(?:[_\s-]?id)?)|金鑰|密钥|密鑰|令牌|權杖)"""
_FOR = r"(?:\s(?:for|of|to|on)\s[^\n:：=]{1,40}?)?"  # Password for the portal: ...
_QUOTE = r"""\\?["'`]"""
_TEXT = r"""[^\s"'`<>,;\\，。；、！（）\u4e00-\u9fff]"""


class Recognizer(Shape):
    """What a word announces: in quotes, alone, or behind `is`."""

    ENTITY = ENTITY
    SCREEN = (
        "pass",
        "pwd",
        "pw",
        "secret",
        "key",
        "token",
        "pin",
        "密碼",
        "密码",
        "口令",
        "通行碼",
        "通关密语",
        "金鑰",
        "密钥",
        "密鑰",
        "令牌",
        "權杖",
    )
    SHAPES = (
        rf"""{_WORD}{_FOR}{_QUOTE}?\s*(?:[:：=]|=>|:=)\s*{_QUOTE}(?P<value>[^"'`\n\\]{{4,128}}){_QUOTE}""",
        # without quotes: letters alone are a value only where nothing follows them
        rf"""{_WORD}{_FOR}(?:\s?[:=]\s?|：\s?)(?P<value>(?=[A-Za-z]*[^A-Za-z\s"'`<>,;\\]){_TEXT}{{4,128}}?
        |[A-Za-z]{{4,64}}(?=[,;]?\s*(?:\n|\Z)))(?=[\s,;，。；、！）"'`\\]|&\w{{1,40}}=|[\u4e00-\u9fff]|\Z)""",
        rf"""(?:{_FULL}|(?<=(?i:user|login)[^\n]{{1,40}})\bpass(?=\s))\s{{0,2}}(?:is|was|是|為|为|改成|設為|设为)?[:：\s]{{0,3}}
        (?P<value>(?=[^\s\d]{{0,64}}\d)[!\#-&*+0-9?-Z^_a-z][!-~]{{4,63}}(?<![.,;:!?)"'])!{{0,2}})""",
        r"(?<![A-Za-z])(?:PIN|pin)(?:\s?(?i:code|number))?(?:\s?[:=：]\s?|\s(?:is|was)\s|是|碼：|码：)(?P<value>\d{4,8})(?!\d)",
        rf"""{_KEY}{_QUOTE}?\s*(?:[:：=]|=>|:=|是|為|为|\sis\s|,|(?<=[_-][kK][eE][yY]|[kK]en)\s)\s*{_QUOTE}?(?P<value>
        (?=[A-Za-z0-9+/=_.~-]*\d)(?=[0-9+/=_.~-]*[A-Za-z])[A-Za-z0-9+/=_.~-]{{12,512}})""",
        rf"""(?:{_KEY}|{_WORD}){_QUOTE}?[\s,;]{{1,3}}{_QUOTE}?(?i:value|content){_QUOTE}?\s?[:=]\s?{_QUOTE}?
        (?P<value>(?=[^\s"'`]{{0,512}}\d)[!\#-&(-;=?-\[\]-_a-~]{{6,512}})""",
    )

    BY_SHAPES = True

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a word announces a value; looking behind at the word's first letter is slow in a pattern."""
        for shape in self._shapes:
            for match in shape.finditer(text, timeout=TIMEOUT_S):
                if _begins(text, match.start()) and self.valid(match["value"]):
                    yield match.span("value")

    def valid(self, value: str) -> bool:
        """Whether it is a value and not what stands for one."""
        return is_secret(value)


def _begins(text: str, at: int) -> bool:
    """Whether a word begins here, or the next one in `dbPassword`."""
    before = text[at - 1 : at]
    if text[at] in "kK":  # a key: the pattern has asked for the word before it
        return True
    return not (before.isascii() and before.isalpha()) or (before.islower() and text[at].isupper())


FINDS = {
    "password=hunter2!x": ["hunter2!x"],
    'password: "correct horse battery"': ["correct horse battery"],
    '{"password": "hunter2"}': ["hunter2"],
    "password: dragon": ["dragon"],
    "Password for the portal: Tulip77": ["Tulip77"],
    "dbPassword: Tulip77": ["Tulip77"],
    "pw: Tulip77": ["Tulip77"],
    "user no-reply, pass Tulip77": ["Tulip77"],
    "setdefault('SECRET_KEY', 'a1b2c3d4e5f6g7h8')": ["a1b2c3d4e5f6g7h8"],
    "set aws_secret_access_key a1b2c3d4e5f6g7h8": ["a1b2c3d4e5f6g7h8"],
    "?user=root&password=Tulip77&useSSL=false": ["Tulip77"],
    "我的密碼：Abc12345，謝謝": ["Abc12345"],
    "密码是qwer1234。": ["qwer1234"],
    "my password is hunter2.": ["hunter2"],
    "my PIN is 4821": ["4821"],
    "api_key = 'a1b2c3d4e5f6g7h8'": ["a1b2c3d4e5f6g7h8"],
    "secretAccessKey: wJa1rXUtnFEMI/K7MDENG/bPxRfiCYzz": ["wJa1rXUtnFEMI/K7MDENG/bPxRfiCYzz"],
    "name: API_TOKEN\nvalue: a1b2c3d4e5": ["a1b2c3d4e5"],
}
IGNORES = [
    "password=None",
    "password=$DB_PASSWORD",
    "password: ${DB_PASSWORD}",
    "token=<your token>",
    "password: ********",
    "password: required",
    "密碼：******",
    "密碼錯誤，請重設密碼",
    "max_tokens: 4096",
    "password = os.environ['PW']",
    'password = getpass("Password: ")',
    "api_key = os.getenv('OPENAI_API_KEY')",
    "the secret is patience",
    "password: str",
    "def check(password: str) -> int:",
    "Password: Enter at least twelve characters",
    "密碼：請輸入",
    "spin: 1234",
    "pass 3 tests",
    "explicitly pass zip64",
    "pwd.getpwuid(os.getuid())[0]",
    "bypass 1234abc",
    "pass2 of 3",
]
