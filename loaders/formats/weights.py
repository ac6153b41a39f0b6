"""A page goes in, what each of its nodes weighs comes out: characters, prose, links, tables in it, counted once for all.

Prose has marks of punctuation, which labels and menus have not: a mark weighs as much as ten characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.formats.markup import Page

_UNSEEN = (
    "script style noscript template iframe object embed applet canvas svg video audio map noframes title meta link"
    " datalist del s strike rt rp"
)
UNSEEN = frozenset(_UNSEEN.split())
"""Elements that show no text of a document."""
CONTROLS = frozenset(("button", "input", "select", "textarea", "dialog", "nav", "footer"))
"""Elements that only a site has."""
_FILE = re.compile(r"\.(?:docx?|xlsx?|wps|et|pdf|ofd|zip|rar|7z|txt|ceb|jpe?g|png)(?:[?#]|$)", re.IGNORECASE)
_LETTER = re.compile(r"\w")
_MARKS = "，。；"
MARK = 10
LINK_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Weights:
    """Of each node with all in it: `size` its characters, `prose` those outside links and more for punctuation, `linked`
    those in links, `links` their number, `tables` that of tables with text. `gone` is what no reader sees or is set aside.
    """

    size: list[int]
    prose: list[int]
    linked: list[int]
    links: list[int]
    tables: list[int]
    gone: bytearray

    def is_listing(self, at: int) -> bool:
        """Whether a node is little but links to other pages."""
        return bool(self.links[at]) and self.linked[at] >= LINK_SHARE * self.size[at]


def weigh(page: Page, aside: frozenset[int] = frozenset()) -> Weights:
    """The weights of a page without what no reader sees and without `aside`."""
    count = len(page.names)
    size, prose, linked, links, tables = ([0] * count for _ in range(5))
    gone, within = bytearray(count), bytearray(count)
    for at in range(1, count):
        name, parent = page.names[at], page.parents[at]
        within[at] = within[parent]
        if gone[parent] or name in UNSEEN or name in CONTROLS or at in aside:
            gone[at] = 1
        elif name == "a":
            within[at] = links[at] = _leads_away(page, at)
        elif not name and not (words := page.words[at]).isspace():
            size[at] = len(words) if _LETTER.search(words) else 1  # marks between links weigh nothing
            if within[at]:
                linked[at] = size[at]
            else:
                prose[at] = size[at] + MARK * sum(map(words.count, _MARKS))
    for at in range(count - 1, 0, -1):
        if size[at]:
            parent = page.parents[at]
            size[parent] += size[at]
            prose[parent] += prose[at]
            linked[parent] += linked[at]
            links[parent] += links[at]
            tables[parent] += tables[at] + (page.names[at] == "table")
    return Weights(size, prose, linked, links, tables, gone)


def _leads_away(page: Page, at: int) -> bool:
    """Whether a link leads to another page: not to a place on this one, and not to an annex."""
    target = page.attributes(at).get("href", "")
    if not target or target.startswith(("#", "mailto:")) or _FILE.search(target):
        return False
    return not any(page.words[one].lstrip().startswith("附") for one in page.children(at) if not page.names[one])
