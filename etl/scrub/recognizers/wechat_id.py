"""WeChat account: what follows 微信号 or `WeChat ID`; 微信支付 is none.

Source: WeChat's rule: 6 to 20 letters, digits, `_` or `-`, a letter first; phone numbers are found as such.
"""

from etl.scrub.find.shape import END, Shape

ENTITY = "WECHAT_ID"


class Recognizer(Shape):
    """The shape after its words; letters alone count only after the full word."""

    ENTITY = ENTITY
    SCREEN = ("wechat", "weixin", "微信", "vx", "加微", "wx", "加v", "加ｖ", "v信", "薇信")
    SHAPES = (
        rf"(?i:(?<![a-z])(?:wechat|weixin)[\s_]?id|微信(?:号码?|號碼?|\s?id))[\s:：=是為为]{{1,5}}(?P<value>[A-Za-z][A-Za-z0-9_-]{{5,19}}){END}",
        rf"(?i:(?<![a-z])(?:wechat|weixin|vx)|微信(?:加我|是|加|聯絡|联系)?|加微信?|加[vVＶ]|[vV]信|薇信|(?<![A-Za-z-])wx(?=[\s:：=]))[\s:：=是為为]{{0,5}}(?P<value>(?=[A-Za-z]+[0-9_-])[A-Za-z][A-Za-z0-9_-]{{5,19}}){END}",
        rf"(?<![A-Za-z0-9])wxid_[a-z0-9]{{10,20}}{END}",
    )


FINDS = {
    "加我微信：mei_chen88": ["mei_chen88"],
    "微信号是zhangwei": ["zhangwei"],
    "加V：mei_chen88": ["mei_chen88"],
    "微信加我 mei_chen88": ["mei_chen88"],
    "WeChat ID: zhang-wei99": ["zhang-wei99"],
    "wxid_a1b2c3d4e5f6": ["wxid_a1b2c3d4e5f6"],
}
IGNORES = [
    "微信支付",
    "WeChat account settings",
    "微信 payment",
    "微信号是什么",
    "svx_12345678",
    "drwx-wxrwxr-x",
]
