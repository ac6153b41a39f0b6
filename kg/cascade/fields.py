"""Two titles go in, whether they are of the same field of work comes out.

A field is what is left of a title without its place, years, kind of document and the words that every title has. 残疾人事业 and
残疾人保障和发展 are one field, 残疾人就业 is another; the outline of all work (国民经济和社会发展) is a field of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.cascade.words import words_of
from kg.titles import unwrapped
from loaders.titles import field_of
from ontology.regions import leading

_OUTLINE = "国民经济和社会发展"
_EVERYWHERE = frozenset(
    [
        "事业",
        "发展",
        "保障",
        "建设",
        "工作",
        "改革",
        "高质量",
        "服务",
        "体系",
        "进程",
        "小康",
        "加快",
        "推进",
        "推动",
        "促进",
        "加强",
        "深化",
        "优化",
        "完善",
        "提升",
        "实施",
        "落实",
        "全面",
        "持续",
        "深入",
        "进一步",
        "规划",
        "纲要",
        "方案",
        "计划",
        "意见",
        "措施",
        "要点",
        "行动",
        "通知",
        "指导",
        "若干",
        "重点",
        "任务",
        "分工",
        "专项",
        "总体",
        "三年",
        "五年",
        "年度",
        "时期",
        "打造",
        "开展",
        "全国",
        "国家",
        "有关",
        "做好",
        "实施方案",
        "指导意见",
        "实施意见",
        "行动方案",
        "行动计划",
        "工作方案",
        "工作要点",
        "若干意见",
        "若干措施",
        "若干政策",
        "发展规划",
        "规划纲要",
        "实施细则",
    ]
)
_LIKE = 0.5


@lru_cache(maxsize=8192)
def field_words(title: str) -> frozenset[str]:
    """The words that tell of what a document is.

    >>> sorted(field_words("内蒙古自治区“十四五”残疾人事业发展规划")), sorted(field_words("某省国民经济和社会发展第十四个五年规划纲要"))
    (['残疾人'], ['国民经济和社会发展'])
    """
    words = unwrapped(title)
    if _OUTLINE in words:
        return frozenset({_OUTLINE})
    field = field_of(words) or re.sub(r"[“”\"《》〈〉]|[（(][^（）()]*[)）]", "", words)
    return frozenset(word for word in words_of(field) if leading(word)[1] < len(word)) - _EVERYWHERE


def likeness(one: str, other: str) -> float:
    """The share of the words of two titles' fields that both have, from 0 to 1."""
    first, second = field_words(one), field_words(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def same_field(one: str, other: str) -> bool:
    """Whether two titles are of the same field.

    >>> same_field("乌达区“十四五”残疾人事业发展规划", "国务院关于印发“十四五”残疾人保障和发展规划的通知")
    True
    >>> same_field("乌达区“十四五”残疾人事业发展规划", "促进残疾人就业三年行动方案")
    False
    >>> same_field("某市残疾人事业发展规划", "某市国民经济和社会发展第十四个五年规划纲要")
    False
    """
    first, second = field_words(one), field_words(other)
    whole = len(first & second) == min(len(first), len(second)) >= 2
    return likeness(one, other) > _LIKE or whole
