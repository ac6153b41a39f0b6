"""A page goes in, what in it is the site's and not a document's comes out: what is hidden, navigation, lists of links.

A rule sets aside what it knows only where little prose would go with it, and nothing that only documents have; what it does
not know stays.
"""

from __future__ import annotations

import re

from loaders.formats.lines import plain
from loaders.formats.markup import BLOCKS, Page
from loaders.formats.phrases import is_official
from loaders.formats.weights import CONTROLS, Weights, weigh

_PARTS = (
    "nav navbar navigation menu submenu breadcrumb breadcrumbs crumb crumbs bread footer foot copyright sidebar search"
    " sousuo share sharing bshare bdsharebuttonbox jiathis social qrcode qr ewm erweima toolbar tools login banner advert"
    " related xgwj xgjd xgyd xglj comments pinglun pagination pager fontsize daohang dqwz weizhi"
)
_NAMED = frozenset(_PARTS.split())
"""Words of a class or an id that only parts of a site bear (in English, and in Pinyin: 二维码, 当前位置, 相关文件 …)."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
HIDDEN_SHARE, NAMED_SHARE = 0.6, 0.1
MIN_LINKS = 3
MAX_LOOK = 3_000
"""Characters of a block that are read to see whether they are a document's."""


def find_chrome(page: Page) -> tuple[frozenset[int], frozenset[int]]:
    """The elements that are hidden, and those that are the site's."""
    weights = weigh(page)
    whole = weights.prose[0]
    hidden, site = set(), set()
    for at, name in enumerate(page.names):
        if name in CONTROLS:
            site.add(at)
        elif not name or weights.gone[at]:
            continue
        elif _is_hidden(page, at):
            if weights.prose[at] <= HIDDEN_SHARE * whole:
                hidden.add(at)
        elif name in BLOCKS and weights.prose[at] <= NAMED_SHARE * whole and _is_site(page, weights, at):
            site.add(at)
    return frozenset(hidden), frozenset(site)


def _is_hidden(page: Page, at: int) -> bool:
    words = page.words[at].lower()
    if "none" not in words and "hid" not in words:
        return False
    attributes = page.attributes(at)
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")) is not None


def _is_site(page: Page, weights: Weights, at: int) -> bool:
    """Whether a block is a list of links or named as a part of a site, and holds nothing that only documents have."""
    listing = weights.links[at] >= MIN_LINKS and weights.is_listing(at)
    if not listing and not _is_named(page, at):
        return False
    return weights.size[at] > MAX_LOOK or not any(map(is_official, plain(page, weights, at)))


def _is_named(page: Page, at: int) -> bool:
    if not page.words[at]:
        return False
    attributes = page.attributes(at)
    named = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    return any(word.lower() in _NAMED for word in _WORD.findall(named))
