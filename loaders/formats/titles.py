"""A page goes in, the title that it gives its document comes out: from its metadata, its first heading, its own title."""

from __future__ import annotations

import re

from loaders.formats.markup import Page
from loaders.formats.phrases import is_site, is_titled
from loaders.formats.weights import UNSEEN
from loaders.formats.words import squashed, tidy

_META = ("articletitle", "og:title", "title", "dc.title")
_NAMES = ("标题", "名称", "文件名称", "信息名称")
_SITE = re.compile(r"(?:网站?|门户|平台|专栏|信息公开|频道|首页|系统)$")
_BODY = re.compile(r"[一-鿿]{2,20}(?:人民政府|办公[厅室]|委员会|局|厅|联合会)")
_PARTS = re.compile(
    r"\s*[_|｜]\s*|\s+[-–—]+\s+|-{2,}|>{1,2}|[-–—](?=[^-–—]*(?:网|门户|平台|政府|局|厅|委员会|办公室)$)"
)
_HAN = re.compile(r"[一-鿿]")
SHORTEST, LONGEST = 6, 120


def find_title(page: Page, properties: dict[str, str]) -> str | None:
    """The title that the page gives its document, None where it names none."""
    metas: dict[str, str] = {}
    heads: list[str] = []
    named: list[str] = []
    own = ""
    for at, name in enumerate(page.names):
        if name == "meta":
            attributes = page.attributes(at)
            key = (attributes.get("name") or attributes.get("property", "")).lower()
            metas.setdefault(key, tidy(attributes.get("content", "")))
        elif name == "title":
            own = own or _text(page, at)
        elif name == "h1":
            heads.append(_text(page, at))
        elif name and "tit" in page.words[at].lower() and len(named) < SHORTEST and _is_title(page, at):
            named.append(_text(page, at))
    site = metas.get("sitename", "")
    printed = squashed(own)
    heads.sort(key=lambda words: (squashed(words) not in printed, -len(words)))
    candidates = [
        *(metas.get(key, "") for key in _META),
        *(properties.get(name, "") for name in _NAMES),
        *heads,
        *filter(is_titled, named),
        *_PARTS.split(own),
    ]
    return next((words for words in candidates if _is_good(words) and words != site), None)


def _is_good(words: str) -> bool:
    han = len(_HAN.findall(words[: LONGEST + 1]))
    theirs = _SITE.search(words) or _BODY.fullmatch(words) or is_site(words)
    return han >= SHORTEST and len(words) <= LONGEST and not theirs


def _is_title(page: Page, at: int) -> bool:
    attributes = page.attributes(at)
    words = f"{attributes.get('class', '')} {attributes.get('id', '')}".lower()
    return re.search(r"(?:^|[\s_-]|content|news|article|info|xl)tit(?:le)?(?:$|[\s_\d-])", words) is not None


def _text(page: Page, at: int) -> str:
    """The words of an element that is short."""
    parts: list[str] = []
    node = at + 1
    while node < page.ends[at] and len(parts) < LONGEST:
        name = page.names[node]
        if name in UNSEEN:
            node = page.ends[node]
            continue
        parts.append("\n" if name == "br" else "" if name else page.words[node])
        node += 1
    return tidy("".join(parts))
