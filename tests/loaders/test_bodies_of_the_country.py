"""Bodies of all provinces, levels and kinds are known by their line of work, and words that end like bodies are none."""

from __future__ import annotations

import pytest

from loaders.departments import identify, is_body
from ontology.reforms import forms, reforms
from ontology.regions import by_code

# Where; then names with the line of work that is theirs, one of several where bodies were merged.
COUNTRY = {
    "100000": """国防部 defence, 国家发展改革委 development-reform, 中国民航局 civil-aviation, 国管局 offices-affairs,
        国家认监委 certification, 自然科学基金委 science-foundation, 中央财办 party-finance-economics,
        中央依法治国办 rule-of-law, 中央和国家机关工委 organs-work-committee, 高检院 procuratorate, 国办 government-office,
        国家防总 disaster-reduction, 铁道部 railway-administration, 卫生部 health, 保监会 financial-regulation,
        全国老龄办 ageing-committee, 港澳办 hong-kong-macao, 国家能源局 energy, 开发银行 banks, 国铁集团 railway-enterprise""",
    "310000": """市经济信息化委 industry-information, 市民族宗教局 ethnic-affairs, 市规划资源局 natural-resources,
        市绿化市容局 landscaping, 市住房城乡建设管理委 housing-construction, 市机管局 offices-affairs, 市消保委 consumers-association,
        市合作交流办 regional-cooperation, 市委研究室 party-policy-research, 虹桥国际中央商务区管委会 development-zone,
        上海金融法院 special-courts, 申通地铁集团 urban-rail, 市民防办 civil-air-defence, 市国家安全局 state-security""",
    "110000": """市规划自然资源委 natural-resources, 市人力社保局 human-resources, 市城市管理委 city-management,
        市政务和数据局 data, 首都文明办 civic-virtue, 市公园管理中心 landscaping, 市支援合作办 regional-cooperation,
        市公安局公安交通管理局 traffic-police, 市委社会工委 social-work, 国网北京市电力公司 power-grid""",
    "120000": "市市场监管委 market-regulation, 市政务服务办 government-services, 天津海事局 maritime, 市金融局 local-finance",
    "500000": """市经济信息委 industry-information, 市规划自然资源局 natural-resources, 市大数据发展局 data,
        市政府口岸物流办 ports-of-entry, 市招商投资局 investment-promotion, 市高法院 court, 国网重庆电力 power-grid""",
    "440300": """市科技创新委 science-technology, 市住房建设局 housing-construction, 市中小企业服务局 small-business,
        市城管和综合执法局 city-management, 市政务服务数据管理局 government-services, 市建筑工务署 major-projects,
        市文化广电旅游体育局 sports, 前海管理局 development-zone, 深圳边检总站 immigration, 市人力资源保障局 human-resources""",
    "440000": """省民族宗教委 religion, 省粮食和储备局 grain-reserves, 省政务服务和数据管理局 data, 省监狱局 prison-administration,
        海关总署广东分署 customs, 国家能源局南方监管局 energy-supervision, 省人大常委会法工委 peoples-congress""",
    "330000": "省经信厅 industry-information, 省建设厅 housing-construction, 省人力社保厅 human-resources, 省大数据局 data",
    "460000": "省资规厅 natural-resources, 省旅文厅 culture-tourism, 省营商厅 business-environment, 省水务厅 water",
    "510000": "经济和信息化厅 industry-information, 省经济合作局 investment-promotion, 人行成都分行 central-bank",
    "350000": "省海洋渔业局 ocean, 省方志委 history-gazetteers, 省台港澳办 taiwan-affairs, 厦门海事法院 special-courts",
    "370000": "省畜牧局 agriculture, 省地矿局 geological-survey, 山东黄河河务局 water, 山东能源监管办 energy-supervision",
    "130000": "省政务服务办 government-services, 雄安新区管委会 development-zone, 省数据和政务服务局 data",
    "650000": """兵团发展改革委 development-reform, 新疆生产建设兵团 production-construction-corps, 塔里木油田公司 petroleum,
        自治区畜牧兽医局 agriculture, 自治区数字化发展局 data, 喀什地区行署 people-government""",
    "540000": "自治区旅发厅 culture-tourism, 自治区藏医药管理局 traditional-medicine",
    "320500": """市资源规划局 natural-resources, 市文广旅局 radio-television, 苏州金融监管分局 financial-regulation,
        市园林和绿化管理局 landscaping, 苏州工业园区管委会 development-zone""",
    "410323": """县教体局 sports, 县农业农村和水务局 water, 县科技工信局 science-technology, 县文广新局 press-publication,
        县财政局（国资局） state-assets, 县政数局 data, 县物价局 development-reform, 县人口计生局 health, 县法制办 justice,
        县旅发委 culture-tourism, 县城乡规划局 natural-resources, 县人事局 human-resources, 县公路局 transport,
        县委国安办 national-security-office, 县委财经办 party-finance-economics, 县委机要局 cryptography,
        县政府督查室 follow-up-inspection, 县政协社会和法制委 political-consultation, 县武警中队 armed-police,
        县中医院 hospitals, 县烟草局 tobacco, 县天然气公司 town-utilities, 县国投集团 state-investment,
        县残联康复科 disabled-persons-federation, 县民政局办公室 civil-affairs, 县黄河河务局 water""",
    "152502": """市融媒体中心 media-centre, 市供销社 supply-cooperatives, 锡林浩特供电分局 power-grid, 广电网络公司 broadcasting-network,
        市文化馆 cultural-venues, 市职业教育中心 schools, 杭盖街道 township-government, 市信用联社 credit-cooperatives""",
}
BODIES = [(code, *entry.split()) for code, names in COUNTRY.items() for entry in names.replace("\n", " ").split(",")]


@pytest.mark.parametrize(("code", "name", "function"), BODIES)
def test_a_body_is_known(code: str, name: str, function: str) -> None:
    place = by_code(code)
    assert function in identify(name, place).functions
    assert is_body(name, place) or function in ("schools",)


NO_BODIES = """工作部署 决策部署 周密部署 动员部署 总体布局 优化布局 空间布局 新格局 大格局 良好开局 全局 服务大局 破局 结局 棋局
    一网通办 跨省通办 网上办 就近办 帮办 代办 督办 交办 转办 承办 协办 联办 好办 即来即办 企业开办 补办 新办 举办 查办
    领导干部 基层干部 内部 外部 全部 东部 中部 总部 企业总部 俱乐部 入院 出院 住院 法院判决 以人民为中心 城市中心 区域性中心
    社会 全社会 诚信社会 大会 代表大会 机会 动员会 座谈会 推进会 招聘会 展览会 运动会 音乐会 社会组织 市场主体
    城乡 家乡 返乡 三下乡 美丽城镇 特色小镇 新型城镇 政协委员 委托 责任制 组织领导 监督检查 部门联动 行业部门责任
    基本公共服务体系 便民服务站点 公共场所 加油站 网站 体育场馆 宾馆 校园 景区 市区 牧区 示范区建设 保护区 签署 分署意见
    好处 处理 处置 短处 避难场所 厕所 联系 联合 互联 物联 集团化 企业集团 上市公司 社团 代表团 一体化平台 政务大厅 办事大厅
    展厅 餐厅 持续推进 严格落实 分工负责 会同有关 绿色金融 银行贷款 商业保险 移动支付 供电可靠性 公交都市 政府采购 数字政府
    高质量发展 数据共享 农民专业合作社联合 公司治理 小微企业 职代会 阳光家园 日间照料 宣传报道 大局意识 组织实施部门责任"""


@pytest.mark.parametrize("phrase", NO_BODIES.split())
def test_words_that_end_like_bodies(phrase: str) -> None:
    assert not any(is_body(phrase, place) for place in (None, *map(by_code, ("100000", "440300", "152502"))))


NATIONAL = sorted({names[0] for reform in reforms() if reform.national for side in reform.sides for names in side})


@pytest.mark.parametrize("name", NATIONAL)
def test_national_bodies_of_reforms_are_known(name: str) -> None:
    """A document that names one means the body of the table."""
    for place in (by_code("100000"), by_code("410323")):
        body = identify(name, place)
        assert (body.name, body.official, body.region) == (name, True, "100000")
        assert body.functions


LOCAL = [
    (reform.id, forms(names[0], place)[0], place.code)
    for place in map(by_code, ("140000", "150500", "410323"))
    for reform in reforms()
    if place.level in reform.levels
    for side in reform.sides
    for names in side
]


@pytest.mark.parametrize(("reform", "name", "code"), LOCAL)
def test_local_bodies_of_reforms_are_known(reform: str, name: str, code: str) -> None:
    body = identify(name, by_code(code))
    assert body.functions, reform
    assert body.region == code
