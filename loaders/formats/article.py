"""A page and its weights go in, the nodes that are not of its document come out, to be left behind.

From the whole page down to the one child that holds most of the prose, level by level. What is left behind on the way must
look like the site's: a level on which nothing does stays whole, and tables, sentences, numbers, dates and signatures are
taken along from any level. Where no child stands out the descent ends, and all that is left there is the document.
"""

from __future__ import annotations

from bisect import bisect_left

from loaders.formats.lines import plain
from loaders.formats.markup import BLOCKS, HEADINGS, Page
from loaders.formats.phrases import is_official, is_related, is_sentence, is_signature, is_site, is_titled
from loaders.formats.tables import cells_of, is_data
from loaders.formats.weights import Weights

SHARE, KNOWN_SHARE = 0.65, 0.5
MAX_LOOK = 6_000
"""Characters of a node beside the text that are read to see what it is; the parts of a site are shorter."""
_LEAVES = HEADINGS | {"p", "pre", "li", "dt", "dd"}
_CONTAINERS = (
    "ucap-content trs_editor trs_ueditor trs_editor_view zoom article-content article_content articlecontent pages_content"
    " js_content vsb_content v_news_content wp_articlecontent news_content info_cont xxgk_content zwcontent"
)
_KNOWN = frozenset(_CONTAINERS.split())
"""Classes and ids that content management systems give to the text of a document; hints only."""


def find_strangers(page: Page, weights: Weights, site: frozenset[int]) -> frozenset[int]:
    """The nodes beside the document; `site` are the elements known as the site's, which have no weight."""
    search = _Search(page, weights, site)
    left: set[int] = set()
    at = 0
    while (inner := search.inner(at)) is not None:
        left |= search.strangers(at, inner)
        at = inner
    return frozenset(left | search.trailing(at))


class _Search:
    """Looks where the document lies; `known` is the container that a content management system marked, if any."""

    def __init__(self, page: Page, weights: Weights, site: frozenset[int]) -> None:
        self.page, self.weights = page, weights
        self.site = sorted(site)
        self.blocks = [at for at, name in enumerate(page.names) if name in BLOCKS]
        marked = [at for at in self.blocks if self._is_marked(at)]
        self.known = max(marked, key=lambda at: (weights.prose[at], -at), default=None)

    def _is_marked(self, at: int) -> bool:
        if not self.page.words[at] or self.weights.prose[at] < KNOWN_SHARE * self.weights.prose[0]:
            return False
        attributes = self.page.attributes(at)
        return not _KNOWN.isdisjoint(f"{attributes.get('class', '')} {attributes.get('id', '')}".lower().split())

    def inner(self, at: int) -> int | None:
        """The child to go on with: the one that holds the known container, else the one with most of the prose."""
        prose = self.weights.prose
        if self.known is not None and at < self.known:
            return next(child for child in self.page.children(at) if self.known < self.page.ends[child])
        heaviest = max(self.page.children(at), key=prose.__getitem__, default=None)
        if at == self.known or heaviest is None or prose[heaviest] < max(1, SHARE * prose[at]):
            return None
        name = self.page.names[heaviest]
        whole = name in _LEAVES or not self._any(self.blocks, heaviest) or self._is_data(heaviest)
        return None if not name or whole else heaviest

    def strangers(self, at: int, inner: int) -> set[int]:
        """The children of `at` that are not of the document whose text is in `inner`."""
        beside = [child for child in self.page.children(at) if child != inner]
        if not any(self._any(self.site, child) or self.weights.is_listing(child) for child in beside):
            return set()
        read = {child: self._look(child) for child in beside if self.weights.size[child]}
        left: set[int] = set()
        dated = annexed = False
        for child, lines in reversed(read.items()):
            signs = dated and child > inner and bool(lines) and all(map(is_signature, lines))
            if not signs and not self._speaks(child, lines):
                left.add(child)
            dated = dated or any(map(is_official, lines))
        for child, lines in read.items():
            annexed = bool(lines) and (lines[0].startswith("附") or (annexed and lines[0][0].isdigit()))
            if annexed:
                left.discard(child)
        return left

    def _look(self, at: int) -> list[str]:
        """The lines of a node beside the text, if it is short."""
        return plain(self.page, self.weights, at) if self.weights.size[at] <= MAX_LOOK else []

    def trailing(self, at: int) -> set[int]:
        """The last children of `at` that are nothing but links, unless they are the annexes that the text names."""
        left: set[int] = set()
        for child in reversed(list(self.page.children(at))):
            if not self.weights.size[child]:
                continue
            lines = self._look(child)
            links = self.page.names[child] in BLOCKS and self.weights.is_listing(child)
            if not links or any(map(is_official, lines)):
                return set() if any(line.startswith("附") for line in lines) else left
            left.add(child)
        return left

    def _speaks(self, at: int, lines: list[str]) -> bool:
        """Whether a node beside the text is of the document: it holds a sentence, a title, a table, a number or a date."""
        if any(map(is_official, lines)):
            return True
        if self.weights.is_listing(at):
            return False
        if self.weights.size[at] > MAX_LOOK:
            return True
        if not lines or is_related(lines[0]):
            return False
        if any(not is_site(line) and (is_sentence(line) or is_titled(line)) for line in lines):
            return True
        tables = (one for one in range(at, self.page.ends[at]) if self.page.names[one] == "table")
        return any(map(self._is_data, tables))

    def _is_data(self, at: int) -> bool:
        if self.page.names[at] != "table" or self.weights.is_listing(at):
            return False
        return is_data(self.page, cells_of(self.page, at), self.weights)

    def _any(self, nodes: list[int], at: int) -> bool:
        """Whether one of `nodes` (sorted) is `at` or in it."""
        first = bisect_left(nodes, at)
        return first < len(nodes) and nodes[first] < self.page.ends[at]
