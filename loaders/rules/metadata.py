"""The lines above a text go in, the document's metadata come out, each with the words that prove it.

Everything is read from what the document prints of itself: the properties of the website (`frontmatter`), the notice and the
title (`headline`), the line of its number, the signature; numbers and titles that it cites are another document's. Where
several places speak, the document's own words go before the website's: sites print the day of entry as 成文日期.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from datetime import date

from loaders.dates import DATE, day_of
from loaders.docnumbers import PATTERN as NUMBER
from loaders.rules.frontmatter import FrontMatter, read_front_matter
from loaders.rules.headline import Headline, read_headline
from loaders.rules.issued import find_issued, told_days
from loaders.rules.issuers import is_partial, named_bodies, with_place
from loaders.rules.notice import MAX_HEAD
from loaders.rules.ownnumber import ORDER, find_number
from loaders.rules.place import Place, find_place, most_named
from loaders.rules.record import Rule
from loaders.rules.signature import Signature, find_signatures, is_body
from loaders.rules.validity import read_validity
from loaders.titles import PLAN_PERIOD, TERM, YEAR, YEARS, field_of, kind_of, years_of
from ontology.model import DocumentKind, DocumentStatus, Evidence, Level
from ontology.regions import Region, leading

__all__ = ["MAX_HEAD", "RULES", "Metadata", "read_metadata"]

Span = tuple[int, int]

_HEAD_LINES = 60
_SIGNED_WITHIN = 400


@dataclass(slots=True)
class Metadata:
    """What a document says of itself; see `ontology.model.Document` for the meaning of each field.

    `region` is the document's own region where the table has it; a township or a development zone has none, but lies
    `within` one.
    """

    title: str = ""
    kind: DocumentKind = "other"
    number: str | None = None
    issuers: tuple[str, ...] = ()
    issued: date | None = None
    published: date | None = None
    effective: date | None = None
    expires: date | None = None
    region: Region | None = None
    within: Region | None = None
    township: str | None = None
    level: Level | None = None
    period: tuple[int, int] | None = None
    field: str | None = None
    status: DocumentStatus | None = None
    notice: str | None = None
    evidence: list[Evidence] = dataclasses.field(default_factory=list)

    @property
    def region_code(self) -> str | None:
        """The code of the region, or of the one that a development zone lies in; a township's is not in the table."""
        return self.within.code if self.within and not self.township else None

    @property
    def region_name(self) -> str | None:
        """The name of that region; a township's own."""
        return self.township or (self.within.name if self.within else None)


def read_metadata(text: str, front: list[Span], body: list[Span], numbered: bool, marks: dict[int, int]) -> Metadata:
    """Read the metadata from the lines before the first heading (`front`) and, where they are silent, from the rest."""
    return _Reader(text, front, body, numbered, marks).read()


class _Reader:
    """Reads one property after the other; each leaves its evidence."""

    def __init__(self, text: str, front: list[Span], body: list[Span], numbered: bool, marks: dict[int, int]) -> None:
        self.text, self.body, self.numbered, self.found = text, body, numbered, Metadata()
        lines = front if numbered else [*front, *body[:_HEAD_LINES]]
        self.matter: FrontMatter = read_front_matter(text, lines[:_HEAD_LINES])
        self.front = [span for span in self.matter.rest if span[0] < span[1]] + lines[_HEAD_LINES:]
        last = front[-1][1] if front else 0
        self.above = [span for span in self.front if span[1] <= last]
        self.head: Headline = read_headline(text, self.above, self.matter.values("title"), marks)
        self.signatures: list[Signature] = find_signatures(text, [*self.above, *body][:_SIGNED_WITHIN])
        self.number_span: Span | None = None

    def read(self) -> Metadata:
        found, head = self.found, self.head
        found.title, found.notice = head.title, head.notice.words if head.notice else None
        if head.title_span:
            self._prove("title", head.title_span, "metadata.title")
        self._number()
        issuers, rule = self._issuers()
        self._issued()
        heads = [self._line(s) for s in self.above if s[1] - s[0] <= MAX_HEAD and not self._line(s).endswith("。")]
        found.kind = kind_of(found.title, [*heads, found.notice or ""], self.text, self.numbered, head.sent)
        self._region(issuers)
        self._name_issuers(issuers, rule)
        self._period()
        found.field = field_of(found.title)
        self._validity()
        return found

    def _prove(self, aspect: str, span: Span, rule: str) -> None:
        quote = self.text[slice(*span)]
        if quote:
            self.found.evidence.append(Evidence(start=span[0], end=span[1], quote=quote, rule=rule, aspect=aspect))

    def _line(self, span: Span) -> str:
        return self.text[span[0] : span[1]]

    def _number(self) -> None:
        """The website's number, else the one that the document prints."""
        span = next(iter(self.matter.values("number")), None) or find_number(self.text, self.front)
        if span is not None:
            self.number_span = span
            self.found.number = re.sub(r"\s*\n\s*", "", self._line(span))
            self._prove("number", span, "metadata.number")

    def _issuers(self) -> tuple[list[Span], str]:
        """Who issues: the head of the notice or title; the signature, if the head leaves its place out or says 等部门;
        the order's own words; a body alone on a line; what the website says."""
        spans, more = named_bodies(self.text, *self.head.issuer) if self.head.issuer else ([], False)
        signed = self._signed_by()
        if spans and not more and not all(is_partial(self._line(span)) for span in spans):
            return spans, "metadata.issuer"
        if signed and (not spans or (more and len(signed) > len(spans)) or is_partial(self._line(spans[0]))):
            return signed, "metadata.signature"
        if spans:
            return spans, "metadata.issuer"
        order = ORDER.match(self._line(self.number_span)) if self.number_span else None
        if order and self.number_span and is_body(order["issuer"]) and leading(order["issuer"])[1] >= 2:
            return [(self.number_span[0], self.number_span[0] + order.end("issuer"))], "metadata.issuer"
        alone = [
            s for s in self.above if s[1] - s[0] <= 30 and is_body(self._line(s)) and leading(self._line(s))[1] >= 2
        ]
        if alone:
            return alone[:1], "metadata.issuer"
        told = [s for s in self.matter.values("issuer", "publisher") if is_body(self._line(s).rstrip("，, "))]
        return told[:1], "metadata.frontmatter"

    def _signed_by(self) -> list[Span]:
        return next((list(one.issuers) for one in self.signatures if one.issuers), [])

    def _name_issuers(self, spans: list[Span], rule: str) -> None:
        names = [re.sub(r"\s", "", self._line(span)) for span in spans]
        own = self.found.region or self.found.within
        self.found.issuers = tuple(dict.fromkeys(with_place(name, own) for name in names))
        for span in spans:
            self._prove("issuer", span, rule)

    def _issued(self) -> None:
        near = self.head.notice.span if self.head.notice else self.head.title_span
        day = find_issued(self.text, self.above, self.body, self.signatures, near, self.matter)
        if day:
            self.found.issued = day[0]
            self._prove("issued", day[1], "metadata.issued")

    def _region(self, issuers: list[Span]) -> None:
        """The place that the title, the issuer, the notice, the website or the number tells; for an article, the one it names most."""
        heads = [s for s in self.above if s[1] - s[0] <= MAX_HEAD and not self._line(s).endswith("。")]
        told = self.matter.values("issuer", "publisher")
        own = [span for span in (self.number_span, self.head.notice.span if self.head.notice else None) if span]
        others = [*own, *told, *self._signed_by(), *heads]
        place = find_place(self.text, self.head.title_span, issuers, others, self.number_span)
        if place is None and self.found.kind == "review":
            place = most_named(self.text, (heads, [*self.above, *self.body]))
        if place is not None:
            self._set_place(place)

    def _set_place(self, place: Place) -> None:
        found = self.found
        found.region, found.within, found.township, found.level = (
            place.region,
            place.within,
            place.township,
            place.level,
        )
        self._prove("region", place.span, "metadata.region")

    def _period(self) -> None:
        """Years in the title or subtitle (2018—2023), the five-year plan that it names (十四五), its single year, or the
        years that the text says it is for."""
        heads = [s for s in (self.head.title_span, self.head.notice.span if self.head.notice else None) if s]
        if self.found.kind == "review":
            heads += [s for s in self.above if s[1] - s[0] <= MAX_HEAD and s not in heads]
        told = [*self.above, *self.body[:_HEAD_LINES]] if self.found.kind == "plan" else []
        for pattern, spans in ((YEARS, heads), (PLAN_PERIOD, heads), (YEAR, heads), (TERM, told)):
            for start, end in spans:
                match = pattern.search(self.text, start, end)
                years = years_of(match) if match else None
                if match and years:
                    self.found.period = years
                    self._prove("period", match.span(), "metadata.period")
                    return

    def _validity(self) -> None:
        found = self.found
        lines = [*self.above, *self.body]
        told = read_validity(self.text, self.matter, lines, found.issued, self.head.title_span, self.head.draft)
        if told.effective:
            found.effective = told.effective[0]
            self._prove("effective", told.effective[1], "metadata.effective")
        if told.expires:
            found.expires = told.expires[0]
            self._prove("expires", told.expires[1], "metadata.expires")
        if told.status:
            found.status = told.status[0]
            self._prove("status", told.status[1], "metadata.status")
        for day, span in told_days(self.text, self.matter, "published")[:1]:
            found.published = day
            self._prove("published", span, "metadata.frontmatter")


def _periods(text: str) -> list[str]:
    return [m.group() for p in (YEARS, PLAN_PERIOD) if (m := p.search(text)) and years_of(m)]


RULES = (
    Rule(
        "metadata.number",
        "a document number in any printed form",
        lambda t: [m.group() for m in NUMBER.finditer(t)],
        (
            "内政发〔2021〕17号",
            "国务院令第488号",
            "国务院令622号",
            "内残发[2021]10号",
            "乌海政发﹝2022﹞11号",
            "国家税务总局公告2022年第9号",
            "GB50763-2012",
        ),
        ("附件2", "12345", "2021年10月", "第6号"),
    ),
    Rule(
        "metadata.issued",
        "a date that is a line of its own",
        lambda t: [str(d) for m in [DATE.fullmatch(t)] if m for d in [day_of(m)] if d],
        ("2022年11月7日", "二〇二一年十月九日", "二○○五年五月九日", "2023 年3 月16 日"),
        ("2022年11月", "2022年13月7日", "到2025年"),
    ),
    Rule(
        "metadata.period",
        "the years of a title",
        _periods,
        ("“十四五”残疾人事业发展规划", "2018年—2023年发展回顾", "第十四个五年规划", "“十五”计划"),
        ("残疾人事业发展规划", "“五个一”方案"),
    ),
)
