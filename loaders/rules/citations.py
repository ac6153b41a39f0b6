"""Text goes in, the documents that it names come out: 《title》 with its number, standards by number, and the basis clause.

A title is a citation if it ends like a document (法, 条例, 规划, 意见 …); a book, a radio column or a course in 《》 is none, and
neither is the document's own name or a name for short (以下简称《条例》). Titles within a title (〈〉, 《》) belong to the outer one.
The same law named short and long is one citation, under its longest name. A document is based on what its basis clause
names; it amends, repeals or implements another only where its own title says so, or a sentence that repeals does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.docnumbers import PATTERN as NUMBER
from loaders.rules.basis import basis_spans
from loaders.rules.record import Rule
from ontology.model import Citation, Evidence, Relation

MAX_TITLE = 200
_BROKEN_TITLE = 60
_KINDS = (
    "宪法|法典|法|条例|办法|规定|规程|规则|细则|规划纲要|纲要|规划|计划|方案|意见|通知|决定|决议|公告|通告|公报|批复|函|令|标准|规范|指南|指引|导则|"
    "建议|准则|章程|公约|宣言|目录|清单|名录|措施|要点|报告|大纲|制度|政策|举措|任务|若干措施|行动|工程|协定|协议|备忘录|蓝图|白皮书|解释|通则|"
    "总则|编码|图集|预案|汇编|台账|实施|体系|要求|条款|条约|议定书|讲话|倡议|工作规则"
)
_DOCUMENT = re.compile(
    rf"(?:{_KINDS})(?:[（(〔\[](?:[^（）()]{{0,30}})[）)〕\]])?(?:》的通知|[〉>]的通知)?(?:[〉>]?办法)?(?:（\d+版）|[（(]?\d{{4}}[)）]?年?版?)?$|[一-鿿]20\d\d$"
)
_NO_DOCUMENT = re.compile(
    r"(?:[一-鿿]{0,8}(?:专题)?(?:电台|电视|广播)?(?:栏目|节目|专栏|杂志|报纸|一书|读本|课程|歌曲|电影))"
)
_OPEN, _CLOSE = "《〈<", "》〉>"
_AFTER = re.compile(r"[ 　]?[（(]([^（）()《》]{3,60}?)[）)]")
_REPEALED = re.compile(r"(?:同时|即行|均|予以|一并)?(?:废止|停止执行|不再执行|自行失效)")
_NOT_REPEALED = re.compile(r"已(?:经|被)?(?:废止|停止)|废止(?:日期|情况|失效文件|或者)")
_GENERIC = re.compile(
    r"(?:实施|指导|工作|行动|总体|发展|若干|管理|专项|三年|五年|建设|“?十[三四五]五”?)*"
    r"(?:条例|办法|规定|规则|细则|规划纲要|纲要|规划|计划|方案|意见|通知|决定|决议|公告|措施|要点|建议|制度|预案|目录|清单|标准|规范|指南|报告|批复)"
)
"""A name for short, of a document named before or of this one."""
_FOR_SHORT = re.compile(r"(?:以下|下)?(?:统|简|并)?称(?:为)?[：:“]?$")
_IN_TITLE: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    ("amends", re.compile(r"(?:修改|修订|修正)(?:[^《〈]{0,12})(?P<of>[《〈].+[》〉])")),
    ("repeals", re.compile(r"废止(?:[^《〈]{0,12})(?P<of>[《〈].+[》〉])")),
    ("implements", re.compile(r"(?:贯彻|落实|实施|执行)(?:[^《〈，]{0,12})(?P<of>[《〈].+[》〉])")),
)
_COUNTRY = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class Named:
    """A title in 《》: its words, its number if one follows, and the place of all of it (`start:end`)."""

    title: str
    number: str | None
    start: int
    end: int


def named(text: str, start: int, end: int) -> list[Named]:
    """Every outermost 《title》 within `start:end` with the number that follows it.

    >>> named("落实《残疾人就业条例》（国务院令第488号）、《关于印发〈办法〉的通知》。", 0, 37)[0].number
    '国务院令第488号'
    """
    found: list[Named] = []
    at = text.find("《", start, end)
    while at >= 0:
        stop = closing(text, at, end) or _over_lines(text, at, end)
        if stop is None:
            at = text.find("《", at + 1, end)
            continue
        after = _AFTER.match(text, stop, end)
        number = NUMBER.search(after[1]) if after else None
        whole = number is not None and len(number.group()) >= len(after[1].strip()) - 4 if after else False
        found.append(
            Named(
                text[at + 1 : stop - 1].replace("\n", ""),
                number.group() if number and whole else None,
                at,
                after.end() if after and whole else stop,
            )
        )
        at = text.find("《", stop, end)
    return found


def closing(text: str, at: int, end: int, over_lines: bool = False) -> int | None:
    """Behind the bracket that closes the 《 at `at`; a lone 〈 or < inside does not keep it open, a line break ends it."""
    end = min(end, at + MAX_TITLE)
    if text.find("》", at, end) < 0:
        return None
    depth = 0
    for place in range(at, end):
        if text[place] == "《":
            depth += 1
        elif text[place] == "》":
            depth -= 1
            if depth == 0:
                return place + 1
        elif text[place] == "\n" and not over_lines:
            return None
    return None


def _over_lines(text: str, at: int, end: int) -> int | None:
    """Behind the bracket that closes a title that the cells of a table break: short, and no sentence."""
    end = min(end, at + _BROKEN_TITLE)
    stop = closing(text, at, end, over_lines=True) if text.find("\n", at, end) >= 0 else None
    return stop if stop and not re.search(r"[。；：！\d]\n|\n\d", text[at:stop]) else None


def is_document(title: str, following: str) -> bool:
    """Whether a title in 《》 names a document, judged by its last word and by what follows it.

    >>> is_document("残疾人就业条例", "，"), is_document("爱心，从这里出发", "专题电台栏目")
    (True, False)
    """
    return bool(_DOCUMENT.search(title)) and not _NO_DOCUMENT.match(following)


def short_title(title: str) -> str:
    """What two citations of one document share: its title without the country's name, quotation marks and blanks."""
    return re.sub(r"[\s“”\"'《》〈〉<>（）()]", "", title.removeprefix(_COUNTRY))


def read_citations(
    text: str, own: set[str], basis: list[tuple[int, int]]
) -> tuple[list[Citation], list[tuple[Named, str]]]:
    """The citations of a document, each once, and the titles in 《》 that were not taken with the reason.

    `own` are the titles of the document itself; `basis` are the places of its basis clauses.
    """
    taken: dict[str, tuple[Named, Relation]] = {}
    refused: list[tuple[Named, str]] = []
    own_short = {short_title(title) for title in own if title}
    titled = _titled(own)
    mentions = named(text, 0, len(text))
    aliases = {short_title(one.title) for one in mentions if _FOR_SHORT.search(text, max(0, one.start - 8), one.start)}
    for one in mentions:
        short = short_title(one.title)
        reason = _refused(text, one, short, own_short, aliases)
        if reason:
            refused.append((one, reason))
            continue
        based = any(start <= one.start < end for start, end in basis)
        relation: Relation = "based_on" if based else titled.get(short) or _relation(text, one)
        before = taken.get(short)
        if before is None:
            taken[short] = (one, relation)
        else:
            taken[short] = (_fuller(before[0], one), min(before[1], relation, key=_RANK.index))
    return [_citation(text, one, relation) for one, relation in taken.values()], refused


_RANK: tuple[Relation, ...] = ("based_on", "amends", "repeals", "implements", "cites")
"""Of two mentions of one document, the relation that says more."""


def _refused(text: str, one: Named, short: str, own: set[str], aliases: set[str]) -> str | None:
    """Why a title in 《》 is no citation."""
    if any(short == title or (short.endswith(title) and "印发" in short) for title in own):
        return "the document's own title"
    if short in aliases:
        return "a name for short"
    if one.number is None and _GENERIC.fullmatch(short):
        return "a name for short, of this document or of one named before"
    if one.number is None and not is_document(one.title, text[one.end : one.end + 16]):
        return "does not end like a document's title"
    return None


def _titled(own: set[str]) -> dict[str, Relation]:
    """What the document's own titles say that it does to others.

    >>> _titled({"某市关于修改《某办法》的决定"})
    {'某办法': 'amends'}
    """
    found: dict[str, Relation] = {}
    for title in own:
        for relation, pattern in _IN_TITLE:
            match = pattern.search(title)
            for name in re.findall(r"[《〈]([^《》〈〉]+)", match["of"]) if match else ():
                found.setdefault(short_title(name), relation)
    return found


def _relation(text: str, one: Named) -> Relation:
    """Repeals where the sentence goes on to say so, of this title alone or of a list of them."""
    if not text.startswith(
        ("（", "(", "《", "、", "和", "及", "同", "予", "即", "均", "废", "停", "，", "一", "自", "不", " "), one.end
    ):
        return "cites"
    tail = re.sub(r"《[^《》\n]*》|[（(][^（）()\n]*[)）]|[、和及，]", "", text[one.end : one.end + 240].split("。")[0])
    return "repeals" if _REPEALED.match(tail) and not _NOT_REPEALED.match(tail) else "cites"


def _fuller(a: Named, b: Named) -> Named:
    """The one to keep of two mentions: with a number, then with the longer title."""
    return max((a, b), key=lambda one: (one.number is not None, len(one.title), -one.start))


_RULE_OF: dict[Relation, str] = {
    "based_on": "citation.basis",
    "repeals": "citation.repeal",
    "amends": "citation.own-title",
    "implements": "citation.own-title",
    "cites": "citation.title",
}


def _citation(text: str, one: Named, relation: Relation) -> Citation:
    rule = _RULE_OF[relation]
    evidence = Evidence(start=one.start, end=one.end, quote=text[one.start : one.end], rule=rule)
    return Citation(relation=relation, title=one.title, number=one.number, evidence=evidence)


def _found(text: str) -> list[str]:
    return [one.title for one in read_citations(text, set(), [])[0]]


def _basis_found(text: str) -> list[str]:
    return [one.title for span in basis_spans(text, [(0, len(text))]) for one in named(text, *span)]


def _repealed(text: str) -> list[str]:
    return [one.title for one in read_citations(text, {text}, [])[0] if one.relation == "repeals"]


def _in_title(text: str) -> list[str]:
    return list(_titled({text}))


RULES = (
    Rule(
        "citation.title",
        "a title in 《》 that ends like a document's, with its number",
        _found,
        (
            "落实《残疾人就业条例》（国务院令第488号）。",
            "执行《无障碍设计规范》（GB50763-2012）标准",
            "落实《中国残联关于印发〈村（社区）残疾人协会工作规范〉和〈专职委员工作规范〉的通知》要求",
            "落实《内蒙古自治区实施<中华人民共和国残疾人保障法>办法》",
        ),
        (
            "收听《爱心，从这里出发》专题电台栏目",
            "演唱《义勇军进行曲》",
            "《未完的书名",
            "落实《规划》要求",
            "（以下简称《就业规划》）",
        ),
    ),
    Rule(
        "citation.basis",
        "the titles of the sentence 根据《…》，制定本规划",
        _basis_found,
        (
            "根据《残疾人保障法》和《国家规划纲要》，结合实际，制定本规划。",
            "为巩固成果，落实《某市就业规划》，结合实际，制定本计划。",
            "为贯彻《某办法》精神，现就有关问题通知如下：",
            "根据《某省就业规划》，制定某市就业实施方案。",
        ),
        ("落实《残疾人保障法》。", "根据《残疾人保障法》开展检查。", "各地要根据《某省就业规划》制定具体方案。"),
    ),
    Rule(
        "citation.repeal",
        "the titles of which a sentence says that they are repealed",
        _repealed,
        (
            "《某市就业办法》同时废止。",
            "《甲办法》（某政发〔2010〕1号）、《乙规定》同时废止。",
        ),
        ("《某市就业办法》已经废止。", "落实《某市就业办法》，废止有关文件。"),
    ),
    Rule(
        "citation.own-title",
        "the document that the own title says to be amended, repealed or implemented",
        _in_title,
        ("某市关于修改《某市就业办法》的决定", "某市关于贯彻落实《某省就业规划》的实施意见"),
        ("关于印发《某市就业规划》的通知", "某市就业规划"),
    ),
)
