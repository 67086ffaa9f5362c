"""A name by its title: 陳先生, 王小姐, 張大文醫師; `Mr. Smith`, `Dr. Jane Doe`.

A model misses a surname alone; the title says what it is. In Chinese the title is a part of the finding, since
a single character is no name to look for elsewhere; in English the name after the title is the finding.
Source of the surnames: the 100 most frequent of Taiwan (Ministry of the Interior, 2018) and of China (Ministry of
Public Security, 2020). Those that are mostly other words (高 方 金 于 任 常 安 和 成 時) count alone before a title
and only behind what is no Han character or a word that stands before names: 請高先生, not 最高先生. Where even that is
another word (和老師討論, 任教授多年, 下午3時先生), a greeting or 找 must say it. 都 is left out.
"""

from etl.scrub.find.shape import Shape
from etl.scrub.names.not_names import NO_LAST

ENTITY = "PERSON"
SURNAMES = (
    "陳陈林黃黄張张李王吳吴劉刘蔡楊杨許许鄭郑謝谢洪郭邱曾廖賴赖徐周葉叶蘇苏莊庄呂吕江何蕭萧羅罗潘簡简朱鍾钟游詹胡施沈余盧卢"
    "梁趙赵顏颜柯翁魏孫孙戴范宋鄧邓杜傅侯曹薛丁卓阮馬马董溫温唐藍蓝蔣蒋石古紀纪姚連连馮冯歐欧程湯汤田康姜白汪鄒邹尤巫"
    "韓韩塗龔龚嚴严袁陸陆彭夏贾賈崔秦史顧顾邵孟龙龍萬万段雷钱錢尹黎易武乔喬贺賀莫孔向涂倪駱骆饒饶"
)
COMPOUND = "歐陽|欧阳|司馬|司马|上官|諸葛|诸葛|東方|东方|皇甫|張簡|范姜"
_WORD = r"[A-Z](?:['’][A-Z])?[a-z]+(?:-[A-Z][a-z]+)?"
_COURTESY = "先生|小姐|女士|太太|夫人"
_TITLE = "先生|小姐|女士|太太|夫人|醫師|医师|醫生|医生|老師|老师|教授|律師|律师|師傅|师傅"
_BEFORE = (
    r"""(?:(?<![\u4e00-\u9fff])|(?<=請問|请问|您好|你好|麻煩|麻烦|客戶|客户|住戶|住户|聯絡|联络|聯繫|联系|通知|告訴|告诉"""
    "|感謝|感谢|謝謝|谢谢|拜訪|拜访|[請请找約约給给跟和與与及同是叫讓让被幫帮替向問问聽听的位]))"
)
_GREETED = "(?=您好|你好|您|早安|晚安)"


class Recognizer(Shape):
    """A surname, at most two more characters and a title; or a title and one to three capitalised words."""

    ENTITY = ENTITY
    SCREEN = ("mr", "ms", "miss", "mx", "dr", "prof", *_TITLE.split("|"))
    SHAPES = (
        rf"(?:{COMPOUND}|[{SURNAMES}])[\u4e00-\u9fff]{{0,2}}?(?:{_TITLE})",
        rf"{_BEFORE}[高方金于常安](?:{_TITLE})",
        rf"{_BEFORE}[任成](?:{_COURTESY}|(?:{_TITLE}){_GREETED})",
        rf"{_BEFORE}(?<![\d零一二三四五六七八九十同及與与])[時时](?:{_COURTESY})",
        rf"(?:(?<=[找叫])和(?:{_COURTESY})|(?<![\u4e00-\u9fff])和(?:{_TITLE}){_GREETED})",
        rf"""(?<![A-Za-z0-9])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor)\.?[ ](?P<value>{_WORD}
        (?:[ ](?:[A-Z]\.|{_WORD})){{0,2}})(?![A-Za-z0-9])""",
    )

    def valid(self, value: str) -> bool:
        """Whether it is not a word that only looks so."""
        if value == "白先生" or "的" in value:  # 明白先生, 文學史的教授
            return False
        _, more, last = value.rpartition(" ")
        return not (more and last.lower() in NO_LAST)  # 109 Plaza Dr. Gateway Plaza Center


FINDS = {
    "請陳先生回電": ["陳先生"],
    "王小姐您好，我是張大文醫師": ["王小姐", "張大文醫師"],
    "欧阳老师的课": ["欧阳老师"],
    "Dear Mr. Smith,": ["Smith"],
    "ask Dr Jane O'Neil today": ["Jane O'Neil"],
    "請高先生回電，我找方小姐": ["高先生", "方小姐"],
    "，金先生說": ["金先生"],
    "請問于小姐的訂單，給任先生和成先生": ["于小姐", "任先生", "成先生"],
    "，高老師，麻煩安太太": ["高老師", "安太太"],
    "，和小姐您好，任老師您好": ["和小姐", "任老師"],
    "，時先生，常先生": ["時先生", "常先生"],
}
IGNORES = [
    "先生您好",
    "這位小姐",
    "班主任老師",
    "Mr. ",
    "the dr said",
    "最高先生",
    "地方小姐",
    "，和先生一起去，和老師討論",
    "回國後，任教授多年",
    "下午3時先生來電，同時先生",
    "高中老師，高級律師，安全教授",
    "官方太太",
    "語文教授法",
    "文學史的教授",
    "109 Plaza Dr. Gateway Plaza Center.",
]
