"""Page numbers glued to the first line of a page, and section numbers among wrapped lines."""

from __future__ import annotations

from loaders.clean import clean
from loaders.clean.decimals import decimal_beginnings
from loaders.clean.folios import folio_spans

LINE = "推动公共服务提质扩面，完善设施布局，优化资源配置，提升群众获得感和"


def pages(count: int, first_line: str = "满意度，") -> str:
    """Pages of twelve lines; every page but the first begins with its folio in the middle of a sentence."""
    leaves = []
    for page in range(1, count + 1):
        head = f"{page}{first_line}{LINE}" if page > 1 else f"一、总则{LINE}"
        leaves.append("\n".join([head, *[LINE] * 11]))
    return "\n".join(leaves)


def folios(text: str) -> list[str]:
    return [text[start:end] for start, end in folio_spans(text)]


def test_a_row_of_folios_is_found() -> None:
    assert folios(pages(9)) == [str(page) for page in range(2, 10)]


def test_a_folio_before_a_heading_leaves_the_heading() -> None:
    text = pages(7) + f"\n8{LINE}\n" + "\n".join([LINE] * 11) + "\n95.1.3促进智能发展。" + LINE
    assert folios(text)[-1] == "9"
    assert "感和5.1.3促进智能发展。" in clean(text).text


def test_what_proves_nothing_stays() -> None:
    cases = {
        "a few pages": pages(4),
        "items": "\n".join(f"{n}.做好服务。" for n in range(1, 30)),
        "bare items, a line each": "\n".join(f"{n}做好服务{LINE}" for n in range(1, 30)),
        "items far apart, each after a full stop": "\n".join(f"{n}做好服务。\n" + "好。\n" * 12 for n in range(1, 12)),
        "the rows of a table": "序号\n" + pages(9),
        "years": "\n".join([f"202{n}年完成\n" + LINE for n in range(9)]),
    }
    assert {reason: folios(text) for reason, text in cases.items() if folios(text)} == {}


def test_what_is_set_aside_is_told() -> None:
    aside = [one for one in clean(pages(9)).aside if one.rule == "clean.folio"]
    assert [one.quote for one in aside] == [str(page) for page in range(2, 10)]


DECIMALS: list[tuple[list[str], list[int], str]] = [
    (["1.1 基础", "1.1.1 成效。", "1.1.2 不足。", "1.2 形势", "2.1 思路"], [0, 1, 2, 3, 4], "one after the other"),
    (["1.1 基础", "增加到", "2.69 万亿元", "1.2 形势", "8.5 平方米"], [0, 3], "amounts that a wrap begins a line with"),
    (["1.1 基础", "2.3 号线开工", "1.2 形势"], [0, 2], "a line of an underground railway"),
    (["1.1 基础", "1.2 形势", "1.1 基础", "1.1.1 成效"], [0, 1, 2, 3], "after a table of contents it begins anew"),
    (["3.4 提高", "3.5 降低"], [], "no beginning"),
]


def test_decimal_numbers_begin_sections_only_in_a_row() -> None:
    for lines, begins, reason in DECIMALS:
        assert [at for at, one in enumerate(decimal_beginnings(lines)) if one] == begins, reason


def test_a_page_printed_twice_is_read_once() -> None:
    tail = "（二）强化督导。定期通报。\n（三）做好宣传。充分利用媒体解读政策，提升知晓度，主动接受社会监督，营造氛围。"
    text = f"某市行动方案\n一、保障措施\n（一）加强领导。健全机制。\n{tail}\n定期通报。\n（三）做好宣传。充分利用媒体解读政策，提升知晓度，主动接受社会监督，营造氛围。"
    assert clean(text).text.count("（三）做好宣传") == 1
