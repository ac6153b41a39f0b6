"""What a document prints of itself goes in, the place that it is of comes out: region, township or development zone, level.

The title speaks first, then whoever issues, then the notice, the number's code, the website's label, the lines above the
text. A place below the table of regions is named and has no code: a township by its own name, a development zone by the
region that it lies in, one level below that (河北雄安新区: 河北省, prefecture). A name that several regions bear (鼓楼区) is the one
whose city or province the text names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from loaders.departments import identify
from loaders.rules.placecodes import count_short_names, region_of_code
from loaders.rules.record import Rule
from ontology.model import Level
from ontology.regions import COUNTRY, Region, ancestors, by_code, find, leading, occurrences

Span = tuple[int, int]

_OPENING = re.compile(
    r"(?:[\s《“\"—（(]|中共|共青团|国网|\d{4}\s?年(?:度)?(?:[-—～~至]\d{4}\s?年)?|[“\"]?十[一二三四五六]?五[”\"]?(?:时期)?|第[一二三四五六七八九十]{1,3}师(?=[一-鿿]{2,6}市))*"
)
_NATIONAL = re.compile(
    r"国务院|中共中央|中央(?!财经大学)|全国|共青团中央|最高人民|国家(?!级|[一-鿿]{2,12}试验区|储备)|中华全国|中国(?!（)"
)
_CORPS = re.compile(r"(?:新疆生产建设)?兵团")
_TOWNSHIP = re.compile(
    r"(?P<name>[一-鿿]{1,8}?(?:街道(?!办)|[镇乡](?!村|企|街|政)|苏木(?!镇)))(?=人民政府|办事处|党委|党工委|综合|[“\"\d]|十[三四五六]五|关于|突发|工作|创建|全面|20|$)"
)
_ZONE = re.compile(
    r"[一-鿿（）·—]{0,18}?(?:新区|开发区|高新区|经开区|示范区|产业园区?|工业园区?|园区|试验区|保税区|度假区|名胜区|保护区|管理区|合作区|新城|化工区|自贸区)"
    r"(?P<body>管委会|管理委员会|党工委|工委|工作委员会|党政)?"
)
_BARE = re.compile(
    r"(?P<kind>自治[区州县旗]|[省市县区旗盟州])(?:人民政府|政府|委|行政公署|[^委政人][一-鿿]{0,12}[局委厅办会])"
)
_COUNTY_NAME = re.compile(r"(?:[一-鿿]{2,7}?[区县旗市])")
_BELOW: dict[Level, Level] = {
    "national": "province",
    "province": "prefecture",
    "prefecture": "county",
    "county": "county",
}
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """`region` where the document is of a region of the table, else `within` the one around it; `township` names a township;
    `span` are the words that say so."""

    region: Region | None
    within: Region
    level: Level
    span: Span
    township: str | None = None


def find_place(
    text: str, title: Span | None, issuers: list[Span], others: Iterable[Span], number: Span | None
) -> Place | None:
    """The place of a document by its title, its issuers, other lines (notice, label, heads), and its number."""
    finder = _Finder(text)
    by_issuer = next((place for span in issuers if (place := finder.at(span, zones=True))), None)
    by_title = finder.at(title, zones=False) if title else None
    if by_title and by_issuer:
        return finder.agreed(by_title, by_issuer, title)
    if by_title or by_issuer:
        return by_title or by_issuer
    return (
        next((place for span in others if (place := finder.at(span, zones=True))), None)
        or (finder.by_number(number) if number else None)
        or next((place for span in [*issuers, *([title] if title else [])] if (place := finder.bare(span))), None)
    )


class _Finder:
    """Finds places in the words of one document."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found: list[Region] | None = None
        self._named: Counter[str] | None = None

    def at(self, span: Span, *, zones: bool) -> Place | None:
        """The place that the words begin with."""
        opening = _OPENING.match(self.text, *span)
        start = opening.end() if opening else span[0]
        words = self.text[start : span[1]]
        if not words:
            return None
        corps = _CORPS.match(words)
        if corps:
            return self._place(by_code("650000"), (start, start + corps.end()))
        region, length = leading(words)
        if length < 2 or region is None:
            return self._national(words, start) or self._ambiguous(words, start) or self._village(words, start)
        rest = words[length:]
        return (
            self._township(region, rest, start, length)
            or self._zone(region, rest, start, length, zones)
            or self._place(region, (start, start + length))
        )

    def _place(self, region: Region, span: Span) -> Place:
        return Place(region, region, region.level, span)

    def _national(self, words: str, start: int) -> Place | None:
        head = re.split(r"关于|等[一二三四五六七八九十\d]*部门|[\s、]", words)[0]
        known = (
            2 <= len(head) <= 24 and identify(re.sub(r"(?:办公厅|办公室|综合司)$", "", head), None).region == COUNTRY
        )
        match = _NATIONAL.match(words)
        if not known and not match:
            return None
        return self._place(by_code(COUNTRY), (start, start + (match.end() if match else len(head))))

    def _ambiguous(self, words: str, start: int) -> Place | None:
        """A name that several regions bear, or a short one: the one whose region above the text names."""
        match = _COUNTY_NAME.match(words)
        bearers = find(match.group()) if match else ()
        if not match or not bearers:
            return None
        named = self._names()
        scores = {one.code: sum(named[up.name] for up in ancestors(one.code) if up.code != COUNTRY) for one in bearers}
        best = max(scores.values())
        chosen = [one for one in bearers if scores[one.code] == best]
        if best == 0 or len(chosen) != 1:
            return None
        return self._place(chosen[0], (start, start + match.end()))

    def _regions(self) -> list[Region]:
        """The regions that the beginning of the text names, in order."""
        if self._found is None:
            self._found = [region for region, _, _ in occurrences(self.text[:_SAMPLE])]
        return self._found

    def _names(self) -> Counter[str]:
        """How often the text names each region, in the beginning of it."""
        if self._named is None:
            self._named = Counter()
            for region in self._regions():
                for one in (region, *ancestors(region.code)):
                    self._named[one.name] += 1
        return self._named

    def _township(self, region: Region, rest: str, start: int, length: int) -> Place | None:
        match = _TOWNSHIP.match(rest)
        if match is None or region.level not in ("county", "prefecture"):
            return None
        return Place(None, region, "township", (start, start + length + match.end("name")), match["name"])

    def _village(self, words: str, start: int) -> Place | None:
        """A township that names no region above it: the county that the text names most, if it is one."""
        match = _TOWNSHIP.match(words)
        counties = [region for region in self._regions() if region.level == "county"]
        if match is None or not counties:
            return None
        county = Counter(one.code for one in counties).most_common(1)[0][0]
        return Place(None, by_code(county), "township", (start, start + match.end("name")), match["name"])

    def _zone(self, region: Region, rest: str, start: int, length: int, zones: bool) -> Place | None:
        match = _ZONE.match(rest)
        named = match is not None and (
            match["body"] or (zones and len(match.group()) > 3) or self._opens_title(rest, match)
        )
        if match is None or not named or region.level == "national":
            return None
        return Place(None, region, _BELOW[region.level], (start, start + length + match.end()))

    def _opens_title(self, rest: str, match: re.Match[str]) -> bool:
        """A title that speaks of the zone as of its own place: the zone's name, then a period or a field's plan."""
        return (
            len(match.group()) > 3 and re.match(r"[“\"]?十[一二三四五六]?五|\d{4}|“", rest[match.end() :]) is not None
        )

    def bare(self, span: Span) -> Place | None:
        """A government that says 市, 省 or 区 of itself: the place of that kind that the text names most."""
        match = _BARE.match(self.text[slice(*span)])
        if match is None:
            return None
        ending = match["kind"]
        full = Counter(one.code for one in self._regions() if one.name.endswith(ending))
        short = count_short_names(self.text[:_SAMPLE])
        for counts in (full, Counter({c: n for c, n in short.items() if by_code(c).name.endswith(ending) and n > 1})):
            best = counts.most_common(2)
            if best and (len(best) == 1 or best[0][1] > best[1][1]):
                return self._place(by_code(best[0][0]), (span[0], span[0] + match.end("kind")))
        return None

    def by_number(self, span: Span) -> Place | None:
        """The place of a number's code."""
        region = region_of_code(self.text[slice(*span)], self.text[:_SAMPLE])
        return self._place(region, span) if region else None

    def agreed(self, title: Place, issuer: Place, span: Span | None) -> Place:
        """The title's place, unless whoever issues knows better: a place inside it that the title names too, a township or
        zone inside it, or a short name at the head of a title that is an ordinary word."""
        words = self.text[slice(*span)] if span else ""
        inside = issuer.within != title.within and title.within.code in {
            one.code for one in ancestors(issuer.within.code)
        }
        if issuer.region is None and title.region is not None and issuer.within == title.within:
            return issuer
        if title.within.code == COUNTRY and issuer.within.code != COUNTRY:
            return issuer
        if inside and (issuer.within.short in words[title.span[1] - title.span[0] :] or issuer.region is None):
            return issuer
        short = self.text[slice(*title.span)] == title.within.short != title.within.name
        apart = not inside and issuer.within.code not in {
            one.code for one in (title.within, *ancestors(title.within.code))
        }
        return issuer if short and apart else title


def most_named(text: str, stretches: Iterable[list[Span]]) -> Place | None:
    """The region that the first stretch which names any names most often: what an article is about."""
    for spans in stretches:
        counts: dict[str, list[tuple[Region, int, int]]] = {}
        for start, end in spans:
            for region, at, stop in occurrences(text[start:end]):
                counts.setdefault(region.code, []).append((region, start + at, start + stop))
        if counts:
            region, at, stop = max(counts.values(), key=len)[0]
            return Place(region, region, region.level, (at, stop))
    return None


def _found(text: str) -> list[str]:
    place = find_place(text, (0, len(text)), [], [], None)
    return [place.township or place.within.name] if place else []


RULES = (
    Rule(
        "metadata.region",
        "the place that the title or the issuer begins with",
        _found,
        (
            "内蒙古自治区就业规划",
            "国务院关于就业的意见",
            "民政部等七部门关于养老的意见",
            "鹿城区山福镇工作方案",
            "兵团办公厅关于就业的意见",
        ),
        ("就业规划", "某市规划"),
    ),
)
