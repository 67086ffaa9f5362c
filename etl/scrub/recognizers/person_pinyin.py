"""A Chinese name in Latin letters: `Amy Chen`, `Chen Wei-Ting`, `Hsieh Pei-Shan`.

A surname in pinyin or Wade-Giles beside a hyphenated given name, or beside an English given name, is a name wherever it
stands; others are left to the model and to `person_introduced.py`.
Source: the surnames of `person_title.py` as the passports of Taiwan, China, Hong Kong and Singapore spell them; the
given names are common English ones of Chinese speakers, written by hand.
"""

from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Final

import regex

from etl.scrub.find.shape import START, Shape

ENTITY = "PERSON"
_SURNAME = """Chen|Chan|Tan|Lin|Lam|Lim|Huang|Hwang|Wong|Wang|Chang|Zhang|Cheung|Lee|Li|Wu|Liu|Lau|Tsai|Cai|Choi|Yang
    |Yeung|Hsu|Xu|Hui|Cheng|Zheng|Hsieh|Xie|Tse|Hung|Hong|Kuo|Guo|Kwok|Chiu|Qiu|Yau|Tseng|Zeng|Tsang|Liao|Lai
    |Chou|Zhou|Chow|Yeh|Ye|Yip|Su|Chuang|Zhuang|Lu|Lyu|Chiang|Jiang|Ho|Hsiao|Xiao|Luo|Lo|Law|Kao|Gao|Pan|Poon
    |Chien|Jian|Chu|Zhu|Chung|Zhong|Peng|Pang|Yu|Zhan|Hu|Shih|Shi|Shen|Sham|Liang|Leung|Zhao|Chao|Yen|Yan|Ngan
    |Weng|Yung|Wei|Sun|Tai|Dai|Fan|Fang|Sung|Song|Teng|Deng|Tang|Tu|Du|Hou|Tsao|Cao|Cho|Hsueh|Xue|Ting|Ding|Ma
    |Chin|Feng|Fung|Yuan|Luk|Tung|Dong|Kung|Gong|Ouyang|Au|Kwan|Kwong|Ng|Goh|Ong|Teo|Koh|Yao|Tian|Ren|Qian|Qin
    |Cui|Meng|Bai|Xiong"""
_GIVEN = """Aaron|Abby|Alan|Albert|Alex|Alice|Alvin|Amanda|Amber|Amy|Andrew|Andy|Angel|Angela|Anita|Ann|Anna|Annie
    |Anthony|Betty|Bill|Bob|Bonnie|Brian|Candy|Carol|Catherine|Celine|Charles|Chris|Christina|Christine|Cindy
    |Claire|Connie|Daisy|Daniel|David|Debby|Derek|Diana|Donna|Doris|Edward|Elaine|Ellen|Emily|Emma|Eric|Eva|Evan
    |Felix|Fiona|Flora|Frank|Gary|George|Gina|Grace|Hannah|Harry|Helen|Henry|Howard|Irene|Iris|Ivy|Jack|Jackie
    |James|Jane|Janet|Jason|Jeff|Jennifer|Jenny|Jerry|Jessica|Jessie|Jimmy|Joan|Joe|John|Johnny|Joseph|Joyce|Judy
    |Julia|Julie|Justin|Karen|Kate|Kathy|Katie|Kelly|Ken|Kenny|Kevin|Kitty|Larry|Laura|Leo|Leon|Leona|Leslie|Lily
    |Linda|Lisa|Louis|Lucy|Luke|Maggie|Mandy|Margaret|Maria|Mark|Mary|Matt|Max|May|Megan|Melissa|Michael|Michelle
    |Mike|Monica|Nancy|Nick|Nicole|Nina|Olivia|Oscar|Pamela|Patrick|Paul|Peggy|Penny|Peter|Phoebe|Queenie|Rachel
    |Ray|Raymond|Rebecca|Richard|Ricky|Rita|Robert|Roger|Ron|Rose|Ruby|Ryan|Sally|Sam|Samuel|Sandy|Sandra|Sarah
    |Sean|Selina|Sharon|Sherry|Shirley|Simon|Sophia|Stella|Stephanie|Steve|Steven|Sunny|Susan|Tiffany|Tim|Tina
    |Tom|Tommy|Tony|Tracy|Vicky|Victor|Vincent|Vivian|Wendy|William|Willy|Winnie|Yvonne|Zoe"""
SURNAMES: Final = frozenset(_SURNAME.replace("\n    ", "").split("|"))
GIVEN: Final = frozenset(_GIVEN.replace("\n    ", "").split("|"))
_WORD = r"[A-Z](?:\.|[a-z]*(?:[-'’][A-Za-z][a-z]+)*)"
_NAME = regex.compile(_WORD)
_JOINED = regex.compile(r"[A-Z][a-z]{0,5}[-'’][A-Za-z][a-z]{1,5}")  # Pei-Shan


class Recognizer(Shape):
    """A surname and a given name that proves it, in either order, among capitalised words."""

    ENTITY = ENTITY
    SCREEN = r"[A-Z][a-z]{0,6}-[A-Za-z][a-z]|[A-Z][a-z]+,?\s[A-Z][a-z]"
    SHAPES = (
        rf"{START}{_WORD}(?:,?[ ]{_WORD})+(?![A-Za-z0-9-])",
    )  # names are looked up in sets: a choice of 300 is slow

    BY_SHAPES = True

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where two or three words in a row are a name."""
        for run in self._shapes[0].finditer(text):
            words = list(_NAME.finditer(text, run.start(), run.end()))
            for first, last in chain(pairwise(words), zip(words, words[2:], strict=False)):
                between = text[first.end() : last.start()]
                if _is_name(first.group(), last.group(), between):
                    yield first.start(), last.end()


def _is_name(first: str, last: str, between: str) -> bool:
    if first in GIVEN:
        return last in SURNAMES and "," not in between
    if _JOINED.fullmatch(first):
        return last in SURNAMES and between == " "
    return first in SURNAMES and bool(_JOINED.fullmatch(last)) and between in {" ", ", "}


FINDS = {
    "ask Amy Chen about it": ["Amy Chen"],
    "Chen Wei-Ting and Mei-Hua Lin": ["Chen Wei-Ting", "Mei-Hua Lin"],
    "請找Kevin Wong。": ["Kevin Wong"],
    "Dear Amy Chen's team, ask Paul K. Lam": ["Amy Chen", "Paul K. Lam"],
    "Hsieh, Pei-shan": ["Hsieh, Pei-shan"],
}
IGNORES = [
    "Hong Kong",
    "Amy Chen2",
    "xAmy Chen",
    "Song Dynasty",
    "May He rest",
    "the Yang-Mills theory",
    "Max Lines",
    "So What",
    "To Re-read",
]
