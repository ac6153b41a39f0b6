"""Sentences go in, the named programmes, projects, campaigns and brands in them come out.

A name in quotation marks is a programme if a word for one follows it (“大爱北疆”公益助残行动), stands in it (“助康工程”), or ends the
list that it is in (“残疾人文化周”等活动). A name without marks is one if it ends in such a word and follows a verb of doing or
a list. Ways of working (“一人一策”), slogans, platforms and hotlines are none; names inside a cited title only are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.rules.record import PathOf, Rule
from loaders.spans import Spans
from ontology.model import Evidence, ProgramKind, ProgramMention

_QUOTED = re.compile(r"“(?P<name>[^“”\n]{2,30})”")
_WORD = r"品牌(?:系列)?活动|行动|计划|工程|项目|品牌|活动|竞赛|大赛|演出|汇演|演讲|运动会|栏目"
_FOLLOWS = re.compile(
    rf"(?:(?![的在和或]|采取|推进|实施|开展|推动|建设)[一-鿿]){{0,12}}?(?:{_WORD})|—+[^。；，“”]{{0,24}}?(?:{_WORD})|(?:创建|特色品牌)|[一-鿿]{{0,4}}普法|等?[一-鿿]{{0,4}}(?:机构|家园)"
)
_CHAIN = re.compile(r"(?:[、，和及与][^“”。；，]{0,16})?(?=“)")
_IN_NAME = re.compile(
    rf"(?:{_WORD}|家园|之家|革命|[^一]节|活动月|援助月|宣传月|招聘会|[^一]周|[奥残]日|运动季|冰雪季|惠民演出|·.+)$|·"
)
_NEVER = re.compile(
    r"互联网|^一.一|四个|两个|三个|五个(?!一)|^[\d“”]+$|十[一二三四五六]五|最后|公里|一网|跨省|谁执法|零就业|单人|补贴|[+＋]|[，。；]|"
    r"[应]\w?尽|^[一二三四五六七八九十两]大|(?:助残|残疾人|预防|缺陷|爱[眼耳牙])日$|^(?:全国|国际|世界|中国).*日$|^代表|^三品|一把手(?:工程)?$|^[头一]号工程$|放管服|全面建成|不断|自信|一套表|双随机|证照|联网"
)
_UNQUOTED = re.compile(
    r"(?P<verb>实施|巩固|加强|开展|推进|推动|启动|落实|参加|举办|办好|备战|参与|组织|继续|推出|做好|制定实施|深入|在|将|、|，|和|与|及|暨|利用)"
    r"(?P<name>(?:第[一二三四五六七八九十]{1,3}届)?[一-鿿]{2,22}?(?:专项行动|行动|计划|工程|汇演|竞赛|大赛|展能节|艺术节|文化节|残运会(?:暨特奥会)?"
    r"|特奥会|冬?残?奥会|亚残?运会|博览会|交易会|商大会|峰会|大调研活动|运动会|特奥日|冰雪季|健身周|文化周|宣传月|宣传周|活动月|招聘会|进(?:社区|家庭|校园|万家|乡村|企业)(?:项目|工程)))(?![态力者事]|(?<=[竞大]赛)[表产市组项体参规]|方案|纲要|规划|生育|经济|机制|目标|》|[一-鿿]{0,6}》)"
)
_DOING = frozenset(["建立", "实施", "开展", "推进", "推动", "启动", "落实", "推出", "做好", "继续", "深入", "组织"])
"""What must stand before the name of a 计划 or 工程: both words are also plain ones (作为一项工程, 有计划)."""
_PLAIN = re.compile(
    r"^(?:的|和|与|等|及|各|其|该|本|为|对|把|以|有|从|将|由|在|年度|工作|具体|相关|这|每|专项|此|重点|实施|开展|推进|推动|各项|一批|系列|"
    r"多种|积极|继续|深入|参加|全面|大力|加强|纳入|广泛)"
)
_BEFORE = re.compile(r"(?:线[上下]|历届|[一二三四五六七八九十]+届|我[省市盟区县旗])?")
_GENERIC = re.compile(
    r"有计划|采购|拖欠|依托|作为|控制工程|建筑工程|各类|各项|各级|各种|各地|多种|系列|一批|标杆|[上中下]行动"
)
_HAS_VERB = re.compile(
    r"实施|开展|推进|推动|备战|办好|整理|放大|成为|转化为|主动对接|研发|发展(?![提行计工])|扩大|拓宽|引导|坚持|表现为|适合|结合|要|向|确保|参加|举办|制定|落实|完善|加快|纳入|加强|建立|支持|鼓励|组织|的|等|提升(?!计划|行动)|促进|建设(?!行动|工程|计划|项目)"
)
_PROVINCE = "[京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川黔滇藏陕甘青宁新蒙]"
_COOPERATION = re.compile(rf"{_PROVINCE}{{2}}(?:扶贫|劳务)?协作|东西部(?:扶贫|劳务)?协作")
_SINCE = re.compile(
    r"(?P<year>20\d\d)年[，,]?(?P<organiser>[^，。,\d]{2,40}?)(?:共同|联合)?(?:启动|发起|创办|创立|推出|开展|实施)了?$"
)
_TWO = re.compile(r"([一-鿿]{2,6}[日周月节季])[和与及]([一-鿿]{2,6}[日周月节季])")
"""Two events that share their verb: 特奥日和冰雪季."""
_FACILITY = re.compile(r"(?:残疾人|老年人|残障人士)(?P<name>(?!精神|美好|共同|幸福)[一-鿿]{2}家园)")
_KINDS: tuple[tuple[re.Pattern[str], ProgramKind], ...] = (
    (re.compile("(?:家园|之家|机构)$"), "facility"),
    (re.compile("(?:活动|普法|竞赛|[月周日季节赛演会]|演出|演讲|栏目)$"), "campaign"),
    (re.compile("品牌$"), "brand"),
    (
        re.compile(
            r"项目$|(?:建设|[扩新改]建|改造|接入|航道|养护|修|电梯|替代|干化|修复|治理|绿化|基础|期)\w{0,2}工程$"
        ),
        "project",
    ),
    (re.compile("(?:行动|计划|工程|协作)$"), "programme"),
)
"""The kind by the last word: of what stands behind a name in quotation marks, else of the name itself."""


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    start: int
    end: int
    follows: str
    rule: str
    slogan: bool = False


def read_programs(
    text: str, spans: list[tuple[int, int]], path_of: PathOf, skip: Spans
) -> tuple[list[ProgramMention], list[tuple[int, int, str]]]:
    """The programmes named within the spans, each once a path, and the names not taken: place and reason.

    What stands inside the spans of `skip` is left out.
    """
    mentions: list[ProgramMention] = []
    refused: list[tuple[int, int, str]] = []
    seen: set[tuple[str | None, str, bool]] = set()
    for start, end in spans:
        for one in _found_in(text, start, end, skip):
            path = path_of(one.start)
            if one.slogan:
                refused.append((one.start, one.end, "a slogan or a way of working, no programme"))
                continue
            kind = _kind(one)
            if (path, one.name, kind == "facility") in seen:
                continue
            seen.add((path, one.name, kind == "facility"))
            since = _SINCE.search(text[max(start, one.start - 60) : one.start].rstrip("“"))
            mentions.append(
                ProgramMention(
                    path=path,
                    name=one.name,
                    kind=kind,
                    organiser=since["organiser"] if since else None,
                    since=int(since["year"]) if since else None,
                    evidence=Evidence(start=one.start, end=one.end, quote=text[one.start : one.end], rule=one.rule),
                )
            )
    return mentions, refused


def _found_in(text: str, start: int, end: int, skip: Spans) -> list[_Found]:
    found = _quoted(text, start, end) + _plain(text, start, end)
    taken = Spans((one.start, one.end + len(one.follows) + 2) for one in found)
    for match in _UNQUOTED.finditer(text, start, end):
        name, at = _trim(match["name"], match.start("name"))
        loose = name.endswith(("计划", "工程")) and text[at - 2 : at] not in _DOING
        if loose or _GENERIC.search(match["name"]) or not name or (at in taken or match.end() - 1 in taken):
            continue
        two = _TWO.fullmatch(name)
        places = [two.span(1), two.span(2)] if two else [(0, len(name))]
        found += [_Found(name[a:b], at + a, at + b, "", "program.named") for a, b in places]
    return [one for one in sorted(found, key=lambda f: f.start) if one.start not in skip]


def _plain(text: str, start: int, end: int) -> list[_Found]:
    """Names that need no verb before them: cooperation of two provinces by their short names (京蒙协作) or of east and
    west (东西部协作), and a kind of facility behind those for whom it is (残疾人温馨家园)."""
    found = [m.span() for m in _COOPERATION.finditer(text, start, end)]
    found += [m.span("name") for m in _FACILITY.finditer(text, start, end)]
    return [_Found(text[a:b], a, b, "", "program.named") for a, b in found]


def _quoted(text: str, start: int, end: int) -> list[_Found]:
    """Names in quotation marks; a chain “A”“B”等活动 is judged by what ends it."""
    matches = list(_QUOTED.finditer(text, start, end))
    found: list[_Found] = []
    follows: str = ""
    for at in range(len(matches) - 1, -1, -1):
        match = matches[at]
        after = _FOLLOWS.match(text, match.end(), min(end, match.end() + 32))
        chained = at + 1 < len(matches) and _CHAIN.match(text, match.end()) and text[match.end()] in "、“和，"
        chained = chained and matches[at + 1].start() - match.end() <= 16
        follows = after.group() if after else follows if chained else ""
        listed = re.match(r"等[^，。；]{0,10}?(?:活动|项目|行动|工程|计划|机构)", text[match.end() : match.end() + 16])
        follows = listed.group() if listed else follows
        name = match["name"]
        if not (follows or _IN_NAME.search(name)):
            continue
        slogan = _NEVER.search(name) is not None
        place = (match.start("name"), match.end("name"))
        found.append(_Found(name, *place, follows, "program.quoted", slogan))
    return found[::-1]


def _trim(name: str, at: int) -> tuple[str, int]:
    """The name without the verbs before it; "" where what is left is no name."""
    while match := _PLAIN.match(name):
        name, at = name[match.end() :], at + match.end()
    cuts = [match.end() for match in _HAS_VERB.finditer(name) if match.end() <= len(name) - 2]
    cut = _BEFORE.match(name, cuts[-1] if cuts else 0)
    if cut is not None:
        name, at = name[cut.end() :], at + cut.end()
    listed = re.search(r"[和与及](?:竞赛|大赛|行动|计划|工程)$", name)  # 评选和竞赛: plain words in a list
    return (name, at) if len(name) >= 5 and not listed else ("", at)


def _kind(one: _Found) -> ProgramKind:
    for words in (one.follows, one.name):
        for pattern, kind in _KINDS:
            if pattern.search(words):
                return kind
    return "brand" if "·" in one.name else "programme"


def _found_names(text: str) -> list[str]:
    return [one.name for one in _found_in(text, 0, len(text), Spans()) if not one.slogan]


RULES = (
    Rule(
        "program.quoted",
        "a name in quotation marks with a word for a programme after it, in it, or at the end of its list",
        _found_names,
        (
            "擦亮“甲乙同行、丙丁圆梦”公益行动品牌",
            "推动“助康工程”深入实施",
            "办好“书香某地·人人来读”“残疾人文化周”等活动",
            "继续实施“阳光家园”计划",
        ),
        ("按照“一人一策”要求重点帮扶", "服务残疾人“最后一公里”", "加大对“互联网+”就业的扶持", "增强“四个意识”"),
    ),
    Rule(
        "program.named",
        "a name that ends in a word for a programme and follows a verb or a list",
        _found_names,
        (
            "继续实施残疾人精准康复服务行动，",
            "在乡村建设行动、城市更新行动中统筹",
            "积极备战第十二届全国残运会暨特奥会。",
            "提升残疾人温馨家园服务能力",
        ),
        ("制定年度工作计划", "采取行动", "开展各项活动", "丰富残疾人精神家园"),
    ),
)
