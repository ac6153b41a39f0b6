"""A list of a page and the place of an item go in, the number that the page shows before the item comes out."""

from __future__ import annotations

import re

from loaders.formats.markup import Page

_HAN = "零一二三四五六七八九"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"list-style(?:-type)?\s*:\s*none", ""),
        (r"custom_num2", "（{n}）"),
        (r"custom_num1", "{n}）"),
        (r"custom_cn2", "（{han}）"),
        (r"custom_cn1", "{han}）"),
        (r"custom_cn|ideographic|chinese", "{han}、"),
    )
)
"""How editors (UEditor's classes) and styles number a list, where they do not with 1."""


def first_of(page: Page, ordered: int) -> int:
    """The number of the first item of an ordered list."""
    start = page.attributes(ordered).get("start", "")
    return int(start) if start.isascii() and start.isdigit() and len(start) < 5 else 1


def form_of(page: Page, ordered: int) -> str:
    """The form of an ordered list's numbers: `{n}` the number, `{han}` the number in Chinese.

    >>> from loaders.formats.markup import read_markup
    >>> page = read_markup("<ol class='custom_cn'>")
    >>> form_of(page, page.names.index("ol"))
    '{han}、'
    """
    attributes = page.attributes(ordered)
    words = f"{attributes.get('class', '')} {attributes.get('style', '')}".lower()
    return next((form for pattern, form in _FORMS if pattern.search(words)), "{n}.")


def numbered(form: str, number: int) -> str:
    """A number in a form.

    >>> numbered("{han}、", 21), numbered("（{n}）", 3)
    ('二十一、', '（3）')
    """
    return form.format(n=number, han=_han(number))


def _han(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return (_HAN[tens] if tens > 1 else "") + ("十" if tens else "") + (_HAN[ones] if ones else "")
