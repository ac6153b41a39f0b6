"""A heading's title goes in, what stands under it comes out: it tells the past, sets aims, sets work, or safeguards it.

A chapter is judged by any of its words; a section within a chapter only where it bears nothing but the name of such a part
(指导思想, 主要目标, 保障措施), for 健全保障机制 in a chapter of work is work.
"""

from __future__ import annotations

import re
from typing import Literal

from loaders.tree import Node

ChapterClass = Literal["background", "general", "work", "safeguard"]

_BESIDE = re.compile(r"[（(【〔].*$|[\s　“”\"]")
_TASKS = re.compile(
    r"任务(?!分工|目标|要求|进度)|(?:重点|主要|核心|具体|年度|关键)(?:工作|举措|措施|工程|项目|行动|事项|领域|内容|环节)|工作(?:内容|举措|措施|重点|事项)$|"
    r"(?:整治|建设|改革|创建|实施|活动|治理|检查|培训|政策|服务|行动|推进|落实|支持|扶持|奖励|试点)(?:内容|重点|举措|措施|事项)$|主攻方向|重大工程"
)
_AIMS = re.compile(r"(?:目标(?:和|与|及|、)?任务|任务(?:和|与|及|、)?目标|任务要求|目标要求)$")
_DOES = (
    "加强|强化|推进|推动|加快|加大|深化|完善|健全|建立|构建|建设|提升|提高|优化|改善|促进|发展|大力|积极|全面|着力|持续|深入|进一步|切实|努力|"
    "实施|开展|打造|培育|培养|壮大|扩大|落实|支持|鼓励|引导|规范|保障|巩固|拓展|创新|统筹|聚焦|突出|坚持|坚决|坚定|严格|严守|严厉|抓好|抓实|"
    "抓住|抢抓|做好|做强|做优|做大|丰富|营造|增强|激发|释放|筑牢|夯实|织牢|织密|整合|整治|治理|保护|修复|防范|化解|应对|稳定|稳步|弘扬|繁荣|"
    "补齐|畅通|盘活|用好|扎实|充分|有序|有效|更好|合理|科学|认真|及时|主动|带动|引进|吸引|集聚|倡导|维护|转变|调整|探索|推广|普及|降低|减轻|"
    "放宽|破除|清理|简化|压缩|明确|发挥|塑造|彰显|传承|守住|守牢|扛牢|牢牢|全力|高质量|高标准|高水平|把|使|让|紧扣|紧盯|围绕|对标|树立|践行|"
    "厚植|凝聚|擦亮|擘画|谋划|不断|逐步|系统|协同|联动|精准|从严|依法"
)
_NAMES = (
    "基础|背景|现状|环境|趋势|形势|思路|目标|要求|理念|战略|原则|定位|愿景|阶段|步骤|范围|对象|内容|机制|路径|方案|主体|时间|依据|情况|条件|成效|需求|"
    "措施|体系|政策|方针|方法|进度|管理|和|与|及|、"
)
_VERB = re.compile(f"(?:{_DOES})(?!{_NAMES})|以.{{2,20}}(?:为|促|推|带|保)")
_KNOWS = re.compile(
    "(?:充分|深刻|高度|准确|科学)?(?:认识|认清|把握|分析|研判).*(?:意义|形势|机遇|挑战|必要|重要性|阶段)"
)
_PAST = (
    r"背景|回顾|回眸|形势|趋势|现状|机遇|挑战|成效|成就|成绩|存在(?:的)?(?:主要|突出)?(?:问题|困难)|(?:主要|困难(?:和|与)|矛盾(?:和|与))问题|问题(?:和|与|及)?(?:短板|不足|挑战)|"
    r"发展环境|面临|(?:执行|完成|实施|进展|基本|总体|落实)情况|概况|(?:发展|工作|建设|规划|现有|产业)?基础(?:条件|优势)?(?:(?:和|与|及|、).{0,8})?$|"
    r"(?:重要|重大|深远|现实|战略)?意义|必要性|编制过程|发展阶段|自然条件|需求(?:分析|预测)|发展要求$|认识$"
)
_GENERAL = (
    r"总体(?:要求|布局|思路|目标|考虑|部署|安排|设想|构想)|指导(?:思想|原则|方针)|基本(?:原则|思路|要求|方针|理念)|战略(?:定位|目标|思路|导向)|"
    r"(?:发展|工作|规划|建设|创建|整治|改革|奋斗|功能|实施|编制)(?:理念|思路|战略|原则|方针|愿景|定位)|愿景|总则|总论|总纲|^目标|目标(?:定位|指标)?$|"
    r"(?:主要|发展|工作|总体|具体|行动|规划|建设|年度|远景|改革|整治|创建|预期|战略|近期|阶段性?)目标|指标体系|"
    r"(?:适用|规划|实施|考评|考核|评选|补贴|补助|资助|奖励|整治|服务|救助|扶持|创建|申报|活动)(?:范围|对象|期限|依据|时间|主题|条件)|编制(?:依据|目的|说明)|"
    r"目的(?:和|与)?(?:意义|依据)?$|依据$|术语|定义"
)
_SAFEGUARD = (
    r"保障(?:措施|机制|体系|条件|政策|方案|支撑)?$|保障(?:措施|机制)|组织(?:实施|保障|领导|推进|管理|机构|体系|架构|指挥|落实|协调|形式)|领导(?:机构|小组)|"
    r"实施(?:机制|保障|要求|步骤|阶段|管理|主体|方法|路径|时间|进度)|工作(?:要求|保障|机制|步骤|安排|制度|纪律|进度|流程|方法|程序|阶段)$|规划(?:的)?实施|"
    r"附则|附件|附表|附录|监督(?:检查|考核|评估|管理|保障|问责)?$|(?:有关|相关|几点|具体)要求|推进(?:机制|步骤|计划|措施)$|"
    r"(?:进度|时间|步骤|阶段|日程|实施|进度)安排|时间(?:步骤|节点|进度)|方法步骤|(?:职责|责任|任务)分工|(?:部门|工作|岗位)职责|"
    r"投资(?:估算|匡算|概算|规模)|资金(?:筹措|来源|安排|保障|估算|概算|管理|测算)|经费(?:保障|来源|预算|安排)|环境影响|效益(?:分析|评价)|"
    r"考核(?:评价|办法|奖惩|机制|评估|验收)?$|考评|(?:监测|中期|绩效)?评估(?:考核|机制)?$|名词解释|指标解释|其他(?:事项|规定)?$|有关事项|奖惩|责任追究|法律责任|"
    r"督(?:查|导|促)(?:检查|考核|问责|落实|指导)?$|宣传(?:引导|发动|动员|报道)$|预期(?:效果|成效|效益)|政策(?:保障|支撑)$|强化保障|党的(?:全面|集中统一)?领导|"
    r"党对.{1,16}领导|实施(?:与|和)?(?:管理|监督)"
)
_ORGANISES = re.compile(
    r"组织(?:实施|保障|领导|推进|协调)|保障措施|(?:规划|方案|计划|政策)(?:的)?实施(?:保障)?|实施(?:保障|机制)|党的(?:全面|集中统一)?领导|党对.{1,16}领导|"
    r"^(?:切实|进一步|全面|不断|着力|建立)?(?:加强|强化|健全|完善|落实|加大|夯实|做好)(?:完善)?"
    r"(?:组织|实施|工作|政策|资金|要素|人才|经费|投入|制度|规划|支撑|政策支持)?保障(?:措施|机制|体系|力度|水平|工作)?(?:$|，)"
)
_WIDE = tuple(
    (name, re.compile(pattern))
    for name, pattern in (("background", _PAST), ("general", _GENERAL), ("safeguard", _SAFEGUARD))
)
_AHEAD = re.compile(r"未来|下一步|今后|工作思路|打算|展望|安排|计划")
_GOAL = re.compile(r"目标")
_NAMED_PART = re.compile(
    r"(?P<background>(?:规划|编制|行动|工作|发展)?背景|(?:发展|工作|建设)?基础|(?:发展)?现状|(?:发展|面临)?(?:的)?(?:形势|趋势|机遇|挑战|环境)|(?:存在|主要|突出)?(?:的)?(?:主要)?问题|(?:重要|重大)?意义|.{0,12}(?:取得的.{0,4}成[就效绩]|面临的?.{0,4}(?:形势|挑战|机遇)|回顾))"
    r"|(?P<general>指导(?:思想|原则|方针)|(?:基本|工作|发展|规划|编制|总体)原则|总体(?:要求|思路|目标|考虑|布局)|(?:发展|工作)(?:思路|理念|定位|方针|愿景)|基本(?:思路|要求|方针)|(?:战略|功能|规划|发展)定位"
    r"|(?:主要|发展|工作|总体|具体|行动|规划|建设|年度|远景|近期|远期|预期|阶段)?目标(?:任务|指标|要求)?|(?:适用|规划|实施)范围|规划期限|(?:编制|规划|制定)(?:依据|目的)|目的依据)"
    r"|(?P<work>(?:重点|主要|工作|具体|核心)(?:任务|工作|举措|措施|工程|内容)|工作(?:内容|举措|措施|重点)|(?:重点|主要)任务(?:和|与|及)(?:主要|重点)?(?:措施|举措|工程))"
    r"|(?P<safeguard>保障(?:措施|机制|条件|体系)|组织(?:领导|实施|保障|机构|架构)|实施(?:步骤|保障|机制|阶段)|工作(?:要求|保障|步骤|机制|安排)|(?:时间|进度|步骤)安排|(?:职责|责任|任务)分工|(?:监督|考核)(?:检查|评估|评价|机制)?|附则|资金筹措|投资估算|环境影响评价"
    r"|(?:强化|加强|完善|健全|做好|抓好|切实做好)?(?:规划|方案|计划|纲要)(?:的)?(?:组织)?实施(?:的)?(?:保障|管理)?(?:机制|体系|工作|措施)?(?:(?:和|与).{2,6})?)"
)
_ANNEX_ASIDE = re.compile(
    r"解释|术语|名单|联系(?:人|方式)|一览表|目录|样表|[记请报计审]表|承诺书|[局围程意]图|格式|模板|编制说明|(?<!任务)(?<!责任)(?<!措施)(?<!工作)(?<!项目)(?<!举措)清单"
)
"""Annexes that set no work whatever stands in them."""


def chapter_class(title: str) -> ChapterClass:
    """What a chapter does, by its title; a chapter of no known kind sets work.

    >>> chapter_class("重点任务和主要措施"), chapter_class("编制背景"), chapter_class("保障措施"), chapter_class("总体布局")
    ('work', 'background', 'safeguard', 'general')
    """
    words = _BESIDE.sub("", title).replace(",", "，")
    named = section_class(words)
    if named is not None:
        return named
    if _KNOWS.match(words):
        return "background"
    if _AIMS.search(words):
        return "general"
    if _TASKS.search(words):
        return "work"
    if _VERB.match(words):
        if _ORGANISES.search(words):
            return "safeguard"
        return "general" if re.search("总体要求$|指导思想", words) else "work"
    for name, pattern in _WIDE:
        if pattern.search(words):
            return name  # type: ignore[return-value]
    return "work"


def section_class(title: str) -> ChapterClass | None:
    """What a section does whose title is nothing but the name of such a part; None for every other.

    >>> section_class("指导思想"), section_class("完善服务保障机制"), section_class("（四）保障措施")
    ('general', None, None)
    """
    match = _NAMED_PART.fullmatch(_BESIDE.sub("", title))
    return match.lastgroup if match else None  # type: ignore[return-value]


def class_of(text: str, node: Node) -> ChapterClass:
    """What the part of a plan does that a heading stands in: the nearest named part above it, else its chapter."""
    at: Node | None = node
    chapter = node
    while at is not None and at.kind != "annex":
        named = section_class(text[at.title_start : at.title_end]) if at.parent is not None else None
        if named is not None and at.depth > 1:
            return named
        chapter, at = at, at.parent
    if at is not None and _ANNEX_ASIDE.search(text[at.title_start : at.title_end]):
        return "safeguard"
    return chapter_class(text[chapter.title_start : chapter.title_end])


def begins_work(title: str) -> bool:
    """Whether a title says what is to be done (加强…, 推进…)."""
    return _VERB.match(_BESIDE.sub("", title)) is not None


def is_goal(title: str) -> bool:
    """Whether a section states aims."""
    return bool(_GOAL.search(title))


def looks_ahead(title: str) -> bool:
    """Whether a section of a review tells what is to be done next."""
    return bool(_AHEAD.search(title))


def root_of(node: Node) -> Node:
    """The chapter that a heading stands in."""
    while node.parent is not None:
        node = node.parent
    return node
