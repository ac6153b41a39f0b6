"""Lines of a text go in, the signatures among them come out: who signed, line by line, and the day below.

Bodies stand one to a line, several to a line with blanks between, or on the line of the date; a long name may take two
lines. （代章） and the name of the head of a government are no part of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from loaders.dates import DATE, day_of
from loaders.rules.record import Rule
from ontology.regions import leading

Span = tuple[int, int]

_ENDS = (
    "人民政府|政府|委员会|办公厅|办公室|政府办|国务院|行政公署|行署|管委会|领导小组|指挥部|专班|工作组|综合组|联席会议|残联|残疾人联合会|总队|支队|大队|中心|"
    "法院|检察院|工委|党工委|党组|党委|分行|分局|公司|总社|兵团|银行|大学|办事处|常委会|大会|协会|联合会|总工会|共青团.{0,10}|共青团中央|妇联|工商联|科协|文联|作协|侨联|团委|海关|军区|国资委|"
    "[部厅局委院署会办]|[市省区县州盟旗]委|自治区党委"
)
_BODY = re.compile(rf"[一-鿿（）()“”、]{{2,40}}?(?:{_ENDS})")
_NO_BODY = re.compile(
    r"[，。；：:《》|]|^(?:关于|各|本|为|第|附|现|请|经|由|根据|按照|当前|首页)|目录$|报告$|意见$|通知$|总则$|[一二三四五六七八九十]、|部署$|开会$|机会$|社会$|大局$"
    r"|门户网|工作会$|办法$|作者"
)
_SEAL = re.compile(r"[（(](?:代\s?章|印\s?章|公?\s?章|盖章|签章|[一-鿿]{2,30}代章)[)）]")
_PERSON = re.compile(
    r"(?:代)?(?:省|市|县|区|州|旗|盟|署|局|厅|部)长(?:[：: 　][ 　]*[一-鿿·　 ]{2,12})?|[一-鿿]{0,6}主席[：: 　]?[ 　]*[一-鿿· 　]{0,12}|[一-鿿]{2,4}"
)
_MONTH = re.compile(
    r"(?:20\d\d|二[〇○零]{1}[一二三四五六七八九〇○零]{2})\s?年\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?月"
)
_ROWS = 12


@dataclass(frozen=True, slots=True)
class Signature:
    """`issuers` are the places of the bodies in printed order (a body on two lines is one place), `day` with its place."""

    issuers: tuple[Span, ...]
    day: date | None
    day_span: Span


def is_body(words: str) -> bool:
    """Whether the words are a body that signs.

    >>> is_body("某市人民政府办公室（代章）"), is_body("各县人民政府"), is_body("深化改革领导小组"), is_body("就业工作报告")
    (True, False, True, False)
    """
    bare = _SEAL.sub("", words).strip()
    return _BODY.fullmatch(bare) is not None and _NO_BODY.search(bare) is None


def find_signatures(text: str, lines: list[Span]) -> list[Signature]:
    """The signatures among the lines, in order; a date that no body stands above has no issuers."""
    found: list[Signature] = []
    for at, (start, end) in enumerate(lines):
        if end - start > 120:
            continue
        day = _day_at_end(text, start, end)
        if day is None:
            continue
        when, place = day
        beside = [] if place[0] == start else _pieces(text, start, place[0])
        if place[0] > start and not beside and text[start : place[0]].strip(" 　（(") != "":
            continue
        issuers = beside if place[0] > start and beside else _above(text, lines, at)
        if text[start] in "（(":
            issuers = []  # who adopted or drew up what is sent out
        found.append(Signature(tuple(issuers), when, place))
    return found


def _day_at_end(text: str, start: int, end: int) -> tuple[date | None, Span] | None:
    """The date that a line is or ends with; a month alone is a day unknown."""
    while end > start and text[end - 1] in "）) 　":
        end -= 1
    for match in DATE.finditer(text, start, end):
        if match.end() == end:
            day = day_of(match)
            return (day, match.span()) if day else None
    month = _MONTH.fullmatch(text, start, end)
    return (None, month.span()) if month else None


def _above(text: str, lines: list[Span], at: int) -> list[Span]:
    """The bodies on the lines above."""
    issuers: list[Span] = []
    for row in range(at - 1, max(at - 1 - _ROWS, -1), -1):
        start, end = lines[row]
        words = text[start:end].strip()
        if end - start > 160 or not words:
            break
        pieces = _pieces(text, start, end)
        if pieces:
            issuers[:0] = pieces
        elif issuers and _first_half(text, words, issuers[0]):
            issuers[0] = (start, issuers[0][1])
        elif not issuers and (_SEAL.fullmatch(words) or _PERSON.fullmatch(words)):
            continue
        else:
            break
    return issuers


def _first_half(text: str, words: str, below: Span) -> bool:
    """Whether a line is the first half of the name below it: it begins with a place or a known head, the one below does not."""
    begins = leading(words)[1] > 0 or words.startswith(("国务院", "中共", "中央", "市", "省", "县", "区", "自治区"))
    lower = text[slice(*below)]
    plain = len(words) <= 26 and not re.search(r"[，。；：:《》）)号日]$", words) and _NO_BODY.search(words) is None
    return begins and plain and leading(lower)[1] == 0 and not lower.startswith(("中共", "国务院", "国家", "中国"))


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """The bodies that a line is made of, none if it has anything else."""
    found: list[Span] = []
    spaced = re.fullmatch(r"\s*([一-鿿])(?:[\s　]+[一-鿿]){1,9}\s*", text[start:end])
    if spaced:  # 民 政 部
        first = start + spaced.start(1)
        return [(first, end)] if is_body(re.sub(r"\s", "", text[first:end])) else []
    for match in re.finditer(r"[^\s　]+", text[start:end]):
        words = match.group()
        if not is_body(words):
            return []
        bare = _SEAL.sub("", words)
        found.append((start + match.start(), start + match.start() + len(bare)))
    return found


def _signed(text: str) -> list[str]:
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    return [text[slice(*span)] for one in find_signatures(text, lines) for span in one.issuers]


RULES = (
    Rule(
        "metadata.signature",
        "the bodies above a date that is a line of its own",
        _signed,
        (
            "某市民政局　　某市财政局\n2021年8月6日",
            "某县人民政府 2021年11月18日",
            "某市深化改革\n领导小组办公室（代章）\n2023年5月10日",
            "国务院就业工作\n部际联席会议\n二〇二一年五月三日",
        ),
        ("各县人民政府：\n2021年8月6日", "做好就业工作。\n2021年8月6日", "某市民政局\n就业规划"),
    ),
)
