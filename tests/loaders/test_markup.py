"""Markup as pages have it, sound, broken and hostile: it is read as a browser shows it, and no page takes long."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.clean import clean
from loaders.errors import FileTooLarge
from loaders.formats.html import read_page
from loaders.formats.markup import read_markup
from loaders.formats.words import escaped

PROSE = "坚持以人为本，办好民生实事，让人人都有保障。"


def markdown(page: str) -> str:
    """The Markdown of a page."""
    return read_page(page.encode(), "a.html").text


def inside(markup: str) -> str:
    """The Markdown of markup that follows a sentence."""
    return markdown(f"<div><p>{PROSE}</p>{markup}</div>").removeprefix(PROSE).strip("\n")


FRAGMENTS = [
    ("<p><span>2</span><span>019年</span>完<b>成</b>。", "2019年完成。", "tags inside a line never cut a word"),
    ("<p>一、总体\n\t  要求</p>", "一、总体要求", "a line of the source that was broken in Chinese is whole"),
    ("<p>某市　某局&nbsp;&nbsp;&nbsp;某办</p>", "某市　某局   某办", "blanks that the page prints are columns"),
    ("<p>&ldquo;十四五&rdquo;&#x89c4;&#21010; &lt;试行&gt; &amp;c</p>", "“十四五”规划 <试行> &c", "references are characters"),
    ("<p>　　甲<br>乙<br/>丙</p>", "　　甲\n乙\n丙", "a line break is one; an indentation stays"),
    ("<p>甲<br><br>乙</p><p><br></p><p>丙", "甲\n\n乙\n\n丙", "two line breaks, or more, end a paragraph"),
    ("甲<p>乙<div>丙</div>丁", "甲\n\n乙\n\n丙\n\n丁", "paragraphs that are not ended end where blocks begin"),
    ("<h2>一、<br>总体要求</h2><h3>做好服务。</h3>", "## 一、总体要求\n\n做好服务。", "a heading keeps its level; a sentence is none"),
    ("<p><strong>一、总体要求</strong></p>", "一、总体要求", "bold is no heading"),
    ("<ol start=3><li>甲<li>乙</ol><ol><li>1.丙</ol>", "3.甲\n\n4.乙\n\n1.丙", "an item gets a number where it prints none"),
    (
        "<ol class='custom_cn2 list-paddingleft-1'><li><p>甲</p></li></ol><ol style='list-style-type: none'><li>乙</ol>",
        "（一）甲\n\n乙",
        "the numbers of an editor's lists, and a list without any",
    ),
    ("<ul><li>甲<li>牵头单位：某局<li>（一）乙</ul>", "- 甲\n\n牵头单位：某局\n\n（一）乙", "a bullet only before bare items"),
    ("<p>甲<del>乙</del><span style='Display:none'>丙</span><b hidden>丁</b></p>", "甲", "deleted and hidden words"),
    ("<p>甲<img alt='图' src=a.png><script>var a='<p>乙';</script><!-- <p>丙 --></p>", "甲", "no picture, script, comment"),
    ("<p class=MsoNormal>甲<o:p></o:p><![if !supportLists]>1.<![endif]><?xml:namespace o /></p>", "甲1.", "Word's own tags"),
    ("<pre>甲\n乙</pre>", "甲\n乙", "printed lines stay"),
    ("<p>> 90<p># 号<p>* 注<p>**重**<p>__<p>| 竖<p>C:\\*", "\\> 90\n\n\\# 号\n\n* 注\n\n\\*\\*重\\*\\*\n\n\\_\\_\n\n｜ 竖\n\nC:\\\\*", "not Markdown"),
    (
        "<table><tr><th>序号<th>任务<th>单位<tr><td rowspan=2>1<td><p>做好</p><p>服务；</p><td>市残<br>联<tr><td>A<br>B|C<td></table>",
        "| 序号 | 任务 | 单位 |\n| 1 | 做好服务； | 市残联 |\n|  | A B｜C |  |",
        "a row a line; a merged cell once; lines in a cell joined",
    ),
    (
        "<table><caption>表1</caption><tr><td colspan=3>附件2<br>分工表<tr><td colspan=2>甲<td>乙<tr><td>1<td>2<td>3<tr><td colspan=3>注：略</table>",
        "表1\n\n附件2\n分工表\n\n| 甲 |  | 乙 |\n| 1 | 2 | 3 |\n\n注：略",
        "captions and notes are no rows",
    ),
    (
        "<table><tr><td>专栏1 重点工程</td></tr><tr><td><p>1.甲。</p><p>2.乙。</p></td></tr></table>",
        "专栏1 重点工程\n\n1.甲。\n\n2.乙。",
        "a table of one column is a frame",
    ),
    (
        f"<table><tr><td>目录<td><p>{PROSE}</p><p>一、甲</p><p>二、乙</p><p>三、丙</p><tr><td>下<td>末</table>",
        f"目录\n\n{PROSE}\n\n一、甲\n\n二、乙\n\n三、丙\n\n下\n\n末",
        "a cell that holds a document: the table lays out the page",
    ),
    ("甲，详见<a href=b.html>《某办法》</a>", "甲，详见《某办法》", "a link at the end of a line is words"),
    ("<p>附件：<a href=a.docx>1.分工表.docx</a></p>", "附件：1.分工表.docx", "an annex is the document's"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "expected", "reason"), FRAGMENTS, ids=[case[-1] for case in FRAGMENTS])
def test_markup_is_read_as_it_shows(markup: str, expected: str, reason: str) -> None:
    assert inside(markup) == expected, reason


HOSTILE = {
    "nested": "<div>" * 100_000,
    "never closed": "<p><font a=1><b>做" * 9_000,
    "closed in another order": "<b><i><a href=x>" * 9_000 + "做</b></i>" * 9_000,
    "walks to the top": "<p><table><td>" + "<div>" * 300 + "<div></div>" * 90_000,
    "one giant attribute": f"<p style='{'a' * 3_000_000}'>",
    "attributes without end": "<p " + "a=1 " * 700_000,
    "quotation marks without end": "<p a=\"'" * 200_000,
    "null bytes": f"<p>{'做好' * 9_000}\0{'做好' * 9_000}",
    "line breaks": "<br>" * 1_000_000,
    "references": "&amp;" * 300_000 + "&#x4e00;" * 100_000,
    "a reference without end": "&#" + "9" * 2_000_000 + ";",
    "comments that never end": "<!-- " * 500_000,
    "tags that never end": "<a " * 900_000,
    "end tags": "</div></p>" * 90_000,
    "cells that cover everything": "<table>" + "<tr><td rowspan=65000 colspan=65000>做" * 20_000 + "</table>",
    "tables in tables": "<table><tr><td>做" * 9_000,
    "lists in lists": "<ol><li>做" * 9_000,
    "blanks": "<p>做" + " " * 2_000_000 + "好</p>",
    "a line without end": "<p>" + "做好服务" * 300_000,
    "labels": "<p>索引号：1 文号：2 发布机构：3</p>" * 9_000,
    "buttons": "<p>打印 关闭 大 中 小</p>" * 9_000,
}


REFUSED = frozenset(
    (
        "nested", "never closed", "closed in another order", "attributes without end", "tags that never end",
        "tables in tables", "lists in lists",
    )
)  # fmt: skip
"""More elements in each other, or more attributes, than any document has."""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_refused_or_lose_nothing_before(name: str) -> None:
    page = f"<div><p>{PROSE}</p><p>{PROSE[::-1]}，{PROSE}</p></div><div>{HOSTILE[name]}</div>"
    if name in REFUSED:
        with pytest.raises(FileTooLarge, match="save the document without the site around it"):
            markdown(page)
        return
    assert markdown(page).lstrip("索引号文发布机构：123\n").startswith(f"{PROSE}\n\n{PROSE[::-1]}，{PROSE}")


@settings(deadline=None)
@given(st.text(alphabet="*_#>\\\\某 a-", min_size=1, max_size=30).map(str.strip).filter(bool))
def test_words_of_a_page_are_never_marks(words: str) -> None:
    """What Markdown would read as a mark is written so that cleaning gives it back."""
    assert clean(f"{escaped(words)}\n", markdown=True).text == clean(f"{words}\n").text


_TAGS = "<p> </p> <div> </div> <b> </b> <table> <tr> <td> </td> </table> <ul> <li> <br> <a/href=x> </a> <h1> </h1> <!-- --> < > & \" ' 甲 乙。"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_TAGS.split()), max_size=40).map("".join))
def test_any_soup_of_tags_is_a_tree_that_keeps_every_word(soup: str) -> None:
    page = read_markup(soup)
    for at, parent in enumerate(page.parents):
        assert parent < at or at == 0
        assert at < page.ends[at] <= page.ends[parent]
    shown = "".join(words for name, words in zip(page.names, page.words, strict=True) if not name)
    without = re.sub(r"<!--(?:-?>|.*?(?:--!?>|$))", "", soup)
    assert re.findall("[甲乙]", shown) == re.findall(
        "[甲乙]", re.sub(r"</?[a-zA-Z][^>]*(?:>|$)|</[^>]*(?:>|$)", "", without)
    )
    assert "\n\n\n" not in markdown(f"<p>{PROSE}</p>{soup}")
