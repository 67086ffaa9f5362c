"""The shapes that a phone number may have, and what must confirm each: data of `recognizers/phone_number.py`."""

from typing import Final

import regex

_CODES = "TW CN HK JP KR SG MY GB DE FR IT ES NL CH AT AU NZ IN BR US"
REGIONS: Final = tuple(_CODES.split())
_DIALLED = "886 86 852 81 82 65 60 44 49 33 39 34 31 41 43 61 64 91 55 1"
CALLING_CODES: Final = tuple(_DIALLED.split())  # of these regions, in their order
_EXTENSION = r"(?:\s?(?:,?\s?(?i:ext\.?|extension|x)|\#|分機|分机|转|轉)\s?\d{1,6})?"
EXTENDED = regex.compile(_EXTENSION[:-1] + "$")
# A number beside "," or "/", so that a number on its other side is one too: 010-61025309,010-61025667.
_ANOTHER = rf"""(?:1[3-9]\d{{9}}|09\d{{8}}|(?:1[-. ])?[2-9]\d\d[-. ][2-9]\d\d[-. ]\d{{4}}|[48]00-\d{{3,4}}-?\d{{3,4}}
    |0\d{{1,4}}[- ](?:\d{{7,8}}|\d{{3,4}}[- ]\d{{3,4}})|\(\d{{2,4}}\)[ ]?\d{{3,4}}[- ]?\d{{4}}
    |\+[1-9]\d{{0,2}}(?:[ -]?\d){{7,12}}){_EXTENSION}"""
_MOBILE = r"(?<![A-Za-z0-9.+])(?<![A-Za-z]-)"
_FREE = r"(?<![A-Za-z0-9])(?<![A-Za-z0-9][-_.\#])"
_OF_A_THING = (
    "(?<!(?:編號|编号|料號|料号|型號|型号|貨號|货号|單號|单号|序號|序号|[Pp]art|[Mm]odel|SKU|sku|S/N|P/N)"
    r"(?:\sno\.?)?[\s:：#]{0,3})"
)
_NOT_IN_A_CODE = rf"(?=[\d(]){_FREE}{_OF_A_THING}(?:(?<![A-Za-z0-9]/)(?<!\d,)|(?<=\d{{4}},)|(?<={_FREE}{_ANOTHER}[/,]))"
_END = rf"{_EXTENSION}(?![A-Za-z0-9])(?![-.:]\d)(?![,/](?!{_ANOTHER}(?![A-Za-z0-9]|[-.:]\d))\d)"
_SAYS_SO = r"""(?i:(?<![a-z])(?:phone|tel|telephone|mobile|cell|cellphone|whatsapp|fax|hotline
    |(?:call|text|reach|ring|dial)\s(?:me|us|him|her|them)?|(?:my|his|her|our|their)\s(?:new\s)?number)|[☎📞📱]
    |電話|电话|手機|手机|行動電話|市話|市话|座機|座机|門號|致電|致电|撥打|拨打|打給|打给|傳真|传真|熱線|热线|專線|专线)[^\d\n+(]{0,16}"""
DATE = regex.compile(
    r"\d{1,2}[-. /]\d{1,2}[-. /](?:19|20)\d\d|(?:19|20)\d\d[-. /]\d{1,2}[-. /]\d{1,2}|(?:19|20)\d\d[- ](?:19|20)\d\d"
)

# Each shape and the regions one of which must call it valid; "+" asks for its length only, "" for nothing.
RULES: Final = (
    (
        _MOBILE
        + r"(?:\+?86[ -]?)?1[3-9]\d(?:\d{8}|[ -]\d{4}[ -]\d{4}|([._])\d{4}\1\d{4})(?![A-Za-z0-9]|\.\d)",
        "",
    ),
    (
        _MOBILE + r"09\d\d(?:[ -]?\d{3}[ -]?\d{3}|([._])\d{3}\1\d{3})(?![A-Za-z0-9]|\.\d)",
        "",
    ),
    (
        r"(?<![A-Za-z0-9])\(?(?:\+|(?<!\d[ -])00(?=[1-9]\d{1,2}[ -]))[1-9]\d{0,2}\)?(?:[ .()-]{0,3}\d){6,13}"
        + _END,
        "+",
    ),
    (
        _NOT_IN_A_CODE
        + r"(?:1[-. ])?(?:\([2-9]\d\d\)[ -]?[2-9]\d\d[-. ]?|[2-9]\d\d[-. ][2-9]\d\d[-. ])\d{4}"
        + _END,
        "",
    ),
    (
        _NOT_IN_A_CODE
        + r"(?!(?<=\d{3}[ ])0\d{1,4}[ ]\d{2,4}(?![ -]?\d))"  # the end of another number
        + r"(?:\(0\d{1,4}\)[ -]?|0\d{1,4}[ -])\d{2,8}(?:[ -]\d{2,4}){0,4}"
        + _END,
        "*",
    ),
    (
        _NOT_IN_A_CODE
        + r"\((?:852|853|886|86|65|81|82)\)[ -]?[1-9]\d{2,4}[ -]?\d{3,4}(?:[ -]?\d{3,4})?"
        + _END,
        "",
    ),
    (_NOT_IN_A_CODE + r"(?:852|853|886|65)-[1-9]\d{0,4}(?:-\d{3,4}){1,2}" + _END, ""),
    (_NOT_IN_A_CODE + r"(?:400|800)-\d{3,4}-?\d{3,4}" + _END, ""),
    (_SAYS_SO + r"(?P<value>\(?\d(?:[ .()-]{0,2}\d){6,14}" + _END + ")", "?"),
)
