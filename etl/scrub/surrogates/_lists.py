"""Names that surrogates are made of: common ones, so that none says more than another.

Chinese ones are written as pairs where the scripts differ: 陳陈 is 陳 in Taiwan and 陈 in China.
"""

_GIVEN = """
    Adam Alan Albert Alice Amber Andrew Angela Anna Arthur Barbara Beth Brian Bruce Carl Carol Catherine
    Cecil Clara Colin Craig Cynthia Daniel David Dean Deborah Dennis Diana Donald Doris Dorothy Douglas Edith
    Edward Edwin Eileen Eleanor Elena Ellen Elsie Emily Emma Eric Ernest Esther Ethel Eugene Eva Evelyn Fiona
    Florence Frances Frederick Gareth Gary Geoffrey George Gerald Gillian Gloria Gordon Graham Gregory Harold
    Harriet Harvey Hazel Heather Helen Henry Herbert Hilda Howard Hugh Irene Isabel Jacob James Janet Janice
    Jason Jean Jennifer Jeremy Joan Joanna John Joseph Joyce Judith Julia Julian Karen Keith Kenneth Kevin
    Laura Lawrence Leonard Leslie Lillian Linda Lionel Louis Louise Lucy Malcolm Margaret Maria Marion Martha
    Martin Maurice Michael Mildred Monica Muriel Nancy Neil Nicholas Nigel Nora Norman Oliver Oscar Pamela
    Patrick Paula Peter Philip Rachel Ralph Raymond Rebecca Richard Robert Robin Roger Ronald Rosemary Ruth
    Samuel Sandra Sarah Sharon Sheila Simon Stanley Stella Stephen Susan Sylvia Teresa Theodore Thomas
    Timothy Trevor Valerie Vera Victor Vincent Virginia Walter Wendy Wilfred William Winifred
"""
GIVEN = tuple(_GIVEN.split())
_FAMILY = """
    Abbott Adkins Aldridge Allcott Ames Armitage Ashby Atwood Bailey Barlow Barrett Baxter Beckett Benson
    Birch Blackwell Blythe Bolton Bradshaw Bramley Brewer Brookes Buckley Burgess Burton Caldwell Calvert
    Carver Chadwick Chandler Chilton Clayton Clifford Colby Conway Corbett Cowley Crawford Crosby Dalton
    Darby Dawson Denham Dixon Draper Dudley Easton Ellis Elmore Emerson Everett Fairfax Fenton Fielding
    Fletcher Forsyth Foster Garner Garrett Gibbs Gifford Gilmore Goddard Goodwin Grafton Granger Hale
    Halliday Hammond Harding Hargrove Harlow Hartley Hatfield Hawkins Hayward Heath Holbrook Holden Holloway
    Hopkins Hubbard Hudson Hurst Hutton Ingram Jarvis Kendall Kingsley Kirby Langley Latham Lawson Leighton
    Lindley Lockwood Lowell Lyndon Maddox Marlow Marsden Mayfield Mercer Merrill Milburn Milton Morley
    Mortimer Nash Newell Newton Norris Norton Oakley Osborne Palmer Parsons Pearson Pelham Penrose Perkins
    Pickett Porter Prescott Preston Radcliffe Ramsey Ridley Ripley Rowland Rutherford Sanders Sawyer Selby
    Sheldon Sherwood Skinner Stafford Stanton Sterling Stratford Sutton Talbot Tatum Thornton Tilley Townsend
    Travers Turner Tyler Underwood Vance Vaughan Wade Wakefield Walden Waller Walton Warwick Watkins Webster
    Weston Whitaker Whitfield Wilcox Willis Winslow Woodward Wyatt Yardley York
"""
FAMILY = tuple(_FAMILY.split())
_SURNAMES = """
    陳陈 張张 黃黄 劉刘 吳吴 楊杨 許许 鄭郑 謝谢 賴赖 蘇苏 葉叶 莊庄 呂吕 羅罗 蕭萧 詹 簡简 鍾钟 馮冯 鄧邓
    盧卢 韓韩 趙赵 錢钱 孫孙 林 李 王 何 高 徐 沈 江 范 石 田 白 余 方 姚 汪 丁 金 唐 洪 曹 朱 宋 游 柯 施 戴
    魏 崔 杜 夏 秦 袁 史 尹 孟 白 毛 邱 侯
"""
SURNAMES = tuple(_SURNAMES.split())
_SYLLABLES = """
    偉伟 傑杰 國国 華华 軒轩 豪 銘铭 瑋玮 儀仪 靜静 麗丽 蓮莲 蘭兰 賢贤 慶庆 榮荣 緯纬 綺绮 誠诚 鈺钰 潔洁
    瑩莹 文 明 志 家 安 宇 子 俊 佳 雅 心 怡 平 正 建 宏 柏 彥 哲 翰 承 廷 育 仁 信 德 昌 宗 弘 光 成 永 清
    思 若 雨 欣 美 玉 秀 惠 珍 芳 芬 如 筠 涵 庭 晴 宜 君 依 瑞 瑜 琪 珊 曼 可 菲 彤 芸 昕 凡 之 克 立 元 世
    友 以 冠 泰 浩 祥 承
"""
SYLLABLES = tuple(_SYLLABLES.split())
_PLACES = """
    Alderbrook Amberley Ashcombe Aspenvale Barrowfield Beechwood Birchmere Bramblewood Briarcliff Brookhaven
    Calderwood Cedarholm Chestnut Cloverdale Copperfield Cranford Dunmore Eastbrook Elmhurst Fairmont
    Fernhollow Foxglove Glenwood Greenfield Hawthorn Hazelmere Heatherton Highfield Hollybank Juniper Kestrel
    Kingsmere Larchwood Laurel Lindenhall Longmeadow Maplewood Marigold Meadowlark Millbrook Mossgate
    Northfield Oakhurst Orchard Pinecrest Primrose Quarryside Ravenswood Redbrook Ridgeway Rosewood Rowanlea
    Sandhurst Silverdale Southmere Springfield Stonebridge Sycamore Thornbury Tidewater Valleyfield Waterford
    Westbrook Whitestone Wildflower Willowmere Windermoor Woodlark
"""
PLACES = tuple(_PLACES.split())
_ROADS = """
    文昌 中和 永平 和平 安平 太平 仁和 信安 光明 清水 青山 白石 金山 玉山 南山 北山 西山 大同 同安 永安 永和
    泰山 泰安 平安 文化 文明 文山 立德 明德 正德 永福 福安 福和 安康 安和 安居 中正 中央 公正 公平 成功 建成
    建安 前程 人和 古城 石门 花园 林口 三和 三民 四平 五福 六合 八德 百福 千秋 水源 江南 江北 河西 河北 湖口
    竹林 松江 松林 柏林 梅花 桂林 杏林 桃源
"""
ROADS = tuple(_ROADS.split())
