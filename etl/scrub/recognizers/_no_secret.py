"""What stands where a secret would, and is none: `None`, `$VAR`, `${VAR}`, `<token>`, `***`, `os.environ[...]`.

Each shape is a whole value, and a name in it has no digit (but those of `sha256`): `$uperTulip77`, `mypass2024` and
`Tulip77(` are passwords. The default in `${VAR:-default}` is one too.
"""

import regex

_TYPE = """none|null|nil|true|false|undefined|required|optional|string|str|text|bytes|bool|int|float|object|any
    |hidden|redacted|masked|varchar2?|char|unknown|number|boolean|secretstr"""
_WHAT = r"(?:pass(?:word|wd|phrase|code)?|pwd?|secret|token|(?:api)?key|credentials?)"
_NAME = (
    r"(?:[A-Za-z_]|(?:md|sha|b|base|utf|argon|pbkdf|ed|int|uuid|oauth|s|v)\d{1,5}(?=[_.(]|[a-z]))+"
)
_OF = (
    r"(?:self|cls|os|config|cfg|settings|env|process|req(?:uest)?|user|this|args|opts|options"
    r"|data|body|form|params|secrets|vars?|props|state)"
)
_AFTER = r"[)\]};:,.?!]*"  # what closes the line that a name stands on

_STAND_IN = regex.compile(
    rf"""(?i)(?:{_TYPE})(?:\|(?:{_TYPE}))*[)\]}},;:?!|]*
    |\[?(?:filtered|redacted|masked)\]?|n/?a|empty|changeme|change|reset|forgot(?:ten)?|incorrect|invalid|wrong
    |correct|must|should|protected|expired|field|input|manager|policy|hash(?:ed)?|same|again|here|{_WHAT}+{_AFTER}
    |[<\[{{]{{0,2}}(?:your|my|our|the|an?|new|some|example|dummy|placeholder|sample|fake|insert|enter|put)
    (?:[-_ ]?(?:api|auth|access|private|new|own|real|strong|super|very|db|database|admin|user|openai|secret|is
    |here|goes|{_WHAT})
    |[-_][a-z]{{1,20}}(?=[-_])){{1,8}}[>\]}}]{{0,2}}
    |(.)\1*|[*•.x]+|sk-[.x*]+|\d{{1,2}}(?:[-~]\d{{1,2}}|\+)|\.\.\..*
    |\$(?-i:[A-Z_][A-Z0-9_]*|[A-Za-z_]+)(?:(?:\[|->|::).*)?{_AFTER}|\$(?:env|\{{(?:env|secrets?|var))[:.]\w+\}}?
    |\$\{{{{?[\sA-Za-z_.]*(?:\(\))?\}}?\}}?|\$\{{(?-i:[A-Z_][A-Z0-9_]*)(?::\?.*)?\}}?|\$\(.*
    |%(?-i:[A-Z_][A-Z0-9_]*|[A-Za-z_]+)%|%\([A-Za-z_]+\)?[sd]?|%[sdrvq@]|%\{{[A-Za-z_]+\}}?
    |<[A-Za-z_ .:/'-]*(?:_\d{{1,6}})?>?|[{{\[(]{{1,2}}[A-Za-z_ .!-]*[}}\])]{{0,2}}{_AFTER}
    |(?=.*\s).*\b(?:pass(?:word|phrase|code)s?|required|must|should|please|at\ least|characters?|optional)\b.*
    |(?=\P{{ASCII}}+\Z).*(?:密碼|密码
    |輸入|输入|請|请|錯|错|必|不能|至少|確認|确认|忘|重[設设置]|修改|[長长]度).*""",
    regex.VERBOSE,
)
_CODE = regex.compile(
    rf"""(?i)[({{\[!]?{_NAME}(?:(?:\.|->|::)\w+)*\((?:[^()]|\([^()]*\)?)*(?:\){_AFTER}(?:(?:\.|->|\[|\().*)?)?
    |{_NAME}(?:\.\w+)*\[[^\]]*(?:\]{_AFTER}(?:[.\[(].*)?)?|[{{\[]{_NAME}:.*
    |(?:self|cls)\.[\w.]+{_AFTER}|{_OF}(?:\.[A-Za-z_]+)+{_AFTER}|{_NAME}(?:\.{_NAME})*\.\w*{_WHAT}{_AFTER}
    |(?:[A-Za-z]+_)*{_WHAT}(?:_[A-Za-z]+)*{_AFTER}|(?-i:[a-z]+(?:Pass(?:word|phrase|code)?|Secret|Token|Key)){_AFTER}
    |/(?-i:[a-z._-]{{0,24}})|(?:/[\w.-]{{0,24}}){{2,}}
    |(?-i:[A-Z]+(?:_[A-Z]+)+)""",
    regex.VERBOSE,
)
_DIGIT_AND_SIGN = regex.compile(r"(?=.*\d).*[!#-'*+/?@^~|([{;:=-]", regex.DOTALL)


def is_secret(value: str, *, quoted: bool = False) -> bool:
    """Whether a text is a value and not what stands for one; no code stands in quotes, with a digit and a sign."""
    if _STAND_IN.fullmatch(value):
        return False
    return bool(quoted and _DIGIT_AND_SIGN.match(value)) or not _CODE.fullmatch(value)
