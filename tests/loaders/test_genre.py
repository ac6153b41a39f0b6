"""What a chapter does, by the titles that chapters of plans in many fields bear."""

from __future__ import annotations

import pytest

from loaders.clean import clean
from loaders.genre import chapter_class, class_of, section_class
from loaders.outline import read_outline

BACKGROUND = """“十三五”时期残疾人事业发展回顾|残疾人事业发展趋势|编制背景|发展基础|规划背景|规划基础|现状与形势|发展基础与发展环境|
发展环境|面临的机遇与挑战|发展现状|发展现状与面临形势|形势与挑战|行动背景|“十一五”时期取得的主要成绩|“十二五”时期残疾人事业发展规划执行情况|
基本情况|工作基础|重大意义|充分认识残疾预防工作的重要意义|把握新形势新机遇|“十三五”工作成效|基础与形势|主要成就与存在问题|困难和问题|
发展要求|规划背景与重大意义|我市养老服务发展现状|必要性和紧迫性"""
GENERAL = """“十四五”残疾人事业发展总体布局|总体要求|明确总体要求|工作目标|主要目标|目标任务|总体思路和定位|指导思想|基本原则|发展思路|工作原则|
工作思路|总则|适用范围|规划愿景与目标|指导思想与发展目标|指导思想、基本原则与主要目标|“十四五”时期经济社会发展指导方针和主要目标|
“十二五”发展的思路和目标|战略定位|编制依据|规划范围和期限|总体要求和主要目标|活动主题|整治范围|考评对象|补贴对象"""
WORK = """重点任务|主要任务|重点任务和主要措施|重点任务及责任分工|工作任务|工作内容|工作措施|工作举措|主要措施|具体措施|重点工作|重点工程|行动任务|
工作重点|重点领域|政策措施|支持政策|整治重点|改革举措|主要任务与重点工程|总体思路和重点任务|深化简政放权|推进放管结合|
健全法治信用服务保障|健全跨部门综合监管体制机制|加强跨部门综合监管支撑能力建设|营造公平公正的法治环境|优化发展环境，激发市场活力|
坚决扛牢粮食安全和重要农产品供给政治责任|强化现代农业基础支撑|保障残疾人平等权利|织密扎牢残疾人民生保障安全网|提高社会保障水平|健全多层次社会保障体系|
落实各方责任|应对气候变化，推动绿色转型|全面深化改革，充分激活高质量发展动力|格局构建：切实筑牢首都生态安全屏障|企业开办注销领域（省市场监管局牵头）|
政府办公统一协同（20分）|就业服务|完善服务体系，改善民生基础设施|防范化解重大风险挑战|抢抓发展机遇，做强主导产业|持续改善生态环境状况|创新体制机制"""
SAFEGUARD = """保障措施|组织保障|组织实施|组织领导|工作要求|实施保障|实施机制|实施步骤|实施保障措施|切实做好组织实施|强化组织保障|加强组织领导|强化保障措施|
健全保障措施|保障条件|保障机制|规划实施|规划实施与监测评估|推进步骤|时间安排|进度安排|职责分工|组织机构|工作步骤|监督考核|附则|名词解释|投资估算|
投资估算与资金筹措|环境影响评价|资金保障|经费保障|考核评价|考评方式|组织领导与保障措施|加强规划组织实施|加强党的领导|强化政策支持保障|加强规划实施保障|
其他事项|部门职责|预期效果|监测评估|有关要求|工作保障|强化要素保障|强化保障,压实工作责任"""
TITLES = [
    (kind, title.strip())
    for kind, titles in (("background", BACKGROUND), ("general", GENERAL), ("work", WORK), ("safeguard", SAFEGUARD))
    for title in titles.split("|")
]


@pytest.mark.parametrize(("kind", "title"), TITLES)
def test_chapters(kind: str, title: str) -> None:
    assert chapter_class(title) == kind


SECTIONS: list[tuple[str, str | None, str]] = [
    ("指导思想", "general", "nothing but the name of a part"),
    ("主要目标", "general", "the same"),
    ("“十三五”取得的巨大成就", "background", "with its period"),
    ("保障措施", "safeguard", "nothing but the name"),
    ("重点任务", "work", "nothing but the name"),
    ("强化规划实施保障机制", "safeguard", "the plan's own implementation"),
    ("健全保障机制", None, "work of a chapter"),
    ("完善目标管理", None, "work that speaks of aims"),
    ("发展职业教育", None, "work"),
]


@pytest.mark.parametrize(("title", "kind", "reason"), SECTIONS)
def test_sections(title: str, kind: str | None, reason: str) -> None:
    assert section_class(title) == kind, reason


MIXED = (
    "某市工作计划\n一、总体思路和重点任务\n（一）指导思想\n好。\n（二）重点任务\n1.做好。\n（三）保障措施\n1.加强领导。\n"
    "二、总体要求\n（一）主要任务\n1.做优。\n附件1\n名词解释\n一、条目\n1.解释。\n附件2\n任务分工\n一、财政\n1.做强。"
)


def test_the_nearest_named_part_decides() -> None:
    cleaned = clean(MIXED)
    classes = {node.path: class_of(cleaned.text, node) for node in read_outline(cleaned).nodes()}
    assert {path: kind for path, kind in classes.items() if path[-1] == "1" and "/" in path} == {
        "一/（二）/1": "work",
        "一/（三）/1": "safeguard",
        "二/（一）/1": "work",
        "一~2/1": "safeguard",
        "一~3/1": "work",
    }
    assert classes["一/（一）"] == "general"
