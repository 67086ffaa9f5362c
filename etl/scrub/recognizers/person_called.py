"""A person as friends and colleagues call them: 小明, 阿華, 老王, 小陳.

Such a name is two characters that stand in many words (小心, 老師, 阿姨), so it counts only with a surname or a
character of given names in it, and between what stands beside names: punctuation, or words such as 找, 跟 and 說.
Source: the surnames of `person_title.py`; the characters are the most frequent ones of given names in Taiwan
(Ministry of the Interior, 2018), without those that are mostly other words (小康, 小白, 阿拉, 老林).
"""

from etl.scrub.find.shape import Shape

ENTITY = "PERSON"
_SURNAMES = (
    "陳陈黃黄張张李王吳吴劉刘蔡楊杨許许鄭郑謝谢郭邱曾廖賴赖徐周葉叶蘇苏莊庄呂吕江蕭萧羅罗潘簡简朱鍾钟彭詹胡施沈趙赵盧卢梁顏颜柯翁魏孫孙宋鄧邓薛丁"
    "馬马董唐蔣蒋馮冯姚汪袁陸陆夏賈贾崔錢钱韓韩龔龚嚴严"
)
_GIVEN = (
    "明華华美芳強强偉伟傑杰玲珍英輝辉豪宏仁忠榮荣德惠娟鳳凤蘭兰玉霞彬軍军勇峰濤涛凱凯翔文賢贤坤嬌娇燕麗丽敏靜静雯婷怡君萍琳倩莉剛刚健志國国義义福"
    "財财亮紅红"
)
_BEFORE = r"""(?<=\A|[\s，。！？、：；「『（(,.!?:;"@]|[找告託托約约陪請请叫跟和與与給给問问是我到的讓让由幫帮]
    |同事|朋友|客戶|客户|室友|鄰居|邻居)"""
_AFTER = r"""(?=\Z|[\s，。！？、：；」』）),.!?:;"…]
    |[說说的在和跟與与也都是你您他她請请今昨明天來来去給给會会有把被又就吧啊呢嗎吗還还要想先沒没不幫帮問问打回已可剛刚到]
    |[吃喝買买看做用聊談谈約约寄拿借])"""


class Recognizer(Shape):
    """A nickname between what stands beside names."""

    ENTITY = ENTITY
    SCREEN = (
        "小",
        "老",
        "阿",
        "哥",
        "姐",
        "董",
        "總",
        "总",
        "經理",
        "经理",
        "主任",
        "長",
        "长",
        "媽媽",
        "妈妈",
        "爸爸",
        "伯伯",
        "叔叔",
        "同學",
        "同学",
    )
    SHAPES = (
        rf"{_BEFORE}(?:[小老][{_SURNAMES}]|小[{_GIVEN}]|阿[{_GIVEN}{_SURNAMES}]){_AFTER}",
        rf"{_BEFORE}[{_SURNAMES}高方金](?:哥|姐|董|總|总|經理|经理|主任|課長|课长|處長|处长|老闆|老板|媽媽|妈妈|爸爸|阿姨|伯伯|叔叔|同學|同学){_AFTER}",
    )

    def valid(self, value: str) -> bool:
        """Whether it is not a word: 阿富汗, 老江湖, 小夏天."""
        return value not in {"小國", "小国", "老國", "小文", "小君", "老周", "小許", "小许", "老夏"}


FINDS = {
    "請轉告小明，": ["小明"],
    "，阿華說他明天來": ["阿華"],
    "跟老王和小陳吃飯": ["老王", "小陳"],
    "你好，王經理在嗎？": ["王經理"],
    "請高經理回電": ["高經理"],
}
IGNORES = [
    "小心一點",
    "最高經理人",
    "地方主任",
    "老師說的",
    "阿姨的店",
    "小時候",
    "小馬達的聲音",
    "老張開了",
    "最小明顯差異",
    "小強化學習",
]
