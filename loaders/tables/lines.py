"""The lines of a text go in, which of them are rows of a table comes out: they are neither joined nor tidied."""

from __future__ import annotations

from collections.abc import Sequence

from loaders.tables.cells import is_rule
from loaders.tables.find import find_tables


def table_lines(texts: Sequence[str]) -> list[bool]:
    """For each line, whether it is one of a table: between bars, or of a table of indicators.

    >>> table_lines(["主要指标", "指标 单位 2025年", "参保率 % 95", "注：略", "| 甲 | 乙 |", "正文。"])
    [False, True, True, False, True, False]
    """
    kept = [(text.startswith("|") and text.count("|") > 1) or is_rule(text) for text in texts]
    spans, at = [], 0
    for text in texts:
        spans.append((at, at + len(text)))
        at += len(text) + 1
    whole = "\n".join(texts)
    for table in find_tables(whole, spans):
        kept[table.first : table.last] = [True] * (table.last - table.first)
    return kept
