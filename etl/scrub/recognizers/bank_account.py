"""Bank account number: digits that the text calls one (`帳號：012-345-678901`, `account no. 12345678`).

No checksum is shared by the world's banks, so only the words before the digits prove them.
"""

from etl.scrub.find.shape import END, Shape

ENTITY = "BANK_ACCOUNT"
_WORD = (
    r"""(?i:(?<![a-z])(?:bank\s)?(?:account|acct|a/c)|帳戶|账户|帳號|账号|帐号|帳户|存摺|存折)"""
)
_NUMBER = r"""(?i:(?<![a-z])(?:bank[\s_])?(?:account|acct|a/c)[\s_]?(?:(?:number|num|no|nr)(?![a-z])\.?|\#)
    |(?<![a-z])bank[\s_]?account|konto(?:nummer)?
    |(?:銀行|银行|郵局|匯款|汇款|轉帳|转账|收款|扣款|退款|撥款)(?:帳號|账号|帳戶|账户|帐号|卡号|卡號)?|(?<!健保)(?:卡号|卡號)|银行卡|銀行卡)"""
_MOBILE = r"(?:09\d\d[ -]?\d{3}[ -]?\d{3}|1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?![ -]?\d)"  # an account may be named by it
_VALUE = (
    r"(?P<value>(?<![A-Za-z0-9])\d(?:[ -]?\d){{{least},18}})"  # the least number of digits but one
)
_END = rf"{END}(?![.,:]\d|-\d)"


class Recognizer(Shape):
    """8 to 19 digits, alone or in groups, close behind the words."""

    ENTITY = ENTITY
    SCREEN = r"\d(?:[ -]?\d){7}"
    SHAPES = (
        rf"{_WORD}[^\d\n]{{0,8}}?(?!{_MOBILE}){_VALUE.format(least=7)}{_END}",
        rf"{_NUMBER}[^\d\n]{{0,24}}?{_VALUE.format(least=7)}{_END}",
    )


FINDS = {
    "bank account 12345678 please": ["12345678"],
    "匯款帳號：012-345-678901。": ["012-345-678901"],
    "账号是6222021234567890123": ["6222021234567890123"],
    "bankAccount: no: 9876543210": ["9876543210"],
    "account_number: 9876543210": ["9876543210"],
    "the form asks for an account no. so I put 9876543210": ["9876543210"],
    "退款到銀行的012-345678901": ["012-345678901"],
}
IGNORES = [
    "account 1234567",
    "routing number 021000021",
    "order 12345678",
    "accounts: 12 345",
    "in 2025 the account grew 10,000,000",
]
