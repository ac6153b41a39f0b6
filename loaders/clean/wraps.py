"""Physical lines go in, paragraphs come out: hard wraps joined, paragraphs, headings and table cells kept apart.

Text of a PDF breaks its lines at a fixed width. A line is full where its width is that of several of its neighbours; a
full line that does not end a sentence goes on in the next one, even over a page break.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from unicodedata import east_asian_width

from loaders.clean.apart import are_apart
from loaders.clean.cuts import continued, printed_width
from loaders.clean.decimals import decimal_beginnings
from loaders.clean.mapped import Mapped, join
from loaders.tables.lines import table_lines

HAN_NUMBER = "[一二三四五六七八九十百]{1,4}"
NUMBERED = re.compile(
    rf"(?:第{HAN_NUMBER}[编章节条部]"
    rf"|{HAN_NUMBER}、(?![一二三四五六七八九十])"
    rf"|[（(]{HAN_NUMBER}[)）]"
    r"|\d{1,3} ?[.．、](?![\d])"
    r"|[（(]\d{1,3}[)）]"
    r"|[①-⑳]"
    r"|专栏 ?[\d一二三四五六七八九十]"
    r"|[一二三四五六七八九十]是(?![否])"
    r"|(?:任务|工程|行动|措施|重点工程|重点任务)[一二三四五六七八九十]{1,3}[：:、 ]"
    r"|[-•●▪◆■*] ?(?=\S)|——|附件|#{1,6} )"
)
"""What begins a numbered or bulleted paragraph."""
_DECIMAL = re.compile(
    r"\d{1,2}[.．]\d{1,2}(?:[.．]\d{1,2})*[ 　]*(?![ 　\d%％万亿千百余多年月日个元人平公立米吨倍岁户件家所天小分亩顷度号级期位左以])(?=[一-鿿“《])"
)
"""A number of several levels (1.1, 3.1.1); of two, it may also be a quantity (2.69 万亿元)."""
_LABELLED = re.compile(
    r"[【〔\[]?(?:牵头|主责|主办|责任|配合|协办|协同|参与|参加|落实|承办|负责|完成|办结)[一-鿿]{0,4}(?:单位|部门|处室|主体|领导|时限|时间)(?:[：:]|[】〕\]])"
)
"""What begins a line of a clause (牵头单位：…), where no bracket is open before it."""

_SENTENCE_END = re.compile(r"[。！？!?…][”’」』）)]*$")
_CLOSED = re.compile(r"[。！？!?；;：:…”’」』）)〕】\]]$")
_GOES_ON = re.compile(r"[，、,（(《〈“‘]$")
_STARTS_CLOSED = re.compile(r"[，。、；：！？”’》〉）)〕】,;]")
_BARE_NUMBER = re.compile(rf"(?:[（(]{HAN_NUMBER}[)）]|{HAN_NUMBER}、|\d{{1,3}}[.．、]|[（(]\d{{1,3}}[)）])$")
_CELL = re.compile(r"[<>≥≤＞＜=＝]? ?[\d.,]+ ?[%％]?$|预期性$|约束性$|[—-]+$")
_UNIT = re.compile(r"[年月日号万亿]")
_ROW = re.compile(r"\S(?: {2,}|　{2,}|\t+)\S[^\n]{0,80}?\S(?: {2,}|　{2,}|\t+)\S")
_ALONE = re.compile(
    r"[（(]?(?:20\d\d|二[〇○零Ｏ0][一-鿿]{2}) ?年 ?[\d一二三四五六七八九十]{1,3} ?月 ?[\d一二三四五六七八九十]{1,3} ?日[）)]?"
    r"|[（(]此件[^（()）]{2,12}[）)]|[一-鿿]{2,10} ?[〔\[﹝［（(] ?20\d\d ?[〕\]﹞］）)] ?\d{1,4} ?号|[（(](?:联系人|附件)[^（()）]*[）)]"
)
"""Lines that stand alone: a date, a document number, a mark of publication."""
_TITLE = re.compile("[^，。；：、]{8,40}(?:规划|纲要|计划|方案|要点|意见|措施|清单|办法)")
_OPENS = re.compile("为|根据|依据|按照|近年|第一|一、")
"""How a document begins under the line of its title."""
_INDENT = re.compile(r"\t|　{2}| {4}")
_PAIRS = {"（": "）", "(": ")", "《": "》", "“": "”", "〔": "〕"}

_OPEN, _CLOSE = "（(〔【［", "）)〕】］"
_BRACKET = re.compile(rf"[{_OPEN}{_CLOSE}]")
MAX_BRACKET_LINES = 12
NEIGHBOURS = 8
LONG_BLOCK = 4
TOLERANCE = 6
PROSE_LENGTH = 24
INDENT = 4
NARROWEST, WIDEST = 24, 130
MAX_LOOK_BACK = 400


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text; `blanks` counts the empty lines before it; `indented` as its first line was; `row` tells
    a line of a table, whose blanks part its cells."""

    text: Mapped
    blanks: int
    indented: bool
    row: bool = False


@cache
def _columns(char: str) -> int:
    return 2 if char > "\u02ff" and east_asian_width(char) in "WFA" else 1


def width(text: str) -> int:
    """Columns on a terminal: two for a Chinese character, one for a Latin one; quotation marks and dashes as Chinese."""
    return sum(map(_columns, text))


def full_lines(widths: list[int], blanks: list[int]) -> list[bool]:
    """For each nonblank line, whether its width is the one at which its neighbours are wrapped.

    Its neighbours are those of its own block (`blanks` empty lines stand before each line) if the block is long enough.
    """
    full = []
    starts = [at for at, empty in enumerate(blanks) if empty or at == 0] + [len(widths)]
    block = 0
    for at, own in enumerate(widths):
        while starts[block + 1] <= at:
            block += 1
        low, high = max(0, at - NEIGHBOURS), at + NEIGHBOURS + 1
        if starts[block + 1] - starts[block] >= LONG_BLOCK:
            low, high = max(low, starts[block]), min(high, starts[block + 1])
        window = sorted(widths[low:high], reverse=True)
        enough = max(3, len(window) * 3 // 10)
        wrap = next(
            (w for n, w in enumerate(window) if len(window) >= n + enough and window[n + enough - 1] >= w - TOLERANCE),
            0,
        )
        indent = INDENT if at == starts[block] else 0  # a paragraph's first line, its indentation lost
        full.append(NARROWEST <= wrap <= WIDEST and own >= wrap - TOLERANCE - indent)
    return full


def join_wraps(lines: list[Mapped], blank_ends: bool = False) -> list[Paragraph]:
    """Join the lines that a wrap cut; every other line is a paragraph of its own.

    With `blank_ends` (Markdown) an empty line ends a paragraph whatever stands around it.
    """
    solid = [(line, bool(_INDENT.match(line.text))) for line in lines]
    blanks_before: list[int] = []
    kept: list[tuple[Mapped, bool]] = []
    blanks = 0
    for line, indented in solid:
        if line.text.strip():
            kept.append((line.strip(), indented))
            blanks_before.append(blanks)
            blanks = 0
        else:
            blanks += 1
    texts = [line.text for line, _ in kept]
    widths = [min(width(text[: WIDEST + 20]), WIDEST + 20) for text in texts]
    rows = table_lines(texts)
    begins = _beginnings(texts)
    cut_here = _cuts(texts, widths, begins)
    full = full_lines(widths, blanks_before) if cut_here is None else []
    paragraphs: list[Paragraph] = []
    parts: list[Mapped] = []
    for at, (line, indented) in enumerate(kept):
        cut = blank_ends and blanks_before[at] > 0 and not _breaks_off(parts)
        if cut_here is not None and parts:
            goes_on = cut_here[at - 1] or bool(_STARTS_CLOSED.match(line.text))
            goes_on = goes_on or (not begins[at] and _open_bracket(parts, line.text))
        else:
            goes_on = (
                bool(parts)
                and not cut
                and _goes_on(parts, full[at - 1], line.text, begins[at], blanks_before[at], indented)
                and not are_apart(texts[at - 1], line.text)
            )
        if goes_on and not (rows[at] or rows[at - 1]):
            parts.append(line)
            continue
        if parts:
            paragraphs[-1] = replace(paragraphs[-1], text=join(parts))
        paragraphs.append(Paragraph(line, blanks_before[at], indented, rows[at]))
        parts = [line]
    if parts:
        paragraphs[-1] = replace(paragraphs[-1], text=join(parts))
    return paragraphs


def _cuts(texts: list[str], widths: list[int], begins: list[bool]) -> list[bool] | None:
    """For each line of a text that was cut at its punctuation, whether the next continues it; None for other texts."""
    printed = printed_width(texts, widths)
    return None if printed is None else continued(texts, widths, printed, begins)


def _beginnings(texts: list[str]) -> list[bool]:
    """The lines that begin a paragraph whatever stands before them."""
    begins = [bool(NUMBERED.match(text) or _CELL.match(text) or _ROW.search(text)) for text in texts]
    in_rows = decimal_beginnings(texts)
    depth = opened = 0
    for at, text in enumerate(texts):
        decimal = _DECIMAL.match(text)
        if in_rows[at] or (decimal and (at == 0 or _is_done(texts, at - 1))):
            begins[at] = True
        titled = _TITLE.fullmatch(text) and at + 1 < len(texts) and _OPENS.match(texts[at + 1])
        if _ALONE.fullmatch(text) or titled:
            begins[at] = True
            begins[min(at + 1, len(texts) - 1)] = True
        elif depth == 0 and _LABELLED.match(text):
            begins[at] = True
        if _BRACKET.search(text):
            depth = max(0, depth + sum(map(text.count, _OPEN)) - sum(map(text.count, _CLOSE)))
        opened = opened + 1 if depth else 0
        if opened > MAX_BRACKET_LINES:
            depth = opened = 0
    return begins


def _is_done(texts: list[str], at: int) -> bool:
    """Whether a line ends a sentence, or is much shorter than those around it."""
    return _CLOSED.search(texts[at]) is not None or len(texts[at]) < 0.7 * max(map(len, texts[max(0, at - 4) : at + 5]))


def _breaks_off(parts: list[Mapped]) -> bool:
    """Whether prose stops in mid-sentence (a page break that came out as an empty line, a wrap of its own width)."""
    prose = "".join(part.text for part in parts)[-MAX_LOOK_BACK:]
    return len(prose) >= PROSE_LENGTH and ("，" in prose or "。" in prose) and not _CLOSED.search(prose)


def _goes_on(parts: list[Mapped], full: bool, after: str, begins: bool, blanks: int, indented: bool) -> bool:
    """Whether `after` continues the paragraph made of `parts`, whose last line is `full` or not.

    It does not where it `begins` a paragraph by its form."""
    before = parts[-1].text
    if begins or _ROW.search(before):
        return False
    if blanks:
        prose = len(parts) > 1 or "，" in before or "。" in before or len(before) >= PROSE_LENGTH
        cut = (full and not _CLOSED.search(before)) or _GOES_ON.search(before) or _cut_quantity(before, after)
        return bool(cut) and prose and not indented
    if _STARTS_CLOSED.match(after) or _GOES_ON.search(before):
        return True
    if indented:
        return False
    if full:
        return True
    if _SENTENCE_END.search(before):
        return False
    if _breaks_off(parts):
        return True  # text cut at its punctuation: prose that stops in mid-sentence
    return bool(_BARE_NUMBER.match(before) or _cut_quantity(before, after) or _open_bracket(parts, after))


def _cut_quantity(before: str, after: str) -> bool:
    """Whether a wrap cut a number from its unit (2023 | 年, 2.08 | 万人)."""
    return before[-1].isdigit() and _UNIT.match(after) is not None


def _open_bracket(parts: list[Mapped], after: str) -> bool:
    """Whether the paragraph so far has opened a bracket or quotation that `after` closes."""
    tail = "".join(part.text for part in parts[-4:])[-MAX_LOOK_BACK:]
    return any(tail.count(o) > tail.count(c) and c in after for o, c in _PAIRS.items() if o in tail)
