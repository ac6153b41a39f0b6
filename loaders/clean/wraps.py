"""Physical lines go in, paragraphs come out: hard wraps joined, paragraphs, headings and table cells kept apart.

Text of a PDF breaks its lines at a fixed width. A line is full where its width is that of several of its neighbours; a
full line that does not end a sentence goes on in the next one, even over a page break.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import east_asian_width

from loaders.clean.mapped import Mapped, join

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

_SENTENCE_END = re.compile(r"[。！？!?…][”’」』）)]*$")
_CLOSED = re.compile(r"[。！？!?；;：:…”’」』）)〕】\]]$")
_GOES_ON = re.compile(r"[，、,（(《〈“‘]$")
_STARTS_CLOSED = re.compile(r"[，。、；：！？”’》〉）)〕】,;]")
_BARE_NUMBER = re.compile(rf"(?:[（(]{HAN_NUMBER}[)）]|{HAN_NUMBER}、|\d{{1,3}}[.．、]|[（(]\d{{1,3}}[)）])$")
_CELL = re.compile(r"[<>≥≤＞＜=＝]? ?[\d.,]+ ?[%％]?$|预期性$|约束性$|[—-]+$")
_UNIT = re.compile(r"[年月日号万亿]")
_ROW = re.compile(r"\S(?: {2,}|　{2,}|\t+)\S[^\n]{0,80}?\S(?: {2,}|　{2,}|\t+)\S")
_INDENT = re.compile(r"\t|　{2}| {4}")
_PAIRS = {"（": "）", "(": ")", "《": "》", "“": "”", "〔": "〕"}

NEIGHBOURS = 8
LONG_BLOCK = 4
TOLERANCE = 6
PROSE_LENGTH = 24
INDENT = 4
NARROWEST, WIDEST = 24, 130
MAX_LOOK_BACK = 400


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text; `blanks` counts the empty lines before it; `indented` as its first line was."""

    text: Mapped
    blanks: int
    indented: bool


def width(text: str) -> int:
    """Columns on a terminal: two for a Chinese character, one for a Latin one; quotation marks and dashes as Chinese."""
    return len(text) + sum(char > "\u02ff" and (east_asian_width(char) in "WFA") for char in text)


def full_lines(texts: list[str], blanks: list[int]) -> list[bool]:
    """For each nonblank line, whether its width is the one at which its neighbours are wrapped.

    Its neighbours are those of its own block (`blanks` empty lines stand before each line) if the block is long enough.
    """
    widths = [min(width(text[: WIDEST + 20]), WIDEST + 20) for text in texts]
    full = []
    starts = [at for at, empty in enumerate(blanks) if empty or at == 0] + [len(texts)]
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
    full = full_lines([line.text for line, _ in kept], blanks_before)
    paragraphs: list[Paragraph] = []
    parts: list[Mapped] = []
    for at, (line, indented) in enumerate(kept):
        cut = blank_ends and blanks_before[at] > 0 and not _breaks_off(parts)
        if parts and not cut and _goes_on(parts, full[at - 1], line.text, blanks_before[at], indented):
            parts.append(line)
            continue
        if parts:
            paragraphs[-1] = Paragraph(join(parts), paragraphs[-1].blanks, paragraphs[-1].indented)
        paragraphs.append(Paragraph(line, blanks_before[at], indented))
        parts = [line]
    if parts:
        paragraphs[-1] = Paragraph(join(parts), paragraphs[-1].blanks, paragraphs[-1].indented)
    return paragraphs


def _breaks_off(parts: list[Mapped]) -> bool:
    """Whether prose stops in mid-sentence (a page break that came out as an empty line, a wrap of its own width)."""
    prose = "".join(part.text for part in parts)[-MAX_LOOK_BACK:]
    return len(prose) >= PROSE_LENGTH and ("，" in prose or "。" in prose) and not _CLOSED.search(prose)


def _goes_on(parts: list[Mapped], full: bool, after: str, blanks: int, indented: bool) -> bool:
    """Whether `after` continues the paragraph made of `parts`, whose last line is `full` or not."""
    before = parts[-1].text
    if _CELL.match(after) or NUMBERED.match(after) or _ROW.search(before) or _ROW.search(after):
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
