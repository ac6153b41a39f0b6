"""Stretches of a text, possibly overlapping, go in; whether an offset lies in one comes out in logarithmic time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

Span = tuple[int, int]


class Spans:
    """A set of half-open stretches.

    >>> covered = Spans([(5, 9), (0, 3), (2, 4)])
    >>> [offset for offset in range(10) if offset in covered]
    [0, 1, 2, 3, 5, 6, 7, 8]
    """

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        merged: list[Span] = []
        for start, end in sorted(spans):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        self._starts = [start for start, _ in merged]
        self._ends = [end for _, end in merged]

    def __contains__(self, offset: int) -> bool:
        at = bisect_right(self._starts, offset) - 1
        return at >= 0 and offset < self._ends[at]

    def touches(self, start: int, end: int) -> bool:
        """Whether any of `start:end` lies in one.

        >>> covered = Spans([(5, 9)])
        >>> covered.touches(0, 5), covered.touches(8, 12)
        (False, True)
        """
        at = bisect_right(self._ends, start)
        return at < len(self._starts) and self._starts[at] < end
