"""Street address: English (`221B Baker Street`), of Taiwan (`市府路45號8樓`) and China (`中关村大街27号`).

A road alone is no address; its number makes it one. The parts before the road (city, district) and after the
number (floor, room; suite, city, state, post code) belong to it. Words that lead in (我住在, 寄到, 地址) do not.
Sources: Chunghwa Post's address format; GB/T 23705-2009; USPS Publication 28, appendix C1.
"""

from collections.abc import Iterator

import regex

from etl.scrub.find.shape import Shape

ENTITY = "STREET_ADDRESS"
_H = r"[\u4e00-\u9fff]"
_N = r"[0-9０-９一二三四五六七八九十百]{1,5}"
_TAIL = rf"(?:(?:之|-|－){_N})?"
_ROAD = rf"""{_H}{{1,8}}?(?:大道|大街|路|街|(?<![知味频頻通管轨軌隧渠報报說说])道|胡同|巷|弄
    |[条條](?<=(?![第了要买買有這这那来來一二三四五六七八九十]){_H}[一二三四五六七八九十]{{1,3}}.))(?:[東西南北东中]?{_N}段)?"""
_CHINESE = rf"""(?:{_H}{{0,12}}[省市縣县區区鄉乡鎮镇村里州旗盟])?{_ROAD}
    (?:\s?{_N}巷)?(?:\s?{_N}弄)?\s?{_N}{_TAIL}\s?(?:號|号)(?![线線]){_TAIL}
    (?:\s?(?:[A-Za-z]|{_N}|{_H}{{1,6}}?)
    (?:棟|栋|幢|座|單元|单元|號樓|号楼|大廈|大厦|樓|楼|層|层|室|房|院|宿舍))*
    (?:之{_N}|\s?[A-Za-z]?\d{{1,5}}[室房])*"""
_SAYS = (
    "地址|住址|住在|位於|位于|坐落於|寄到|寄至|寄往|送到|送至"
    "|配送到|快递到|快遞到|搬到|搬去|公司在|家在|店在|前往|就在|是在|改成|改为|改為"
)
_SURE_LEAD = regex.compile(rf"^.*?(?:{_SAYS})[：:是為为在於于到]*(?={_H}{{2}})")
_LEAD = regex.compile(rf"^.*?(?:{_SAYS}|住|填|[：:是為为在於于到])+(?={_H}{{2}})")
_CITY = regex.compile(
    "[臺台][北中南東]市?|新北市?|桃園|桃园|高雄|基隆|新竹|嘉義|苗栗|彰化|南投|雲林|屏東|宜蘭|花蓮|澎湖|金門|連江|北京|上海|天津|重庆|重慶|广州|廣州|深圳|杭州"
    "|南京|成都|武汉|武漢|西安|苏州|蘇州|香港|九龍|澳門|广东|廣東|浙江|江苏|江蘇|山东|山東|四川|湖北|湖南|福建|河南|河北|安徽|江西|陕西|辽宁|云南|贵州|广西|山西|吉林|黑龙江|海南|甘肃|青海|内蒙古|新疆|西藏|宁夏"
)
_WORD = r"(?:[A-Z][A-Za-z'’.-]*|\d{1,3}(?:st|nd|rd|th))"
_LONG = """Street|Avenue|Road|Boulevard|Lane|Drive|Court|Place|Square|Terrace|Parkway|Way|Highway|Circle|Trail|Close
    |Crescent|Gardens|Grove|Mews|Row|Hill|Alley|Walk|Plaza|Turnpike|Expressway"""
_SMALL = "(?:street|avenue|road|boulevard|lane|parkway)(?!\\s(?:art|food|style|fashion|smart|light|vendor|cred))"
_SHORT = "St|Ave|Rd|Blvd|Ln|Dr|Ct|Pl|Sq|Ter|Pkwy|Hwy|Cir|Cres"  # the dot after one belongs to it
_SUFFIX = rf"(?:(?:{_LONG}|{_SMALL})(?![A-Za-z])|(?:{_SHORT})(?![A-Za-z])\.?)"
_NUMBERED = r"(?:(?:North|South|East|West|[NSEW]\.?)\s\d{1,3}\s)"  # East 161 Street
_UNIT = r"""(?:,?\s(?:(?i:apt|apartment|suite|ste|unit|flat|floor|fl|room|rm)\.?\s?|\#\s?)
    [A-Za-z]?\d{0,5}[A-Za-z]?(?:-\d{1,4})?)?"""
_CITY_NAME = r"(?:,?\s(?:[A-Z][a-z'.-]+\s?){1,3}(?=,|\s[A-Z0-9]))?"
_CODE = r"""(?:,?\s[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}
    |,?\s[A-Z]{2}(?:\s\d{5}(?:-\d{4})?)?(?![A-Za-z0-9]))?"""
_SHAPES = (
    _CHINESE,
    rf"""(?:(?<![A-Za-z0-9.,$-])|(?<=[A-Za-z][a-z)]\.))\d{{1,5}}[A-Z]?(?:[-/]\d{{1,4}})?\s
    (?:(?:{_WORD}\s){{1,4}}|{_NUMBERED}){_SUFFIX}
    (?:\s(?:N|S|E|W|NE|NW|SE|SW)(?![A-Za-z]))?{_UNIT}{_CITY_NAME}{_CODE}""",
    r"(?<![A-Za-z0-9])(?i:p\.?\s?o\.?\s?box)\s\d{1,6}(?![A-Za-z0-9])",
)


class Recognizer(Shape):
    """A road with its number; in Chinese with the city before it, without what leads in."""

    ENTITY = ENTITY
    SCREEN = r"[號号]|(?i:box)|\d[A-Z]?\s+[A-Z0-9]"
    SHAPES = _SHAPES

    BY_SHAPES = True

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where an address stands."""
        for shape in self._shapes:
            for match in shape.finditer(text):
                yield match.start() + _lead(match.group()), match.end()


def _lead(found: str) -> int:
    """How many characters before the address the pattern took with it."""
    sure = _SURE_LEAD.match(found)
    at = sure.end() if sure else 0
    if city := _CITY.search(found, at):
        return int(city.start())
    lead = sure or _LEAD.match(found)
    return int(lead.end()) if lead else 0


FINDS = {
    "I live at 221B Baker Street, London NW1 6XE now": ["221B Baker Street, London NW1 6XE"],
    "1600 Amphitheatre Parkway, Mountain View, CA 94043": [
        "1600 Amphitheatre Parkway, Mountain View, CA 94043"
    ],
    "ship to 12 N. 5th Avenue Apt 4B today": ["12 N. 5th Avenue Apt 4B"],
    "我住在台北市信義區市府路45號8樓，": ["台北市信義區市府路45號8樓"],
    "寄到新北市板橋區文化路一段188巷5弄10號。": ["新北市板橋區文化路一段188巷5弄10號"],
    "地址：北京市海淀区中关村大街27号": ["北京市海淀区中关村大街27号"],
    "送到上海市浦东新区世纪大道100号3栋502室吧": ["上海市浦东新区世纪大道100号3栋502室"],
    "店在中山路12號": ["中山路12號"],
    "P.O. Box 1234": ["P.O. Box 1234"],
    "beverages.3199 Fillmore Street": ["3199 Fillmore Street"],
    "made.124 East 28th Street": ["124 East 28th Street"],
    "confirmed.472 North Mathilda Avenue": ["472 North Mathilda Avenue"],
    "at 1 East 161 Street in": ["1 East 161 Street"],
    "it is 8339 Church street now": ["8339 Church street"],
    "at 975 Sereno Drive. Ask": ["975 Sereno Drive"],
    "12 Main St. Apt 4": ["12 Main St. Apt 4"],
    "在东单三条8-2号": ["东单三条8-2号"],
    "湖北中山公園位於武漢市漢口解放大道1265號，": ["武漢市漢口解放大道1265號"],
}
IGNORES = [
    "中山路很長",
    "on Baker Street",
    "a 5 minute drive",
    "第45號公告",
    "2 Way Binding",
    "3 way street",
    "Section 12 Street smarts",
    "台北市信義區",
    "知道12345号订单",
    "Section 12.5 Main Street",
    "v2.5 Main Street",
    "1 East 161",
    "2016 London street art",
    "合同第二十三条8号",
    "好，三条8号",
    "我买了三条8号",
    "地铁四条8号线",
]
