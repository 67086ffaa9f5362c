"""Bank account number: digits that the text calls one (`帳號：012-345-678901`, `account no. 12345678`).

No checksum is shared by the world's banks, so only the words before the digits prove them.
"""

from etl.scrub._shape import END, Shape

ENTITY = "BANK_ACCOUNT"
_WORDS = r"""(?i:(?<![a-z])(?:bank\s)?(?:account|acct|a/c)(?:\s?(?:number|num|no|nr)\b\.?|\s?\#)?
    |(?<![a-z])bank_account(?:_number)?
    |account_(?:number|no)|routing\snumber|(?:銀行|银行|郵局|匯款|汇款|轉帳|转账|收款)?(?:帳號|账号|帳戶|账户|帐号|卡号|卡號|银行卡|銀行卡))"""


class Recognizer(Shape):
    """8 to 19 digits, alone or in groups, close behind the words."""

    ENTITY = ENTITY
    SCREEN = r"\d(?:[ -]?\d){7}"
    SHAPES = (
        rf"{_WORDS}[^\d\n]{{0,8}}?(?P<value>(?<![A-Za-z0-9])\d(?:[ -]?\d){{7,18}}){END}(?![.,:]\d|-\d)",
    )


FINDS = {
    "bank account 12345678 please": ["12345678"],
    "匯款帳號：012-345-678901。": ["012-345-678901"],
    "账号是6222021234567890123": ["6222021234567890123"],
    "account_number: 9876543210": ["9876543210"],
}
IGNORES = [
    "account 1234567",
    "order 12345678",
    "accounts: 12 345",
    "in 2025 the account grew 10,000,000",
]
