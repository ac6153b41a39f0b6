"""Two neighbouring lines go in, whether they are apart comes out: no wrap joins what stands by itself above or below a text.

Above a text and below it short lines of like width stand one under the other that are no wrapped prose: a date, a document
number, a body that signs, a property of a website, a row between bars, the addressees, a title that is complete.
"""

from __future__ import annotations

import re
from functools import lru_cache

from loaders.dates import DATE
from loaders.docnumbers import own_number
from ontology.regions import leading

_MARK = re.compile(r"[（(](?:此件|信息公开形式|主动公开)[^（()）]{2,16}[）)]")
_ROW = re.compile(r"^\|.*\||\|\s*\|*\s*$")
_LABEL = re.compile(
    r"[\s•·●*\[【-]*(?:索\s*引\s*号|信息索引号?|主题分类|信息分类|组配分类|发\s*[文布]\s*[机单部日时文字][关构位门期间号]?|制发[机单][关位]|成文[日时][期间]|"
    r"生成[日时][期间]|公[开布][日时方形类属期][期间式型性限]|印发日期|文\s*号|发文字号|文件编号|标\s*题|名\s*称|信息名称|有\s*效\s*性|时效性|是否有效|"
    r"[实施生失废终][效行施止][日时][期间]|主\s*题\s*词|关键词|内容概述|来\s*源|信息来源|文章来源|作者|责任编辑|浏览次数|浏览量|访问次数|字\s*号|当前位置|统一编号)\s*[：:\]】|]"
    r"|(?:索\s*引\s*号|成文日期|发布日期|生成日期|发文字号|发[文布]机[关构])[ 　\d]"
)
_BRACKETED = re.compile(r"[【\[]\s?[一-鿿]{2,6}\s?[】\]]")
_DATED = re.compile(r".*[日时][期间]\s?[：:]\s?\d{4}[-年/.][\d月/.-]+日?(?:\s\d\d?:\d\d(?::\d\d)?)?")
_OPENS_TEXT = re.compile(
    r"为(?:了|深入|全面|认真|贯彻|落实|进一步|加快|推动|推进|促进|切实|规范|加强|巩固|积极|做好|实施)|根据|依据|按照|“十|\d{4}年是"
)
_ADDRESSEES = re.compile(r"各[^。；]{2,200}[：:]$")
_BODY = re.compile(
    r"[^，。；：:《》\s]{0,30}(?:人民政府|政府办公[厅室]|委员会|办公厅|办公室|行政公署|管委会|工委|[局厅委]|残疾人联合会|残联|常委会|领导小组)(?:[（(](?:代\s?章|印)[)）])?"
)
_COMPLETE = re.compile(
    r"[^。；《》]*关于(?:[^。；《》]|《[^《》]*》)*的(?:通知|意见|决定|批复|公告|方案)(?:[（(][^（）()]*[)）])?"
)
_TITLE = re.compile(
    r"[^，。；：:、]{2,60}(?:规划|方案|计划|意见|办法|措施|要点|纲要|规定|细则|清单|预案)(?:[（(][^（）()]{2,20}[)）])?"
)
_SENT = re.compile(
    r"(?:发给你们|予印发|贯彻执行|贯彻落实|遵照执行|组织实施|抓好落实|照此执行|认真执行|认真落实|抓好贯彻)[^。，]{0,10}。$"
)
"""How a notice ends, above its signature."""
_GOES_ON = re.compile(r"[，。、；：》）)和及与]|精神|要求|文件|等|有关|相关|规定|部署|印发|的|第")
_SHORTEST, _LONGEST = 2, 120


def are_apart(before: str, after: str) -> bool:
    """Whether two lines are no wrapped one: either stands by itself, or the first ends a title.

    >>> are_apart("某政发〔2021〕1号", "某市人民政府关于"), are_apart("某市人民政府关于印发", "某市规划的通知")
    (True, False)
    >>> are_apart("某市就业规划", "为深入贯彻"), are_apart("某市人民政府关于印发规划的通知", "导读")
    (True, True)
    """
    if before.endswith(("，", "、", ",")):
        return False
    if _SENT.search(before):
        return True
    if before[0] in "（(" and own_number(before) and not _GOES_ON.match(after):
        return True
    if stands_apart(before) or stands_apart(after) or (len(before) <= _LONGEST and _COMPLETE.fullmatch(before)):
        return True
    return _OPENS_TEXT.match(after) is not None and _TITLE.fullmatch(before) is not None


@lru_cache(maxsize=4096)
def stands_apart(line: str) -> bool:
    """Whether a line stands by itself.

    >>> lines = ("2021年9月23日", "某政发〔2021〕1号", "发布日期 | 2021-03-29 |", "乌海市人民政府", "各旗县人民政府：")
    >>> [stands_apart(line) for line in lines]
    [True, True, True, True, True]
    >>> [stands_apart(line) for line in ("和有关部门的要求，认真做好", "乌海市人民政府高度重视残疾人")]
    [False, False]
    """
    if not _SHORTEST <= len(line) <= 10 * _LONGEST:
        return False
    if _ROW.search(line) or _LABEL.match(line) or _BRACKETED.match(line):
        return True
    if len(line) > _LONGEST:
        return False
    if (
        _MARK.fullmatch(line)
        or (line[0] not in "（(" and own_number(line))
        or _ADDRESSEES.fullmatch(line)
        or _DATED.fullmatch(line)
    ):
        return True
    day = DATE.search(line)
    if day and not line[day.end() :].strip("）) 　"):
        line = line[: day.start()].strip("（( 　")
    pieces = re.split(r"[ 　]+", line.removeprefix("中共"))
    return line == "" or (all(_BODY.fullmatch(one) for one in pieces) and leading(pieces[0])[1] >= 2)
