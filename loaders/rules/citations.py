"""Text goes in, the documents that it names come out: 《title》 with its number, standards by number, and the basis clause.

A title is a citation if it ends like a document (法, 条例, 规划, 意见 …); a book, a radio column or a course in 《》 is none, and
neither is the document's own name. Titles within a title (〈〉, 《》) belong to the outer one. The same law named short and
long is one citation, under its longest name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.docnumbers import PATTERN as NUMBER
from loaders.rules.record import Rule
from ontology.model import Citation, Evidence, Relation

MAX_TITLE = 200
_KINDS = (
    "宪法|法典|法|条例|办法|规定|规程|规则|细则|规划纲要|纲要|规划|计划|方案|意见|通知|决定|决议|公告|通告|公报|批复|函|令|标准|规范|指南|指引|导则|"
    "准则|章程|公约|宣言|目录|清单|名录|措施|要点|报告|大纲|制度|政策|举措|任务|若干措施|行动|工程|协定|协议|备忘录|蓝图|白皮书|解释|通则|"
    "总则|编码|图集|预案|汇编|台账|实施|体系|要求|条款|条约|议定书|讲话|倡议|工作规则"
)
_DOCUMENT = re.compile(
    rf"(?:{_KINDS})(?:[（(〔\[](?:[^（）()]{{0,30}})[）)〕\]])?(?:》的通知|[〉>]的通知)?(?:[〉>]?办法)?(?:（\d+版）|\d{{4}}年?版?)?$|[一-鿿]20\d\d$"
)
_NO_DOCUMENT = re.compile(
    r"(?:[一-鿿]{0,8}(?:专题)?(?:电台|电视|广播)?(?:栏目|节目|专栏|杂志|报纸|一书|读本|课程|歌曲|电影))"
)
_OPEN, _CLOSE = "《〈<", "》〉>"
_AFTER = re.compile(r"[ 　]?[（(]([^（）()《》]{3,60}?)[）)]")
_BASIS = re.compile(r"(?:根据|依据|按照|依照|为(?:了)?(?:贯彻|全面|深入|认真|落实|进一步))")
_MADE = re.compile(r"(?:制定|编制|制订|提出|起草|研究制定)(?:了)?(?:本|如下|以下|此|出?《)")
_REPEALED = re.compile(r"同时废止|予以废止|停止执行")
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
        stop = _closing(text, at, end)
        if stop is None:
            at = text.find("《", at + 1, end)
            continue
        after = _AFTER.match(text, stop, end)
        number = NUMBER.search(after[1]) if after else None
        whole = number is not None and len(number.group()) >= len(after[1].strip()) - 4 if after else False
        found.append(
            Named(
                text[at + 1 : stop - 1],
                number.group() if number and whole else None,
                at,
                after.end() if after and whole else stop,
            )
        )
        at = text.find("《", stop, end)
    return found


def _closing(text: str, at: int, end: int) -> int | None:
    """Behind the bracket that closes the 《 at `at`; a lone 〈 or < inside does not keep it open."""
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
        elif text[place] == "\n":
            return None
    return None


def is_document(title: str, following: str) -> bool:
    """Whether a title in 《》 names a document, judged by its last word and by what follows it.

    >>> is_document("残疾人就业条例", "，"), is_document("爱心，从这里出发", "专题电台栏目")
    (True, False)
    """
    return bool(_DOCUMENT.search(title)) and not _NO_DOCUMENT.match(following)


def short_title(title: str) -> str:
    """What two citations of one document share: its title without the country's name, quotation marks and blanks."""
    return re.sub(r"[\s“”\"'《》〈〉<>（）()]", "", title.removeprefix(_COUNTRY))


def basis_span(text: str, stretches: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The sentence that says on what the document is based (根据《…》…，制定本规划), in one of the stretches of text."""
    for start, end in stretches:
        made = _MADE.search(text, start, end)
        if made is None:
            continue
        begin = max(text.rfind(mark, start, made.start()) + 1 for mark in "。：！")
        begin = max(begin, start)
        basis = _BASIS.search(text, begin, made.start())
        if basis and text.find("《", basis.start(), made.start()) >= 0:
            return basis.start(), made.end()
    return None


def read_citations(
    text: str, own: set[str], basis: tuple[int, int] | None
) -> tuple[list[Citation], list[tuple[Named, str]]]:
    """The citations of a document, each once, and the titles in 《》 that were not taken with the reason.

    `own` are the titles of the document itself; `basis` is the place of its basis clause.
    """
    taken: dict[str, tuple[Named, Relation]] = {}
    refused: list[tuple[Named, str]] = []
    own_short = {short_title(title) for title in own if title}
    for one in named(text, 0, len(text)):
        short = short_title(one.title)
        if any(short == title or (short.endswith(title) and "印发" in short) for title in own_short):
            refused.append((one, "the document's own title"))
            continue
        if one.number is None and not is_document(one.title, text[one.end : one.end + 16]):
            refused.append((one, "does not end like a document's title"))
            continue
        based = basis is not None and basis[0] <= one.start < basis[1]
        relation: Relation = "based_on" if based else _relation(text, one)
        before = taken.get(short)
        if before is None:
            taken[short] = (one, relation)
        else:
            taken[short] = (
                _fuller(before[0], one),
                before[1] if before[1] == "based_on" else relation if based else before[1],
            )
    return [_citation(text, one, relation) for one, relation in taken.values()], refused


def _relation(text: str, one: Named) -> Relation:
    return "repeals" if _REPEALED.search(text[one.end : one.end + 12]) else "cites"


def _fuller(a: Named, b: Named) -> Named:
    """The one to keep of two mentions: with a number, then with the longer title."""
    return max((a, b), key=lambda one: (one.number is not None, len(one.title), -one.start))


def _citation(text: str, one: Named, relation: Relation) -> Citation:
    rule = "citation.basis" if relation == "based_on" else "citation.title"
    evidence = Evidence(start=one.start, end=one.end, quote=text[one.start : one.end], rule=rule)
    return Citation(relation=relation, title=one.title, number=one.number, evidence=evidence)


def _found(text: str) -> list[str]:
    return [one.title for one in read_citations(text, set(), None)[0]]


def _basis_found(text: str) -> list[str]:
    span = basis_span(text, [(0, len(text))])
    return [one.title for one in named(text, *span)] if span else []


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
        ("收听《爱心，从这里出发》专题电台栏目", "演唱《义勇军进行曲》", "《未完的书名"),
    ),
    Rule(
        "citation.basis",
        "the titles of the sentence 根据《…》，制定本规划",
        _basis_found,
        ("根据《残疾人保障法》和《国家规划纲要》，结合实际，制定本规划。",),
        ("落实《残疾人保障法》。", "根据《残疾人保障法》开展检查。"),
    ),
)
