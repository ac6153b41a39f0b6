"""A value of a finding goes in, the words that people read for it come out: Chinese first, English beside it.

The words are those of the vocabularies (`ontology/vocab/links.ttl`, `levels.ttl`, `roles.ttl`); a test holds them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Label(NamedTuple):
    """What a value is called; `mark` is a sign beside the word, so that no meaning hangs on colour."""

    zh: str
    en: str
    mark: str = ""


RELATIONS: Mapping[str, Label] = MappingProxyType(
    {
        "same": Label("一致", "same", "＝"),
        "narrower": Label("收窄", "narrower", "⊂"),
        "merged": Label("合并", "merged", "⋎"),
        "split": Label("拆分", "split", "⋏"),
    }
)
CHANGES: Mapping[str, Label] = MappingProxyType(
    {
        "kept": Label("保留", "kept", "＝"),
        "reworded": Label("改写", "reworded", "≈"),
        "narrowed": Label("缩小", "narrowed", "⊂"),
        "widened": Label("扩大", "widened", "⊃"),
        "weakened": Label("弱化", "weakened", "↓"),
        "strengthened": Label("强化", "strengthened", "↑"),
        "number_changed": Label("数值变化", "number changed", "№"),
        "added": Label("新增", "added", "＋"),
        "dropped": Label("舍去", "dropped", "－"),
    }
)
COMPARISONS: Mapping[str, Label] = MappingProxyType(
    {
        "equal": Label("一致", "equal", "＝"),
        "stricter": Label("更严", "stricter", "↑"),
        "looser": Label("更宽", "looser", "↓"),
        "incomparable": Label("不可比", "incomparable", "？"),
        "missing": Label("缺失", "missing", "－"),
        "new": Label("新设", "new", "＋"),
    }
)
LEADS: Mapping[str, Label] = MappingProxyType(
    {
        "same": Label("相同", "same", "＝"),
        "added": Label("新增", "added", "＋"),
        "dropped": Label("取消", "dropped", "－"),
    }
)
STATUSES: Mapping[str, Label] = MappingProxyType(
    {
        "proposed": Label("建议", "proposed", "○"),
        "confirmed": Label("已确认", "confirmed", "✓"),
        "rejected": Label("已否定", "rejected", "✗"),
        "corrected": Label("已更正", "corrected", "✎"),
        "added": Label("人工补充", "added by a person", "＋"),
    }
)
LEVELS: Mapping[str, Label] = MappingProxyType(
    {
        "national": Label("国家级", "national level"),
        "province": Label("省级", "provincial level"),
        "prefecture": Label("地级", "prefectural level"),
        "county": Label("县级", "county level"),
        "township": Label("乡级", "township level"),
    }
)
ROLES: Mapping[str, Label] = MappingProxyType(
    {
        "lead": Label("牵头", "lead"),
        "responsible": Label("负责", "responsible"),
        "participating": Label("参与", "participating"),
    }
)
KINDS: Mapping[str, Label] = MappingProxyType(
    {"indicator": Label("指标", "indicator"), "target": Label("文中目标", "target in the text")}
)
STATES: Mapping[str, Label] = MappingProxyType(
    {
        "linked": Label("有对应", "joined", "●"),
        "new": Label("新任务", "new here", "＋"),
        "missing": Label("未见对应", "missing below", "－"),
    }
)
KEPT = frozenset({"kept"})
"""Changes of measures that are none."""

_CHANGED_VALUES = MappingProxyType(
    {"increase": "增长", "decrease": "下降", "annual_average": "年均", "cumulative": "累计"}
)


def value_text(change: str, operator: str | None, value: float | None, unit: str | None, year: int | None) -> str:
    """A target as people write it; nothing where there is no value.

    >>> value_text("annual_average", ">", 7.5, "%", 2025), value_text("level", "=", 30000.0, "户", None)
    ('年均 ＞7.5%（2025年）', '30000户')
    """
    if value is None:
        return ""
    sign = {">": "＞", "<": "＜", "=": "", None: ""}.get(operator, operator or "")
    change = f"{_CHANGED_VALUES[change]} " if change in _CHANGED_VALUES else ""
    return f"{change}{sign}{number_text(value)}{unit or ''}" + (f"（{year}年）" if year else "")


def number_text(value: float) -> str:
    """A number without a needless fraction.

    >>> number_text(90.0), number_text(7.5), number_text(1e12)
    ('90', '7.5', '1000000000000')
    """
    return f"{value:.6f}".rstrip("0").rstrip(".")
