"""A name that no table has goes in; the line of work comes out that its ending or its trade tells.

A *surely* read name is that of a body; one that is *guessed* (市人民医院, 高新区管委会) has its line of work if it stands
where bodies do, but its ending alone makes no body of it.
"""

from __future__ import annotations

import re

from ontology.functions import Reading, by_id, functions, named_in, read

_COMPANY = re.compile(".{2,}(?:公司|集团|银行|[分支]行|营业部|信用社)|国网.{2,}电力")
_FULL = re.compile("(?:（集团）|\\(集团\\))?(?:股份)?有限(?:责任)?公司$")
_TOWNSHIP = re.compile(
    ".+苏木|.{2,}(?:镇|乡)(?<![下返回还]乡)(?<![城集小强名古]镇)|.{2,}街道|"
    ".+(?:苏木|镇|乡|街道)(?:(?:人民)?政府|办事处|党工委|党委)|.{2,}街道办"
)
# Units that enforce the law for a body: 交通运输综合行政执法大队.
_ENFORCERS = re.compile("(?P<words>.+?)(?:综合)?(?:行政)?(?:执法|监察|稽查)(?:局|[总支大中]队)")
# 人大法制委, 政协社会和法制委: parts of congresses and conferences.
_CHAMBER = re.compile("(?:(?P<congress>人大)(?:常委会)?|政协).{1,12}(?:委|委员会|办公室|室)")
# A leading group is named after its work.
_GROUP = re.compile("(?P<work>.+?)(?:(?:领导|协调|工作)小组|联席会议|指挥部|专班)(?:办公室|办)?")
_GUESSED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(".{2,}(?<!公积金)(?:管委会?|管理委员会|执委会|执行委员会)"), "development-zone"),
    (
        re.compile(
            ".{2,}(?:[新高经]区|开发区|新片区|示范区|试验区|保税港?区|综保区|合作区|自贸区|产业园区?|工业园区?|科学?技?[园城]|"
            "度假区|名胜区|集聚区)(?:管理局|管理办公室|管理办|建设局|办公室)"
        ),
        "development-zone",
    ),
    (re.compile(".*(?:医院|保健院|卫生院|急救中心|血站|社区卫生服务中心)"), "hospitals"),
    (re.compile(".{2,}(?:中学|小学|大学|学院|学校|幼儿园|职教中心|职业教育中心|[一二三四五]中)"), "schools"),
    (re.compile(".*(?:图书馆|文化馆|美术馆|群艺馆)"), "cultural-venues"),
    (re.compile(".*日报社"), "newspapers"),
    (re.compile(".{2,}机场"), "airports"),
    (re.compile("民航.+(?:管理局|监管局|空管局|空管站)"), "civil-aviation"),
    (re.compile(".*河务局"), "water"),
    (re.compile(".*国家公园管理局"), "forestry-grassland"),
    (
        re.compile(".{2,}(?:开发区|高新区|经开区|新区|新片区|示范区|试验区|合作区|自贸区|保税区|园区)"),
        "development-zone",
    ),
)


def surely(name: str, stem: str) -> Reading | None:
    """The line of work of a company, a township, a chamber's committee or a unit that enforces the law."""
    return _company(name) or _enforcer(stem) or _chamber(stem) or _township(name)


def guessed(stem: str) -> Reading | None:
    """The line of work of which bodies with such an ending are.

    >>> guessed("人民医院").functions, guessed("长白山管委会").functions, guessed("统筹协调局")
    (('hospitals',), ('development-zone',), None)
    """
    for pattern, name in _GUESSED:
        if pattern.fullmatch(stem):
            return _of(name)
    group = _GROUP.fullmatch(stem)
    lines = named_in(group["work"]) if group else ()
    return Reading(lines, None, {}, full=False) if lines else None


def _of(name: str) -> Reading:
    return Reading((name,), by_id(name).kind, {}, full=False)


def _company(name: str) -> Reading | None:
    """An enterprise, by the brand or the trade in its name."""
    if not _COMPANY.fullmatch(name):
        return None
    ends = (_FULL.sub("公司", name), _FULL.sub("", name), name)
    lines = [
        function.id
        for function in functions()
        if function.kind == "enterprise"
        and any(name.startswith(form) or (len(form) > 2 and _any_ends(ends, form)) for form in function.short_forms)
    ]
    return Reading(tuple(lines), "enterprise", {}, full=_FULL.search(name) is not None)


def _any_ends(names: tuple[str, ...], form: str) -> bool:
    return any(name.endswith(form) for name in names)


def _enforcer(stem: str) -> Reading | None:
    match = _ENFORCERS.fullmatch(stem)
    body = match and (read(match["words"]) or read(f"{match['words']}局"))
    return Reading(body.functions, "internal", {}, full=False) if body else None


def _chamber(stem: str) -> Reading | None:
    match = _CHAMBER.fullmatch(stem)
    return _of("peoples-congress" if match["congress"] else "political-consultation") if match else None


def _township(name: str) -> Reading | None:
    return _of("township-government") if _TOWNSHIP.fullmatch(name) else None
