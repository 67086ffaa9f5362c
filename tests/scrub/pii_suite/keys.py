"""Secrets in the shapes that their makers give them; none was ever valid."""

import base64
import json
import string
from random import Random

from pii_suite.shapes import BASE62, digits, letters, pick

HEX = string.digits + "abcdef"
CAPITALS = string.ascii_uppercase + string.digits
SLUG = BASE62 + "_-"
WORDS = ("tulip", "Otter", "granite", "Sesame", "velvet", "Comet", "harbor", "Pickle")
PHRASES = ("correct staple zebra", "blue otter 77 sings", "rainy-day-umbrella")


def aws_key(rng: Random) -> str:
    return pick(rng, ("AKIA", "ASIA")) + letters(rng, 16, string.ascii_uppercase + "234567")


def aws_secret(rng: Random) -> str:
    return letters(rng, 40, BASE62 + "/+")


def openai(rng: Random) -> str:
    return pick(
        rng,
        (
            f"sk-{letters(rng, 48)}",
            f"sk-proj-{letters(rng, 74, SLUG)}A",
            f"sk-svcacct-{letters(rng, 60)}",
        ),
    )


def anthropic(rng: Random) -> str:
    return f"sk-ant-api03-{letters(rng, 93, SLUG)}AA"


def github(rng: Random) -> str:
    classic = pick(rng, ("ghp_", "gho_", "ghs_", "ghu_")) + letters(rng, 36)
    return pick(rng, (classic, f"github_pat_{letters(rng, 22)}_{letters(rng, 59)}"))


def gitlab(rng: Random) -> str:
    return pick(rng, ("glpat-", "gldt-", "glrt-")) + letters(rng, 19, SLUG) + "z"


def slack(rng: Random) -> str:
    bot = f"xoxb-{digits(rng, 12)}-{digits(rng, 13)}-{letters(rng, 24)}"
    team, channel = letters(rng, 8, CAPITALS), letters(rng, 10, CAPITALS)
    hook = f"https://hooks.slack.com/services/T{team}/B{channel}/{letters(rng, 24)}"
    return pick(
        rng,
        (
            bot,
            bot.replace("xoxb", "xoxp"),
            f"xapp-1-A{digits(rng, 10)}-{digits(rng, 13)}-{letters(rng, 64, HEX)}",
            hook,
        ),
    )


def google(rng: Random) -> str:
    return pick(
        rng,
        (
            f"AIza{letters(rng, 34, SLUG)}8",
            f"GOCSPX-{letters(rng, 27)}k",
            f"ya29.{letters(rng, 80, SLUG)}q",
        ),
    )


def stripe(rng: Random) -> str:
    return pick(rng, ("sk_live_", "rk_live_", "sk_test_", "whsec_")) + letters(rng, 32)


def hugging_face(rng: Random) -> str:
    return "hf_" + letters(rng, 34, string.ascii_letters)


def npm(rng: Random) -> str:
    return "npm_" + letters(rng, 36)


def sendgrid(rng: Random) -> str:
    return f"SG.{letters(rng, 22, SLUG)}.{letters(rng, 42, SLUG)}x"


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def jwt(rng: Random) -> str:
    head = _part({"alg": pick(rng, ("HS256", "RS256")), "typ": "JWT"})
    body = _part({"sub": digits(rng, 8), "iat": int(digits(rng, 9))})
    return f"{head}.{body}.{letters(rng, 42, SLUG)}A"


def pem(rng: Random) -> str:
    kind = pick(rng, ("RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY"))
    lines = [letters(rng, 64, BASE62 + "/+") for _ in range(rng.randint(3, 12))]
    return "\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----"])


def pem_cut(rng: Random) -> str:
    return pem(rng).rpartition("\n")[0]


def opaque(rng: Random) -> str:
    """A token without a maker's mark, as bearer headers and `token=` have it."""
    return pick(
        rng, (letters(rng, 40), letters(rng, 32, HEX), letters(rng, 48, BASE62 + "-_.") + "e")
    )


def basic(rng: Random) -> str:
    return base64.b64encode(f"svc-{digits(rng, 3)}:{letters(rng, 12)}".encode()).decode()


def password(rng: Random) -> str:
    word = pick(rng, WORDS)
    return pick(
        rng,
        (
            f"{word}{digits(rng, 4)}",
            f"{word}{pick(rng, '!@#$')}{digits(rng, 2)}",
            letters(rng, 12),
            f"{letters(rng, 9)}!",
            f"{word}_{word.upper()}{digits(rng, 2)}",
        ),
    )


def phrase(rng: Random) -> str:
    return pick(rng, PHRASES)


def url_password(rng: Random) -> str:
    return pick(
        rng, (letters(rng, 14), f"p%40ss{digits(rng, 5)}", f"{pick(rng, WORDS)}-{digits(rng, 4)}")
    )
