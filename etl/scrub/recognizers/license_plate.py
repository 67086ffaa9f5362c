"""Licence plate: of China by its province (`京A12345`), others after the word for it (`車牌 ABC-1234`).

Source: GA 36-2018 for China; Taiwan's 2012 series and the older ones.
"""

from etl.scrub.find.shape import END, Shape

ENTITY = "LICENSE_PLATE"
_PROVINCE = (
    "京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊"
)


class Recognizer(Shape):
    """A plate of China, or letters and digits in two groups close behind the word."""

    ENTITY = ENTITY
    SCREEN = ("plate", "牌", "車號", "车号", *_PROVINCE)
    SHAPES = (
        rf"[{_PROVINCE}][A-HJ-NP-Z][·•\s]?(?=[A-Z]*\d)[A-HJ-NP-Z0-9]{{5,6}}{END}",
        rf"""(?i:(?:license|licence|number)[\s_]plate|plate[\s_](?:number|no\.?)|車牌|车牌|牌照
        |(?<![汽火列停])(?:車號|车号))[^\dA-Z\n]{{0,10}}
        (?P<value>(?=[A-Z0-9]{{0,4}}[- ]?[A-Z]{{0,4}}\d)
        (?=\d{{0,4}}[- ]?\d{{0,4}}[A-Z])[A-Z0-9]{{2,4}}[- ]?[A-Z0-9]{{2,4}}){END}""",
    )


FINDS = {
    "车牌京A12345违停": ["京A12345"],
    "粤B·D12345": ["粤B·D12345"],
    "車牌號碼ABC-1234": ["ABC-1234"],
    "license plate 7ABC123": ["7ABC123"],
    "車號AQ-1493違規": ["AQ-1493"],
}
IGNORES = [
    "SKU ABC-1234",
    "京AB",
    "plate of pasta",
    "車牌辨識系統",
    "新A股上市",
    "車號在3771~3790號",
]
