"""A paragraph goes in, the paragraph comes out without the blanks that typesetting put between Chinese characters.

A blank beside Chinese punctuation, or a single one between a digit and a character, is layout; two or more are the
columns of a table and stay; a single one between characters stays in short lines (titles in two halves), and goes
where single characters were spread over a line or in prose.
"""

from __future__ import annotations

import re

from loaders.clean.mapped import Edit, Mapped

_PUNCTUATION = "，。、；：！？“”‘’《》〈〉（）〔〕【】…—％"
_HAN = "一-鿿"
_LAYOUT = re.compile(
    rf"(?<=[{_PUNCTUATION}])[ 　](?![ 　])|(?<![ 　])[ 　](?=[{_PUNCTUATION}])"
    rf"|(?<=[{_HAN}])[ 　](?=\d)|(?<=\d)[ 　](?=[{_HAN}])"
    rf"|(?<=[ 　“][{_HAN}])[ 　](?=[{_HAN}][ 　”])"
    rf"|(?<=[ 　][{_HAN}])[ 　](?=[{_HAN}]{{1,2}}[ 　”])"
)
_PROSE = re.compile(rf"(?<=[{_HAN}])[ 　](?=[{_HAN}])")
PROSE_LENGTH = 60


def tidy_blanks(text: Mapped) -> Mapped:
    """Remove the blanks of typesetting.

    >>> tidy_blanks(Mapped.whole("2023 年，共 40 家")).text
    '2023年，共40家'
    >>> tidy_blanks(Mapped.whole("中心（医院）    7.18    126")).text
    '中心（医院）    7.18    126'
    """
    if " " not in text.text and "　" not in text.text:
        return text
    text = text.edit(Edit(m.start(), m.end()) for m in _LAYOUT.finditer(text.text))
    if len(text.text) >= PROSE_LENGTH and text.text.rstrip("）)”").endswith(("。", "！", "？")):
        text = text.edit(Edit(m.start(), m.end()) for m in _PROSE.finditer(text.text))
    return text
