"""The lines above a text go in, its title comes out, with what its notice says.

The title is the plan's own, as its own title line prints it; where there is none, as the notice names it. An opinion
(X关于…的意见) that nothing transmits keeps the whole of its title. 征求意见稿 and 草案 behind a title are the state of the
text, not part of its name; 试行 and 修订 are part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.docnumbers import PATTERN as NUMBER
from loaders.docnumbers import own_number
from loaders.rules.notice import DRAFT, DRAFT_MARK, MAX_HEAD, Notice, find_notice, issuer_of, runs, sent_out, surest
from loaders.rules.record import Rule
from loaders.rules.signature import is_body
from loaders.titles import LAW, PLAN, bare_title
from ontology.regions import leading

Span = tuple[int, int]

_OWN = re.compile(
    r"(?P<issuer>[^《》。；：:|，]{2,160}?)\s*关\s*于\s*(?P<inner>[^。；|]{2,160}?)\s*的?\s*"
    r"(?:意见|决定|通知|批复|复函|函|公告|通告|方案|措施|办法|规定|规划|计划|建议|要点|决议)(?P<tail>\s*[（(][^（）()]{1,20}[)）])?\s*"
)
_OWN_RUN_ON = re.compile(
    r"(?P<issuer>[^《》。；：:|，]{2,40}?)关于(?P<inner>[^。；：:，|]{4,120}?)的(?P<kind>[一-鿿]{0,4}意见|决定|批复|通知|方案)"
)
_DAY_BEHIND = re.compile(r"\s*[（(][^（）()]*\d{4}\s?年[^（）()]*日[^（）()]*[)）]?\s*$")
_CONTINUES = re.compile(
    r"[（(][^（）()]{0,6}\d{4}\s?年?(?:度|[-—–－~～至到\s]{1,4}\d{4}\s?年?)?[^（）()]{0,6}[)）]"
    r"|[（(](?:试\s?行|暂行|修订(?:版|稿)?|\d{4}\s?年?版)[)）]"
)
"""The years or the edition of a title on a line of its own."""
_FURNITURE = re.compile(
    r"\W*(?:当前|(?:您|你)的?(?:当前)?(?:所在)?)(?:的|所在)?位置|\W*首页\s*[>»›]|[^>]*>[^>]*>|.*[»›]|.*(?:二维码|扫一扫|公众号|客户端|小程序|https?:|www\.)"
    r"|\W*(?:法宝引证码|原文链接|返回顶部|分享到|字体大小|打印本页|关闭窗口|下载地址)"
)
"""What a website prints around a text."""
_INDEX = re.compile(r"\d{1,3}[.．][ 　]*(?!\d)|附件\d{0,2}[：:]?\s*$|\s*附\s?件\s?\d{0,2}[：:]\s*(?=\S)")
_NO_HEADLINE = re.compile(r"[。；：:|]|^\d{4}年|号$|^[（(]|^第|^[•●·]|^\d[\d/-]+$")
_STARTS = re.compile(r"[“\"《]?(?:十[一二三四五六]?五|第|\d{4}\s?年|关于|中华|全国|国务院|中共|推进|加快|深入|进一步)")
_MADE_PUBLIC = re.compile(r"关于(?:公布|颁布|发布)")
_GOES_ON = ("和", "与", "及", "暨", "、")
_MAX_TITLE_LINE, _OWN_LINES, _SEARCHED = 70, 4, 30


@dataclass(slots=True)
class Headline:
    """`title` in plain words with its place, the `notice`, `issuer` the place of the head of either (who issues), `draft` the
    mark of a text that is not adopted, `sent` whether a notice sends it out (印发; not 公布, which makes law)."""

    title: str = ""
    title_span: Span | None = None
    notice: Notice | None = None
    issuer: Span | None = None
    draft: Span | None = None
    sent: bool = False


def read_headline(text: str, lines: list[Span], labelled: list[Span], marks: dict[int, int]) -> Headline:
    """The headline of a document: `lines` above its text, titles that the front matter gives (`labelled`), Markdown levels."""
    return _Reader(text, lines, labelled, marks).read()


class _Reader:
    """Finds the notice, what it transmits, and the title line, in this order."""

    def __init__(self, text: str, lines: list[Span], labelled: list[Span], marks: dict[int, int]) -> None:
        self.text, self.labelled, self.marks = text, labelled, marks
        bare = [self._without_index(span) for span in lines]
        self.lines = [s for s in bare if s[0] < s[1] and not _FURNITURE.match(text, s[0], min(s[1], s[0] + 80))]
        self.notice = find_notice(text, self.lines, labelled)
        self.inner = [
            *(self.notice.inner if self.notice else []),
            *sent_out(text, self.lines, behind_notice=bool(self.notice)),
        ]

    def read(self) -> Headline:
        found = Headline(notice=self.notice, issuer=self.notice.issuer if self.notice else None)
        found.sent = self._is_sent()
        span = self._own_line() or self._named_title()
        if span is None:
            span = self._labelled() or self._marked() or self._whole() or self._title_line() or self._article()
        if span is not None:
            self._set_title(found, span)
            match = _OWN.fullmatch(self.text, *span) if self.notice is None else None
            found.issuer = found.issuer or (issuer_of(match) if match else None)
        if found.draft is None:
            own = re.compile(rf"[（(](?:{DRAFT_MARK})[)）]")
            found.draft = next((s for s in self.lines if own.fullmatch(self.text, *s)), None)
        return found

    def _is_sent(self) -> bool:
        if self.notice:
            return self.notice.transmits and not _MADE_PUBLIC.search(self.notice.words)
        return any(re.compile(r"[^。\n]{0,200}?(?:印发|转发)").match(self.text, span[1]) for span in self.inner)

    def _line(self, span: Span) -> str:
        return self.text[span[0] : span[1]]

    def _without_index(self, span: Span) -> Span:
        """A compilation numbers the documents that it holds (18.国务院办公厅关于…); a reprint puts the number before the title."""
        match = _INDEX.match(self.text, *span)
        start = match.end() if match else span[0]
        number = NUMBER.match(self.text, start, span[1])
        if number and self.text[number.end() : number.end() + 1] in ("《", " ", "　"):
            start = number.end() + (self.text[number.end()] != "《")
        return start, span[1]

    def _own_line(self) -> Span | None:
        """The line (or lines) behind the notice that says what the notice transmits, as the plan prints it itself."""
        after = self.notice.span[1] if self.notice else 0
        wanted = {_key(self._line(span)) for span in self.inner}
        own = [span for span in self._runs_from(after) if _key(self._line(span)) in wanted] if wanted else []
        return self._with_years(own[-1]) if own else None

    def _runs_from(self, after: int) -> Iterator[Span]:
        lines = [span for span in self.lines if span[0] >= after and span[1] - span[0] <= 2 * MAX_HEAD]
        for first in range(len(lines)):
            for last in range(first, min(first + _OWN_LINES, len(lines))):
                yield lines[first][0], lines[last][1]

    def _named_title(self) -> Span | None:
        """The title that the notice names, one in 《》 before one without."""
        quoted = (span for span in self.inner if self.text[span[0] - 1 : span[0]] == "《")
        return next(quoted, self.inner[0] if self.inner else None)

    def _labelled(self) -> Span | None:
        ends = (span for span in self.labelled if PLAN.search(self._line(span)) or LAW.search(self._line(span)))
        return next(ends, next(iter(self.labelled), None))

    def _marked(self) -> Span | None:
        """A Markdown heading of the first level before the text."""
        return next((span for span in self.lines if self.marks.get(span[0]) == 1), None)

    def _whole(self) -> Span | None:
        """An opinion's or a reply's whole title: who, 关于 what, 的意见; line breaks may be lost behind it."""
        spans = runs(self.text, self.lines)
        best = surest([m for span in spans if (m := _OWN.fullmatch(self.text, *span)) and issuer_of(m)])
        if best:
            return best.start(), _before_brackets(best)
        for start, end in self.lines[:_SEARCHED]:
            match = _OWN_RUN_ON.match(self.text, start, end) if end - start > MAX_HEAD else None
            if match and issuer_of(match):
                return start, match.end("kind")
        return None

    def _title_line(self) -> Span | None:
        """The last line before the text that ends like a plan's title (a title may wrap over lines)."""
        after = self.notice.span[1] if self.notice else 0
        lines = [span for span in self.lines if span[0] >= after]
        for at in range(len(lines) - 1, -1, -1):
            words = self._line(lines[at])
            if not 6 <= len(words) <= _MAX_TITLE_LINE or re.search(r"[。；：:，]", words) or own_number(words):
                continue
            stop = lines[at][0] + len(_DAY_BEHIND.sub("", DRAFT.sub("", words)))
            if PLAN.search(self.text[lines[at][0] : stop]) or LAW.search(self.text[lines[at][0] : stop]):
                span = self._beginning(lines, at), stop
                return self._with_years(span) if stop == lines[at][1] else span
        return None

    def _beginning(self, lines: list[Span], at: int) -> int:
        """Where a title begins that may wrap: two lines above at most."""
        start = lines[at][0]
        for back in range(at - 1, max(at - 3, -1), -1):
            words, before = self.text[start : lines[at][1]], self._line(lines[back])
            goes_on = words.startswith(_GOES_ON) and not is_body(before) and before[-1] not in "。；：:"
            if not goes_on and (self._complete(words) or not self._may_begin(before)):
                break
            start = lines[back][0]
        return start

    def _may_begin(self, line: str) -> bool:
        """Whether a title may begin on this line and go on below."""
        plain = 4 <= len(line) <= 40 and not re.search(r"[。；：:，）)日号]$", line)
        return plain and self._complete(line) and not is_body(line) and not PLAN.search(line)

    def _complete(self, words: str) -> bool:
        """A title line that begins with a place, a year or a period needs no line before it."""
        return leading(words)[1] > 0 or _STARTS.match(words) is not None

    def _with_years(self, span: Span) -> Span:
        """The title with the years or the edition that stand in brackets on the next line."""
        following = next((s for s in self.lines if s[0] == span[1] + 1), None)
        if following and _CONTINUES.fullmatch(self._line(following)) and not self._line(span).endswith(("）", ")")):
            return span[0], following[1]
        return span

    def _article(self) -> Span | None:
        """An article's headline: the line above a subtitle (——…), else the first short line that is no caption."""
        for at, span in enumerate(self.lines):
            above = self.lines[at - 1] if at else span
            if at and self._line(span).startswith("——") and max(span[1] - span[0], above[1] - above[0]) <= 40:
                return above
        return next((span for span in self.lines if self._may_be_headline(self._line(span))), None)

    def _may_be_headline(self, words: str) -> bool:
        return 4 <= len(words) <= 40 and not _NO_HEADLINE.search(words) and not is_body(words)

    def _set_title(self, found: Headline, span: Span) -> None:
        start, end = span
        mark = DRAFT.search(self._line(span))
        if mark:
            found.draft = (start + mark.start("mark") - 1, start + mark.end("mark") + 1)
            end = start + mark.start()
        while start < end and self.text[start] in "《 　\n" and "》" not in self.text[start : end - 1]:
            start += 1
        while end > start and self.text[end - 1] in "》 　\n" and "《" not in self.text[start + 1 : end]:
            end -= 1
        found.title_span, found.title = (start, end), bare_title(self.text[start:end])


def _before_brackets(match: re.Match[str]) -> int:
    """The end of a title without a number or a date in brackets behind it."""
    tail = match["tail"] or ""
    if NUMBER.search(tail) or re.search(r"\d{4}\s?年[^（）()]*日", tail):
        return match.start("tail")
    return match.start() + len(match.group().rstrip())


def _key(words: str) -> str:
    """A title's words alone, without the place that it begins with: the notice may leave it out, or the plan."""
    words = DRAFT.sub("", words.strip())
    words = words[leading(words)[1] :]
    words = re.sub(r"^(?:自治[区州县旗]|[省市县区旗盟州])(?=[“\"\d残十关深推])", "", words)
    return re.sub(r"[^\w]|_", "", words)


def _titles(text: str) -> list[str]:
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    title = read_headline(text, lines, [], {}).title
    return [title] if title else []


RULES = (
    Rule(
        "metadata.title",
        "the line that stands where a title does",
        _titles,
        (
            "某市“十四五”就业规划",
            "某省人民政府关于促进就业的意见\n某政发〔2020〕1号",
            "关于印发某市就业方案的通知",
            "某市3D打印产业发展规划",
        ),
        ("各县人民政府：", "2022年3月1日", "当前位置：首页 > 政务公开"),
    ),
)
