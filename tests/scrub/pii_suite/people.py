"""Names and addresses of nobody: written for this suite, apart from those that the model learned from."""

from random import Random

from pii_suite.shapes import digits, pick

GIVEN = (
    "Rosalind",
    "Tobias",
    "Ngozi",
    "Henrik",
    "Petra",
    "Ciaran",
    "Odalys",
    "Bartholomew",
    "Sunniva",
    "Emeka",
    "Lavinia",
    "Anselm",
)
FAMILY = (
    "Achterberg",
    "Wrenfield",
    "Okafor",
    "Lindqvist",
    "Castellan",
    "Mulvaney",
    "Thackeray",
    "Brannigan",
    "Oduya",
    "Featherstone",
    "Quillfeather",
    "Vasquez-Thorne",
)
PINYIN = (
    "Hsieh Pei-Shan",
    "Yuting Chiang",
    "Zhao Qinghe",
    "Ouyang Liwen",
    "Kuo Hsin-Yu",
    "Deng Yiran",
)
HANT = ("謝霈珊", "江若蘅", "郭馨予", "歐陽立雯", "簡澈言", "塗曼青", "邱柏勳", "温佑丞")
HANS = ("赵清禾", "邓依然", "欧阳立雯", "贺子墨", "骆星辰", "纪雨桐", "万知远", "尹书瑶")
STREETS = (
    "Larkspur Lane",
    "Old Mill Road",
    "Juniper Street",
    "Harbour View Avenue",
    "Chestnut Court",
    "Kingfisher Drive",
)
TOWNS = (", Portland, OR 97214", ", Leeds LS1 4AP", ", Ann Arbor, MI 48104", "", "", ", Apt 5C")
ROADS_TW = (
    "臺北市大安區復興南路一段",
    "新北市永和區中正路",
    "台中市西屯區市政北二路",
    "高雄市左營區博愛二路",
    "桃園市中壢區中大路",
    "台南市東區大學路",
)
ROADS_CN = (
    "北京市朝阳区建国路",
    "上海市徐汇区漕溪北路",
    "广东省深圳市南山区科技园南路",
    "浙江省杭州市西湖区文三路",
    "成都市武侯区天府大道北段",
)


def english(rng: Random) -> str:
    return f"{pick(rng, GIVEN)} {pick(rng, FAMILY)}"


def pinyin(rng: Random) -> str:
    return pick(rng, PINYIN)


def hant(rng: Random) -> str:
    return pick(rng, HANT)


def hans(rng: Random) -> str:
    return pick(rng, HANS)


def called_hant(rng: Random) -> str:
    return pick(rng, "謝江郭簡邱温塗") + pick(rng, ("先生", "小姐", "醫師", "老師"))


def called_hans(rng: Random) -> str:
    return pick(rng, "赵邓贺骆纪万尹") + pick(rng, ("先生", "女士", "医生", "老师"))


def street_en(rng: Random) -> str:
    return f"{rng.randint(2, 4999)} {pick(rng, STREETS)}{pick(rng, TOWNS)}"


def street_tw(rng: Random) -> str:
    lane = pick(
        rng, ("", "", f"{rng.randint(2, 300)}巷", f"{rng.randint(2, 300)}巷{rng.randint(2, 30)}弄")
    )
    floor = pick(
        rng, ("", f"{rng.randint(2, 15)}樓", f"{rng.randint(2, 15)}樓之{rng.randint(1, 6)}")
    )
    return f"{pick(rng, ROADS_TW)}{lane}{rng.randint(1, 500)}號{floor}"


def street_cn(rng: Random) -> str:
    block = rng.randint(1, 20)
    end = pick(rng, ("", f"{block}栋", f"{block}号楼{digits(rng, 3)}室"))
    return f"{pick(rng, ROADS_CN)}{rng.randint(1, 900)}号{end}"
