"""Bytes of a web page go in, Markdown of the document in it and the page's encoding come out; the site around it stays behind.

markup ─▶ chrome (the site's parts) ─▶ properties (索引号 …) ─▶ article (where the document lies) ─▶ lines ─▶ Markdown
"""

from __future__ import annotations

import re
from itertools import accumulate

from loaders.errors import FileTooLarge, NoDocumentInPage, UnknownEncoding
from loaders.formats.article import find_strangers
from loaders.formats.chrome import find_chrome
from loaders.formats.lines import Line, read_lines
from loaders.formats.markup import MAX_DEPTH, MAX_NODES, Page, TooManyNodes, read_markup
from loaders.formats.phrases import is_day, is_margin, is_sentence, is_site
from loaders.formats.properties import read_properties
from loaders.formats.text import Text, decode
from loaders.formats.titles import find_title
from loaders.formats.weights import weigh
from loaders.formats.words import INDENT, escaped, squashed

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_ENCODINGS = dict.fromkeys(("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80"), "gb18030") | {"utf-8": "utf-8"}
_HAN = re.compile(r"[一-鿿]")
HEAD = 4096
"""Bytes in which a page names its encoding."""
LEAST_PROSE, LEAST_ROWS = 15, 3
HEADLINES, SHORTEST = 12, 8
"""Lines above a text that may be its title, and the characters that a title has at least."""
OPENING = 1_500
"""Characters of the text among which its title is looked for."""


def read_page(data: bytes, where: str) -> Text:
    """The document in a web page, as Markdown: properties, title, text.

    Raises EmptyFile, NotText, UnknownEncoding, FileTooLarge or NoDocumentInPage.

    >>> page = "<title>某市规划</title><p>首页</p><p>一、总体要求</p><p>坚持以人为本，办好民生实事，让人人都有保障。</p>"
    >>> read_page(page.encode(), "a.html").text.splitlines()[-1]
    '坚持以人为本，办好民生实事，让人人都有保障。'
    """
    decoded, sound = _decoded(data, where)
    try:
        page = read_markup(decoded.text)
    except TooManyNodes:
        remedy = "save the document without the site around it, or as .txt"
        expected = f"a page of at most {MAX_NODES:,} elements, {MAX_DEPTH} of them in each other"
        raise FileTooLarge(where, expected, "more", remedy) from None
    text = _markdown(*_parts(page, where))
    if not sound and "\ufffd" in text:
        at = text.index("\ufffd")
        found = f"other bytes behind {text[max(0, at - 12) : at]!r}"
        raise UnknownEncoding(where, f"a text in {decoded.encoding}", found, "save the page again as UTF-8")
    return Text(text, decoded.encoding)


def _decoded(data: bytes, where: str) -> tuple[Text, bool]:
    """The page and whether all its bytes are sound; stray ones are let pass where the page names its encoding."""
    try:
        return decode(data, where), True
    except UnknownEncoding:
        named = _CHARSET.search(data, 0, HEAD)
        encoding = _ENCODINGS.get(named[1].decode("ascii").lower()) if named else None
        if encoding is None:
            raise
    text = data.decode(encoding, "replace")
    return Text(text, encoding), "\ufffd" not in text


def _parts(page: Page, where: str) -> tuple[dict[str, str], str | None, list[Line]]:
    """The properties of the document, the title that its own text does not print, its lines."""
    hidden, site = find_chrome(page)
    properties, told = read_properties(page, hidden | site)
    weights = weigh(page, hidden | site | told)
    strangers = find_strangers(page, weights, site)
    lines = _titled_once(_without_margins(read_lines(page, weights, 0, strangers)))
    _check(lines, where, weights.links[0])
    title = find_title(page, properties)
    opening = squashed("".join(line.text for line in lines[:30])[:OPENING])
    return properties, title if title and squashed(title) not in opening else None, lines


def _without_margins(lines: list[Line]) -> list[Line]:
    """The lines without the site's: its buttons anywhere, its bylines above and below the text."""
    prose = [at for at, line in enumerate(lines) if line.row or is_sentence(line.text)]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    kept: list[Line] = []
    for at, line in enumerate(lines):
        above, below = at < first, at > last
        if line.row or not (
            is_site(line.text) or ((above or below) and is_margin(line.text)) or (above and is_day(line.text))
        ):
            kept.append(line)
    return kept


def _titled_once(lines: list[Line]) -> list[Line]:
    """The lines without a title that the page sets above the text and the text then prints itself, on one line or more."""
    heads = ["" if is_sentence(line.text) else squashed(line.text) for line in lines[:HEADLINES]]
    repeated: set[int] = set()
    for at, words in enumerate(heads):
        for first in range(at + 1, len(heads)):
            printed = accumulate(heads[first : first + 3])
            if len(words) >= SHORTEST and words in printed and not any(line.row for line in lines[at:first]):
                repeated.add(at)
    return [line for at, line in enumerate(lines) if at not in repeated]


def _check(lines: list[Line], where: str, links: int) -> None:
    """Refuse a page without prose and without a table."""
    prose = sum(len(_HAN.findall(line.text)) for line in lines if not line.row and is_sentence(line.text))
    if prose >= LEAST_PROSE or sum(line.row for line in lines) >= LEAST_ROWS:
        return
    han = sum(len(_HAN.findall(line.text)) for line in lines)
    raise NoDocumentInPage(
        where,
        "a page that holds the text of a document",
        f"{han} Chinese characters, {prose} of them in sentences, and {links} links",
        "open the page in a browser, wait until the text shows and save it, or save the text as .txt",
    )


def _markdown(properties: dict[str, str], title: str | None, lines: list[Line]) -> str:
    """Properties, title and lines as Markdown, paragraphs between empty lines."""
    above = [escaped(f"{name}：{value}") for name, value in properties.items()]
    written = ["\n\n".join([*above, f"# {title}"] if title else above)]
    for line in lines:
        head = "#" * line.level + " " if line.level else INDENT if line.indented else ""
        words = line.text if line.row or line.level else escaped(line.text)
        written += ("\n" if line.tight else "\n\n", head, words)
    return "".join(written).strip("\n") + "\n"
