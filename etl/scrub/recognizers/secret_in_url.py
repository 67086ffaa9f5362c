"""Secret by its place: the password in a URL, a token in its query, a header, a cookie, `curl -u`.

Source: RFC 3986, 3.2.1; RFC 6750 (`Bearer`, `access_token`); RFC 7617 (`Basic`); AWS's presigned URLs.
"""

from etl.scrub.find.shape import Shape
from etl.scrub.recognizers._no_secret import is_secret

ENTITY = "SECRET"
_OPAQUE = r"[A-Za-z0-9._~+/%-]{{{least},1024}}=*"  # filled with the least number of characters
_QUERY = r"""(?i:(?:(?:access|refresh|id|auth|api|csrf|session|security|reset|invite|x-amz-security)[_-]?)?token
    |api[_-]?key|apikey|app[_-]?secret|client[_-]?secret|secret|key|sig|signature|x-amz-signature|x-goog-signature
    |jwt|auth|code|ticket|session(?:[_-]?id)?|sid|s?hmac|nonce)"""
_COOKIE = r"""(?i:(?:[a-z0-9_.-]{0,30}(?:session|token|auth|sid|csrf|xsrf)[a-z0-9_.-]{0,20}|PHPSESSID|JSESSIONID))"""


class Recognizer(Shape):
    """What the place says; a query or cookie value must have a digit."""

    ENTITY = ENTITY
    SCREEN = (
        "://",
        "?",
        "&",
        "bearer",
        "authorization",
        "cookie",
        "curl",
        "wget",
        "http",
        "sess",
        "mysql",
        "mariadb",
        "sshpass",
        "redis-cli",
        "--password",
        " / ",
    )
    SHAPES = (
        rf"(?i:bearer)\s+(?P<value>{_OPAQUE.format(least=16)})",
        rf"""(?i:authorization)\\?["']?\s*[:=,]\s*\\?["']?(?i:basic|token|apikey|digest)\s+(?P<value>{_OPAQUE.format(least=12)})""",
        r"""[A-Za-z][A-Za-z0-9+.-]{0,24}://[^\s:/@"'<>]{0,128}:(?P<value>[^\s/"'<>]{1,128})@(?=[\[A-Za-z0-9])""",
        r"""(?:curl|wget|http)\b[^\n]{0,200}?\s(?:-u|--user|-a)[\s=]["']?[^\s:"']{1,64}:(?P<value>[^\s"']{3,128})""",
        r"""(?:mysql|mariadb)\w{0,12}\b[^\n]{0,200}?\s-p(?P<value>[^\s"'-][^\s"']{3,127})""",
        r"""(?:sshpass\s-p|redis-cli\b[^\n]{0,200}?\s-a|--password)[\s=]["']?(?P<value>[^\s"'-][^\s"']{3,127})""",
        r"(?<![A-Za-z0-9/])(?i:root|admin|administrator|guest)\s/\s(?P<value>(?=[^\s\d]{0,64}\d)[!-~]{6,64})",
        rf"""[?&]{_QUERY}=(?P<value>(?=[A-Za-z._~+/%-]*\d){_OPAQUE.format(least=12)})""",
        rf"""(?i:cookie)\\?["']?\s*:\s*(?:[^\n;]{{1,200}};\s?){{0,20}}?{_COOKIE}=(?P<value>{_OPAQUE.format(least=12)})""",
        rf"""(?<![A-Za-z0-9])(?:PHPSESSID|JSESSIONID|sessionid)=(?P<value>{_OPAQUE.format(least=12)})""",
    )

    def valid(self, value: str) -> bool:
        """Whether it is a value and not what stands for one."""
        return is_secret(value)


FINDS = {
    "Authorization: Bearer abcdef0123456789ABCDEF": ["abcdef0123456789ABCDEF"],
    "authorization: Basic dXNlcjpwYXNzd29yZA==": ["dXNlcjpwYXNzd29yZA=="],
    "Authorization: Bearer exampleTokena8s7d6f5g4h3": ["exampleTokena8s7d6f5g4h3"],
    "postgres://admin:$uperTulip77@db.internal/x": ["$uperTulip77"],
    "postgres://admin:s3cr3tpw@db.internal/x": ["s3cr3tpw"],
    "mysql://root:p@ssw0rd@10.0.0.1:3306/x": ["p@ssw0rd"],
    "curl -s -u deploy:Tulip77! https://ci.example/x": ["Tulip77!"],
    "https://a.example/x?access_token=ab12cd34ef56gh&y=1": ["ab12cd34ef56gh"],
    "mysql -h db -u root -pTulip77 shop": ["Tulip77"],
    "sshpass -p 'Tulip77' ssh x": ["Tulip77"],
    "login: root / Tulip77": ["Tulip77"],
    "Cookie: lang=en; session_id=9f8e7d6c5b4a3210": ["9f8e7d6c5b4a3210"],
    "網址https://b.example/f?X-Amz-Signature=0123456789abcdef0123失效": ["0123456789abcdef0123"],
}
IGNORES = [
    "https://example.com:8080/a@b",
    "https://docs.example/?key=introduction",
    "the bearer of this letter",
    "Authorization: Bearer <token>",
    "postgres://user:${PASSWORD}@db/x",
    "https://shop.example/?code=SUMMER25",
    "mysql -u root -p shop",
    "root / usr / bin",
    "mysqldump --password=$PW",
    "http://localhost:3000/cookie",
]
