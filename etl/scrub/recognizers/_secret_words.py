"""The words that announce a secret: `password`, `DB_PASS`, `密碼`, `api_key`; and where such a word begins."""

from collections.abc import Iterator

import regex

from etl.scrub.find.shape import Shape
from etl.scrub.recognizers._no_secret import is_secret

FULL = r"(?:(?i:pass(?:word|wd|phrase|code)|pwd)(?:\d(?![\w.]))?|密碼|密码|口令|通行碼|通关密语)"
SHORT = (
    r"(?:[Pp]ass|PASS(?=[*`]{0,3}\s?[=|>])|(?<=_)PASS)(?![A-Za-z])"  # `PASS: x` is what tests say
)
WORD = rf"(?:{FULL}|(?:pw|PW|Pw|(?<=_)(?:pass|PASS))(?![A-Za-z]))"
KEY = r"""(?:(?i:secret|token
    |(?<=(?:api|access|secret|private|signing|encryption|account|master|license)[_\s-]?)key(?:[_\s-]?id)?)|金鑰|密钥|密鑰|令牌|權杖)"""
FOR = r"(?:\s(?:for|of|to|on)\s[^\n:：=]{1,40}?)?"  # Password for the portal: ...
QUOTE = r"""\\?["'`]"""
SCREEN = ("pass", "pwd", "pw", "密碼", "密码", "口令", "通行碼", "通关密语")
_LONG = regex.compile(r"(?i)pass(?:word|wd|phrase)")  # no other word ends in it
_SHORT = regex.compile(r"(?i)(?:pw|pass)(?![A-Za-z])")
_OWNER = regex.compile(  # `db_pass`, `dbpass`; `test_pass` and `bypass` have none
    r"""(?i)(?<![A-Za-z])(?:db|database|user|usr|login|my|smtp|imap|pop3?|e?mail|pg|postgres|mysql|mariadb|mssql|sql|redis
    |mongo|rabbit(?:mq)?|amqp|ldap|s?ftp|ssh|vpn|wifi|proxy|admin|root|sudo|http|auth|api|app|web|host|server|client|account
    |site|wp|rpc|rdp|vnc|router|key|cert|keystore|jenkins|docker|registry|git|oracle|basic|new|te?mp|default)_?\Z""",
    regex.VERBOSE,
)
_LONGEST_OWNER = 10


class ByWord(Shape):
    """Shapes that begin with a word."""

    BY_SHAPES = True

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a word announces a value; looking behind at the word's first letter is slow in a pattern."""
        for shape in self._shapes:
            for match in shape.finditer(text):
                quoted = text[match.start("value") - 1] in "\"'`"
                if _begins(text, match.start()) and is_secret(match["value"], quoted=quoted):
                    yield match.span("value")


def _begins(text: str, at: int) -> bool:
    """Whether a word begins here, or the next one in `dbPassword` and `PGPASSWORD`."""
    if (
        not text[at].isascii() or text[at] in "kK"
    ):  # the pattern has asked for the word before a key
        return True
    before = text[max(at - _LONGEST_OWNER - 2, 0) : at]
    last = before[-1:]
    if _LONG.match(text, at) or not last.isascii() or _OWNER.search(before):
        return True
    if _SHORT.match(text, at):
        return not (last.isalnum() or last == "_")
    return not last.isalpha() or (last.islower() and text[at].isupper())
