"""A page's markup goes in, its elements and texts come out in the order of the page, each with where it ends.

The tree is built as browsers build it (selectolax, the Lexbor engine). Building it takes quadratic time for elements nested
without end, so a page that opens far more of them than any document does is refused before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_DEPTH = 500
"""Elements that are open at once; pages of content management systems have some fifty."""
MAX_ATTRIBUTES = 20_000
"""Characters of the attributes of an element that are looked at."""
MAX_WORDS = 1_000
"""Words in a tag: an attribute each, but for those with blanks in their values."""
MAX_NODES = 300_000
"""Elements and texts of a page; the longest plans have some ten thousand."""

_BLOCKS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot"
    " th thead tr ul"
)
BLOCKS = frozenset(_BLOCKS.split())
CELLS = frozenset(("td", "th"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)|<!--.*?(?:-->|\Z)", re.DOTALL)
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{4000,}")
_RAW = re.compile(r"(?is)<(script|style|textarea|title|xmp|iframe|noembed|noframes)\b.*?(?:</\1|\Z)")
_UNENDED_TAGS = "area base br col embed hr img input link meta param source track wbr p li td th tr dt dd option"
_UNENDED = frozenset(_UNENDED_TAGS.split())
"""Elements that have no end tag, or whose end tag may be left out: they do not nest."""
_BLANKS = " \t\n\r\f"
_RAW_TEXT = frozenset(("script", "style"))
_TEXTLESS_TAGS = "table tbody thead tfoot tr ul ol menu dir html head dl select colgroup"
_TEXTLESS = frozenset(_TEXTLESS_TAGS.split())
"""Elements in which blanks are no text."""


class TooManyNodes(ValueError):
    """A page of more elements, or more of them in each other, than any document has."""


@dataclass(frozen=True, slots=True)
class Page:
    """Node `i` is an element (`names[i]` in lower case, `words[i]` its attributes) or a text (no name, `words[i]`).

    A node comes after its parent and before its own content, which ends at `ends[i]`; node 0 is the page.
    """

    names: list[str] = field(default_factory=lambda: ["page"])
    words: list[str] = field(default_factory=lambda: [""])
    parents: list[int] = field(default_factory=lambda: [0])
    ends: list[int] = field(default_factory=lambda: [1])
    given: dict[int, dict[str, str]] = field(default_factory=dict)

    def children(self, at: int) -> Iterator[int]:
        """The nodes right below `at`."""
        child = at + 1
        while child < self.ends[at]:
            yield child
            child = self.ends[child]

    def attributes(self, at: int) -> dict[str, str]:
        """The attributes of an element, their names in lower case; of two with one name the first counts.

        >>> page = read_markup("<p CLASS='a b' hidden>")
        >>> page.attributes(page.names.index("p"))
        {'class': 'a b', 'hidden': ''}
        """
        return self.given.get(at, {})


def read_markup(markup: str) -> Page:
    """The elements and texts of a page. Any text has some; TooManyNodes where there are more than any document has.

    >>> page = read_markup("<ul><li>甲<li>乙 &lt; <b>丙</b></ul>")
    >>> page.names
    ['page', 'html', 'head', 'body', 'ul', 'li', '', 'li', '', 'b', '']
    >>> page.ends[5], page.words[8]
    (7, '乙 < ')
    """
    plain = _RAW.sub("", markup)
    if _depth(plain) > MAX_DEPTH or any(len(tag[0].split()) > MAX_WORDS for tag in _LONG_TAG.finditer(plain)):
        raise TooManyNodes
    page = Page()
    node, parent = LexborHTMLParser(markup).root, 0
    while node is not None:
        at = _take(page, node, parent)
        if len(page.names) > MAX_NODES:
            raise TooManyNodes
        if at is not None and node.child is not None and page.names[at] not in _RAW_TEXT:
            node, parent = node.child, at
            continue
        while node is not None and node.next is None:
            page.ends[parent] = len(page.names)
            node, parent = (node.parent, page.parents[parent]) if parent else (None, 0)
        node = node.next if node is not None else None
    page.ends[0] = len(page.names)
    return page


def _take(page: Page, node: LexborNode, parent: int) -> int | None:
    """The place of a node in the page; None for one that nobody reads: a comment, blanks between rows, a third line break."""
    name = (node.tag or "").lower()
    words = ""
    if name == "-text":
        words = node.text_content or ""
        if not words.strip(_BLANKS):
            if not words or page.names[parent] in _TEXTLESS or page.names[-1] == "br" or page.words[-1].isspace():
                return None
            words = "\n" if "\n" in words or "\r" in words else " "
    elif not name[:1].isalpha() or (name == "br" and page.names[-2:] == ["br", "br"]):
        return None
    at = len(page.names)
    if words == "":
        given = {key.lower(): value or "" for key, value in node.attributes.items()}
        if given:
            page.given[at] = given
            words = " ".join(f"{key}={value}" for key, value in given.items())[:MAX_ATTRIBUTES]
        page.names.append(name)
    else:
        page.names.append("")
    page.words.append(words)
    page.parents.append(parent)
    page.ends.append(at + 1)
    return at


def _depth(markup: str) -> int:
    """How many elements are open at once at most, by their tags alone."""
    depth = deepest = 0
    for match in _TAG.finditer(markup):
        name = (match[2] or "").lower()
        if name and name not in _UNENDED:
            depth = max(0, depth - 1) if match[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest
