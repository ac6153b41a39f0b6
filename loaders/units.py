"""A printed unit goes in, the unit without its 万 or 亿 and the factor come out: 万人 → 人, 10,000; 亿元 → 元, 100,000,000."""

from __future__ import annotations

_FACTORS = {"万亿": 1e12, "千万": 1e7, "百万": 1e6, "亿": 1e8, "万": 1e4}
_SAME = {
    "％": "%",
    "百分比": "%",
    "人(次)": "人次",
    "人（次）": "人次",
    "件(次)": "件次",
    "件（次）": "件次",
    "个人": "人",
    "个百分点": "百分点",
    "个工作日": "工作日",
}

COUNTED = (
    "人次|人（次）|件（次）|件次|户次|场次|台次|班次|人份|名|人|户|家|个百分点|百分点|个工作日|工作日|个|所|件|例|场|项|篇|条|次|本|份|张|台|套|辆|处|座|支|对|期|门|册|批|间|床|"
    "幅|部|艘|株|头|只|匹|枚|块|片|组|类|届|队|村|社区|名次|公里|千米|米|平方米|平方公里|立方米|公顷|亩|吨|公斤|克|元|%|％|倍|金|银|铜|枚金牌|分贝|千瓦|千瓦时|标准煤"
)
"""Units that count people, things, money and rates, longest first where one begins another."""


def normalise(printed: str | None) -> tuple[str | None, float]:
    """The unit proper and its factor.

    >>> normalise("万元"), normalise("％"), normalise(None)
    (('元', 10000.0), ('%', 1.0), (None, 1.0))
    """
    unit = (printed or "").strip()
    factor = 1.0
    for prefix, value in _FACTORS.items():
        if unit.startswith(prefix):
            unit, factor = unit[len(prefix) :], value
            break
    return _SAME.get(unit, unit) or None, factor
