"""A list of bodies as printed in a clause goes in, each body with its level prefix distributed comes out.

市残联、人社局 → 市残联, 市人社局. The prefix holds until a name brings its own; a name with its own place (内蒙古税务局,
中国人民银行…支行), a company, or a collective (各社区) takes none and changes none, but for a body of each place, whose
place is shared too (各区县民政局、残联 → 各区县残联). A bare party organ after a party organ takes its committee
(市委组织部、宣传部 → 市委宣传部).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.bodynames import is_collective
from ontology.regions import Region, leading

OPEN, CLOSE = "（(〔[【〈“「﹝［", "）)〕]】〉”」﹞］"
_SEPARATORS = "、，,；; 　/\t"
PREFIX = re.compile(
    r"自治[区县州旗]|兵团|师市|地区(?!性)|特区|省(?!道)|市(?!场|容|政(?!府|协|务|法)|民(?:中心|服务|热线|卡))|县|区(?![域块间])|旗|盟(?!员)|州(?!级)"
)
_PARTY = re.compile(r"(?:自治区党委|[省市县区旗盟州]委)(?!员会)")
_PARTY_ORGANS = re.compile(
    "组织部|宣传部|统战部|政法委|网信办|编办|社会工作部|老干部局|党校|政研室|改革办|农办|军民融合办|文明办|国安办|巡察办|(?:直属机关|教育)工委"
)
_OF_EACH = re.compile(r"各(?:区县|县区|县市|市县|旗县|盟市|市州|[市县区州旗])(?=.+[局厅联办]$)(?!.*政府)")
_OWN_PLACE = re.compile(
    r"长三角|京津冀|粤港澳|大湾区|长江|黄河|[一-鿿]{2,8}(?:新片区|新区|高新区|经开区|开发区|自贸|示范区|试验区|实验区|保税区|合作区|港区|度假区|风景区|管理区)|"
    r"国网|民航|铁路|(?:(?!开放|电视|老年)[一-鿿]){2,8}大学$|"
    r"[一-鿿]{0,6}(?:总局|总署|监会|审计署|财政部|资源部|环境部|水利部|运输部)(?=[一-鿿]{2,})|"
    r"(?:高新|经开|开发园?|功能|园|综保|保税|景|新)区|功能板块|中国|国家|国务院|中央|中共|全国|最高|中[省市区]?直|各|有关|相关|其他|其它|驻|所有|属地|成员单位|团[省市县区旗盟州]|全[市省县旗盟区州]"
)
_COMPANY = re.compile(r"公司|银行|支行|分行|集团|保险|电信|移动|联通|铁塔")
_MEMBERS = re.compile(r".{4,}(?:成员单位|责任单位)$")
_GRASSROOTS = re.compile(r"(?:苏木|嘎查|[乡镇村]|街道|街道办|街道办事处|社区)(?:人民政府|政府|管委会)?$")
_ALIAS_END = re.compile(r"[局办委室会厅署院部]$|中心$|大队$|支队$")
_NO_ALIAS = re.compile(r"(?:党委|党组|党支部|嘎查|街道|社区|村|区|县|市|旗|苏木|镇|乡)(?:办事处|委员会|人民政府)?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a list between separators: `start:end` in the text."""

    start: int
    end: int
    text: str


def split_list(text: str, start: int = 0) -> list[Piece]:
    """The pieces of a list, its separators outside brackets; `start` is added to the places.

    >>> [piece.text for piece in split_list("市残联、农牧水务局（乡村振兴局），税务局")]
    ['市残联', '农牧水务局（乡村振兴局）', '税务局']
    """
    pieces: list[Piece] = []
    depth, begin = 0, 0
    for at, char in enumerate(text + "、"):
        if char in OPEN:
            depth += 1
        elif char in CLOSE and depth:
            depth -= 1
        elif char in _SEPARATORS and (depth == 0 or at == len(text)):
            if text[begin:at].strip():
                pieces.append(Piece(start + begin, start + at, text[begin:at]))
            begin = at + 1
    return pieces


def split_alias(printed: str) -> tuple[str, str | None]:
    """A name and the alias that stands in brackets or quotation marks at its end.

    >>> split_alias("区农牧水务局（乡村振兴局）"), split_alias("各级残联党组（党委）")
    (('区农牧水务局', '乡村振兴局'), ('各级残联党组（党委）', None))
    """
    if len(printed) < 4 or printed[-1] not in CLOSE:
        return printed, None
    at = max(printed.rfind(mark) for mark in OPEN)
    name, alias = printed[:at], printed[at + 1 : -1]
    if at < 2 or printed.startswith("各") or _NO_ALIAS.fullmatch(alias) or not _ALIAS_END.search(alias):
        return printed, None
    return name, alias


class Distributor:
    """Distributes level prefixes over the names of one clause, in printed order.

    >>> names = Distributor()
    >>> [names.name(printed) for printed in ("市残联", "人社局", "内蒙古税务局", "统计局", "各区残联", "民政局")]
    ['市残联', '市人社局', '内蒙古税务局', '市统计局', '各区残联', '各区民政局']
    """

    def __init__(self, region: Region | None = None) -> None:
        self.within = region.code[:6] if region else None
        self.prefix = ""
        self.committee = ""

    def name(self, printed: str) -> str:
        """The printed name (alias removed) with the prefix that it shares with the names before it."""
        party = _PARTY.match(printed)
        own = PREFIX.match(printed)
        if own is not None and len(printed) > len(own.group()) + 1:
            self.prefix = own.group()
            self.committee = party.group() if party else ""
            return printed
        if each := _OF_EACH.match(printed):
            self.prefix, self.committee = each.group(), ""
            return printed
        if self._stands_alone(printed):
            return printed
        if self.committee and _PARTY_ORGANS.fullmatch(printed):
            return self.committee + printed
        if not printed.startswith("党委"):
            self.committee = ""
        return self.prefix + printed

    def _stands_alone(self, printed: str) -> bool:
        if is_collective(printed) or _OWN_PLACE.match(printed) or _MEMBERS.match(printed):
            return True
        if _COMPANY.search(printed) or _GRASSROOTS.search(printed):
            return True
        place, length = leading(printed, within=self.within)
        return place is not None and length >= 2 and len(printed) - length != 1
