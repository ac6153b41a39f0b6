"""A string that may name a body goes in; whether it is shaped like a name, a group of bodies or a phrase comes out.

Only the words of the string are looked at: `loaders.departments` knows the bodies.
"""

from __future__ import annotations

import re

# ---- Groups of bodies
_COLLECTIVE = re.compile(
    "各(?!类|项|种|自|方面|环节|界)|有关|相关|[省市县区旗盟州乡镇]、|(?:旗县|县市(?!场|监|政)|区县|县区|市县|盟市(?!场|监|政)|乡镇(?!企业局)|苏木乡镇|苏木镇|镇街|街镇)|"
    "(?:开发区|(?:产业)?园区|自贸试验区)$|.*(?:成员单位|[有相]关(?:部门|单位|方面|企业|地区)|[^各]各(?!类|项|种|自)|"
    "[省市县区旗盟州级]直(?!属机关)|(?:主管|职能|执法)部门$|级(?:人民)?政府$)"
)
_BODIES = re.compile(
    ".*(?:部门|单位|机构|政府|企业|学校|医院|[局委办厅会院]|残联|公司|银行|中心|党组|党委|[科处]室|镇街|办事处|社区|嘎查|村|街道|乡镇|镇|苏木|"
    "[省市县区旗盟州地]|（[^（）]*）)"
)

# ---- Phrases
_MARK = re.compile(r"[。；;！!？?：:，,、…《》/／=\s的]|^\d(?!\d{4}[市热])|\d[年月]")
_LONGEST = 40
# How a clause begins that goes on to a body, places apart (和田, 从化, 将乐).
_OPENING = re.compile(
    "[与在为由是要]|向(?!阳)|和(?![平田硕静布顺政林龙县])|将(?!乐)|对(?![外口台])|从(?![化江])|成立|设立|建成|组建|推行|改善|兴办|引导|深入|"
    "围绕|对接|吸引|集聚|打造|培育|探索|依托|及时|实现|加大|包括"
)
# What is done, and the committees whose long names say it too (优化营商环境工作领导小组办公室).
_ACTION = re.compile(
    "加强|推进(?!办|中心|局)|推动|落实|开展|完善|建立|健全|做好|提[高升]|实施|加快|强化|深化|优化|鼓励|支持|确保|督促|[按依]照|负责|牵头|"
    "配合|根据|通过|进一步|积极|大力|充分|形成|制定|印发|纳入|以及"
)
_COMMITTEE = re.compile(".*(?:小组|委员会|指挥部|联席会议|专班)(?:办公室|成员单位)?")
# Words that end like a body, and are none.
_OTHER_WORD = re.compile(
    ".*(?:[布格大全结开时棋战残终破]局|部署|[干全内外东西南北中总局]部|俱乐部|"
    "[督帮代主承通联举交互转申网兴开续延就新补试包查]办|(?<![双科])创办|(?<!融)合办|[入住出]院|社会|机会|大会|为中心|域性?中心|[关互串并]联|[城家]乡|"
    "[大餐展客前]厅|音乐厅|报告厅|企业集团|上市公司)"
)
# 市商务局等 and 市商务局市财政局 are more than one; 高等 is a word.
_SEVERAL = re.compile("(?<![高中初平同])等|[局委厅办](?:[省市县区旗](?![场域内级直])|各)")

# ---- Endings
# Those that make a name of anything, and those that do so behind a place only.
_BODY = re.compile(
    ".+(?:局|厅|委员会|办公[室厅]|[总支大]队|法院|检察院|[医学]院|研究院|卫生院|[协学商]会|联合会|基金会|总会|工会|研究会|"
    "促进会|人民政府|公署|管委会|公司|银行|[分支]行|海关|指挥部|小组|专班|党校|大学|"
    "(?:服务|管理|发展|指挥|交易|信息|监测|评估|保障|促进|救助|指导|康复|托养|控制|研究|培训|执法|征信|合作)中心)"
)
_LOCAL_BODY = re.compile(
    ".+(?:中心|[委办部院所站馆校团署联会]|供销社|信用社|合作社|出版社|报社|高新区|经开区|示范区|集团|政府)"
)


def is_collective(name: str) -> bool:
    """Whether the name stands for bodies that it does not list.

    >>> [is_collective(name) for name in ("各旗县区人民政府", "市直有关部门", "市直属机关工委")]
    [True, True, False]
    """
    return _COLLECTIVE.match(name) is not None


def is_phrase(text: str) -> bool:
    """Whether the string has what no name of a body has: the marks, the openings or the verbs of a sentence.

    >>> [is_phrase(text) for text in ("加强市残联建设", "市优化营商环境领导小组办公室", "干部", "残联的")]
    [True, False, True, True]
    """
    if not 2 <= len(text) <= _LONGEST or _MARK.search(text) or _OPENING.match(text) or _OTHER_WORD.fullmatch(text):
        return True
    return _ACTION.search(text) is not None and not _COMMITTEE.fullmatch(text)


def is_several(text: str) -> bool:
    """Whether the string runs on from one body to others (市商务局等, 市商务局市财政局)."""
    return _SEVERAL.search(text) is not None


def ends_like_body(name: str, *, local: bool) -> bool:
    """Whether the string ends as names of bodies do; `local` tells that it stands behind the name of a place."""
    return _BODY.fullmatch(name) is not None or (local and _LOCAL_BODY.fullmatch(name) is not None)


def ends_like_bodies(name: str) -> bool:
    """Whether the string ends as groups of bodies do (各旗县区, 有关部门)."""
    return _BODIES.fullmatch(name) is not None
