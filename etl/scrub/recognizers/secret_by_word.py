"""Secret by the word before it: `password=`, `密碼：`, `my password is`, `api_key: ...`.

The strings in FINDS are made up.
"""

from etl.scrub.recognizers._secret_words import FOR, FULL, KEY, QUOTE, SCREEN, SHORT, WORD, ByWord

ENTITY = "SECRET"
_TEXT = r"""[^\s"'`<>,;\\，。；、！（）「」『』“”‘’\u4e00-\u9fff]"""
_END = r"""(?<!:)(?=[\s,;，。；、！）"'`\\」』”’]|</|&\w{1,40}=|[\u4e00-\u9fff]|\Z)"""
_AND_TAGS = r"[*`]{0,3}(?:</?\w{1,10}>){0,3}"  # **Password:** ..., <b>Password:</b> ...
_SIGN = rf"[*`]{{0,3}}[^\S\n]?(?:[:：＝]|=(?!=)){_AND_TAGS}"
_LABEL = r"[\w .*-]{1,40}[:：=]"  # of a list of labels: what follows the word is no value
_GAP = rf"(?:[^\S\n]?`?|[^\S\n]?\n[^\S\n]{{0,8}}(?!{_LABEL}|[\w.]{{1,64}}[(=\[])(?=\S{{0,64}}\d))"
_NO_VALUE = r"(?![A-Za-z_]+[<>=]=?\d|\d{1,3}-?[a-z]{2,}(?![A-Za-z0-9]))"  # length>=12, 12-character


class Recognizer(ByWord):
    """What a word announces: after a sign, or behind `is`."""

    ENTITY = ENTITY
    SCREEN = (*SCREEN, "secret", "key", "token", "pin", "金鑰", "密钥", "密鑰", "令牌", "權杖")
    SHAPES = (
        # letters alone are a value only where nothing follows them
        rf"""{WORD}{FOR}{_SIGN}{_GAP}(?P<value>(?=[A-Za-z]*[^A-Za-z\s"'`<>,;\\])(?!=){_TEXT}{{4,128}}?
        |[A-Za-z]{{4,64}}(?=[,;]?\s*(?:\n|\Z))){_END}""",
        rf"{SHORT}{FOR}{_SIGN}{_GAP}{_NO_VALUE}(?P<value>(?=[^\s\d]{{0,64}}\d)(?=[^\sA-Za-z]{{0,64}}[A-Za-z]){_TEXT}{{5,64}}?){_END}",
        rf"""(?:{FULL}(?:[^\S\n]{{1,2}}|(?<![!-~])|(?=[:：])|[^\S\n]?\n(?=[A-Za-z0-9]*(?:[a-z][A-Z]|[A-Z][a-z]))(?!{_LABEL}))
        |(?<=(?i:user|login)[^\n]{{1,40}})\bpass\s{{1,2}})(?:is|was|是|為|为|改成|設為|设为)?[:：]?[^\S\n]{{0,3}}{_NO_VALUE}
        (?P<value>(?=[^\s\d]{{0,64}}\d)[!\#-&*+0-9?-Z^_a-z][!-~]{{4,63}}(?<![.,;:!?)"'])!{{0,2}})""",
        r"(?<![A-Za-z])(?:PIN|pin)(?:\s?(?i:code|number))?(?:\s?[:=：]\s?|\s(?:is|was)\s|是|碼：|码：)(?P<value>\d{4,8})(?!\d)",
        rf"""{KEY}{QUOTE}?\s*(?:[:：=]|=>|:=|是|為|为|\sis\s|,|(?<=[_-][kK][eE][yY]|[kK]en)\s)\s*{QUOTE}?(?P<value>
        (?=[A-Za-z0-9+/=_.~-]*\d)(?=[0-9+/=_.~-]*[A-Za-z])[A-Za-z0-9+/=_.~-]{{12,512}})""",
        rf"""{KEY}{QUOTE}?\s?(?:=>|:=|[:=])\s?{QUOTE}(?P<value>(?=[^\s"'`]{{0,64}}?[!@\#$%^&*])(?![a-z]+://)[^\s"'`\\]{{12,512}})""",
        rf"""(?i:key{QUOTE}?(?:\s?=|:)|token\s?=)\s?{QUOTE}?(?P<value>[a-z]{{16,64}})(?![\w.(\[-])""",
        rf"""(?:{KEY}|{WORD}){QUOTE}?[\s,;]{{1,3}}{QUOTE}?(?i:value|content){QUOTE}?\s?[:=]\s?{QUOTE}?
        (?P<value>(?=[^\s"'`]{{0,512}}\d)[!\#-&(-;=?-\[\]-_a-~]{{6,512}})""",
    )


FINDS = {
    "password=hunter2!x": ["hunter2!x"],
    "password: dragon": ["dragon"],
    "Password for the portal: Tulip77": ["Tulip77"],
    "dbPassword: Tulip77": ["Tulip77"],
    "DB_PASS=Tulip77\nSMTP_PASS: Tulip78": ["Tulip77", "Tulip78"],
    "dbpass=Tulip77\nPass: Tulip78\nPASS=Tulip79": ["Tulip77", "Tulip78", "Tulip79"],
    "PGPASSWORD=Tulip77 REDISPASSWORD: Tulip78": ["Tulip77", "Tulip78"],
    "mypassword: Tulip77, password1: Tulip78": ["Tulip77", "Tulip78"],
    "pw: Tulip77": ["Tulip77"],
    "password: $uperTulip77": ["$uperTulip77"],
    "password: MyPassword123!": ["MyPassword123!"],
    "DB_PASSWORD=${X:-Tulip77}": ["${X:-Tulip77}"],
    "user no-reply, pass Tulip77": ["Tulip77"],
    "**Password:** Tulip77": ["Tulip77"],
    "<b>Password:</b> Tulip77": ["Tulip77"],
    "Password:\nTulip77": ["Tulip77"],
    "密碼＝Tulip77": ["Tulip77"],
    "wifi密碼tulip77": ["tulip77"],
    "setdefault('SECRET_KEY', 'a1b2c3d4e5f6g7h8')": ["a1b2c3d4e5f6g7h8"],
    "set aws_secret_access_key a1b2c3d4e5f6g7h8": ["a1b2c3d4e5f6g7h8"],
    'SECRET_KEY="django-insecure-abc!@#def"': ["django-insecure-abc!@#def"],
    "api_key=abcdefghijklmnop": ["abcdefghijklmnop"],
    "?user=root&password=Tulip77&useSSL=false": ["Tulip77"],
    "我的密碼：Abc12345，謝謝": ["Abc12345"],
    "密码是qwer1234。": ["qwer1234"],
    "my password is hunter2.": ["hunter2"],
    "my PIN is 4821": ["4821"],
    "api_key = 'a1b2c3d4e5f6g7h8'": ["a1b2c3d4e5f6g7h8"],
    "secretAccessKey: wJa1rXUtnFEMI/K7MDENG/bPxRfiCYzz": ["wJa1rXUtnFEMI/K7MDENG/bPxRfiCYzz"],
    "name: API_TOKEN\nvalue: a1b2c3d4e5": ["a1b2c3d4e5"],
}
_ON_ONE_LINE = """
password=None; password=$DB_PASSWORD; password: ${DB_PASSWORD}; token=<your token>; password: ********
password: required; 密碼：******; 密碼錯誤，請重設密碼; max_tokens: 4096; password = os.environ['PW']
api_key = os.getenv('OPENAI_API_KEY'); the secret is patience; password: str; def check(password: str) -> int:
Password: Enter at least twelve characters; 密碼：請輸入; spin: 1234; pass 3 tests; explicitly pass zip64
pwd.getpwuid(os.getuid())[0]; bypass 1234abc; pass2 of 3; password length>=12; password==Tulip77
password_1=foo77; if password:; password = get_password(); password_hash = hash(password); pass the salt
password is required; Pass: 12 Fail: 3; PASS: TestParse2; first_pass=run2ab; user.bypass: abc123
password: type: string; password = db_password; a 12-character password 12-character
token: acknowledgements of all; password == x77abc; password = sha256(x).hexdigest(); PASS: gcc.dg/pr123.c
PWD=/home/Bob/x77; Password: 8-12 characters, one digit
"""
IGNORES = [
    *(text for line in _ON_ONE_LINE.strip().splitlines() for text in line.split("; ")),
    "password\naddress2\n",
    "username:\npassword:\nemail2:\n",
    "password:\nemail\nphone\n",
    "if password:\n    login2(x)",
]
