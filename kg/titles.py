"""A document's title or number as printed goes in, the key under which loaded and cited forms of it meet comes out.

A title loses the wrapper of the notice that sends it out, quotation marks, blanks, punctuation and the name of the
region that is part of its key; a number loses the variety of its brackets. A key is for finding; people read the title.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.iris import UNDETERMINED
from ontology.regions import COUNTRY, UnknownRegion, ancestors, by_code, leading

_WIDE = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_OPEN, _CLOSE = "《〈<“\"'‘「『", "》〉>”\"'’」』"

# X关于印发Y的通知 is the notice X…, and Y what it sends out. Where 关于 is missing, Y must stand in quotation marks.
_WRAPPER = re.compile(
    rf"(?P<issuer>[^《〈<]*?)(?:关于(?:印发|发布|公布|颁布)|(?:印发|发布|公布|颁布)(?=[《〈<]|关于))"
    rf"(?P<title>.+?)的(?:通知|公告|决定|令)[{_CLOSE}]*"
)
# A government is the ordinary issuer for its region and is left out; other bodies tell titles apart.
_GOVERNMENT = re.compile("(?:中共中央|国务院|人民政府|行政公署|办公厅|办公室)+(?=关于)")
# 自治区 or 省 alone means that of whoever writes.
_OWN_PLACE = re.compile(rf"(?:自治区|自治州|自治县|省|市|盟|区|县|旗)(?=\s*[{_OPEN}0-9０-９])")
_NATIONAL_TITLE = re.compile(
    r"中共中央|国务院|中央|最高人民|全国人民代表大会|\w{1,8}(?<!宣传)(?<!组织)(?<!统战)部(?=、|等|办公厅|关于|印发)"
)
_NATIONAL_LAW = re.compile(r".{2,}(?:条例|法典|(?<![办方作做用])法)(?:（[^（）]*）|\([^()]*\))?")
_NATIONAL_NUMBER = re.compile(r"国|中发|中办|中共中央|中华人民共和国|主席令|GB")

_YEAR = re.compile(r"(.*?)[〔\[﹝【(〖]?((?:19|20)\d\d)年?[〕\]﹞】)〗]第?0*(\d+)号?")
_ORDER = re.compile(r"(.*令)第?0*(\d+)号?")


def unwrapped(title: str) -> str:
    """The title of what a notice sends out; a title that is no notice's as it is. Quotation marks around it go.

    >>> unwrapped("乌海市人民政府关于印发〈乌海市“十四五”残疾人事业发展规划〉的通知")
    '乌海市“十四五”残疾人事业发展规划'
    >>> unwrapped("关于进一步规范印发文件的通知")
    '关于进一步规范印发文件的通知'
    """
    title = _bare(title.strip())
    while match := _WRAPPER.fullmatch(title):
        title = _bare(match["title"].strip())
    return title


def title_key(title: str, region: str | None) -> str:
    """What a document goes by: its region, or `und`, and its normalised title.

    >>> title_key("乌达区“十四五”残疾人事业发展规划", "150304")
    '150304:十四五残疾人事业发展规划'

    >>> loaded = title_key("内蒙古自治区“十四五”残疾人事业发展规划", "150000")
    >>> loaded == title_key("内蒙古自治区人民政府关于印发自治区 “十四五”残疾人事业发展规划的通知", "150000")
    True
    >>> loaded == title_key("乌海市“十四五”残疾人事业发展规划", "150300")
    False
    """
    return f"{region or UNDETERMINED}:{normalised(title, region)}"


@lru_cache(maxsize=4096)
def normalised(title: str, region: str | None) -> str:
    """The title made comparable, without the name of its region and of that region's government.

    >>> normalised("《内蒙古自治区人民政府关于建立残疾儿童康复救助制度的实施意见》", "150000")
    '关于建立残疾儿童康复救助制度的实施意见'
    >>> normalised("中华人民共和国残疾人保障法", "100000"), normalised("中华人民共和国残疾人保障法", None)
    ('残疾人保障法', '中华人民共和国残疾人保障法')
    """
    text = unwrapped(title)
    if region is not None:
        text = text[_own_name(text, region) :]
        text = _OWN_PLACE.sub("", text, count=1) if _OWN_PLACE.match(text) else text
    text = folded(text)
    government = _GOVERNMENT.match(text)
    return text[government.end() :] if government else text


def folded(text: str) -> str:
    """Letters and digits in one width and case; blanks, punctuation and signs gone.

    >>> folded("《“十四五” 残疾人保障（２０２１—2025年）》")
    '十四五残疾人保障20212025年'
    """
    narrow = text.translate(_WIDE).lower()
    return "".join(char for char in narrow if unicodedata.category(char)[0] in "LN") or narrow.strip()


def number_key(number: str) -> str:
    """A document's number made comparable: one kind of brackets, one width, no blanks, 第 and leading zeros gone.

    >>> {number_key(form) for form in ("国发〔2021〕10号", "国发[2021] 10号", "国发［２０２１］第10号")}
    {'国发〔2021〕10号'}
    >>> number_key("国务院令第488号") == number_key("中华人民共和国国务院令 488 号")
    True
    >>> number_key("GB 50763—2012")
    'GB50763-2012'
    """
    text = "".join(number.translate(_WIDE).split())
    text = re.sub("[‐-―−]", "-", text).removeprefix("中华人民共和国").upper()
    if match := _YEAR.fullmatch(text):
        return f"{match[1]}〔{match[2]}〕{match[3]}号"
    if match := _ORDER.fullmatch(text):
        return f"{match[1]}{match[2]}号"
    return text


def region_of(title: str, number: str | None, within: str | None = None) -> str | None:
    """The region of a document, by its issuer or the place that its title begins with, a national number, or as a law.

    `within` is the region of the document that cites it. What is not certain has no region.

    >>> region_of("内蒙古自治区按比例安排残疾人就业办法", None), region_of("残疾人就业条例", "国务院令第488号")
    ('150000', '100000')
    >>> region_of("信访条例", None), region_of("安置办法", None)
    ('100000', None)
    >>> region_of("自治区“十四五”残疾人事业发展规划", None, within="150304"), region_of("盲人医疗按摩管理办法", None)
    ('150000', None)
    """
    outer = _bare(title.strip())
    for text in (outer, unwrapped(outer)):
        region, _ = leading(text.removeprefix("中共"), within=_known(within))
        if region is not None:
            return region.code
        if _NATIONAL_TITLE.match(text):
            return COUNTRY
    if number is not None and _NATIONAL_NUMBER.match(number_key(number)):
        return COUNTRY
    if _NATIONAL_LAW.fullmatch(unwrapped(outer)):  # a region's own law begins with its name
        return COUNTRY
    kind = next((kind for kind in ("自治区", "省") if unwrapped(outer).startswith(kind)), None)
    if kind is not None and _known(within) is not None:
        above = [by_code(within or ""), *ancestors(within or "")]
        return next((place.code for place in above if place.level == "province" and place.name.endswith(kind)), None)
    return None


def _own_name(text: str, region: str) -> int:
    """The length of the region's own name at the beginning of the text."""
    if text.startswith("中华人民共和国"):
        return 7 if region == COUNTRY else 0
    found, length = leading(text, within=_known(region))
    return length if found is not None and found.code == region else 0


def _known(code: str | None) -> str | None:
    """The code where the table of regions has it; a township's county, which it has."""
    for candidate in (code, (code or "")[:6]):
        try:
            return by_code(candidate).code if candidate else None
        except UnknownRegion:
            continue
    return None


def _bare(title: str) -> str:
    """The title without quotation marks that stand around the whole of it."""
    while len(title) > 1 and title[0] in _OPEN and _encloses(title):
        title = title[1:-1].strip()
    return title


def _encloses(title: str) -> bool:
    """Whether the first character's closing partner is the last one: not so in 〈甲〉和〈乙〉."""
    close = _CLOSE[_OPEN.index(title[0])]
    if title[-1] != close:
        return False
    depth = 0
    for place, char in enumerate(title):
        depth += (char == title[0]) - (char == close and char != title[0])
        if depth == 0 and char == close:
            return place == len(title) - 1
    return title[0] == close and title.count(close) == 2
