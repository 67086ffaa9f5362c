"""A name behind the words that introduce one: `my name is Amy Chen`, 我叫王小明, `收件人：Lin Mei-Hua`.

Forms and greetings say what they hold, so that any capitalised words are a name there, and in Chinese a surname
with one or two characters. Source of the surnames: `person_title.py`.
"""

import regex

from etl.scrub.find.shape import Shape
from etl.scrub.recognizers.person_title import COMPOUND, SURNAMES

ENTITY = "PERSON"
# Letters of Latin scripts, with the marks of Vietnamese: Nguyễn Văn An.
_UPPER, _LOWER = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠ-ỹ", "a-zß-öø-ÿā-žơưạ-ỹ"
_WORD = rf"[{_UPPER}](?:['’][{_UPPER}])?[{_LOWER}]+(?:-[{_UPPER}]?[{_LOWER}]+)?"
_NAME = rf"{_WORD}(?:[ ](?:[A-Z]\.|(?:van|von|de|der|da|bin|al)(?:[ ]la|[ ]den)?|{_WORD})){{0,3}}"
_SAYS = r"""(?i:my\s(?:full\s)?name\s?(?:is|:|=)|my\sname['’]s
    |(?:full|customer|patient|passenger|cardholder|account\sholder|recipient|contact|sender)[\s_']?s?[\s_]?name\s?(?:is|:|=)
    |(?:recipient|consignee|attn\.?|attention|ship\sto|deliver\sto|signed\sby|cardholder|account\sholder|passenger|patient)\s?:)"""
_FORM = (
    "姓名|名字|收件人|收貨人|收货人|寄件人|聯絡人|联系人|聯繫人|戶名|户名|持卡人|乘客|患者|病患|客戶名稱|客户名称"
    "|負責人|负责人|申請人|申请人"
)
_HAN = rf"(?:(?:{COMPOUND})[\u4e00-\u9fff]{{1,2}}?|[{SURNAMES}][\u4e00-\u9fff]{{1,2}}?)"
_AFTER = (
    r"""(?=\Z|[\s，。！？、：；）),.!?:;|/"'{<]|的|在|是|電|电|手機|手机|地址|住|您|你|請|请|想|要|今"""
    "|先生|小姐|女士)"
)
_NO_WORD = regex.compile(
    r"(?:Not|None|Unknown|Anonymous|The|This|Your|My|Please|Order|And|But|Is|Null|Test|User|Customer|Guest|Admin)\b.*"
)  # fmt: skip


class Recognizer(Shape):
    """Capitalised words, or a Chinese name, close behind the words."""

    ENTITY = ENTITY
    SCREEN = (
        "name",
        "recipient",
        "consignee",
        "attn",
        "attention",
        "signed",
        "holder",
        "passenger",
        "patient",
        "我叫",
        "我是",
        "本人",
        "我的名字",
        "ship to",
        "deliver to",
        *_FORM.split("|"),
    )
    SHAPES = (
        rf"{_SAYS}\s{{0,3}}['\"“‘]?(?:(?:Mr|Mrs|Ms|Dr)\.?\s)?(?P<value>{_NAME})(?![A-Za-z0-9@])",
        rf"(?:我叫做?|我的名字[叫是]|本人)(?P<value>{_HAN}){_AFTER}",
        rf"我是(?P<value>{_HAN})(?=[\s，。！,.、；]|\Z)",
        rf"(?:{_FORM})(?:[:：=\s]|是|為|为){{1,3}}(?P<value>{_HAN}(?:{_AFTER})|{_NAME}(?![A-Za-z0-9@]))",
    )

    def valid(self, value: str) -> bool:
        """Whether it does not begin with a word that no name begins with."""
        return not _NO_WORD.fullmatch(value) and value[1:] not in {
            "家",
            "人",
            "員",
            "员",
            "先",
            "小",
        }


FINDS = {
    "Hello, my name is Amy Chen and": ["Amy Chen"],
    "my name is Rosa de la Cruz.": ["Rosa de la Cruz"],
    "My name is Nguyễn Văn An.": ["Nguyễn Văn An"],
    "customer_name='John Smith', id": ["John Smith"],
    "我叫王小明，": ["王小明"],
    "收件人：Lin Mei-Hua": ["Lin Mei-Hua"],
    "姓名：歐陽立雯 電話": ["歐陽立雯"],
    "Recipient: Bilal Haddad, 3rd floor": ["Bilal Haddad"],
}
IGNORES = [
    "my name is not on the list",
    "the file name: Report Final",
    "我叫了外送",
    "收件人：未填",
    "my name is Unknown",
    "file_name='Final Report'",
    "customer_name=''",
    "姓名欄位是必填",
    "我是學生，",
]
