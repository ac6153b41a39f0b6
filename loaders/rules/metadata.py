"""The lines before the first heading go in, the document's metadata come out, each with the words that prove it.

Title, number, issuers, date of signature, region, level, period, field and kind are read from what the document prints of
itself: the notice (X关于印发Y的通知), the line of its number, the signature, its own title line. Numbers and titles that it
cites are another document's.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from datetime import date

from loaders.docnumbers import PATTERN as NUMBER
from loaders.rules.record import Rule
from loaders.titles import DATE, LAW, PLAN, PLAN_PERIOD, YEAR, YEARS, day_of, field_of, joint_issuers, kind_of, years_of
from ontology.model import DocumentKind, Evidence, Level
from ontology.regions import COUNTRY, Region, by_code, leading, occurrences

_NOTICE = re.compile(
    r"(?P<issuer>[一-鿿\s　（）]{2,60}?)关于(?:印发|转发|发布|下发|公布|批转|颁布)(?P<inner>.{4,120}?)的?(?P<kind>通知|函|公告|批复|通报)$"
)
_ISSUER = re.compile(
    r"(?P<issuer>[一-鿿\s　]{2,40}?)关于[^，。]{2,100}(?:意见|决定|方案|措施|通知|办法|规定|规划|计划)$"
)
_ISSUING_BODY = re.compile(
    r"(?:人民政府|委员会|办公厅|办公室|国务院|[部厅局委院署会]|市委|省委|区委|县委|党组)(?:（代章）|\(代章\))?$"
)
_NATIONAL = re.compile(
    r"^(?:国务院|中共中央|国家[^《》]{2,20}?[部委局办会]|中华人民共和国|全国|中国残联|中国残疾人|最高人民|[^《》省市县区]{2,10}部(?:办公厅|关于|、))"
)
_NO_HEADLINE = re.compile(r"[。；：:|]|^\d{4}年|号$|^[（(]|^第")
MAX_NOTICE_LINE = 300
MAX_HEAD = 60
"""The longest line that is a title, a subtitle or a signature."""
_TITLE_ROW = re.compile(r"(?:标题|名称)[:：][ |　]*(?P<value>[^|\n]{4,100}[^|\n 　])")
_NUMBER_ROW = re.compile(r"(?:文号|发文字号)[:：][ |　]*(?P<value>[^|\n]{4,40}[^|\n 　])")
_BRACKETED_YEARS = re.compile(r"[（(][^（）()]{0,4}20\d\d ?年? ?[-—–－~～至到]{1,2} ?20\d\d ?年?[^（）()]{0,4}[)）]")
_INDEX = re.compile(r"\d{1,3}[.．][ 　]*(?!\d)")


@dataclass(slots=True)
class Metadata:
    """What a document says of itself; see `ontology.model.Document` for the meaning of each field."""

    title: str = ""
    kind: DocumentKind = "other"
    number: str | None = None
    issuers: tuple[str, ...] = ()
    issued: date | None = None
    region: Region | None = None
    level: Level | None = None
    period: tuple[int, int] | None = None
    field: str | None = None
    notice: str | None = None
    evidence: list[Evidence] = dataclasses.field(default_factory=list)


Span = tuple[int, int]


def read_metadata(text: str, front: list[Span], body: list[Span], numbered: bool, marks: dict[int, int]) -> Metadata:
    """Read the metadata from the lines before the first heading (`front`) and, where they are silent, from the rest."""
    found = Metadata()
    reader = _Reader(text, front, body, found)
    reader.notice()
    reader.title(marks)
    reader.number()
    reader.issuers()
    reader.issued()
    heads = [text[start:end] for start, end in front if end - start <= MAX_HEAD and not text[start:end].endswith("。")]
    found.kind = kind_of(found.title, [*heads, found.notice or ""], text, numbered)
    reader.region()
    reader.period()
    found.field = field_of(found.title)
    return found


class _Reader:
    """Reads one property after the other; each leaves its evidence."""

    def __init__(self, text: str, front: list[Span], body: list[Span], found: Metadata) -> None:
        self.text, self.body, self.found = text, body, found
        self.front = [span for span in map(self._without_index, front) if span[0] < span[1]]
        self.notice_span: Span | None = None
        self.title_span: Span | None = None

    def _prove(self, aspect: str, start: int, end: int, rule: str) -> None:
        quote = self.text[start:end]
        self.found.evidence.append(Evidence(start=start, end=end, quote=quote, rule=rule, aspect=aspect))

    def _without_index(self, span: Span) -> Span:
        """A compilation numbers the documents that it holds (18.国务院办公厅关于…); the number is not the title's."""
        match = _INDEX.match(self.text, *span)
        return (match.end(), span[1]) if match else span

    def _locate(self, words: str, start: int, end: int) -> Span | None:
        """Where words stand, which lines may have broken."""
        pattern = r"\s*".join(re.escape(char) for char in words if not char.isspace())
        match = re.compile(pattern).search(self.text, start, end)
        return match.span() if match else None

    def _line(self, span: Span) -> str:
        return self.text[span[0] : span[1]]

    def notice(self) -> None:
        """The notice's title may stand on up to four lines."""
        for first in range(min(len(self.front), 6)):
            words = ""
            for last in range(first, min(first + 4, len(self.front))):
                words += self._line(self.front[last])
                bare = re.sub(r"[（(][^（）()]*\d{4} ?年[^（）()]*[)）]$", "", words.strip())
                match = _NOTICE.match(bare)
                if match:
                    self.notice_span = (self.front[first][0], self.front[last][1])
                    self.found.notice = bare
                    return
                if len(words) > 160 or "。" in words:
                    break

    def title(self, marks: dict[int, int]) -> None:
        span = self._row(_TITLE_ROW) or self._marked_title(marks) or self._plan_title()
        if span is None and self.notice_span is None:
            span = self._headline()
        inner = self._inner_title()
        if inner is not None and (span is None or self._cut(span, inner)):
            span = inner
        if span is not None:
            self.title_span = span
            self.found.title = self._line(span).replace("\n", "").strip("《》 ")
            self._prove("title", *span, "metadata.title")

    def _cut(self, span: Span, inner: Span) -> bool:
        """Whether the title line is but the end of the title that the notice names (its beginning on a line before)."""
        words, whole = self._line(span), self._line(inner).replace("\n", "")
        return len(words) < len(whole) and whole.endswith(words)

    def _row(self, pattern: re.Pattern[str]) -> Span | None:
        """The value of a row of a table of front matter (标题: | …)."""
        match = next((m for start, end in self.front if (m := pattern.match(self.text, start, end))), None)
        return match.span("value") if match else None

    def _marked_title(self, marks: dict[int, int]) -> Span | None:
        """A Markdown heading of the first level before the text."""
        return next(
            (span for span in self.front if marks.get(span[0]) == 1 and not _NOTICE.match(self._line(span))), None
        )

    def _plan_title(self) -> Span | None:
        """The last line before the text that ends like a plan's title (a title may wrap over two lines)."""
        after = self.notice_span[1] if self.notice_span else 0
        lines = [span for span in self.front if span[0] >= after]
        for at in range(len(lines) - 1, -1, -1):
            words = self._line(lines[at])
            if not 6 <= len(words) <= 70 or re.search(r"[。；：:，]", words):
                continue
            bare = re.sub(r"[（(](?:\d{4}年\d+月\d+日|征求意见稿|试行|送审稿)[）)]$", "", words)
            if PLAN.search(bare) or LAW.search(bare):
                start = lines[at][0]
                if at and self._wraps_into(lines[at - 1]) and not self._complete(words):
                    start = lines[at - 1][0]
                last = lines[at + 1] if at + 1 < len(lines) else None
                if last is not None and len(bare) == len(words) and _BRACKETED_YEARS.fullmatch(self._line(last)):
                    return start, last[1]
                return start, lines[at][0] + len(bare)
        return None

    def _complete(self, words: str) -> bool:
        """A title line that begins with a place, a year or a period needs no line before it."""
        return leading(words)[1] > 0 or re.match(r"[“\"]?十|\d{4}年|《|关于|中华|全国|国务院", words) is not None

    def _wraps_into(self, span: Span) -> bool:
        words = self._line(span)
        return 4 <= len(words) <= 40 and not re.search(r"[。；：:）)日号]$", words) and leading(words)[1] > 0

    def _headline(self) -> Span | None:
        """An article's headline: the line above a subtitle (——…), else the first short line that is no caption."""
        lines = self.front
        for at, span in enumerate(lines):
            if (
                at
                and self._line(span).startswith("——")
                and len(self._line(span)) <= 40
                and len(self._line(lines[at - 1])) <= 40
            ):
                return lines[at - 1]
        return next(
            (s for s in lines if 4 <= len(self._line(s)) <= 40 and not _NO_HEADLINE.search(self._line(s))), None
        )

    def _inner_title(self) -> Span | None:
        """The title that a notice transmits: in 《》 in the notice or in 现将《…》印发."""
        for start, end in self.front:
            if end - start > MAX_NOTICE_LINE:
                continue  # a text whose line breaks are lost: what it names is another document
            match = re.search(r"《(.{4,120}?)》(?:的通知$|.{0,40}?(?:印发|发给|公布))", self.text[start:end])
            if match and not re.search(r"(?:根据|依据|按照|落实)$", self.text[start : start + match.start()]):
                return start + match.start(1), start + match.end(1)
        if self.notice_span and self.found.notice:
            match = _NOTICE.match(self.found.notice)
            return self._locate(match["inner"].strip("《》"), *self.notice_span) if match else None
        return None

    def number(self) -> None:
        """A line of its own that is a document number, one behind the notice's date, or the order that made a law."""
        row = self._row(_NUMBER_ROW)
        if row is not None and NUMBER.fullmatch(self._line(row)):
            self.found.number = self._line(row)
            self._prove("number", *row, "metadata.number")
            return
        for start, end in self.front:
            words = self._line((start, end)).strip("（）() ")
            match = NUMBER.search(words)
            order = match is not None and match["order"] is not None and len(words) <= 60 and "公布" in words
            alone = match is not None and len(words) - len(match.group()) <= 1 and match.start() <= 1
            after_date = (
                match is not None and match.end() == len(words) and words[: match.start()].endswith(("日）", "日)"))
            )
            if match and (order or alone or after_date):
                at = self.text.find(match.group(), start, end)
                self.found.number = match.group()
                self._prove("number", at, at + len(match.group()), "metadata.number")
                return

    def issuers(self) -> None:
        """Who issues: the head of the notice's title or of the title, else the signature above the date."""
        for words, span in ((self.found.notice, self.notice_span), (self.found.title, self.title_span)):
            match = (_NOTICE.match(words) or _ISSUER.match(words)) if words else None
            if match and span and _ISSUING_BODY.search(match["issuer"].strip()):
                place = self._locate(match["issuer"].strip(), *span)
                if place is not None:
                    self.found.issuers = joint_issuers(match["issuer"])
                    self._prove("issuer", *place, "metadata.issuer")
                    return
        signed = self._signature()
        names: list[str] = []
        for start, end in reversed(self.front[:signed] if signed is not None else []):
            words = self._line((start, end))
            if len(words) > 40 or re.search("[：，。]", words) or not _ISSUING_BODY.search(words):
                break
            names.insert(0, re.sub(r"[（(]代章[）)]$", "", words))
            self._prove("issuer", start, end, "metadata.signature")
        self.found.issuers = tuple(names)

    def _signature(self) -> int | None:
        """The line before the text that is nothing but a date."""
        return next((n for n, span in enumerate(self.front) if DATE.fullmatch(self._line(span).strip("（）() "))), None)

    def issued(self) -> None:
        spans = [span for span in self.front if len(self._line(span)) <= 24] + self.body[-6:]
        if self.notice_span:
            spans.append(self.notice_span)
        if self.title_span:
            spans += [span for span in self.front if span[0] == self.title_span[0]]
        for start, end in spans:
            words = self._line((start, end))
            match = DATE.fullmatch(words.strip("（）() ")) or (
                re.search(rf"[（(]{DATE.pattern}[)）]$", words) if len(words) < 160 else None
            )
            day = day_of(match) if match else None
            if match and day:
                at = self.text.find(match.group().strip("（）()"), start, end)
                self.found.issued = day
                self._prove("issued", at, at + len(match.group().strip("（）()")), "metadata.issued")
                return

    def region(self) -> None:
        """The place that the title, the subtitle, the issuer or the notice begins with; for an article, the one it names most."""
        numbers = [(e.start, e.end) for e in self.found.evidence if e.aspect == "number"]
        candidates = [s for s in (self.title_span, *self._issuer_spans(), self.notice_span, *numbers) if s]
        candidates += [s for s in self.front if len(self._line(s)) <= MAX_HEAD and not self._line(s).endswith("。")]
        for span in candidates:
            words = self._line(span).lstrip("《“— ")
            region, length = leading(words)
            if length == 0 and (region is not None or _NATIONAL.match(words)):
                region, length = by_code(COUNTRY), 2  # 国务院 speaks for the country, which it does not name
            if region is not None and length >= 2:
                at = self.text.find(words[:length], span[0])
                self._set_region(region, at, at + length)
                return
        if self.found.kind == "review":
            self._most_named()

    def _issuer_spans(self) -> list[Span]:
        return [(e.start, e.end) for e in self.found.evidence if e.aspect == "issuer"]

    def _most_named(self) -> None:
        """In the headlines first, then in the whole text: the region named most often."""
        for spans in (self.front, [*self.front, *self.body]):
            counts: dict[str, list[tuple[Region, int, int]]] = {}
            for start, end in spans:
                if spans is self.front and (end - start > MAX_HEAD or self._line((start, end)).endswith("。")):
                    continue
                for region, at, stop in occurrences(self.text[start:end]):
                    counts.setdefault(region.code, []).append((region, start + at, start + stop))
            if counts:
                region, at, stop = max(counts.values(), key=len)[0]
                self._set_region(region, at, stop)
                return

    def _set_region(self, region: Region, start: int, end: int) -> None:
        self.found.region, self.found.level = region, region.level
        self._prove("region", start, end, "metadata.region")

    def period(self) -> None:
        """Years in the title or subtitle (2018—2023), the five-year plan that it names (十四五), or its single year."""
        heads = [s for s in (self.title_span, self.notice_span) if s]
        if self.found.kind == "review":
            heads += [s for s in self.front if len(self._line(s)) <= 60 and s not in heads]
        for pattern in (YEARS, PLAN_PERIOD, YEAR):
            for start, end in heads:
                match = pattern.search(self.text, start, end)
                years = years_of(match) if match else None
                if match and years:
                    self.found.period = years
                    self._prove("period", match.start(), match.end(), "metadata.period")
                    return


def _periods(text: str) -> list[str]:
    return [m.group() for p in (YEARS, PLAN_PERIOD) if (m := p.search(text)) and years_of(m)]


def _numbers(text: str) -> list[str]:
    return [m.group() for m in NUMBER.finditer(text)]


RULES = (
    Rule(
        "metadata.notice",
        "a notice that transmits: X关于印发Y的通知",
        lambda t: [m.group() for m in [_NOTICE.match(t)] if m],
        ("某市人民政府关于印发《某市规划》的通知", "某省人民政府办公厅关于转发某计划的通知"),
        ("关于某事的意见", "某市规划"),
    ),
    Rule(
        "metadata.number",
        "a document number in any printed form",
        _numbers,
        ("内政发〔2021〕17号", "国务院令第488号", "国务院令622号", "内残发[2021]10号", "GB50763-2012"),
        ("附件2", "12345", "2021年10月", "第6号"),
    ),
    Rule(
        "metadata.issued",
        "a date that is a line of its own",
        lambda t: [str(d) for m in [DATE.fullmatch(t)] if m for d in [day_of(m)] if d],
        ("2022年11月7日", "二〇二一年十月九日"),
        ("2022年11月", "2022年13月7日", "到2025年"),
    ),
    Rule(
        "metadata.period",
        "the years of a title",
        _periods,
        ("“十四五”残疾人事业发展规划", "2018年—2023年发展回顾"),
        ("残疾人事业发展规划", "“五个一”方案"),
    ),
)
