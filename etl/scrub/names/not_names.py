"""Words that a small model takes for names: the data of the guards in `guards.py`.

Every list is written by hand, from what the shipped model called a person in chats and logs, and from general
knowledge (capitals, the largest cities of the US); none is copied from a data set. Cities that are given names as
well (Austin, Charlotte, Madison, Aurora, Sofia) are left out: a name that stays is worse than a city that goes.
"""

from typing import Final

from etl.scrub.names.han_words import HAN_WORDS

_WORDS = """hi hello hey dear thanks thank please yes no ok okay user users assistant system human customer agent
    bot ai name email phone address order id sir madam subject re fw mr mrs ms dr json api http sql url html python
    null none true false error info debug warning
    monday tuesday wednesday thursday friday saturday sunday"""
_HAN_WORDS = """您好 你好 大家 我們 我们 你們 你们 他們 他们 先生 小姐 女士 老師 老师 客服 用戶 用户 客戶 客户
    助手 系統 系统 謝謝 谢谢 嗯嗯 嗯呢 哈哈 呵呵 剛剛 刚刚 夏天 夏季"""
_LAST_WORDS = """airlines airport airways station road avenue boulevard street drive county university college
    school hotel restaurant inc ltd llc corp center centre bank museum library hospital
    airports stations streets hotels restaurants apartments apartment salon salons spa festival theatre theater
    theatres theaters cinema cinemas stadium terminal mall cafe café bistro bakery brewery pizzeria grill clinic
    pharmacy academy institute resort motel hostel parkway plaza gallery arena"""

_COMMON = """action adventure album alternative animation blues bus cab cabs car cast classical comedy concert
    country crime disco documentary drama economy electronic event fantasy flight folk funk genre gospel hiphop
    hip-hop historical horror indie jazz latin metal movie music musical mystery opera play playlist pop premium
    punk r&b rap reggae reservation rock romance romantic salon sci-fi shared song sports taxi techno theater thriller
    ticket train trance western"""
_HAN_COMMON = """多少 那里 那裡 那里可 那裡可 这里 這裡 哪里 哪裡 专辑 專輯 电影 電影 音乐 音樂 高铁 高鐵 明白 方便"""
_HAN_THINGS = """令牌 金鑰 金钥 密鑰 密钥 私鑰 私钥 公鑰 公钥 密碼 密码 口令 驗證碼 验证码 識別碼 识别码 微信 微博
    支付寶 支付宝 淘寶 淘宝 京東 京东 抖音 臉書 脸书 推特 谷歌 百度 健保 健保卡 社保 社保卡 身分證 身份證 身份证
    護照 护照 駕照 驾照 車牌 车牌 比特幣 比特币 以太坊 錢包 钱包 帳號 账号 帳戶 账户 訂單 订单 發票 发票
    投訴 投诉 客訴 客诉 簡訊 短信 郵箱 邮箱 信箱 電郵 电邮"""
_HAN_COUNTRIES = """中国 中國 美国 美國 英国 英國 法国 法國 德国 德國 日本 韩国 韓國 南韩 南韓 北韩 北韓 朝鲜 朝鮮 泰国
    泰國 越南 印度 印尼 印度尼西亚 印度尼西亞 马来西亚 馬來西亞 新加坡 菲律宾 菲律賓 缅甸 緬甸 柬埔寨 尼泊尔 尼泊爾
    蒙古 俄罗斯 俄羅斯 乌克兰 烏克蘭 意大利 義大利 西班牙 葡萄牙 荷兰 荷蘭 比利时 比利時 瑞士 瑞典 挪威 芬兰 芬蘭
    丹麦 丹麥 奥地利 奧地利 希腊 希臘 波兰 波蘭 捷克 匈牙利 爱尔兰 愛爾蘭 冰岛 冰島 土耳其 以色列 埃及 南非 肯尼亚
    肯亞 加拿大 墨西哥 巴西 阿根廷 智利 秘鲁 秘魯 古巴 澳大利亚 澳大利亞 澳洲 新西兰 紐西蘭 伊朗 伊拉克 阿联酋 阿聯酋"""
_CITIES = """new york|new york city|los angeles|chicago|houston|phoenix|philadelphia|san antonio|san diego|dallas
    |san jose|jacksonville|fort worth|columbus|indianapolis|san francisco|seattle|denver|oklahoma city|nashville
    |washington dc|washington d.c|el paso|las vegas|boston|detroit|portland|louisville|memphis|baltimore|milwaukee
    |albuquerque|tucson|fresno|sacramento|mesa|atlanta|kansas city|colorado springs|omaha|raleigh|miami
    |virginia beach|long beach|oakland|minneapolis|bakersfield|tulsa|tampa|wichita|new orleans|cleveland|honolulu
    |anaheim|riverside|corpus christi|stockton|st. louis|st louis|saint louis|pittsburgh|anchorage|cincinnati
    |st. paul|greensboro|newark|plano|orlando|irvine|santa ana|chula vista|san bernardino|sunnyvale
    |london|paris|berlin|rome|madrid|lisbon|vienna|brussels|amsterdam|copenhagen|stockholm|oslo|helsinki|warsaw
    |prague|budapest|athens|dublin|moscow|kyiv|ankara|cairo|nairobi|new delhi|beijing|tokyo|seoul|bangkok|hanoi
    |jakarta|manila|singapore|kuala lumpur|canberra|wellington|ottawa|mexico city|buenos aires|brasilia"""

NO_NAME: Final = frozenset(_WORDS.split() + _HAN_WORDS.split())
NO_LAST: Final = frozenset(_LAST_WORDS.split())
COMMON: Final = frozenset(_COMMON.split())
NO_PERSON: Final = frozenset(
    [
        *_HAN_COMMON.split(),
        *_HAN_THINGS.split(),
        *_HAN_COUNTRIES.split(),
        *HAN_WORDS,
        *(c.strip() for c in _CITIES.split("|")),
    ]
)
