"""Secret: a key, token or password, by its maker's prefix or by the word before it.

Source: the makers' pages on their token formats, as gathered by GitHub's secret scanning and `detect-secrets`.
What stands for a secret is none: `None`, `$VAR`, `${VAR}`, `<token>`, `***`, `os.environ[...]`, `your-key`.
The strings in FINDS are made up.
"""

import regex

from etl.scrub._shape import START, Shape

ENTITY = "SECRET"
_NO_SECRET = regex.compile(
    r"""(?i)none|null|nil|true|false|undefined|required|optional|string|str|text|bytes|int|object|hidden|redacted|masked
    |\[?(?:filtered|redacted|masked)\]?|n/?a|empty|changeme|change|reset|forgot(?:ten)?|incorrect|invalid|wrong|correct
    |must|should|protected|expired|secret|password|passwd|token|field|input|manager|policy|hash(?:ed)?|same|again|here
    |.*(?:your|my|the|example|dummy|placeholder)[-_]?(?:api|secret|access|key|token|password|pass)\w*.*
    |(.)\1*|[*•.x]+|sk-[.x*]+|\$.*|%.*|[{<\[(].*|.*[({\[]|.*\(.*\)|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*[\[(].*|/.*|\.\.\..*
    |(?:self|os|config|settings|env|process|request|user|this|args|data)\.[\w.]+|(?-i:[A-Z]+(?:_[A-Z]+)+)""",
    regex.VERBOSE,
)
_WORD = r"""(?i:(?<![A-Za-z])(?:[A-Za-z0-9]{1,20}[_-])?(?:pass(?:word|wd|phrase|code)|pwd)|密碼|密码|口令|通行碼)"""
_KEY = r"""(?i:(?<![A-Za-z])(?:[A-Za-z0-9]{1,20}[_-]){0,3}(?:secret|api[_-]?key|access[_-]?key(?:[_-]?id)?
    |secret[_-]?key|private[_-]?key|auth[_-]?token|access[_-]?token|refresh[_-]?token|client[_-]?secret|token)|金鑰|密钥|密鑰|令牌)"""
_QUOTE = r"""\\?["'`]"""
_TEXT = r"""[^\s"'`<>,;\\，。；、！（）\u4e00-\u9fff]"""
_PEM = r"\ [A-Z ]{0,32}PRIVATE\ KEY(?:\ BLOCK)?-----"


class Recognizer(Shape):
    """Prefixes first, then credentials in a URL and in headers, then what a word announces."""

    ENTITY = ENTITY
    SCREEN = (
        r"(?i)akia|asia|abia|acca|sk-|gh[pousr]_|github_pat_|glpat-|xox|xapp-|aiza|_(?:live|test)_|hf_|npm_|pypi-|SG\."
        r"|eyj|PRIVATE KEY|bearer|basic|://|pass|pwd|secret|key|token|密碼|密码|口令|通行碼|金鑰|密钥|密鑰|令牌"
    )
    SHAPES = (
        rf"""{START}(?:(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{{16}}|sk-(?:[a-z]{{2,8}}-)?[A-Za-z0-9_-]{{18,256}}
        |gh[pousr]_[A-Za-z0-9]{{30,255}}|github_pat_[A-Za-z0-9_]{{22,255}}|glpat-[A-Za-z0-9_-]{{20,64}}
        |xox[abeoprs]-[A-Za-z0-9-]{{10,255}}|xapp-[A-Za-z0-9-]{{10,255}}|AIza[A-Za-z0-9_-]{{35}}
        |(?:sk|pk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{{16,255}}|hf_[A-Za-z0-9]{{30,64}}
        |npm_[A-Za-z0-9]{{36}}|pypi-[A-Za-z0-9_-]{{50,255}}
        |SG\.[A-Za-z0-9_-]{{16,64}}\.[A-Za-z0-9_-]{{16,64}}
        |eyJ[A-Za-z0-9_-]{{8,}}\.eyJ[A-Za-z0-9_-]{{8,}}(?:\.[A-Za-z0-9_-]*)?)(?![A-Za-z0-9_-])""",
        rf"""-----BEGIN{_PEM}(?:[A-Za-z0-9+/=\s\\:,-]{{1,8000}}?-----END{_PEM}
        |(?:[\s\\nr]*[A-Za-z0-9+/=]{{16,80}})+)""",  # the end may be cut off
        r"""(?i:bearer|authorization["']?\s*[:=]\s*["']?basic)\s+(?P<value>[A-Za-z0-9._~+/-]{16,}=*)""",
        r"""[A-Za-z][A-Za-z0-9+.-]{0,24}://[^\s:/@"'<>]{0,128}:(?P<value>[^\s/@"'<>]{1,128})@""",
        rf"""{_WORD}{_QUOTE}?\s*(?:[:：=]|=>|:=)\s*{_QUOTE}(?P<value>[^"'`\n\\]{{4,128}}){_QUOTE}""",
        # without quotes: letters alone are a value only where nothing follows them
        rf"""{_WORD}(?:\s?[:=]\s?|：\s?)(?P<value>(?=[A-Za-z]*[^A-Za-z\s"'`<>,;\\]){_TEXT}{{4,128}}
        |[A-Za-z]{{4,64}}(?=[,;]?\s*(?:\n|\Z)))(?=[\s,;，。；、！）]|[\u4e00-\u9fff]|$)""",
        rf"""{_WORD}\s{{0,2}}(?:is|was|是|為|为|改成|設為|设为)?[:：\s]{{0,3}}
        (?P<value>(?=[^\s\d]{{0,64}}\d)[#-&*-9?-_a-z][!-~]{{4,63}}(?<![.,;:!?)]))""",
        rf"""{_KEY}{_QUOTE}?\s*(?:[:：=]|=>|:=|是|為|为)\s*{_QUOTE}?(?P<value>
        (?=[A-Za-z0-9+/=_.~-]*\d)(?=[0-9+/=_.~-]*[A-Za-z])[A-Za-z0-9+/=_.~-]{{12,512}})""",
    )

    def valid(self, value: str) -> bool:
        """Whether it is a value and not what stands for one."""
        return not _NO_SECRET.fullmatch(value)


FINDS = {
    "key AKIAIOSFODNN7EXAMPL3 leaked": ["AKIAIOSFODNN7EXAMPL3"],
    "用sk-proj-aB3dE5fG7hI9jK1lM3nO5pQ7試試": ["sk-proj-aB3dE5fG7hI9jK1lM3nO5pQ7"],
    "sk-ant-api03-Zx81kdkfjLLq0193jfkdjf": ["sk-ant-api03-Zx81kdkfjLLq0193jfkdjf"],
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a": ["ghp_16C7e42F292c6912E7710c838347Ae178B4a"],
    "glpat-9xKq2LmN4pRs6tUv8wXy": ["glpat-9xKq2LmN4pRs6tUv8wXy"],
    "xoxb-123456789012-abcDEF": ["xoxb-123456789012-abcDEF"],
    "AIzaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q": ["AIzaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q"],
    "sk_live_4eC39HqLyjWDarjtT1zdp7dc": ["sk_live_4eC39HqLyjWDarjtT1zdp7dc"],
    "hf_aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH": ["hf_aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH"],
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln": ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"],
    "Authorization: Bearer abcdef0123456789ABCDEF": ["abcdef0123456789ABCDEF"],
    "postgres://admin:s3cr3tpw@db.internal/x": ["s3cr3tpw"],
    "password=hunter2!x": ["hunter2!x"],
    'password: "correct horse battery"': ["correct horse battery"],
    '{"password": "hunter2"}': ["hunter2"],
    "password: dragon": ["dragon"],
    "我的密碼：Abc12345，謝謝": ["Abc12345"],
    "密码是qwer1234。": ["qwer1234"],
    "my password is hunter2.": ["hunter2"],
    "api_key = 'a1b2c3d4e5f6g7h8'": ["a1b2c3d4e5f6g7h8"],
    "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----": [
        "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----"
    ],
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
    "a sk-learn model",
    "https://example.com:8080/a@b",
    "api_key = os.getenv('OPENAI_API_KEY')",
    "the secret is patience",
    "password: str",
    "Password: Enter at least twelve characters",
    "密碼：請輸入",
]
